"""What a recorded stack declares about watching: its dashboard's graphs and, part by part, its alarms."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from ops.dashboard.alarms import DeclaredAlarm, alarms
from ops.dashboard.graphs import Section, sections, units
from ops.offline.recording import Recording

DASHBOARD: Final = "aws:cloudwatch/dashboard:Dashboard"


@dataclass(frozen=True)
class Part:
    """A part of the environment with its alarms, those that wake somebody up first."""

    title: str
    alarms: tuple[DeclaredAlarm, ...]


@dataclass(frozen=True)
class Declared:
    """Everything that is declared about watching one stack."""

    stack: str
    dashboard: str
    """The dashboard's name; empty where there is none."""
    parts: tuple[Part, ...]
    sections: tuple[Section, ...]

    @property
    def alarms(self) -> tuple[DeclaredAlarm, ...]:
        """All alarms, in the order of their parts."""
        return tuple(alarm for part in self.parts for alarm in part.alarms)

    @property
    def critical(self) -> int:
        """How many alarms wake somebody up."""
        return sum(alarm.severity == "critical" for alarm in self.alarms)


def declared(recording: Recording) -> Declared:
    """Read a recording that was made as after a deployment, so that every name and ARN is known."""
    boards = recording.of_type(DASHBOARD)
    body = json.loads(str(boards[0].inputs["dashboardBody"])) if boards else {"widgets": []}
    drawn = tuple(sections(body["widgets"]))
    return Declared(
        stack=recording.stack,
        dashboard=str(boards[0].inputs["dashboardName"]) if boards else "",
        parts=tuple(_parts(alarms(recording, units(drawn)), [section.title for section in drawn])),
        sections=drawn,
    )


def _parts(found: Iterable[DeclaredAlarm], order: Sequence[str]) -> Iterable[Part]:
    """The parts in the order of the dashboard; those without a graph come last, by name."""

    def place(alarm: DeclaredAlarm) -> tuple[int, str]:
        return (order.index(alarm.part) if alarm.part in order else len(order), alarm.part)

    ranked = sorted(found, key=lambda alarm: (place(alarm), alarm.severity != "critical", alarm.name))
    for (_, title), members in groupby(ranked, key=place):
        yield Part(title, tuple(members))
