"""`python -m ops comment`: what a change would do to each stack, as the one comment on its pull request.

What cannot be undone comes first, then what is refused, then what changes, with what it costs.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from ops.delivery.costs import UNKNOWN, StackCost, cost_section, read_costs
from ops.delivery.previews import Change, Kind, Preview, Verdict, read_preview
from ops.delivery.stacks import read_stacks
from ops.failures import WrongInputError
from ops.labels import count, label
from ops.offline.stackfile import STACK_NAME
from ops.report.markdown import MESSAGE, Section, fitted
from ops.report.markdown_text import code, prose
from ops.report.reading import read_object

MARKER: Final = "<!-- platform-preview -->"
"""The hidden first line, by which a workflow finds its own older comment and replaces it."""
LOG: Final = "the job's log has them"
MOST_PROPERTIES: Final = 12
"""Names of properties in one entry."""
WORDS: Final = {Kind.REPLACE: "replace", Kind.DELETE: "delete", Kind.UPDATE: "update", Kind.CREATE: "create"}
NOTHING: Final = "No stack is touched"
MOST_STACKS: Final = 40
"""Stacks whose changes are named; each needs room of its own."""
NO_LOG: Final = "The preview left no log; the job's output says why."


def write_comment(
    root: Path,
    stacks: Sequence[str],
    events: Sequence[Path],
    reports: Sequence[Path],
    output: Path | None,
    *,
    costs: Sequence[Path] = (),
) -> str:
    """Read the logs of previews and give the comment; it is written to `output` where that is named.

    `events` are logs called STACK.jsonl, or folders of them. A log of one of `stacks` that is not among them is told
    of, and so is a stack file that the program refuses, whether it was previewed or not. `costs` are comparisons of
    `ops cost`, or folders of them; where there are any, a stack without one is told of.
    """
    logs = _logs(events)
    broken = read_stacks(root).broken
    previews = [_read(stack, logs.get(stack), broken) for stack in dict.fromkeys([*logs, *stacks, *broken])]
    judged = {str(one.get("stack")): one for one in map(read_object, _files(reports, "*.json"))}
    text = render(previews, judged, read_costs(costs) if costs else None)
    if output is not None:
        output.write_text(text, "utf-8")
    return text


def _logs(events: Sequence[Path]) -> Mapping[str, Path]:
    logs = {file.stem: file for file in _files(events, "*.jsonl")}
    wrong = next((name for name in logs if not STACK_NAME.fullmatch(name)), None)
    if wrong is not None:
        raise WrongInputError(f"{wrong!r} is no stack's name; a log is called STACK.jsonl.")
    return logs


def _files(paths: Sequence[Path], pattern: str) -> Sequence[Path]:
    return [file for path in paths for file in (sorted(path.glob(pattern)) if path.is_dir() else [path])]


def _read(stack: str, path: Path | None, broken: Mapping[str, str]) -> Preview:
    if stack in broken:
        return Preview(stack, tuple(broken[stack].splitlines()))
    if path is None or not path.is_file() or not path.stat().st_size:
        return Preview(stack, (NO_LOG,))
    return read_preview(stack, path)


def render(
    previews: Sequence[Preview],
    reports: Mapping[str, Mapping[str, object]],
    costs: Mapping[str, StackCost] | None = None,
) -> str:
    """Give the comment, never longer than GitHub takes.

    `reports` are those of `ops report` as JSON, by stack, and `costs` what each stack costs; None leaves them out.
    """
    ordered = sorted(previews, key=lambda one: (_rank(one), one.stack))
    head = f"{MARKER}\n## {_sign(ordered[0])} {_title(ordered)}\n" if ordered else f"{MARKER}\n## ✅ {NOTHING}\n"
    lines = [f"{_line(one, reports.get(one.stack))}{_cost(one, costs)}" for one in ordered]
    stacks = Section("Stacks", lines, whole=LOG)
    known = [costs[one.stack] for one in ordered if one.stack in costs] if costs else []
    return fitted(head, [stacks, *_sections(ordered, cost_section(known, LOG))])


def _cost(preview: Preview, costs: Mapping[str, StackCost] | None) -> str:
    if costs is None:
        return ""
    return costs[preview.stack].said if preview.stack in costs else UNKNOWN


def _rank(preview: Preview) -> int:
    """How bad it is; 0 is the worst."""
    states = (preview.lost, preview.problems, preview.refused, preview.changes)
    return next((rank for rank, found in enumerate(states) if found), len(states))


def _sign(preview: Preview) -> str:
    return ("🛑", "❌", "❌", "📝", "✅")[_rank(preview)]


def _title(ordered: Sequence[Preview]) -> str:
    worst = _rank(ordered[0])
    those = count(sum(_rank(one) == worst for one in ordered), "stack")
    return (
        f"{those} would lose what is kept there",
        f"{those} cannot be previewed",
        f"The policies refuse {those}",
        f"{those} would change",
        "No changes",
    )[worst]


def _line(preview: Preview, report: Mapping[str, object] | None) -> str:
    said = [f"**{len(preview.lost)} lost**"] if preview.lost else []
    said += ["not known"] if preview.problems else []
    said += [count(len(preview.refused), "violation")] if preview.refused else []
    said += [
        f"{number} to {word}"
        for kind, word in WORDS.items()
        if (number := sum(one.kind is kind for one in preview.changes))
    ]
    return f"- {_sign(preview)} {code(preview.stack)}: {', '.join(said) or 'no changes'}{_judged(report)}"


def _judged(report: Mapping[str, object] | None) -> str:
    """What the rules decided, by the report of the same preview."""
    counts = report.get("counts") if report else None
    if not isinstance(counts, Mapping):
        return ""
    words = ("compliant", "exempted", "unknown")
    return f" · rules: {', '.join(f'{int(counts.get(word, 0))} {word}' for word in words)}"


def _sections(previews: Sequence[Preview], cost: Section) -> Iterator[Section]:
    lost = [
        f"- {code(one.stack)}: {code(label(urn))}: {prose(how)}" for one in previews for urn, how in one.lost.items()
    ]
    problems = [f"- {code(one.stack)}: {prose(said)}" for one in previews for said in one.problems]
    refused = [_verdict(one.stack, said) for one in previews for said in one.refused]
    advised = [_verdict(one.stack, said) for one in previews for said in one.advised]
    yield Section(f"Would be lost, with what they hold ({len(lost)})", lost, whole=LOG)
    yield Section("Not known", problems, whole=LOG)
    yield Section(f"Policy violations ({len(refused)})", refused, whole=LOG)
    yield cost
    for one in previews[:MOST_STACKS]:
        title = f"Changes of <code>{one.stack}</code> ({len(one.changes)})"
        yield Section(title, list(map(_change, one.changes)), folded=True, whole=LOG)
    others = [f"- {count(len(previews) - MOST_STACKS, 'more stack')}; {LOG}."] if len(previews) > MOST_STACKS else []
    yield Section("Changes of other stacks", others)
    yield Section(f"Advisories ({len(advised)})", advised, folded=True, whole=LOG)


def _verdict(stack: str, said: Verdict) -> str:
    return f"- {code(stack)}: {code(said.rule)} {code(label(said.urn))}: {prose(said.message, MESSAGE)}"


def _change(change: Change) -> str:
    names = [code(name, 80) for name in change.properties[:MOST_PROPERTIES]]
    more = len(change.properties) - len(names)
    told = f": {', '.join(names)}{f' and {more} more' if more else ''}" if names else ""
    return f"- {WORDS.get(change.kind, change.operation)} {code(label(change.urn))}{told}"
