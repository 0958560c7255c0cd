"""The offline preview: the program and the policy pack run beside each other, and what they say is printed."""

import sys
from pathlib import Path

from ops.offline.pack import PolicyPack
from ops.offline.policy_config import read_policy_config
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
    policy_config_file: Path | None = None,
    as_json: bool = False,
) -> bool:
    """Print the preview of a stack and say whether it may be deployed."""
    stack_file = read_stack(root, stack, config_file)
    policy_config = read_policy_config(policy_config_file) if policy_config_file else {}
    with PolicyPack(root / "policies", stack_file, config=policy_config) as pack:
        recording = record_program(root, stack_file, unknown_outputs=unknown_outputs)
        findings = pack.judge(recording, at=at)
    if as_json:
        sys.stdout.write(render(recording, findings))
    else:
        show(recording, findings)
    return not any(finding.refuses for finding in findings)
