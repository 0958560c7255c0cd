"""`python -m ops dashboard`: what a reviewer sees of alarms and dashboard before they exist."""

from pathlib import Path

from ops.dashboard.declared import declared
from ops.failures import WrongInputError
from ops.offline.program import record_stack
from ops.output import write


def draw(root: Path, stack: str | None, *, config_file: Path | None, as_html: bool, output: Path | None) -> None:
    """Print the alarms as a table, or the whole dashboard as HTML to a file or to stdout."""
    if output is not None and not as_html:
        raise WrongInputError("--output takes --format html; the table is for a terminal.")
    found = declared(record_stack(root, stack, config_file))
    if as_html:
        from ops.dashboard.html import render  # noqa: PLC0415 - loads what renders, which the table can do without
        from ops.dashboard.runbook import sections  # noqa: PLC0415 - so does this

        write(render(found, sections(root)), output)
    else:
        from ops.dashboard.table import show  # noqa: PLC0415 - and this loads what the page can do without

        show(found)
