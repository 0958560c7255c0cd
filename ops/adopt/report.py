"""What `adopt` says to people: what becomes of everything, and what stands in the way."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ops.adopt.comparing import Difference
from ops.adopt.rows import table
from ops.adopt.verdict import Fate, Judged, Verdict
from ops.live.environment import Environment

WIDEST: Final = 80
"""Cells, on a wider terminal too."""
INDENT: Final = (0, 0, 0, 2)
PROPERTY: Final = 33
"""Cells of a property's name."""
PARTS: Final = 5
"""Of an ARN, before what names the resource."""
Line = Text | Padding


def show(environment: Environment, verdict: Verdict, file: Path | None) -> None:
    """Print the whole adoption; `file` is where the import file was written, None where none was."""
    console = Console(highlight=False)
    console.width = min(console.width, WIDEST)
    console.print(f"Adopting {environment.system} {environment.long}", style="bold")
    console.print(f"stack {environment.stack}, account {environment.account}, {environment.region}", style="dim")
    console.print()
    console.print(_counts(verdict))
    for title, lines in _sections(verdict):
        console.print()
        console.print(title, style="bold")
        for line in lines:
            console.print(Padding(line, INDENT))
    console.print()
    for line in _ending(environment, verdict, file):
        console.print(line)


def _counts(verdict: Verdict) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(justify="right")
    grid.add_column()
    imported = verdict.of(Fate.IMPORTED)
    same = [one for one in imported if not one.differences]
    for count, told in (
        (len(verdict.of(Fate.MANAGED)), "in Pulumi's state already"),
        (len(same), "imported, and as declared"),
        (len(imported) - len(same), "imported, then changed in place"),
        (len(verdict.of(Fate.BESIDE)), "left alone: another one is made"),
        (len(verdict.of(Fate.MADE)), "made"),
        (len(verdict.of(Fate.STOPS)), "would be replaced, or cannot be told apart"),
    ):
        grid.add_row(str(count), told)
    return grid


def _sections(verdict: Verdict) -> Iterator[tuple[str, Sequence[Line]]]:
    """Only those that have something to say; what stops comes first."""
    sections = {
        "In the way: nothing is imported until this is settled": _stops(verdict),
        "Another network than declared: put this under `network` in the stack file": _network(verdict),
        "Running, and brought to zero by `up`: put this into the stack file": _images(verdict),
        "Changed in place by `up`": _changes(verdict.of(Fate.IMPORTED)),
        "Left as they are, to be deleted by hand when nothing uses them": _left(verdict, overwritten=False),
        "Written over by `up`": _left(verdict, overwritten=True),
        "Rules of adopted security groups that nobody declares; they stay open": map(Text, verdict.open_ways),
        "Made": _made(verdict),
    }
    for title, lines in sections.items():
        if said := list(lines):
            yield title, said


def _stops(verdict: Verdict) -> Iterator[Line]:
    for one in verdict.of(Fate.STOPS):
        yield _named(one, "bold red")
        yield Text(f"{one.why}.")
        yield from _compared(one.replacing)
        yield from (Text(f"First {difference.remedy}") for difference in one.replacing if difference.remedy)


def _network(verdict: Verdict) -> Iterator[Line]:
    if verdict.layout is not None:
        yield Text(f"{verdict.layout.vpc_id}: {verdict.layout.differs}.")
        yield Text(verdict.layout.block())


def _images(verdict: Verdict) -> Iterator[Line]:
    for one in verdict.unreleased:
        yield Text(f"{one.service} runs {one.tasks} tasks, and the stack file names no image of {one.role}.")
    if verdict.unreleased:
        digests = {
            one.role: one.digest or "# push its image to the registry, and name the digest"
            for one in verdict.unreleased
        }
        yield Text("\n".join(["platform:images:", *(f"  {role}: {digest}" for role, digest in digests.items())]))


def _changes(imported: Sequence[Judged]) -> Iterator[Line]:
    for one in imported:
        if one.differences:
            yield _named(one, "bold")
            yield from _compared(one.differences)


def _named(one: Judged, style: str) -> Text:
    return Text(one.label, style).append(f" {one.id.split(':', PARTS)[-1]}".rstrip(), "dim")


def _compared(differences: Sequence[Difference]) -> Iterator[Line]:
    if differences:
        grid = Table.grid(padding=(0, 1))
        for width in (PROPERTY, None, None):
            grid.add_column(width=width, overflow="fold")
        for one in differences:
            grid.add_row(one.property, Text("is", "dim"), one.live or '""')
            grid.add_row("", Text("to be", "dim"), one.declared)
        yield Padding(grid, INDENT)


def _left(verdict: Verdict, *, overwritten: bool) -> Iterator[Line]:
    for one in verdict.of(Fate.BESIDE):
        if table().searched[one.recorded.type].overwrites is overwritten:
            yield _named(one, "bold")
            yield Text(
                f"{one.why}." if not overwritten else f"Another {', '.join(each.property for each in one.replacing)}."
            )


def _made(verdict: Verdict) -> Iterator[Line]:
    """By reason and type: a line for each would hide what matters."""
    reasons: dict[str, Counter[str]] = {}
    for one in verdict.of(Fate.MADE):
        reasons.setdefault(one.why, Counter())[one.recorded.type.rpartition(":")[2]] += 1
    for why, kinds in reasons.items():
        told = (f"{kind} x {count}" if count > 1 else kind for kind, count in sorted(kinds.items()))
        yield Text(f"{why}: ", "bold").append(f"{', '.join(told)}.", "default")


def _ending(environment: Environment, verdict: Verdict, file: Path | None) -> Iterator[Text]:
    if not verdict.safe:
        yield Text("Refused: nothing was written, and nothing on AWS was changed.", "bold red")
        yield Text("docs/adoption.md says what to do about each.")
        return
    if file is None:
        yield Text("Nothing is to be imported.", "bold")
        return
    yield Text(
        f"{len(verdict.of(Fate.IMPORTED))} resources are in {file}; nothing on AWS was changed. Next:", "bold green"
    )
    for command in next_commands(environment.stack, file):
        yield Text(f"  {command}")


def next_commands(stack: str, file: Path) -> tuple[str, ...]:
    """What takes the file into the state, and then shows what is left to do."""
    return (
        f"pulumi import --file {file} --generate-code=false --stack {stack}",
        f"pulumi refresh --stack {stack}",
        f"pulumi preview --stack {stack} --diff --policy-pack policies",
        f"pulumi up --stack {stack} --policy-pack policies",
    )


def facts(environment: Environment, verdict: Verdict, file: Path | None) -> Mapping[str, object]:
    """The same for machines."""
    return {
        "stack": environment.stack,
        "safe": verdict.safe,
        "file": str(file) if file else None,
        "resources": [
            {
                "urn": one.recorded.urn,
                "fate": one.fate.value,
                "id": one.id,
                "why": one.why,
                "differences": [vars(difference) for difference in one.differences],
            }
            for one in verdict.judged
        ],
        "network": verdict.layout.block() if verdict.layout else None,
        "images": {one.role: one.digest for one in verdict.unreleased},
        "open_ways": list(verdict.open_ways),
    }
