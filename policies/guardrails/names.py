"""The names of the standard: those of `naming.yaml`, which stands beside the pack's folder and is read as data."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from guardrails.environment import chosen_names, environment
from guardrails.resource import Stack, StackResource
from guardrails.rule import NotApplicableError, UndecidedError, stack_rule
from guardrails.tier import Severity
from guardrails.tokens import (
    BUCKETS,
    CACHE,
    CLUSTER,
    DATABASE,
    GROUP,
    LOAD_BALANCERS,
    LOG_GROUP,
    PROVIDER,
    REPOSITORY,
    SECRET,
    SERVICE,
    TARGET_GROUPS,
    TASK_DEFINITION,
)

NAMING = Path(__file__).parents[2] / "naming.yaml"
NAMED: tuple[tuple[tuple[str, ...], str, re.Pattern[str]], ...] = (
    (LOAD_BALANCERS, "name", re.compile("load_balancer")),
    (TARGET_GROUPS, "name", re.compile("target_group")),
    ((CLUSTER,), "name", re.compile("cluster")),
    ((SERVICE,), "name", re.compile("service")),
    ((TASK_DEFINITION,), "family", re.compile("task_family")),
    ((REPOSITORY,), "name", re.compile("registry")),
    ((SECRET,), "name", re.compile("secret(_abroad)?")),
    ((LOG_GROUP,), "name", re.compile("(?!load_balancer|website).*_logs")),
    ((DATABASE,), "identifier", re.compile("database(_replica)?")),
    ((CACHE,), "replicationGroupId", re.compile("cache")),
    ((GROUP,), "name", re.compile("host")),
    (BUCKETS, "bucket", re.compile("website|load_balancer_logs|website_logs|.*_bucket|.*_access_logs")),
)
"""Types, the property with the physical name, and the kinds of `naming.yaml` that such a name may be of."""
ENVIRONMENT = frozenset({"system", "short", "long"})
FIXED = {"account": r"\d{12}", "place": r"(-[a-z]{2}(-[a-z]+)+-\d)?", "region": r"[a-z]{2}(-[a-z]+)+-\d"}
MEANT = {"instance": ("database", "database_replica"), "proxy": ("database_proxy",), "channel": ("slack_channel",)}
"""Names in other names, by their kinds where these are called otherwise."""
ANY = ".+"
_PART = re.compile(r"\{(\w+)\}")


@stack_rule(
    id="names-of-the-standard",
    on=tuple(token for tokens, _, _ in NAMED for token in tokens),
    severity=Severity.MEDIUM,
    title="What people look for by its name is named as the standard says, or as the stack file chose.",
    why="Workflows, runbooks and rights find things by their names; another name is in nobody's hands.",
    fix="Take the name from naming.yaml by Names.fill(), or choose it by `name` in the stack file.",
    standard=["G-04", "G-05", "G-06", "G-07", "G-08", "G-09", "G-10", "G-11"],
    controls={},
    url="https://www.pulumi.com/docs/iac/concepts/resources/names/",
)
def names_of_the_standard(resource: StackResource, stack: Stack) -> Iterator[str]:
    """A name that `naming.yaml` does not give."""
    key, kinds = next((key, kinds) for tokens, key, kinds in NAMED if resource.type in tokens)
    name, chosen = resource.text(key), chosen_names()
    if not name:
        raise UndecidedError(f"{key} is not known")
    if name in chosen:
        raise NotApplicableError("the stack file chose its name")
    patterns = load_patterns(NAMING)
    wanted = [patterns[kind] for kind in patterns if kinds.fullmatch(kind)]
    if not wanted:
        raise UndecidedError(f"{NAMING.name} is not beside the pack, or has no pattern for it")
    said = environment()
    standard = Standard(patterns, said or _tagged(stack), chosen)
    given = [pattern for pattern in wanted if standard.gives(name, pattern)]
    if not given and not said:
        raise UndecidedError("the stack's configuration, which may choose another name, is not known here")
    if not given:
        yield f"{key} is {name}, which no pattern of {NAMING.name} gives: {', '.join(wanted)}"
    elif not any(standard.knows(pattern) for pattern in given):
        raise UndecidedError("the environment's names are not all known here")


@cache
def load_patterns(path: Path) -> Mapping[str, str]:
    """The patterns by the kind of name, none where there is no such file."""
    if not path.is_file():
        return {}
    return {kind: row["pattern"] for kind, row in yaml.safe_load(path.read_text("utf-8")).items()}


def _tagged(stack: Stack) -> Mapping[str, str]:
    """What the provider's tags tell of the environment, where nobody hands its configuration over."""
    said: dict[str, str] = {}
    for provider in stack.of(PROVIDER):
        tags = provider.section("defaultTags").section("tags")
        said |= {key: tags.text(tag) for key, tag in (("system", "System"), ("long", "Environment")) if tags.text(tag)}
    return said


@dataclass(frozen=True)
class Standard:
    """The patterns, and what is known of the environment that they are filled for."""

    patterns: Mapping[str, str]
    said: Mapping[str, str]
    chosen: Collection[str]
    """Names that stand for the standard's, also in other names: the log group of a cache that has its own."""

    def gives(self, name: str, pattern: str) -> bool:
        """Whether the pattern can be filled to be this name."""
        return re.fullmatch(self._expression(pattern), name) is not None

    def knows(self, pattern: str) -> bool:
        """Whether everything is known that the pattern asks of the environment."""
        return self._parts(pattern) & ENVIRONMENT <= set(self.said)

    def _inner(self, part: str) -> list[str]:
        """The patterns of a name that stands in another one."""
        return [self.patterns[kind] for kind in MEANT.get(part, (part,)) if kind in self.patterns]

    def _parts(self, pattern: str) -> set[str]:
        parts = set(_PART.findall(pattern))
        return parts.union(*(self._parts(inner) for part in parts for inner in self._inner(part)))

    def _expression(self, pattern: str) -> str:
        """The pattern as a regular expression: the environment's parts as they are, other names by their pattern."""
        pieces = _PART.split(pattern)
        texts = [re.escape(text) for text in pieces[0::2]]
        parts = [self._part(part) for part in pieces[1::2]]
        return "".join(text + part for text, part in zip(texts, [*parts, ""], strict=True))

    def _part(self, part: str) -> str:
        if part in self.said:
            return re.escape(self.said[part])
        inner = [self._expression(pattern) for pattern in self._inner(part)]
        if not inner:
            return FIXED.get(part, ANY)
        return f"(?:{'|'.join([*inner, *map(re.escape, self.chosen)])})"
