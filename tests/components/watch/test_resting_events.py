"""A database that is stopped and started by the calendar is no news; whatever else happens to it is."""

from functools import cache

import pytest
from pulumi import ResourceOptions

from components.watch.event_settings import EventSettings
from components.watch.events import Events, EventsArgs
from components.wiring import Topics
from ops.offline.recording import Recording
from tests.components.watch.aws_events import Sample
from tests.components.watch.test_event_patterns import DATABASE, PRODUCTION, matched
from tests.harness import NAMES, build

TOPICS = Topics(critical=NAMES.arn("sns", "gli-alerts"), warning=NAMES.arn("sns", "gli-alerts-warnings"))


@cache
def watching(*, rests: bool) -> Recording:
    def program(opts: ResourceOptions) -> None:
        args = EventsArgs(EventSettings(), NAMES, TOPICS, databases=[PRODUCTION.database], rests=rests)
        Events("events", args, opts)

    return build(program)


def reported(number: str, category: str) -> Sample:
    return Sample(
        "database-failover",
        DATABASE,
        {"detail.EventCategories": [category], "detail.EventID": f"RDS-EVENT-{number}"},
    )


USUAL = {
    "shut down": reported("0004", "availability"),
    "restarted": reported("0006", "availability"),
    "recovering": reported("0020", "recovery"),
    "recovered": reported("0021", "recovery"),
    "stopped": reported("0087", "notification"),
    "started": reported("0088", "notification"),
}
TOLD = {
    "started by AWS after seven days": reported("0154", "notification"),
    "failed over": reported("0049", "failover"),
    "changed": reported("0014", "configuration change"),
}


@pytest.mark.parametrize("sample", USUAL.values(), ids=list(USUAL))
def test_of_the_calendars_doing_nobody_is_told(sample: Sample) -> None:
    assert matched(watching(rests=True), sample, PRODUCTION) == set()
    assert matched(watching(rests=False), sample, PRODUCTION) == {"database-changed"}


@pytest.mark.parametrize("sample", TOLD.values(), ids=list(TOLD))
def test_of_everything_else_people_are_told(sample: Sample) -> None:
    assert matched(watching(rests=True), sample, PRODUCTION) == {"database-changed"}


def test_of_a_failure_people_are_told() -> None:
    assert matched(watching(rests=True), reported("0031", "failure"), PRODUCTION) == {"database-failed"}
