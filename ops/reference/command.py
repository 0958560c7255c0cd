"""`python -m ops settings`: the keys of a stack file at a terminal, as a page, or as the schema for editors."""

import json
from pathlib import Path

from ops.failures import WrongInputError
from ops.output import write
from ops.reference.examples import Examples
from ops.reference.form import Format
from ops.reference.keys import Keys
from ops.reference.page import render_settings
from ops.reference.schema import stack_schema
from ops.reference.terminal import explain, show_all


def show_settings(root: Path, key: str | None, form: Format, output: Path | None) -> None:
    """Print a line for each key, explain one, or write the page or the schema of all."""
    if form is Format.TEXT:
        if output:
            raise WrongInputError("--output writes the page or the schema; add --format markdown or --format schema.")
        keys = Keys(stack_schema())
        explain(keys, keys.find(key), Examples(root)) if key else show_all(keys)
        return
    if key:
        raise WrongInputError(f"--format {form} is of all settings; leave {key!r} or --format out.")
    schema = stack_schema()
    write(render_settings(root, Keys(schema)) if form is Format.MARKDOWN else as_json(schema), output)


def as_json(schema: object) -> str:
    """The schema's text, the same for the same models."""
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
