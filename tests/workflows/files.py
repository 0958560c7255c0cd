"""The workflows, local actions and examples of this repository, as YAML has them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.harness import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
ACTIONS = sorted((ROOT / ".github/actions").glob("*/action.yml"))
EXAMPLES = sorted((ROOT / "examples").glob("repositories/*/.github/workflows/*.yml"))
EVERYTHING = [*WORKFLOWS, *ACTIONS, *EXAMPLES]
Yaml = Mapping[str, Any]


def read(path: Path) -> Yaml:
    """A file; its key `on` is not the truth that YAML 1.1 takes it for."""
    document: dict[Any, Any] = yaml.safe_load(path.read_text("utf-8"))
    return {("on" if key is True else key): value for key, value in document.items()}


def workflow(name: str) -> Yaml:
    """A workflow of this repository by its file's stem."""
    return read(ROOT / f".github/workflows/{name}.yml")


def action(name: str) -> Yaml:
    """A local action."""
    return read(ROOT / f".github/actions/{name}/action.yml")


def jobs() -> Iterator[tuple[str, Yaml]]:
    """Every job, with its file and name."""
    for path in (*WORKFLOWS, *EXAMPLES):
        for name, job in read(path)["jobs"].items():
            yield f"{path.relative_to(ROOT)}: {name}", job


def steps() -> Iterator[tuple[str, Yaml]]:
    """Every step, with where it stands."""
    for where, job in jobs():
        yield from ((where, step) for step in job.get("steps", ()))
    for path in ACTIONS:
        yield from ((str(path.relative_to(ROOT)), step) for step in read(path)["runs"]["steps"])
