"""The table of what every stack costs, as the README has it."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from ops.cost.model import Estimate, cost
from ops.cost.stacks import estimate_stack
from ops.cost.words import money
from ops.failures import WrongInputError
from ops.output import write

START: Final = "<!-- cost: python -m ops cost --overview README.md -->"
END: Final = "<!-- /cost -->"
DEAREST: Final = 3
"""Components that a row names."""
HEAD: Final = (
    "| Stack | A month | With the free tier | Of it unverified | Most of it |",
    "| :-- | --: | --: | --: | :-- |",
)


def files(root: Path) -> Sequence[Path]:
    """The stack files of the project and of its examples."""
    return [*sorted(root.glob("Pulumi.*.yaml")), *sorted(root.glob("examples/*/Pulumi.*.yaml"))]


def renew(root: Path, path: Path) -> None:
    """Estimate every stack and put the table between the marks in a file.

    Raises WrongInputError where the file is not there or has no marks.
    """
    text = path.read_text("utf-8") if path.is_file() else ""
    before, start, rest = text.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise WrongInputError(f"--overview {path} has no lines {START} and {END}, between which the table would go.")
    estimates = [estimate_stack(root, None, file) for file in files(root)]
    write(f"{before}{START}\n{table(estimates)}{END}{after}", path)


def table(estimates: Iterable[Estimate]) -> str:
    """Give the table, the same for the same estimates."""
    return "\n".join([*HEAD, *map(_row, estimates)]) + "\n"


def _row(estimate: Estimate) -> str:
    dearest = [f"{name} {money(cost(lines))}" for name, lines in list(estimate.components.items())[:DEAREST]]
    least = "at least " if estimate.missing else ""
    cells = (
        f"`{estimate.stack}` in {estimate.region}",
        f"{least}{money(estimate.total)}",
        money(estimate.total_with_free_tier),
        money(estimate.unverified),
        ", ".join(dearest),
    )
    return f"| {' | '.join(cells)} |"
