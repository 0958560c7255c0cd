"""`python -m ops adopt`: what exists already, as a file for `pulumi import`, or why it cannot be taken over."""

from dataclasses import dataclass
from pathlib import Path

from ops.adopt.asking import Asking
from ops.adopt.import_file import import_file
from ops.adopt.managed import exported_state, managed_of, state_of
from ops.adopt.report import facts, show
from ops.adopt.verdict import Fate, judge
from ops.live.aws import connect
from ops.live.console import Console
from ops.live.environment import environment_of
from ops.offline.stackfile import read_stack
from ops.output import write


@dataclass(frozen=True)
class Options:
    """What was asked for."""

    stack: str
    output: Path
    """Where the import file goes."""
    config_file: Path | None = None
    state: Path | None = None
    """What `pulumi stack export` printed, instead of asking the CLI."""
    as_json: bool = False


def adopt(root: Path, options: Options) -> int:
    """Look, write the import file where nothing is lost by it, and say all; 0 written or nothing to do, 1 refused.

    Nothing on AWS is changed, and no value of a secret is asked for.
    """
    console = Console(as_json=options.as_json)
    stack_file = read_stack(root, options.stack, options.config_file)
    environment = environment_of(stack_file, root)
    state = state_of(options.state, stack_file) if options.state else exported_state(root, stack_file)
    console.say(f"Looking in account {environment.account} for what {environment.stack} declares; nothing is changed.")
    verdict = judge(environment, Asking(connect(environment)), managed_of(environment, state))
    file = options.output if verdict.safe and verdict.of(Fate.IMPORTED) else None
    if file is not None:
        in_state = frozenset(resource.urn for resource in state)
        write(import_file(environment.recording, verdict, in_state), file)
    if options.as_json:
        console.result("", facts(environment, verdict, file))
    else:
        show(environment, verdict, file)
    return 0 if verdict.safe else 1
