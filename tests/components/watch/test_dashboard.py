"""The dashboard: alarms on top, then part by part its graphs, as CloudWatch lays them out."""

from functools import cache
from itertools import combinations
from typing import Any

import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from components._watched import Alarm, Composite, Expression, Metric, Watched, Widget
from components.watch.dashboard import Dashboard, DashboardArgs, alarm_arns
from components.watch.dashboard_body import dashboard_body
from ops.offline.recording import Recording
from tests.harness import NAMES, build, json_of

REGION = "ap-northeast-2"


def metric(name: str, region: str | None = None, **dimensions: str | Output[str]) -> Metric:
    return Metric("AWS/ApplicationELB", name, dimensions, "Sum", name.lower(), region)


def alarm(key: str, region: str | None = None) -> Alarm:
    return Alarm(key, metric("Requests", region), ">", 50, 300, 2, "critical", "It is broken.", "Mend it.")


RATE = Expression("100 * errors / IF(requests > 10, requests)", {"errors": metric("E"), "requests": metric("R")}, "%")
API = Watched(
    title="Service api",
    stem="api",
    alarms=[alarm("high-error-rate")],
    composites=[Composite("down", ("high-error-rate",), "critical", "Nobody is served.", "Roll back.")],
    widgets=[
        Widget("Requests", [metric("Requests", LoadBalancer="app/x/1")], "requests", limits=[("limit", 50)]),
        Widget("Rates", [RATE, RATE]),
        Widget("Edge", [metric("Requests", "us-east-1")]),
        Widget("Fourth", [metric("Requests")]),
    ],
)
SITE = Watched(title="Website x", stem="x-cdn", alarms=[alarm("5xx", "us-east-1")], widgets=())


def body(*parts: Watched) -> list[dict[str, Any]]:
    widgets: list[dict[str, Any]] = dashboard_body("GLI-Test", parts, alarm_arns(parts, NAMES), region=REGION)[
        "widgets"
    ]
    return widgets


def graphs(*parts: Watched) -> dict[str, dict[str, Any]]:
    return {one["properties"]["title"]: one["properties"] for one in body(*parts) if one["type"] == "metric"}


def test_alarms_of_each_region_stand_above_every_graph_and_composites_first() -> None:
    widgets = body(API, SITE)
    alarms = [one for one in widgets if one["type"] == "alarm"]
    assert [one["properties"] for one in alarms] == [
        {
            "title": "Alarms in ap-northeast-2",
            "alarms": [
                "arn:aws:cloudwatch:ap-northeast-2:123456789012:alarm:gli-prod-api-down",
                "arn:aws:cloudwatch:ap-northeast-2:123456789012:alarm:gli-prod-api-high-error-rate",
            ],
        },
        {
            "title": "Alarms in us-east-1",
            "alarms": ["arn:aws:cloudwatch:us-east-1:123456789012:alarm:gli-prod-x-cdn-5xx"],
        },
    ]
    assert max(one["y"] for one in alarms) < min(one["y"] for one in widgets if one["type"] == "metric")


def test_no_widget_stands_on_another_or_beyond_the_grid() -> None:
    widgets = body(API, SITE, API)
    assert len(widgets) > 10
    for one in widgets:
        assert 0 <= one["x"] <= one["x"] + one["width"] <= 24
    for one, other in combinations(widgets, 2):
        beside = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
        below = one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]
        assert beside or below


def test_three_graphs_stand_in_a_row_below_the_title_of_their_part() -> None:
    placed = [(one["x"], one["width"]) for one in body(API) if one["type"] == "metric"]
    assert placed == [(0, 8), (8, 8), (16, 8), (0, 8)]
    titles = [one["properties"]["markdown"] for one in body(API, SITE) if one["type"] == "text"]
    assert titles == ["# GLI-Test", "## Service api"]


def test_a_graph_shows_its_metrics_its_unit_and_the_line_that_an_alarm_watches() -> None:
    assert graphs(API)["Requests"] == {
        "title": "Requests",
        "view": "timeSeries",
        "stacked": False,
        "region": REGION,
        "period": 60,
        "metrics": [
            ["AWS/ApplicationELB", "Requests", "LoadBalancer", "app/x/1", {"stat": "Sum", "label": "requests"}]
        ],
        "yAxis": {"left": {"min": 0, "showUnits": False, "label": "requests"}},
        "annotations": {"horizontal": [{"label": "limit", "value": 50}]},
    }


def test_what_is_measured_in_another_region_says_so() -> None:
    (row,) = graphs(API)["Edge"]["metrics"]
    assert row[-1] == {"stat": "Sum", "region": "us-east-1", "label": "requests"}


def test_math_is_shown_and_what_it_is_made_of_is_hidden_under_ids_of_its_own() -> None:
    rows = graphs(API)["Rates"]["metrics"]
    shown = [row[0] for row in rows if len(row) == 1]
    hidden = [row[-1] for row in rows if len(row) > 1]
    assert [one["expression"] for one in shown] == [
        "100 * errors1x / IF(requests1x > 10, requests1x)",
        "100 * errors2x / IF(requests2x > 10, requests2x)",
    ]
    assert [(one["id"], one["visible"]) for one in hidden] == [
        ("errors1x", False),
        ("requests1x", False),
        ("errors2x", False),
        ("requests2x", False),
    ]
    ids = [row[-1]["id"] for row in rows]
    assert len(ids) == len(set(ids))


@cache
def recorded() -> Recording:
    def program(opts: ResourceOptions) -> None:
        balancer = aws.lb.LoadBalancer("main", name="gli-production-alb", opts=opts)
        part = Watched("Service api", "api", (), [Widget("R", [metric("R", LoadBalancer=balancer.arn_suffix)])])
        Dashboard("dashboard", DashboardArgs(names=NAMES, parts=[part]), opts)

    return build(program)


def test_it_has_the_standards_name_and_ends_with_what_the_account_costs() -> None:
    made = recorded().one("aws:cloudwatch/dashboard:Dashboard", "dashboard")
    assert made.inputs["dashboardName"] == "GLI-Production"
    last = json_of(made, "dashboardBody")["widgets"][-1]["properties"]
    assert last["metrics"] == [
        [
            "AWS/Billing",
            "EstimatedCharges",
            "Currency",
            "USD",
            {"stat": "Maximum", "region": "us-east-1", "label": "All services"},
        ]
    ]


def test_what_is_known_only_after_a_deployment_is_filled_in() -> None:
    made = recorded().one("aws:cloudwatch/dashboard:Dashboard", "dashboard")
    suffix = recorded().one("aws:lb/loadBalancer:LoadBalancer", "main").outputs["arnSuffix"]
    graph = next(one for one in json_of(made, "dashboardBody")["widgets"] if one["type"] == "metric")
    assert graph["properties"]["metrics"][0][3] == suffix


def test_reviewers_read_its_parts_on_the_component() -> None:
    component = recorded().one("platform:watch:Dashboard", "dashboard")
    assert component.inputs == {"parts": ["Service api"]}
