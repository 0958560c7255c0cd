"""Whatever a picture shows, its boxes stand apart, its text has room and its lines keep clear."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from ops.diagram.layout.geometry import Box
from ops.diagram.layout.lanes import NoLaneError
from ops.diagram.layout.place import place
from ops.diagram.layout.shelves import MOST, shelves
from ops.diagram.model import Diagram, Flow, Look, Way
from tests.ops.diagram.geometry import problems
from tests.ops.diagram.samples import diagram, diagrams, hostile, node, tier

TALKS = Way.NETWORK


def flow(source: str, target: str, label: str = "443") -> Flow:
    return Flow(source, target, TALKS, label)


@given(diagrams())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_covers_anything_in_any_picture(made: Diagram) -> None:
    assert problems(made, place(made)) == []


def test_hostile_text_stays_in_its_box() -> None:
    assert problems(hostile(), place(hostile())) == []


def test_the_checks_see_a_box_that_was_moved() -> None:
    made = diagram(tier("private", node("api"), node("worker")), flows=(flow("internet", "api"),))
    layout = place(made)
    worker = layout.nodes["worker"]
    api = layout.nodes["api"].box
    moved = {**layout.nodes, "worker": replace(worker, box=Box(api.x - 20, api.y - 60, api.width, 100))}

    found = "\n".join(problems(made, replace(layout, nodes=moved)))

    assert "api covers worker" in found
    assert "flow-1 runs through worker" in found
    assert "stands outside of private" in found


def test_who_asks_stands_above_whom_it_asks_in_one_area() -> None:
    made = diagram(tier("isolated", node("db"), node("proxy"), node("other")), flows=(flow("proxy", "db"),))

    assert [[one.id for one in shelf.nodes] for shelf in shelves(made) if shelf.nodes] == [
        ["internet"],
        ["proxy", "other"],
        ["db"],
    ]


def test_a_circle_of_questions_has_an_end() -> None:
    made = diagram(tier("private", node("one"), node("two")), flows=(flow("one", "two"), flow("two", "one")))

    assert problems(made, place(made)) == []


def test_a_shelf_goes_on_below_when_it_is_full() -> None:
    made = diagram(tier("private", *(node(f"worker-{number}") for number in range(MOST + 1))))

    assert [len(shelf.nodes) for shelf in shelves(made) if shelf.areas[-1].id == "private"] == [MOST, 1]


def test_a_single_way_down_is_a_straight_line() -> None:
    flows = (flow("internet", "main"), flow("main", "api"), flow("api", "db"))
    made = diagram(
        tier("public", node("main")), tier("private", node("api")), tier("isolated", node("db")), flows=flows
    )

    assert [len(line) for arrow in place(made).arrows for line in arrow.lines] == [2, 2, 2]


def test_those_who_reach_a_box_at_the_same_port_share_its_arrow() -> None:
    services = [node(f"service-{number}") for number in range(3)]
    flows = (*(flow(one.id, "db", "5432") for one in services), flow("service-0", "db", "22"))
    made = diagram(tier("private", *services), tier("isolated", node("db", Look.STORE)), flows=flows)

    arrows = {arrow.label.text: arrow for arrow in place(made).arrows if arrow.label}

    assert arrows["5432"].sources == ("service-0", "service-1", "service-2")
    assert arrows["22"].sources == ("service-0",)


def test_a_picture_with_more_flows_than_room_says_so() -> None:
    services = [node(f"service-{number}") for number in range(4)]
    secrets = tuple(node(f"secret-{number}", Look.STORE) for number in range(60))
    flows = tuple(flow(service.id, secret.id, "reads") for service in services for secret in secrets)

    with pytest.raises(NoLaneError, match="sample has 240 flows, which is more than a drawing has room for"):
        place(diagram(tier("private", *services), flows=flows, below=secrets))
