"""Error lines in structured logs are counted, and more of them than usual are told."""

import re
from functools import cache

import pytest
from pulumi import ResourceOptions

from components._watched import Watched
from components.watch.error_logs import ErrorLogs, ErrorLogsArgs, error_pattern
from ops.offline.recording import Recording
from tests.harness import NAMES, build, log_target

GROUP = "/ecs/production-gli-api"
MOST_CHARACTERS = 1024
"""https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html"""


@cache
def made(threshold: float | None = 10) -> tuple[Recording, Watched]:
    watched: list[Watched] = []

    def program(opts: ResourceOptions) -> None:
        args = ErrorLogsArgs(names=NAMES, role="api", logs=log_target("api", GROUP), threshold=threshold)
        watched.append(ErrorLogs("api-logs", args, opts).watched)

    return build(program), watched[0]


def counted(line: dict[str, str]) -> bool:
    """Whether the pattern takes a JSON line."""
    terms = re.findall(r'\(\$\.(\w+) = "(\w+)"\)', error_pattern())
    return any(line.get(field) == level for field, level in terms)


@pytest.mark.parametrize(
    "line",
    [
        {"level": "ERROR", "message": "no database"},
        {"level": "error", "msg": "no database"},
        {"levelname": "CRITICAL"},
        {"severity": "fatal"},
    ],
)
def test_a_line_whose_level_is_an_error_is_counted(line: dict[str, str]) -> None:
    assert counted(line)


@pytest.mark.parametrize(
    "line", [{"level": "INFO", "message": "no ERROR"}, {"message": "ERROR"}, {"levelname": "warning"}]
)
def test_a_line_that_only_speaks_of_errors_is_not(line: dict[str, str]) -> None:
    assert not counted(line)


def test_the_pattern_is_one_that_aws_takes() -> None:
    term = r'\(\$\.\w+ = "\w+"\)'
    assert re.fullmatch(rf"{{ {term}( \|\| {term})* }}", error_pattern())
    assert len(error_pattern()) <= MOST_CHARACTERS


def test_lines_are_counted_in_the_log_of_the_service_and_none_is_a_zero() -> None:
    recording, _ = made()
    built = recording.one("aws:cloudwatch/logMetricFilter:LogMetricFilter", "api-logs")
    assert built.inputs["logGroupName"] == GROUP
    assert built.inputs["metricTransformation"] == {
        "namespace": "GLI/Production",
        "name": "api-errors",
        "value": "1",
        "defaultValue": "0",
        "unit": "Count",
    }
    assert recording.one("aws:cloudwatch/logGroup:LogGroup", "api").urn in built.dependencies


def test_the_alarm_watches_what_the_filter_counts() -> None:
    recording, watched = made()
    filtered = recording.one("aws:cloudwatch/logMetricFilter:LogMetricFilter", "api-logs").inputs[
        "metricTransformation"
    ]
    (alarm,) = watched.alarms
    measure = watched.widgets[0].measures[0]
    assert alarm.measure == measure
    assert isinstance(filtered, dict)
    assert (filtered["namespace"], filtered["name"]) == ("GLI/Production", "api-errors")
    assert (measure.namespace, measure.name) == ("GLI/Production", "api-errors")  # type: ignore[union-attr] # one metric
    assert (alarm.threshold, alarm.period, alarm.comparison) == (10, 300, ">")


def test_without_a_threshold_errors_are_drawn_and_nobody_is_told() -> None:
    _, watched = made(None)
    assert (watched.alarms, len(watched.widgets), watched.widgets[0].limits) == ([], 1, [])
