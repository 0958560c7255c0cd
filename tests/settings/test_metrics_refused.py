"""Metrics that CloudWatch could not make, and queues that nobody measures, are refused in one sentence."""

from typing import Any

import pytest

from tests.harness import load
from tests.settings.stackfile import STACK, Edits, Refusals, each, edited, refusal

WORKER = f"{STACK}/services/worker"
HERE = "platform:stack.services.worker"
LENGTH = {"pattern": "{ $.queue_length = * }", "value": "$.queue_length"}
LINES = {"pattern": '{ $.event = "order_created" }'}


def measured(metric: dict[str, Any], name: str = "orders") -> Edits:
    return {f"{WORKER}/metrics": {name: metric}}


def following(queue: dict[str, Any], **scaling: Any) -> Edits:
    return {
        f"{WORKER}/metrics": {"queue-length": LENGTH, "orders": LINES},
        f"{WORKER}/scaling": {"min": 1, "max": 4, "queue": {"per_task": 10, **queue}} | scaling,
    }


REFUSED: Refusals = {
    "a value that the pattern does not match": (
        measured({"pattern": '{ $.event = "tick" }', "value": "$.queue_length"}),
        (
            f"{HERE}.metrics.orders.value takes $.queue_length, which stands nowhere in the pattern, and CloudWatch "
            "Logs takes fields that it matched alone; add $.queue_length = * to the pattern."
        ),
    ),
    "a dimension that the pattern does not match": (
        measured(LINES | {"dimensions": {"Plan": "$.plan"}}),
        (
            f"{HERE}.metrics.orders.dimensions takes $.plan, which stands nowhere in the pattern, and CloudWatch "
            "Logs takes fields that it matched alone; add $.plan = * to the pattern."
        ),
    ),
    "a value that is no field": (
        measured(LENGTH | {"value": "queue_length"}),
        f"{HERE}.metrics.orders.value: 'queue_length' is not a field of a JSON line, such as $.queue_length.",
    ),
    "four dimensions": (
        measured({"pattern": "{ $.a = * }", "dimensions": dict.fromkeys(("A", "B", "C", "D"), "$.a")}),
        f"{HERE}.metrics.orders.dimensions has 4 entries; the most is 3.",
    ),
    "an alarm on what is told apart": (
        measured({"pattern": "{ $.plan = * }", "dimensions": {"Plan": "$.plan"}, "alarm": {"above": 1}}),
        (
            f"{HERE}.metrics.orders.alarm would look at the metric without dimensions, which is not published; make a "
            "second metric of the same pattern without `dimensions` for it."
        ),
    ),
    "an alarm without a threshold": (
        measured(LINES | {"alarm": {"period": 60}}),
        f"{HERE}.metrics.orders.alarm.above and `below` are the two ways to be wrong; give exactly one of them.",
    ),
    "an alarm with two": (
        measured(LINES | {"alarm": {"above": 9, "below": 1}}),
        f"{HERE}.metrics.orders.alarm.above and `below` are the two ways to be wrong; give exactly one of them.",
    ),
    "an alarm that looks back for more than a day": (
        measured(LINES | {"alarm": {"above": 9, "period": 1800, "periods": 49}}),
        (
            f"{HERE}.metrics.orders.alarm.periods 49 of 1800 s are more than the 86400 s over which CloudWatch looks; "
            "lower one of them."
        ),
    ),
    "a period between two minutes": (
        measured(LINES | {"alarm": {"above": 9, "period": 90}}),
        f"{HERE}.metrics.orders.alarm.period: Input should be a multiple of 60.",
    ),
    "what the platform counts itself": (
        measured(LINES, "errors"),
        f"{HERE}.metrics.errors is what the platform counts in each log itself; take another name.",
    ),
    "a name that is none": (
        measured(LINES, "OrdersMade"),
        (
            f"{HERE}.metrics.OrdersMade: 'OrdersMade' is not a metric's name: 2 to 40 lower-case letters, digits and "
            "single dashes, starting with a letter."
        ),
    ),
    "a queue whose length nobody says": (
        following({"metric": "waiting"}),
        (
            f"{HERE}.scaling.queue.metric is 'waiting', which worker does not measure; the metrics of worker are "
            "queue-length, orders."
        ),
    ),
    "a queue of a service that is none": (
        following({"metric": "queue-length", "of": "scheduler"}),
        (
            f"{HERE}.scaling.queue.of is 'scheduler', which is no service of this stack; "
            "those are api, websocket, worker."
        ),
    ),
    "a queue that is a number of lines": (
        following({"metric": "orders"}),
        (
            f"{HERE}.scaling.queue.metric is 'orders', which counts lines or has dimensions; take a metric whose "
            "`value` is the queue's length, without `dimensions`."
        ),
    ),
    "a queue that no task would ever be started for": (
        following({"metric": "queue-length"}, min=0),
        (
            f"{HERE}.scaling.min 0 leaves no task by which `queue` could be divided, so that none would ever start; "
            "take 1."
        ),
    ),
    "nothing for each task": (
        following({"metric": "queue-length", "per_task": 0}),
        f"{HERE}.scaling.queue.per_task is 0; it must be above 0.",
    ),
    "tasks that nobody counts": (
        {**following({"metric": "queue-length"}), f"{STACK}/cluster": {"container_insights": "disabled"}},
        (
            f"{HERE}.scaling.queue is shared out between running tasks, which container insights count, and "
            "platform:stack.cluster.container_insights is 'disabled'; take 'enabled'."
        ),
    ),
    "a service for CloudWatch's own metric": (
        following({"metric": {"namespace": "AWS/SQS", "name": "Depth"}, "of": "api"}),
        f"{HERE}.scaling.queue.of names a service, and the metric is CloudWatch's own; leave it out.",
    ),
}


@each(REFUSED)
def test_this_is_refused_with_exactly_one_sentence(edits: Edits, said: str) -> None:
    assert refusal(edited(edits)) == said


ACCEPTED: dict[str, Edits] = {
    "the service's own": following({"metric": "queue-length"}),
    "another service's": {
        **following({"metric": "backlog", "of": "api"}),
        f"{STACK}/services/api/metrics": {"backlog": LENGTH},
    },
    "CloudWatch's own": following({"metric": {"namespace": "AWS/SQS", "name": "Depth", "dimensions": {"Queue": "a"}}}),
    "an alarm over a week": measured(LINES | {"alarm": {"below": 1, "period": 86400, "periods": 7}}),
    "as many metrics as there may be": {f"{WORKER}/metrics": {f"metric-{number}": LINES for number in range(80)}},
}


@pytest.mark.parametrize("edits", ACCEPTED.values(), ids=list(ACCEPTED))
def test_this_is_accepted(edits: Edits) -> None:
    assert load(edited(edits)).stack.services["worker"].metrics


def test_one_metric_more_is_refused() -> None:
    metrics = {f"metric-{number}": LINES for number in range(81)}
    assert refusal(edited({f"{WORKER}/metrics": metrics})) == f"{HERE}.metrics has 81 entries; the most is 80."
