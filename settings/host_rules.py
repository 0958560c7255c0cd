"""Rules of hosts: where they stand, and what their files say."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from components.host.compose import HostFiles, compose_problems
from components.host.told import ToldArgs, told
from components.host.user_data import user_data
from naming import Names
from settings.stack import StackSettings

STACK = "platform:stack"
ROOT = Path(__file__).parents[1]
"""The project's, from which a stack file names files."""
LONGEST_DIGEST = f"sha256:{'0123456789abcdef' * 4}"
"""As long as each is."""


def host_problems(stack: StackSettings) -> Iterator[str]:
    """Everything that is wrong between a host and the network."""
    network = stack.network
    for role, host in stack.hosts.items():
        at = f"{STACK}.hosts.{role}.zone is {host.zone!r}"
        if network is not None and network.existing is not None:
            yield (
                f"{at}, and of an `existing` network nobody says which subnet is in which zone; "
                f"give {STACK}.network a `cidr` and `zones` of its own"
            )
        elif network is not None and host.zone not in network.zones:
            yield f"{at}, in which the network has no subnet; its zones are {', '.join(network.zones)}"


def host_names(stack: StackSettings) -> Iterator[tuple[str, str, str | None, dict[str, str]]]:
    """The names of hosts, and of what is named after them: path, kind, override, parts."""
    for role, host in stack.hosts.items():
        path = f"{STACK}.hosts.{role}"
        yield path, "host", None, {"role": role}
        yield path, "host_deploy_document", None, {"role": role}
        for image in host.images:
            yield f"platform:images.{image}", "registry", None, {"role": image}


def size_problems(stack: StackSettings, names: Names, files: Mapping[str, HostFiles]) -> Iterator[str]:
    """Hosts whose files are more than user data takes, with all of their images."""
    for role, host in stack.hosts.items():
        images = {
            image: f"{names.registry_host}/{names.any('registry', role=image)}@{LONGEST_DIGEST}"
            for image in host.images
        }
        try:
            user_data(told(ToldArgs(role, host, names, files[role], images)))
        except ValueError as error:
            yield f"{STACK}.hosts.{role}: {error}"


def read_host_files(stack: StackSettings, found: list[str], root: Path = ROOT) -> Mapping[str, HostFiles]:
    """The files of each host by its role; appends a sentence to `found` for each that is missing, or cannot be run."""
    read: dict[str, HostFiles] = {}
    for role, host in stack.hosts.items():
        path = f"{STACK}.hosts.{role}"
        compose = _text(root, host.compose, f"{path}.compose", found)
        files = {to: _text(root, file, f"{path}.files.{to}", found) for to, file in host.files.items()}
        read[role] = HostFiles(compose or "", {to: text or "" for to, text in files.items()})
        if compose is not None:
            found += (f"{path}.compose: {host.compose}: {one}" for one in compose_problems(compose, host.order))
    return read


def _text(root: Path, file: str, path: str, found: list[str]) -> str | None:
    try:
        return (root / file).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        found.append(f"{path} is {file!r}, which is no text file of this project; name one from the project's root")
        return None
