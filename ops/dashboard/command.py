"""`python -m ops dashboard`: what a reviewer sees of alarms and dashboard before they exist."""

import sys
from pathlib import Path

from ops.dashboard.declared import declared
from ops.dashboard.html import render
from ops.dashboard.table import show
from ops.failures import WrongInputError
from ops.offline.program import record_stack


def draw(root: Path, stack: str | None, *, config_file: Path | None, as_html: bool, output: Path | None) -> None:
    """Print the alarms as a table, or the whole dashboard as HTML to a file or to stdout."""
    found = declared(record_stack(root, stack, config_file))
    if not as_html:
        if output is not None:
            raise WrongInputError("--output takes --format html; the table is for a terminal.")
        show(found)
    elif output is None:
        sys.stdout.write(render(found))
    else:
        try:
            output.write_text(render(found), encoding="utf-8")
        except OSError as error:
            raise WrongInputError(f"--output {output} cannot be written: {error.strerror}.") from None
