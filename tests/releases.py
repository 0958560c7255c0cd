"""States that releases of this project left behind, kept as test data: what an upgrade starts from.

Each release has a folder below `tests/data/releases`, and each of its stacks there the state that `pulumi stack export`
gave (compressed; secrets in it are ciphertext) and the URNs as a text, so that a diff of two releases shows which
resources are known by other names. `python -m tests.engine.record_release` writes both.
"""

import json
import lzma
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import yaml

from ops.offline.recording import Recorded as Declared
from tests.harness import ROOT

FOLDER: Final = ROOT / "tests/data/releases"
REVIEWED: Final = FOLDER / "reviewed.yaml"
STATE: Final = ".json.xz"
URNS: Final = ".urns.txt"
OF_THE_DAY: Final = ("created", "modified", "sourcePosition", "stackTrace")
"""What differs between two recordings of the same program."""


@dataclass(frozen=True)
class Recorded:
    """One stack as one release left it."""

    release: str
    stack: str
    folder: Path = FOLDER

    def __str__(self) -> str:
        return f"{self.release}-{self.stack}"

    @property
    def place(self) -> Path:
        """Its files, without what their names end in."""
        return self.folder / self.release / self.stack

    @cached_property
    def export(self) -> dict[str, Any]:
        """What `pulumi stack export` gave, and `pulumi stack import` takes."""
        exported: dict[str, Any] = json.loads(lzma.decompress(self.place.with_name(self.stack + STATE).read_bytes()))
        return exported

    @property
    def resources(self) -> list[dict[str, Any]]:
        """Every resource as the engine had written it down."""
        resources: list[dict[str, Any]] = self.export["deployment"]["resources"]
        return resources

    @property
    def urns(self) -> str:
        """The kept text of its URNs."""
        return self.place.with_name(self.stack + URNS).read_text("utf-8")

    def write(self, exported: Mapping[str, Any]) -> None:
        """Keep a state and its URNs."""
        self.place.parent.mkdir(parents=True, exist_ok=True)
        deployment = exported["deployment"]
        kept = [
            {key: value for key, value in resource.items() if key not in OF_THE_DAY}
            for resource in deployment["resources"]
        ]
        text = json.dumps({**exported, "deployment": {**deployment, "resources": kept}}, separators=(",", ":"))
        state = lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME)
        self.place.with_name(self.stack + STATE).write_bytes(state)
        self.place.with_name(self.stack + URNS).write_text(listed(resource["urn"] for resource in kept), "utf-8")


def listed(urns: Iterable[str]) -> str:
    """URNs without the stack's part, each on a line of its own."""
    return "".join(sorted(f"{urn.split('::', 2)[2]}\n" for urn in urns))


def recordings() -> list[Recorded]:
    """Every stack of every release that is kept."""
    files = sorted(FOLDER.glob(f"*/*{STATE}"))
    return [Recorded(file.parent.name, file.name.removesuffix(STATE)) for file in files]


@dataclass(frozen=True)
class Reviewed:
    """What upgrades may replace or delete."""

    resource: str
    """Type and logical name; `*` stands for any letters."""
    why: str
    """The reason, and how AWS's user sees it."""
    releases: tuple[str, ...]
    """From which releases."""
    stacks: tuple[str, ...] = ()
    """In which stacks; none: in all."""
    changelog: str = ""
    """What CHANGELOG.md says of it; empty where it holds no state."""

    def covers(self, recorded: Recorded, resource: str) -> bool:
        """Whether this was said of a resource (type and name) in the upgrade of a recorded stack."""
        of_the_stack = recorded.release in self.releases and recorded.stack in (self.stacks or (recorded.stack,))
        return of_the_stack and fnmatchcase(resource, self.resource)


def reviewed() -> list[Reviewed]:
    """Every entry of the reviewed list."""
    entries = yaml.safe_load(REVIEWED.read_text("utf-8")) or ()
    return [Reviewed(**{key: as_tuple(value) for key, value in one.items()}) for one in entries]


def as_tuple(value: Any) -> Any:
    """A list as a tuple, and anything else as it is."""
    return tuple(value) if isinstance(value, list) else value


def vanished(recorded: Recorded, declared: Iterable[Declared], types: Container[str]) -> set[str]:
    """URNs of these types that a release left behind and that the program declares neither so nor as an alias."""
    known = {urn for one in declared for urn in (one.urn, *one.options.aliases)}
    return {one["urn"] for one in recorded.resources if one["type"] in types} - known
