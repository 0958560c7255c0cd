"""The same resources as a flat program: a call of `pulumi_aws` for each, no components, no settings, no patterns.

It is written from a recording, as a person would write it: what one resource needs of another is that one's attribute.
"""

import importlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from itertools import count
from pathlib import Path
from typing import Any, Final

import pulumi
import pulumi_aws
import pulumi_random
from pulumi import _types as sdk_types

from ops.offline.recording import Recorded, Recording
from ops.offline.values import SECRET

PROVIDER: Final = "pulumi:providers:aws"
AWSX: Final = "awsx:ec2:Vpc"
TIERS: Final = ("Public", "Private", "Isolated")
SHORTEST: Final = 6
"""Characters of a value that is another resource's attribute and not the same by chance."""
HEAD: Final = '''"""Written by bench/flat.py."""

import pulumi
import pulumi_aws as aws
import pulumi_awsx as awsx
import pulumi_random as random

'''
JSON: Final = re.compile(r"[\[{]|true$|false$")
"""How what is not text begins among the properties of a provider, which are all text on the wire."""
PICKED: Final = "******"
"""At the end of a name that the program leaves to Pulumi."""
NETWORK_LISTS: Final = {
    "aws:ec2/vpc:Vpc": "network.vpc_id",
    "aws:ec2/subnet:Subnet": "network.subnets.apply(lambda found: found[{index}].id)",
    "aws:ec2/routeTable:RouteTable": "network.route_tables.apply(lambda found: found[{index}].id)",
    "aws:ec2/natGateway:NatGateway": "network.nat_gateways.apply(lambda found: found[{index}].id)",
}
"""How a flat program comes to the ids of what awsx makes."""


class FlatProgram:
    """Writes a recording as one file of constructor calls."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._by_urn = {resource.urn: resource for resource in recording.resources}
        self._variables: dict[str, str] = {}
        self._network = dict(self._of_network())

    def text(self) -> str:
        """Give the program."""
        network = (
            f"network = awsx.ec2.Vpc('network', **{self._vpc()!r}, opts=pulumi.ResourceOptions(provider=provider))"
        )
        calls = [self._call(resource) for resource in self._in_order()]
        first = next(place for place, call in enumerate(calls) if call.startswith("provider"))
        calls[0], calls[first] = calls[first], calls[0]
        return HEAD + "\n".join((calls[0], network, *calls[1:])) + "\n"

    def _vpc(self) -> dict[str, Any]:
        """Give the arguments of which awsx makes the same VPC."""
        (vpc,) = self._recording.of_type("aws:ec2/vpc:Vpc")
        subnets = self._recording.of_type("aws:ec2/subnet:Subnet")
        blocks = {
            tier: [one.inputs["cidrBlock"] for one in subnets if f"-{tier.lower()}-" in one.name] for tier in TIERS
        }
        return {
            "cidr_block": vpc.inputs["cidrBlock"],
            "availability_zone_names": list(dict.fromkeys(one.inputs["availabilityZone"] for one in subnets)),
            "subnet_strategy": "Auto",
            "subnet_specs": [{"type": tier, "cidr_blocks": cidrs} for tier, cidrs in blocks.items()],
            "nat_gateways": {"strategy": "OnePerAz"},
            "enable_dns_hostnames": True,
            "enable_dns_support": True,
            "tags": vpc.inputs["tags"],
        }

    def _of_network(self) -> Iterator[tuple[str, str]]:
        """Give each id that awsx makes, and the expression for it."""
        seen: dict[str, Iterator[int]] = {}
        for resource in self._recording.resources:
            if resource.custom and f"${AWSX}$" in f"${resource.urn.split('::')[2]}" and resource.type in NETWORK_LISTS:
                index = next(seen.setdefault(resource.type, count()))
                yield resource.id, NETWORK_LISTS[resource.type].format(index=index)

    def _ours(self) -> Iterator[Recorded]:
        for resource in self._recording.resources:
            if resource.custom and f"${AWSX}$" not in f"${resource.urn.split('::')[2]}":
                yield resource

    def _in_order(self) -> list[Recorded]:
        """Give what a resource needs before it."""
        ours = {resource.urn: resource for resource in self._ours()}
        ordered: dict[str, Recorded] = {}

        def add(resource: Recorded) -> None:
            for urn in sorted(_needed(resource)):
                if urn in ours and urn not in ordered:
                    add(ours[urn])
            ordered.setdefault(resource.urn, resource)

        for resource in ours.values():
            add(resource)
        for number, urn in enumerate(ordered):
            self._variables[urn] = "provider" if ours[urn].type == PROVIDER else f"r{number}"
        return list(ordered.values())

    def _call(self, resource: Recorded) -> str:
        kind, known = _class_of(resource.type), _py_names(resource.type)
        given = [
            f"{known[key]}={self._value(resource, key, value)}"
            for key, value in resource.inputs.items()
            if key in known and (key in resource.property_dependencies or not str(value).endswith(PICKED))
        ]
        options = self._options(resource)
        return f"{self._variables[resource.urn]} = {kind}({', '.join((repr(resource.name), *given, options))})"

    def _options(self, resource: Recorded) -> str:
        provider = "" if resource.type == PROVIDER or resource.type.startswith("random:") else "provider=provider, "
        protect = "protect=True, " if resource.options.protect else ""
        ignored = (
            f"ignore_changes={list(resource.options.ignore_changes)!r}, " if resource.options.ignore_changes else ""
        )
        needed = set(resource.dependencies) - {urn for urns in resource.property_dependencies.values() for urn in urns}
        waits = [self._variables[urn] for urn in sorted(needed) if urn in self._variables]
        depends = f"depends_on=[{', '.join(waits)}], " if waits else ""
        return f"opts=pulumi.ResourceOptions({provider}{protect}{ignored}{depends})".replace(", )", ")")

    def _value(self, resource: Recorded, key: str, value: Any) -> str:
        sources = [self._by_urn[urn] for urn in resource.property_dependencies.get(key, ()) if urn in self._by_urn]
        if resource.type == PROVIDER and JSON.match(str(value)):
            return repr(json.loads(value))
        if value == SECRET:
            return self._secret(key, sources)
        return self._expression(value, dict(self._known(sources)))

    def _secret(self, key: str, sources: Iterable[Recorded]) -> str:
        (result,) = (f"{self._variables[one.urn]}.result" for one in sources if one.type.startswith("random:"))
        forms = {"passwords": f"[{result}]", "secretString": f"pulumi.Output.json_dumps({{'password': {result}}})"}
        return forms.get(key, result)

    def _known(self, sources: Iterable[Recorded]) -> Iterator[tuple[str, str]]:
        """Give the values that these resources have, and the expression for each."""
        for source in sources:
            if source.urn not in self._variables:
                yield from self._network.items()
                continue
            variable, names = self._variables[source.urn], sdk_types.resource_pulumi_to_py_names(_loaded(source.type))
            for key, value in source.outputs.items():
                if not isinstance(value, str) or len(value) < SHORTEST or key not in names:
                    continue
                if key not in source.inputs or value.endswith(PICKED):
                    yield value, f"{variable}.{names[key]}"
            yield source.id, f"{variable}.id"

    def _expression(self, value: Any, known: Mapping[str, str]) -> str:
        match value:
            case str() if value in known:
                return known[value]
            case str():
                return _joined(value, known)
            case list():
                return f"[{', '.join(self._expression(one, known) for one in value)}]"
            case dict():
                return f"{{{', '.join(f'{key!r}: {self._expression(one, known)}' for key, one in value.items())}}}"
        return repr(value)


def write_flat(recording: Recording, target: Path) -> None:
    """Write the flat program of a recording."""
    target.write_text(FlatProgram(recording).text(), encoding="utf-8")


def _joined(value: str, known: Mapping[str, str]) -> str:
    """Give a text in which values of others stand as the calls that put it together."""
    longest_first = sorted(known, key=len, reverse=True)
    parts = re.split(f"({'|'.join(map(re.escape, longest_first))})", value) if known else [value]
    if len(parts) == 1:
        return repr(value)
    return f"pulumi.Output.concat({', '.join(known.get(part, repr(part)) for part in parts if part)})"


def _needed(resource: Recorded) -> set[str]:
    return {
        *resource.dependencies,
        *(urn for urns in resource.property_dependencies.values() for urn in urns),
        resource.options.provider,
    }


def _path(token: str) -> tuple[str, str]:
    """Give package path and class of a type token: `aws:ec2/vpc:Vpc` is in `ec2`."""
    package, module, name = token.split(":")
    service = module.partition("/")[0]
    return (package, name) if service in {"index", "providers"} else (f"{package}.{service}", name)


def _class_of(token: str) -> str:
    if token == PROVIDER:
        return "aws.Provider"
    return ".".join(_path(token))


def _loaded(token: str) -> type[pulumi.Resource]:
    """Give the SDK's class of a type token."""
    package, *path = _class_of(token).split(".")
    packages: dict[str, Any] = {"aws": pulumi_aws, "random": pulumi_random}
    found: type[pulumi.Resource] = reduce(getattr, path, packages[package])
    return found


def _py_names(token: str) -> Mapping[str, str]:
    """Give the constructor's argument for each property."""
    module, name = importlib.import_module(_loaded(token).__module__), _loaded(token).__name__
    arguments = getattr(module, f"{name}InitArgs", None) or getattr(module, f"{name}Args")
    return {theirs: ours for ours, theirs in sdk_types.input_type_py_to_pulumi_names(arguments).items()}
