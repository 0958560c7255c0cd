"""What a person may write about metrics of an application's own: numbers that it writes into its log."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from components._settings import Settings, matching
from components._watched import Severity

DAY, WEEK, HOUR = 86_400, 7 * 86_400, 3_600
RESERVED = frozenset({"errors"})
"""What the platform counts itself in each service's log."""
MAX_PATTERN = 1024
"""https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html"""
MAX_DIMENSIONS = 3
"""https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_MetricTransformation.html"""
Unit = Literal[
    "None", "Count", "Percent", "Seconds", "Milliseconds", "Microseconds", "Bytes", "Kilobytes", "Megabytes",
    "Gigabytes", "Count/Second", "Bytes/Second",
]  # fmt: skip
"""https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html"""
Selector = Annotated[str, matching(r"\$(\.\w+(\[\d+\])?)+", "a field of a JSON line, such as $.queue_length")]
MetricKey = Annotated[
    str,
    matching(
        r"(?=.{2,40}$)[a-z][a-z0-9]*(-[a-z0-9]+)*",
        "a metric's name: 2 to 40 lower-case letters, digits and single dashes, starting with a letter",
    ),
]
DimensionName = Annotated[
    str, matching(r"[A-Za-z][A-Za-z0-9_-]{0,254}", "a dimension's name: letters, digits, dashes and underscores")
]


class AppMetricAlarm(Settings):
    """When people are told of it."""

    above: float | None = None
    """The most that is right; None has no upper limit."""
    below: float | None = None
    """Also while nothing is logged at all: where a number is expected, silence is less."""
    period: Annotated[int, Field(ge=60, le=DAY, multiple_of=60)] = 300
    """Seconds that each look covers."""
    periods: Annotated[int, Field(ge=1, le=100)] = 1
    """Looks in a row, all beyond the threshold."""
    severity: Severity = "warning"
    """`critical` wakes somebody up."""

    @model_validator(mode="after")
    def _has_one_threshold(self) -> Self:
        if (self.above is None) == (self.below is None):
            raise ValueError("`above` and `below` are the two ways to be wrong; give exactly one of them")
        most = DAY if self.period < HOUR else WEEK
        if self.period * self.periods > most:
            raise ValueError(
                f"`periods` {self.periods} of {self.period} s are more than the {most} s over which CloudWatch looks; "
                "lower one of them"
            )
        return self


class AppMetric(Settings):
    """A number that the service writes into its log, as a metric (CloudWatch charges each as a custom metric)."""

    pattern: Annotated[str, Field(min_length=1, max_length=MAX_PATTERN)]
    """Which lines: `{ $.event = "order_created" }`.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
    """
    value: Selector | None = None
    """The field of the line that has the number; None counts the lines."""
    unit: Unit = "Count"
    """Of the number, as CloudWatch draws it."""
    statistic: Literal["Sum", "Average", "Minimum", "Maximum", "p50", "p90", "p95", "p99"] | None = None
    """What is drawn and compared; None is the sum of what is counted, and the average of what is measured."""
    dimensions: Annotated[dict[DimensionName, Selector], Field(max_length=MAX_DIMENSIONS)] = Field(default_factory=dict)
    """Fields of few values by which the number is told apart. Each value is a metric of its own, and is charged so;
    after a thousand CloudWatch Logs turns the filter off.
    """
    alarm: AppMetricAlarm | None = None

    @model_validator(mode="after")
    def _can_be_extracted(self) -> Self:
        for place, fields in {"value": [self.value], "dimensions": self.dimensions.values()}.items():
            for field in fields:
                if field is not None and field not in self.pattern:
                    raise ValueError(
                        f"`{place}` takes {field}, which stands nowhere in the pattern, and CloudWatch Logs takes "
                        f"fields that it matched alone; add {field} = * to the pattern"
                    )
        if self.alarm and self.dimensions:
            raise ValueError(
                "`alarm` would look at the metric without dimensions, which is not published; make a second metric of "
                "the same pattern without `dimensions` for it"
            )
        return self

    @property
    def compared(self) -> str:
        """The statistic that is drawn and compared."""
        return self.statistic or ("Sum" if self.value is None else "Average")
