"""What a change costs, in the comment of its pull request."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ops.cost.compare import Difference, change
from ops.cost.document import render as render_cost
from ops.cost.estimate import monthly
from ops.delivery.comment import render
from ops.delivery.costs import StackCost, read_costs
from ops.delivery.previews import Preview
from ops.failures import WrongInputError
from tests.ops.cost.conftest import assumptions, recording, resource
from tests.ops.delivery.test_comment import GITHUB_TAKES


def compared(folder: Path, stack: str, before: int, after: int) -> Path:
    """The file of `ops cost --against … --json` for a stack that had and will have so many addresses."""
    then, now = (
        monthly(recording(*(resource("aws:ec2/eip:Eip", f"e{place}") for place in range(number))), assumptions())
        for number in (before, after)
    )
    path = folder / f"{stack}.cost.json"
    document: dict[str, Any] = json.loads(render_cost(now, change(then, now, "base")))
    path.write_text(json.dumps({**document, "stack": stack}))
    return path


def comment(folder: Path, *stacks: str) -> str:
    return render([Preview(stack) for stack in stacks], {}, read_costs([folder]))


def test_each_stack_has_its_cost_and_what_changes_of_it(tmp_path: Path) -> None:
    compared(tmp_path, "prod", 1, 3)
    compared(tmp_path, "dev", 2, 2)
    text = comment(tmp_path, "dev", "prod")

    assert "- ✅ `dev`: no changes · $7.30 a month\n" in text
    assert "- ✅ `prod`: no changes · $10.95 a month (+$7.30)\n" in text


def test_the_components_are_named_with_before_and_after_the_largest_difference_first(tmp_path: Path) -> None:
    compared(tmp_path, "prod", 0, 2)
    text = comment(tmp_path, "prod")

    assert "### Cost a month, as estimated (+$7.30)\n\n- `prod`: $0.00 → $7.30\n" in text
    assert "  - ec2 Eip e0: $0.00 → $3.65 (+$3.65)\n  - ec2 Eip e1: $0.00 → $3.65 (+$3.65)\n" in text


def test_what_costs_less_has_the_sign(tmp_path: Path) -> None:
    compared(tmp_path, "prod", 3, 1)

    assert "### Cost a month, as estimated (-$7.30)" in comment(tmp_path, "prod")


def test_a_change_that_costs_nothing_has_no_section(tmp_path: Path) -> None:
    compared(tmp_path, "prod", 2, 2)

    assert "Cost a month" not in comment(tmp_path, "prod")


def test_a_stack_whose_estimate_failed_is_told_of(tmp_path: Path) -> None:
    compared(tmp_path, "prod", 2, 2)

    assert "- ✅ `dev`: no changes · cost not known\n" in comment(tmp_path, "dev", "prod")


def test_a_folder_without_any_estimate_tells_of_each_stack(tmp_path: Path) -> None:
    assert "`dev`: no changes · cost not known" in comment(tmp_path, "dev")


def test_without_costs_nothing_is_said_of_them() -> None:
    assert "cost" not in render([Preview("dev")], {}).lower()


def test_more_components_than_there_is_room_for_are_summed(tmp_path: Path) -> None:
    compared(tmp_path, "prod", 0, 14)

    assert "  - 4 more: +$14.60\n" in comment(tmp_path, "prod")


def test_doubts_stand_beside_the_figures() -> None:
    cost = StackCost("prod", 5, 8, 3, ["aws:x/y:Z: nobody has said what it costs"], [Difference("Dashboard", 0, 3)])
    text = render([Preview("prod")], {}, {"prod": cost})

    assert "`prod`: no changes · at least $8.00 a month (+$3.00)\n" in text
    assert "- `prod`: $5.00 → $8.00; $3.00 of it at prices that nobody verified\n" in text
    assert "  - Left out: aws:x/y:Z: nobody has said what it costs" in text


@pytest.mark.parametrize("text", ["[]", "{}", '{"stack": "prod", "change": null, "usd": 1}', '{"change": {"usd": 1}}'])
def test_another_file_is_refused_in_one_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / "prod.cost.json").write_text(text)

    with pytest.raises(WrongInputError) as refused:
        read_costs([tmp_path])

    assert str(refused.value).count("\n") == 0
    assert "prod.cost.json" in str(refused.value)


@settings(deadline=None, max_examples=25)
@given(name=st.text(max_size=300), number=st.integers(1, 400))
def test_the_comment_is_never_longer_than_github_takes(name: str, number: int) -> None:
    costs = {
        f"s{place}": StackCost(f"s{place}", 1, 2, 0, (), [Difference(f"{name}{one}", 1, 2) for one in range(20)])
        for place in range(number)
    }
    text = render([Preview(stack) for stack in costs], {}, costs)

    assert len(text) <= GITHUB_TAKES
