"""`python -m ops checklist`: prints the list, ticked where a machine saw that it is so."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from ops.care.checklist.after import WINDOWS, after
from ops.care.checklist.before import before
from ops.care.checklist.model import Item, State
from ops.care.scene import Scene, scene
from ops.care.text import way_out, wrapped
from ops.failures import WrongInputError
from ops.live.console import Console
from ops.live.waiting import Clock

MARKS: Final = {State.GOOD: "[x]", State.BAD: "[!]", State.UNKNOWN: "[?]", State.PERSON: "[ ]"}
TITLES: Final = {
    State.BAD: "Not so:",
    State.UNKNOWN: "Not known:",
    State.GOOD: "Checked:",
    State.PERSON: "For a person to check:",
}
ALL_GOOD, SOMETHING_BAD, NOT_SEEN = 0, 1, 3


def checklist(
    root: Path,
    stack: str | None,
    when: str,
    minutes: int,
    *,
    config_file: Path | None,
    console: Console,
    clock: Clock | None = None,
) -> int:
    """Print the list and give the exit code: 0 all that a machine can check is good, 1 not so, 3 not known."""
    if when == "after" and minutes not in WINDOWS:
        raise WrongInputError(f"--minutes {minutes} is none of the guides' looks; it is 5, 30 or 1440.")
    here = scene(root, stack, config_file, clock or Clock())
    items = list(before(here) if when == "before" else after(here, minutes))
    title = f"before a deployment to {here.place}" if when == "before" else f"{minutes} min after, {here.place}"
    console.result("\n".join(_text(title, items)), _facts(here, when, minutes, items))
    states = {one.state for one in items}
    return SOMETHING_BAD if State.BAD in states else NOT_SEEN if State.UNKNOWN in states else ALL_GOOD


def _text(title: str, items: Sequence[Item]) -> Iterator[str]:
    yield f"Checklist {title}"
    for state, heading in TITLES.items():
        chosen = [one for one in items if one.state is state]
        if chosen:
            yield from ("", heading)
        for one in chosen:
            yield from _item(one)


def _item(item: Item) -> Iterator[str]:
    said = f"{item.title}: {item.seen}" if item.seen else item.title
    yield from wrapped(said, f"{MARKS[item.state]} ")
    if item.way_out:
        yield from way_out(item.way_out, "    ")


def _facts(here: Scene, when: str, minutes: int, items: Sequence[Item]) -> dict[str, object]:
    return {
        "stack": here.environment.stack,
        "when": when,
        "minutes": minutes if when == "after" else None,
        "at": here.now.isoformat(),
        "items": [asdict(one) for one in items],
    }
