"""What a person may write about how many tasks of a service run."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from components._calendar import TimeZone
from components._settings import Role, Settings, matching
from components.compute.app_metrics_settings import MetricKey

MetricWord = Annotated[
    str, matching(r"[ -9;-~][ -~]{0,254}", "1 to 255 letters, digits and signs that CloudWatch takes")
]
"""A namespace, a metric's name, or a dimension's name or value.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Metric.html
"""


class Limits(Settings):
    """Between how many tasks Application Auto Scaling may choose."""

    min: Annotated[int, Field(ge=0)] = 2
    """Tasks at least."""
    max: Annotated[int, Field(ge=0)]
    """Tasks at most."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.min > self.max:
            raise ValueError(f"`min` {self.min} is above `max` {self.max}; raise `max` or lower `min`")
        return self


class Schedule(Limits):
    """Other limits from a time of day on."""

    schedule: Annotated[
        str, matching(r"(cron|rate|at)\(.+\)", "a schedule, such as cron(0 8 ? * MON-FRI *) or rate(1 day)")
    ]
    """As Application Auto Scaling writes it, such as `cron(0 8 ? * MON-FRI *)`."""
    timezone: TimeZone = "UTC"
    """An IANA name, such as Asia/Seoul."""


class CloudWatchMetric(Settings):
    """A metric that something else publishes, such as the length of an SQS queue."""

    namespace: MetricWord
    """Such as AWS/SQS."""
    name: MetricWord
    """Such as ApproximateNumberOfMessagesVisible."""
    dimensions: Annotated[dict[MetricWord, MetricWord], Field(max_length=30)] = Field(default_factory=dict)
    """By name, such as `{QueueName: jobs}`."""
    statistic: Literal["Average", "Maximum", "Minimum", "Sum"] = "Average"
    """What the values of a minute are taken for."""


class QueueScaling(Settings):
    """As many tasks as the work that waits needs, by target tracking on the work for each task.

    https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking-metric-math.html
    """

    metric: MetricKey | CloudWatchMetric
    """What waits: one of the `metrics` of a service, whose log says the length at least each minute, or any metric of
    CloudWatch. Its average of each minute counts; one in which nobody says it changes nothing.
    """
    of: Role | None = None
    """The service that has the metric; None is this one."""
    per_task: Annotated[float, Field(gt=0)]
    """How much may wait for each task: what one of them does in the time that people would wait."""

    @model_validator(mode="after")
    def _is_of_a_service(self) -> Self:
        if self.of is not None and isinstance(self.metric, CloudWatchMetric):
            raise ValueError("`of` names a service, and the metric is CloudWatch's own; leave it out")
        return self


class Scaling(Limits):
    """How many tasks run, by what they are busy with."""

    cpu: Annotated[int, Field(ge=1, le=100)] | None = 60
    """Average CPU to aim at, percent."""
    memory: Annotated[int, Field(ge=1, le=100)] | None = 75
    """Average memory to aim at, percent."""
    requests_per_target: Annotated[int, Field(ge=1)] | None = None
    """Requests per minute and task to aim at; needs a `route`."""
    queue: QueueScaling | None = None
    """What waits to be done, for workers."""
    protection: bool = False
    """Lets the service's code protect a task from being stopped while it works. Without it a task that is to go gets
    SIGTERM and then `stop_timeout` seconds, of which Fargate has 120 at most: longer work would be lost.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection-endpoint.html
    """
    schedules: dict[Role, Schedule] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _has_a_task_to_divide_by(self) -> Self:
        if self.queue is not None and self.min == 0:
            raise ValueError(
                "`min` 0 leaves no task by which `queue` could be divided, so that none would ever start; take 1"
            )
        return self
