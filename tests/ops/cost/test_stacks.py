"""The committed stacks as a whole."""

from dataclasses import replace

import pytest

from ops.cost.overview import END, START, files, table
from ops.cost.stacks import estimate_stack
from tests.harness import OF_THE_ACCOUNT, ROOT, STACKS
from tests.ops.cost.conftest import HOURS, Estimated


def test_production_is_what_its_parts_are(estimated: Estimated) -> None:
    prod = estimated("prod")
    database_lines = {line.price.key: round(line.usd, 2) for line in prod.components["Database db"]}

    assert database_lines["rds db.m7g.large"] == round(2 * 730 * 0.2344, 2)
    assert database_lines["rds-gp3-gb"] == round(2 * 50 * 0.131, 2)
    assert sum(line.usd for lines in prod.components.values() for line in lines) == pytest.approx(prod.total)
    assert [line.quantity for line in prod.components["Network"] if line.price.key == "nat-hour"] == [2 * HOURS]


def test_development_costs_less_than_staging_and_that_less_than_production(estimated: Estimated) -> None:
    assert estimated("dev").total < estimated("stg").total < estimated("prod").total


def test_services_that_have_no_image_yet_are_counted_as_released(estimated: Estimated) -> None:
    assert {"Service api", "Service websocket"} <= set(estimated("prod").components)


def test_the_readme_says_what_every_stack_costs(estimated: Estimated) -> None:
    own = {ROOT / f"Pulumi.{stack}.yaml": stack for stack in (*STACKS, OF_THE_ACCOUNT)}
    found = [estimated(own[path]) if path in own else estimate_stack(ROOT, None, path) for path in files(ROOT)]
    _, _, rest = (ROOT / "README.md").read_text("utf-8").partition(f"{START}\n")

    assert rest.partition(END)[0] == table(found), "run: python -m ops cost --overview README.md"


def test_a_total_with_something_left_out_is_at_least_what_it_says(estimated: Estimated) -> None:
    assert "| at least $" in table([replace(estimated("dev"), missing=("x: no price is known",))])
