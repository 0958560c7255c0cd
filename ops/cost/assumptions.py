"""What an estimate assumes of use: defaults as data, other values by tier, and a person's own file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from math import isfinite
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from ops.failures import WrongInputError
from ops.offline import goyaml

FILE: Final = Path(__file__).with_name("assumptions.yaml")
SHARE: Final = "share"
"""The unit of what is a part of something else."""
COMPONENTS: Final = "components"
"""The key of a person's file under which values of single components stand, by their name."""


class Default(BaseModel):
    """An assumption, and what is assumed where nobody says otherwise."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: float = Field(ge=0)
    unit: str
    """SHARE is at most 1."""
    what: str
    tiers: Mapping[str, float] = {}
    """Other values than `value`, by tier."""


@dataclass(frozen=True)
class Assumptions:
    """What one estimate assumes."""

    values: Mapping[str, float]
    components: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """What is assumed of single components, by their name and the assumption's."""

    def of(self, name: str, *components: str) -> tuple[str, float]:
        """The first of these components that has a value of its own, with it; nothing and the value for all else."""
        own = ((component, self.components.get(component, {})) for component in components)
        return next(((component, given[name]) for component, given in own if name in given), ("", self.values[name]))


@cache
def defaults() -> Mapping[str, Default]:
    """Read the assumptions, which are part of this package."""
    return TypeAdapter(dict[str, Default]).validate_python(yaml.safe_load(FILE.read_text("utf-8")))


def read_assumptions(tier: str, path: Path | None = None) -> Assumptions:
    """The assumptions for a tier, with a person's own over them; an unknown tier is assumed to be production.

    Raises WrongInputError where the file names an unknown assumption or has no amount for it.
    """
    values = {name: one.tiers.get(tier, one.value) for name, one in defaults().items()}
    written = _mapping(path, goyaml.read(path)) if path is not None and path.is_file() else {}
    if path is not None and not path.is_file():
        raise WrongInputError(f"--assumptions {path} does not exist.")
    components = _mapping(f"{path}: {COMPONENTS}", written.pop(COMPONENTS, {}))
    return Assumptions(
        values | _amounts(str(path), written),
        {name: _amounts(f"{path}: {name}", _mapping(f"{path}: {name}", own)) for name, own in components.items()},
    )


def _mapping(where: object, value: Any) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise WrongInputError(f"{where} holds no assumptions; write each as a line such as `nat_gb: 40`.")
    return dict(value)


def _amounts(where: str, written: Mapping[str, Any]) -> dict[str, float]:
    for name, value in written.items():
        known = defaults().get(name)
        if known is None:
            raise WrongInputError(f"{where}: {name} is no assumption; there are {', '.join(defaults())}.")
        number = isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
        if not number or value < 0 or (known.unit == SHARE and value > 1):
            wanted = "a share from 0 to 1" if known.unit == SHARE else f"an amount in {known.unit}, from 0 on"
            raise WrongInputError(f"{where}: {name} is {value!r}; write {wanted}.")
    return {name: float(value) for name, value in written.items()}
