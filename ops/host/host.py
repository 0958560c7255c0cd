"""A host by the names that it has on AWS, read from a recording of the program; nothing is asked of AWS."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ops.failures import WrongInputError
from ops.live.environment import REPOSITORY, Environment

COMPONENT: Final = "platform:host:Host"
DOCUMENT: Final = "aws:ssm/document:Document"
GROUP: Final = "aws:autoscaling/group:Group"
NAME: Final = "Name"


@dataclass(frozen=True)
class Built:
    """An image that a host runs and that is built by us."""

    role: str
    repository: str
    """Its name in ECR."""
    uri: str
    """The repository as docker names it."""


@dataclass(frozen=True)
class Host:
    """One host."""

    role: str
    name: str
    """The `Name` tag of its instance."""
    document: str
    """The Command document that deploys to it."""
    seconds: int
    """How long Systems Manager lets that run."""
    images: Mapping[str, Built]
    """By role."""


def host_of(environment: Environment, role: str) -> Host:
    """The host of this role; raises WrongInputError naming those there are."""
    recording = environment.recording
    hosts = {one.name: one for one in recording.of_type(COMPONENT)}
    if role not in hosts:
        known = ", ".join(hosts) or "none"
        raise WrongInputError(f"{role!r} is no host of the stack {environment.stack}; its hosts are {known}.")
    below = {child.type: child.inputs for child in recording.children(hosts[role].urn)}
    steps: Any = json.loads(str(below[DOCUMENT]["content"]))["mainSteps"]
    images: Any = hosts[role].inputs["images"]
    return Host(
        role=role,
        name=_name(below[GROUP]),
        document=str(below[DOCUMENT]["name"]),
        seconds=sum(int(step["inputs"]["timeoutSeconds"]) for step in steps),
        images={str(one): _built(environment, str(one)) for one in images},
    )


def _name(group: Mapping[str, object]) -> str:
    tags: Any = group["tags"]
    return next(str(tag["value"]) for tag in tags if tag["key"] == NAME)


def _built(environment: Environment, role: str) -> Built:
    repository = str(environment.recording.one(REPOSITORY, role).inputs["name"])
    return Built(role=role, repository=repository, uri=f"{environment.names.registry_host}/{repository}")


def asked_for(host: Host, pairs: Sequence[str]) -> dict[str, str]:
    """Digests by role of what was typed as `role=digest`; raises WrongInputError for what this host does not run."""
    digests: dict[str, str] = {}
    for pair in pairs:
        role, equals, digest = pair.partition("=")
        if not equals:
            raise WrongInputError(f"--image {pair!r} is no role with a digest; write backend=sha256:…")
        if role not in host.images:
            known = ", ".join(host.images) or "none"
            raise WrongInputError(f"The host {host.role} runs no image {role!r}; its images are {known}.")
        if role in digests:
            raise WrongInputError(f"--image names {role} twice; name it once.")
        digests[role] = digest
    return digests
