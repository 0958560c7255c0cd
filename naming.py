"""Every physical name of the platform: patterns from `naming.yaml`, filled and checked by pure functions."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

PATTERNS_FILE = Path(__file__).with_name("naming.yaml")


class InvalidNameError(ValueError):
    """A name that AWS would refuse; the message gives the name, the limit and the way out."""


@dataclass(frozen=True)
class Pattern:
    """One kind of name: its pattern, AWS's greatest length and the characters AWS allows."""

    pattern: str
    max: int
    characters: str

    def check(self, kind: str, name: str) -> str:
        """Return `name`, or raise InvalidNameError when AWS would refuse it as a name of this kind."""
        what = f"the {kind.replace('_', ' ')} name {name!r}"
        if not name:
            raise InvalidNameError(f"the {kind.replace('_', ' ')} name is empty; leave `name` out or give one")
        if len(name) > self.max:
            raise InvalidNameError(
                f"{what} has {len(name)} characters and AWS allows {self.max}; "
                "shorten the role, or set `short` or `name`"
            )
        refused = sorted(set(re.sub(self.characters, "", name)))
        if refused:
            raise InvalidNameError(f"{what} contains {' '.join(refused)!r}; AWS allows only {self.characters}")
        return name


@cache
def load_patterns(path: Path = PATTERNS_FILE) -> Mapping[str, Pattern]:
    """Read the patterns; each kind of name has one."""
    return {kind: Pattern(**row) for kind, row in yaml.safe_load(path.read_text("utf-8")).items()}


@dataclass(frozen=True)
class Names:
    """Names of one environment.

    `fill("target_group", abbreviation="ws")` is `shop-prod-ws-tg` in the production of `shop` (G-05). ARNs of what is
    named here are known before it exists; `arn` gives them, so that IAM documents can be read on the first preview.
    """

    system: str
    short: str
    long: str
    account: str
    region: str
    regional: bool = False
    """Whether stacks of several Regions share the environment."""

    def fill(self, kind: str, *, override: str | None = None, **parts: str) -> str:
        """The name of this kind, or `override` in its place; both are checked against AWS's limits.

        Raises InvalidNameError with the name, the limit and the way out.
        """
        pattern = load_patterns()[kind]
        filled = override if override is not None else pattern.pattern.format(**self.own, **parts)
        return pattern.check(kind, filled)

    def any(self, kind: str, **parts: str) -> str:
        """Every name of this kind, with `*` for the parts that are not given: what IAM compares names with."""
        return load_patterns()[kind].pattern.format_map(defaultdict(lambda: "*", {**self.own, **parts}))

    @property
    def place(self) -> str:
        """What tells this stack from those of other Regions that share the environment, in names without a Region."""
        return f"-{self.region}" if self.regional else ""

    @property
    def own(self) -> Mapping[str, str]:
        """What the environment itself puts into patterns."""
        return {**vars(self), "place": self.place, "SYSTEM": self.system.upper(), "Long": self.long.title()}

    @property
    def registry_host(self) -> str:
        """The host of the account's ECR registry, with which the URIs of its repositories begin."""
        return f"{self.account}.dkr.ecr.{self.region}.amazonaws.com"

    def arn(self, service: str, resource: str) -> str:
        """The ARN of a regional resource of this account, such as `arn("logs", "log-group:/ecs/x")`."""
        return f"arn:aws:{service}:{self.region}:{self.account}:{resource}"
