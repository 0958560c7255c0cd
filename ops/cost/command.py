"""`python -m ops cost`: what a stack costs a month, and what that is against another one."""

from dataclasses import dataclass
from pathlib import Path

from ops.cost.compare import Change, change
from ops.cost.model import Estimate
from ops.cost.stacks import estimate_stack
from ops.failures import WrongInputError
from ops.offline.stackfile import stacks
from ops.output import write


@dataclass(frozen=True)
class Options:
    """What was asked for."""

    stack: str | None = None
    config_file: Path | None = None
    against: str | None = None
    assumptions: Path | None = None
    free_tier: bool = False
    as_json: bool = False
    output: Path | None = None


def show_cost(root: Path, options: Options) -> None:
    """Print the estimate as a table, or write it as JSON to `output` or stdout."""
    if options.output is not None and not options.as_json:
        raise WrongInputError("--output takes --json; the table is for a terminal.")
    estimate = estimate_stack(root, options.stack, options.config_file, options.assumptions)
    compared = _compared(root, estimate, options) if options.against is not None else None
    if options.as_json:
        from ops.cost.document import render  # noqa: PLC0415 - the table can do without

        write(render(estimate, compared), options.output)
    else:
        from ops.cost.table import show  # noqa: PLC0415 - loads rich, which JSON can do without

        show(estimate, compared, free_tier=options.free_tier)


def _compared(root: Path, estimate: Estimate, options: Options) -> Change:
    against = options.against or ""
    path = Path(against)
    if path.is_dir():
        return change(_of_checkout(path, estimate.stack, options.assumptions), estimate, f"{estimate.stack} of {path}")
    if path.suffix in {".yaml", ".yml"}:
        return change(estimate_stack(root, None, path, options.assumptions), estimate, path.name)
    if against not in stacks(root):
        known = ", ".join(stacks(root)) or "none"
        raise WrongInputError(
            f"--against {against!r} is no stack, no stack file and no folder with a checkout; the stacks are {known}."
        )
    return change(estimate_stack(root, against, None, options.assumptions), estimate, against)


def _of_checkout(checkout: Path, stack: str, assumptions: Path | None) -> Estimate | None:
    """The same stack in another checkout of this project, by its own program; None where it is not there yet."""
    return estimate_stack(checkout, stack, None, assumptions) if stack in stacks(checkout) else None
