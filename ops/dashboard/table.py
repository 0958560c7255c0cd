"""The alarms of a stack for a terminal."""

from rich.console import Console
from rich.table import Table

from ops.dashboard.declared import Declared


def show(declared: Declared) -> None:
    """Print a row for each alarm: its name, when it is raised, and whom it tells."""
    table = Table(title=f"{declared.dashboard}: {len(declared.alarms)} alarms")
    for column in ("Alarm", "Raised when", "Tells"):
        table.add_column(column, overflow="fold")
    for alarm in declared.alarms:
        table.add_row(alarm.name, alarm.condition, ", ".join(alarm.told) or "[bold red]nobody[/]")
    Console().print(table)
