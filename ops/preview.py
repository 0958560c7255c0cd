"""The offline preview: the program and the policy pack run beside each other, and what they say is printed."""

import sys
from pathlib import Path

from ops.offline.pack import PolicyPack
from ops.offline.program import record_program
from ops.offline.stackfile import read_stack
from ops.render_json import render
from ops.render_tree import show


def preview(
    root: Path,
    stack: str | None,
    *,
    config_file: Path | None = None,
    unknown_outputs: bool = False,
    at: str | None = None,
    as_json: bool = False,
) -> bool:
    """Print the preview of a stack and say whether it may be deployed."""
    stack_file = read_stack(root, stack, config_file)
    with PolicyPack(root / "policies", stack_file) as pack:
        recording = record_program(root, stack_file, unknown_outputs=unknown_outputs)
        findings = pack.judge(recording, at=at)
    if as_json:
        sys.stdout.write(render(recording, findings))
    else:
        show(recording, findings)
    return not any(finding.refuses for finding in findings)
