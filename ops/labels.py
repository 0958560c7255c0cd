"""Short names for people: of types, of resources, and of how many there are."""

from collections.abc import Mapping
from typing import Final

from ops.offline.recording import Recorded

NAME_INPUTS: Final = ("name", "bucket", "family", "identifier", "clusterIdentifier", "replicationGroupId")
PLATFORM: Final = "platform"
STACK_TYPE: Final = "pulumi:pulumi:Stack"


def short_type(token: str) -> str:
    """Give `ec2 Subnet` for `aws:ec2/subnet:Subnet`, and `Network` for a component of the platform."""
    package, _, rest = token.partition(":")
    module, _, kind = rest.rpartition(":")
    module = module.partition("/")[0]
    if package == PLATFORM:
        return kind
    if package != "aws":
        return f"{package} {kind}" if package != "pulumi" else f"{module.removesuffix('s')} {kind}"
    return f"{module} {kind}"


def label(urn: str) -> str:
    """Give `ec2 Subnet network-public-1` for the URN of a resource."""
    if urn.count("::") < 3:  # noqa: PLR2004 - a URN has four parts
        return urn
    _, _, qualified, name = urn.split("::", 3)
    return f"{short_type(qualified.rpartition('$')[2])} {name}"


def service_of(token: str) -> str:
    """Give `rds` for `aws:rds/instance:Instance`, `pulumi` for other packages' tokens and `stack` for the stack."""
    package, _, rest = token.partition(":")
    if token == STACK_TYPE:
        return "stack"
    return rest.partition(":")[0].partition("/")[0] if package == "aws" else package


def physical_name(resource: Recorded) -> str:
    """Give the name under which a person finds the resource in AWS; empty where it has none of its own."""
    tags = resource.inputs.get("tags")
    tagged = tags.get("Name") if isinstance(tags, Mapping) else None
    own = (resource.inputs.get(key) for key in NAME_INPUTS if key not in resource.property_dependencies)
    return next((str(name) for name in (*own, tagged) if name), "")


def count(number: int, singular: str, plural: str = "") -> str:
    """Give `1 violation` or `2 violations`."""
    return f"{number} {singular if number == 1 else plural or f'{singular}s'}"
