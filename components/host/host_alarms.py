"""When people are told about a host: what a person may write."""

from typing import Annotated

from pydantic import Field

from components._settings import Settings
from components._watched import Anomaly, Percent


class HostAlarms(Settings):
    """Thresholds for a host; None leaves an alarm out, and CloudWatch learns an `anomaly`.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html
    """

    status_check: Annotated[float, Field(ge=0, lt=1)] | None = 0
    """Failed status checks in a minute, for ten minutes; a host that reports none at all counts as failed."""
    cpu: Percent | Anomaly | None = 90
    """Percent of the processors, on average for 15 minutes."""
    cpu_credits: Annotated[float, Field(gt=0)] | Anomaly | None = 10
    """Credits that are left, for an hour; of burstable types alone."""
    backup_failed: Annotated[float, Field(ge=0)] | None = 0
    """Snapshots of the data volume that failed, in an hour."""
    backup_hours: Annotated[int, Field(ge=25, le=160)] | None = 36
    """Hours after which a data volume without a new snapshot is told of."""
