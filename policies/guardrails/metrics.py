"""What CloudWatch alarms measure."""

import re
from collections.abc import Iterator

from pulumi_policy.proxy import UnknownValueError

from guardrails.props import Props, fitting
from guardrails.resource import Stack, StackResource
from guardrails.tokens import METRIC_ALARM


def metrics_of(alarm: StackResource) -> Iterator[Props]:
    """The metrics of an alarm: its own, or those of its metric math."""
    yield alarm
    for query in alarm.sections("metricQueries"):
        yield query.section("metric")


def alarms_on(watched: StackResource, name: str, stack: Stack) -> Iterator[StackResource]:
    """The alarms on a resource, and then the complaint about one that cannot be read.

    An alarm is known by where its dimensions come from, or by the resource's name among them where that is known.
    """
    return fitting(stack.of(METRIC_ALARM), lambda alarm: _measures(alarm, watched, name))


def _measures(alarm: StackResource, watched: StackResource, name: str) -> bool:
    origins = [origin for key in ("dimensions", "metricQueries") for origin in alarm.depends(key)]
    if watched in origins or not name:
        return watched in origins
    # A cache's nodes are `<name>-001`, a load balancer's dimension is `app/<name>/<id>`.
    wanted = re.compile(rf"(?:app/)?{re.escape(name)}(?:-\d{{3,4}})*(?:/\w+)?")

    def named(dimension: tuple[Props, str]) -> bool:
        dimensions, key = dimension
        return wanted.fullmatch(dimensions.text(key)) is not None

    try:
        return any(True for _ in fitting(_dimensions(alarm), named))
    except UnknownValueError:
        if origins:  # what is not known yet is theirs
            return False
        raise


def _dimensions(alarm: StackResource) -> Iterator[tuple[Props, str]]:
    for metric in metrics_of(alarm):
        dimensions = metric.section("dimensions")
        yield from ((dimensions, key) for key in dimensions.names())
