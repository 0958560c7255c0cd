"""The compose file of a host as text: what of it cannot run there, or may not."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

PUBLIC_PORTS = frozenset({80, 443})
"""What the host's security group lets in (standard M-01)."""
FROM_VARIABLE = re.compile(r"\$\{?[A-Za-z_]")
PINNED = re.compile(r".+(@sha256:[0-9a-f]{64}|:(?!latest$)[\w.-]+)")


@dataclass(frozen=True)
class HostFiles:
    """What a host runs, as it stands in the repository."""

    compose: str
    """The compose file's text."""
    files: Mapping[str, str]
    """Further files by their path beside it."""


def compose_problems(text: str, order: Collection[str]) -> Iterator[str]:
    """Everything that is wrong with a compose file, one sentence each; `order` names services of it."""
    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        yield f"it is not valid YAML{where}; mend it"
        return
    services = document.get("services") if isinstance(document, Mapping) else None
    if not isinstance(services, Mapping) or not services:
        yield "it has no services; write at least one under `services:`"
        return
    for name, service in services.items():
        if isinstance(service, Mapping):
            yield from (f"service {name} {problem}" for problem in _service_problems(service))
        else:
            yield f"service {name} is not a map; write `image:` and the like below it"
    for name in order:
        if name not in services:
            yield f"it has no service {name!r}, which `order` names; its services are {', '.join(map(str, services))}"


def _service_problems(service: Mapping[str, Any]) -> Iterator[str]:
    if "build" in service:
        yield "is built on the host; push its image to a registry and name it by `image`"
    elif not _is_pinned(str(service.get("image", ""))):
        yield (
            f"has the image {service.get('image')!r}, which may be another one tomorrow; "
            "write a variable, a digest, or a tag that is not latest"
        )
    if service.get("privileged"):
        yield "is privileged, and so is root on the host; remove `privileged`, and name single `cap_add` if it must"
    if service.get("network_mode") == "host":
        yield "has the host's network, and so its identity; remove `network_mode` and publish ports"
    for port in service.get("ports") or ():
        published = _published(port)
        if published not in PUBLIC_PORTS:
            yield (
                f"publishes port {published}; only {' and '.join(map(str, sorted(PUBLIC_PORTS)))} are reached from "
                "outside: remove it, services reach each other by name"
            )


def _is_pinned(image: str) -> bool:
    return bool(FROM_VARIABLE.match(image) or PINNED.fullmatch(image))


def _published(port: Any) -> int | str:
    """The host's port of a mapping in compose's short or long form; its text where it is none or several."""
    if isinstance(port, Mapping):
        written = str(port.get("published", port.get("target")))
    else:
        *outer, _ = str(port).partition("/")[0].split(":")
        written = outer[-1] if outer else "any"
    return int(written) if written.isdecimal() else written
