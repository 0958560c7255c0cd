"""Other values for one that a rule reads: its opposite, extremes, nothing at all, and what its cases call wrong."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from guardrails.evaluation import State

from tests.policies.cases.every import CASES
from tests.policies.cases.table import resources_of
from tests.policies.harness import UNKNOWN, AnyRule
from tests.policies.mutation.traced import ABSENT, NAMES, OPTION, RELATION, TYPE, Path
from tests.policies.test_any_input import unfold

Change = Callable[[Any], Any]
CONSTANTS = ("", "*", "other", "default", "0.0.0.0/0", -1.0, 0.0, 1.0, 443.0, 5e8)


def unknown(_: Any) -> Any:
    """What AWS alone can say."""
    return UNKNOWN


def flips(rule: AnyRule, path: Path) -> Iterator[Change]:
    """The changes to try in one place."""
    if path[0] == RELATION:
        yield from (_always(None), _always(ABSENT), _all_together)
    elif path[0] == TYPE:
        yield _always(None)
    elif path[0] == OPTION:
        yield _other_option
    elif path[-1] == NAMES:
        yield from (_renamed, lambda _: {}, *map(_merged, wrong_values(rule).get(_name(path), ())))
    else:
        yield from (*GENERAL, *(_always(value) for value in _wrong(rule, path)))


def _name(path: Path) -> str:
    """The property in which the value is, also as a list's element; empty for the resource itself."""
    return next((part for part in reversed(path) if isinstance(part, str) and part != NAMES), "")


def _wrong(rule: AnyRule, path: Path) -> Iterator[Any]:
    for value in wrong_values(rule).get(_name(path), ()):
        if isinstance(path[-1], int) and isinstance(value, list):
            yield from value
        else:
            yield value


@cache
def wrong_values(rule: AnyRule) -> Mapping[str, list[Any]]:
    """By the name of a property: its values in the rule's cases that are not compliant."""
    found: dict[str, list[Any]] = {}
    for state, case in CASES[rule.id].by_state():
        if state in {State.VIOLATION, State.NOT_APPLICABLE}:
            for resource in resources_of(rule, case):
                _collect({"": unfold(resource.props)}, found)
    return found


def _collect(value: Any, found: dict[str, list[Any]]) -> None:
    if isinstance(value, list):
        for element in value:
            _collect(element, found)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            known = found.setdefault(key, [])
            if inner != UNKNOWN and inner not in known:
                known.append(inner)
            _collect(inner, found)


def _other_option(value: Any) -> Any:
    if isinstance(value, str):
        return "default"
    return () if isinstance(value, tuple) else not value


def _opposite(value: Any) -> Any:
    if isinstance(value, bool) or value is ABSENT:
        return value is ABSENT or not value
    if isinstance(value, str):
        return value.swapcase() if value.swapcase() != value else f"{value}x"
    return type(value)()


def _all_together(origins: Any) -> Any:
    return [origin for some in origins.values() for origin in some]


def _renamed(value: Any) -> Any:
    return {f"other-{key}": inner for key, inner in value.items()} if isinstance(value, Mapping) else value


def _doubled(value: Any) -> Any:
    return [*value, *value] if isinstance(value, list) else value


def _always(new: Any) -> Change:
    return lambda _: new


def _merged(new: Any) -> Change:
    return lambda value: {**value, **new} if isinstance(value, Mapping) and isinstance(new, Mapping) else value


def _instead(new: Any) -> Change:
    return lambda value: new if isinstance(value, type(new)) and not isinstance(value, bool) else value


GENERAL = (_opposite, _always(ABSENT), _renamed, _doubled, *map(_instead, CONSTANTS))
