"""The alarms of a stack for a terminal."""

from typing import Final

from rich import box
from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ops.dashboard.alarms import DeclaredAlarm
from ops.dashboard.declared import Declared
from ops.labels import count

INDENT: Final = (0, 0, 0, 2)
"""Of what stands below an alarm: cells on the left."""


def show(declared: Declared) -> None:
    """Print two lines for each alarm, part by part: its name and whom it tells, and below when it is raised."""
    console = Console()
    if not declared.alarms:
        console.print(f"{declared.stack} declares no alarm: nobody would be told of anything.", style="bold red")
        return
    console.print(_table(declared))
    console.print(_summary(declared))


def _table(declared: Declared) -> Table:
    longest = max(len(alarm.name) for alarm in declared.alarms)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title=declared.dashboard or declared.stack)
    table.add_column("Alarm, and when it is raised", overflow="fold", min_width=longest)
    table.add_column("Tells", overflow="fold")
    for part in declared.parts:
        table.add_row(Text(f"{part.title} ({len(part.alarms)})", style="bold"))
        for alarm in part.alarms:
            table.add_row(Group(Text(alarm.name), Padding(_raised(alarm), INDENT)), _told(alarm))
        table.add_section()
    return table


def _raised(alarm: DeclaredAlarm) -> Text:
    style = "red" if alarm.severity == "critical" else "yellow"
    return Text.assemble((alarm.severity, style), f" {alarm.condition}".rstrip())


def _told(alarm: DeclaredAlarm) -> Text:
    return Text("\n".join(alarm.told)) if alarm.told else Text("nobody", style="bold red")


def _summary(declared: Declared) -> Text:
    untold = sum(not alarm.told for alarm in declared.alarms)
    text = Text(f"{count(len(declared.alarms), 'alarm')}, {declared.critical} critical.")
    return text.append(f" {untold} of them tell nobody." if untold else "", style="bold red")
