"""What became better or worse since an older report of the same stack, which was written as JSON."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ops.failures import WrongInputError
from ops.findings import Result
from ops.report.counts import Counts, worst
from ops.report.model import SCHEMA_VERSION, Change, Comparison, LevelChange, Report
from ops.report.reading import read_object

NOT_THERE: Final = ""
BROKEN: Final = frozenset({Result.VIOLATION, Result.ERROR, Result.EXEMPTED})
UNDECIDED: Final = frozenset({*BROKEN, Result.UNKNOWN})
Key = tuple[str, str]
"""Rule and resource."""


@dataclass(frozen=True)
class _State:
    """What a rule said of a resource."""

    result: Result
    severity: str
    message: str


@dataclass(frozen=True)
class Older:
    """What is needed of an older report."""

    source: str
    commit: str
    made: str
    digest: str
    states: Mapping[Key, _State]
    levels: Mapping[str, str]
    """Severity and enforcement by rule."""
    counts: Counts


def read_older(path: Path, stack: str) -> Older:
    """Read an older report of a stack; raise WrongInputError for anything else."""
    document = read_object(path)
    if "schema" not in document or "results" not in document:
        raise WrongInputError(f"{path} is no report; give what `ops report --format json` wrote.")
    if document["schema"] != SCHEMA_VERSION:
        raise WrongInputError(
            f"{path} is a report of version {document['schema']!r}; this is version {SCHEMA_VERSION!r}. "
            "Make the older report again from its commit."
        )
    if document.get("stack") != stack:
        raise WrongInputError(f"{path} is a report of stack {document.get('stack')!r}; compare {stack!r} with itself.")
    try:
        return Older(
            source=document["source"],
            commit=document["commit"],
            made=document["made"],
            digest=document["digest"],
            states=_states(document["results"]),
            levels={rule["id"]: _level(rule["severity"], rule["enforcement"]) for rule in document["rules"]},
            counts=Counts(**document["counts"]),
        )
    except (KeyError, TypeError, ValueError):
        raise WrongInputError(f"{path} is a garbled report; make it again from its commit.") from None


def compare(older: Older, report: Report) -> Comparison:
    """Give what changed, by rule and resource."""
    now = _states(vars(result) for result in report.results)
    levels = {rule.id: _level(rule.severity, rule.enforcement) for rule in report.rules}
    changes = [
        _change(key, older.states.get(key), now.get(key))
        for key in sorted({*older.states, *now})
        if _result(older.states.get(key)) != _result(now.get(key))
    ]

    def those(belongs: Callable[[str, str], bool]) -> tuple[Change, ...]:
        return tuple(change for change in changes if belongs(change.before, change.after))

    return Comparison(
        commit=older.commit,
        made=older.made,
        digest=older.digest,
        source=older.source,
        violations=those(lambda _, after: after == Result.VIOLATION),
        errors=those(lambda _, after: after == Result.ERROR),
        unknown=those(lambda _, after: after == Result.UNKNOWN),
        exempted=those(lambda _, after: after == Result.EXEMPTED),
        fixed=those(lambda before, after: before in UNDECIDED and after == Result.COMPLIANT),
        gone=those(lambda before, after: before in BROKEN and after in {NOT_THERE, Result.NOT_APPLICABLE}),
        rules_added=tuple(sorted(levels.keys() - older.levels.keys())),
        rules_removed=tuple(sorted(older.levels.keys() - levels.keys())),
        levels=tuple(_levels(older.levels, levels)),
        counts_before=older.counts,
        counts_after=report.counts,
    )


def _states(results: Iterable[Mapping[str, Any]]) -> dict[Key, _State]:
    """Give one state for each rule and resource: the worst, with all that was said in it."""
    pairs: dict[Key, list[Mapping[str, Any]]] = {}
    for result in results:
        pairs.setdefault((result["rule"], result["resource"]), []).append(result)
    return {key: _state(said) for key, said in pairs.items()}


def _state(said: Sequence[Mapping[str, Any]]) -> _State:
    result = worst(Result(one["result"]) for one in said)
    messages = sorted(one["message"] for one in said if one["result"] == result)
    return _State(result, said[0]["severity"], "; ".join(messages))


def _change(key: Key, before: _State | None, after: _State | None) -> Change:
    rule, resource = key
    latest = after or before
    return Change(
        rule=rule,
        resource=resource,
        before=_result(before),
        after=_result(after),
        severity=latest.severity if latest else "",
        message=latest.message if latest else "",
    )


def _result(state: _State | None) -> str:
    return state.result.value if state else NOT_THERE


def _level(severity: str, enforcement: str) -> str:
    return " ".join(filter(None, (severity, enforcement)))


def _levels(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[LevelChange]:
    for rule in sorted(before.keys() & after.keys()):
        if before[rule] != after[rule]:
            yield LevelChange(rule, before[rule], after[rule])
