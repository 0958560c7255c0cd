"""What the real engine says when a deployment breaks off stands in the runbook, with a way out.

That it says so, and that the way out is one, is in tests/engine/faults.
"""

import pytest

from tests.docs.pages import RUNBOOK
from tests.engine.faults import sayings

SECTION = RUNBOOK[0].read_text("utf-8").partition("# When a deployment breaks off")[2]
ROWS = [line.strip("|").split(" | ") for line in SECTION.splitlines() if line.startswith("| ")][1:]
SAID = {name: text for name, text in vars(sayings).items() if name.isupper()}


@pytest.mark.parametrize("saying", SAID.values(), ids=SAID)
def test_what_the_engine_says_is_in_the_runbook_with_a_command(saying: str) -> None:
    [way_out] = [row[2] for row in ROWS if row[0].strip().startswith(f"`{saying}`")]

    assert "`pulumi " in way_out


def test_every_row_says_what_happened_and_what_to_do() -> None:
    assert len(ROWS) == 6
    assert all(len(row) == 3 and all(cell.strip() for cell in row) for row in ROWS)
