"""The CIS Benchmark's metric filters."""

import json
from collections.abc import Sequence

from guardrails.tokens import EVENT_RULE, EVENT_TARGET, LOG_GROUP, LOG_METRIC_FILTER, METRIC_ALARM, TRAIL
from guardrails.trail_alarms import EVENTS

from tests.policies.cases.table import Cases, Table
from tests.policies.harness import UNKNOWN, Given

LOGS = Given(LOG_GROUP, "logs", {"name": "/aws/cloudtrail/gli"})
WRITES = Given(TRAIL, "trail", {"cloudWatchLogsGroupArn": UNKNOWN}, {"cloudWatchLogsGroupArn": ["logs"]})
NAMES = Given(TRAIL, "trail", {"cloudWatchLogsGroupArn": "arn:aws:logs:eu-central-1:1:log-group:/aws/cloudtrail/gli:*"})
METRIC = {"name": "seen", "namespace": "GLI/Account"}
ALARM = Given(METRIC_ALARM, "alarm", {"metricName": METRIC["name"], "namespace": METRIC["namespace"]})


def _filter(pattern: str, group: str = "logs") -> Given:
    props = {"pattern": pattern, "logGroupName": UNKNOWN, "metricTransformation": METRIC}
    return Given(LOG_METRIC_FILTER, "filter", props, {"logGroupName": [group]})


def _named_filter(pattern: str, group: str) -> Given:
    props = {"pattern": pattern, "logGroupName": group, "metricTransformation": METRIC}
    return Given(LOG_METRIC_FILTER, "filter", props)


def _told(words: Sequence[str]) -> Cases:
    pattern = " || ".join(f"($.eventName = {word})" for word in words)
    event = Given(EVENT_RULE, "event", {"eventPattern": json.dumps({"detail": {"eventName": list(words)}})})
    target = Given(EVENT_TARGET, "target", deps={"rule": ["event"]})
    return Cases(
        compliant=[
            [WRITES, LOGS, _filter(pattern), ALARM],
            [WRITES, LOGS, _named_filter(pattern, "/aws/cloudtrail/gli"), ALARM],
            [NAMES, _named_filter(pattern, "/aws/cloudtrail/gli"), ALARM],
            [WRITES, LOGS, event, target],
        ],
        violation=[
            [WRITES, LOGS],
            [WRITES, LOGS, _filter(pattern)],
            [WRITES, LOGS, _filter("($.eventName = Other)"), ALARM],
            [WRITES, LOGS, _filter(pattern, "others"), ALARM, Given(LOG_GROUP, "others", {"name": "/others"})],
            [NAMES, _named_filter(pattern, "/aws/cloudtrail"), ALARM],
            [WRITES, LOGS, event],
        ],
        unknown=[[WRITES, LOGS, _filter(UNKNOWN), ALARM], {"cloudWatchLogsGroupArn": UNKNOWN}],
        not_applicable=[{}],
    )


CASES: Table = {f"trail-alarm-{event.kind}": _told(event.words) for event in EVENTS}
