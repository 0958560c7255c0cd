"""Which events of AWS people are told of, and how urgently."""

from components._settings import Settings
from components._watched import Severity


class EventSettings(Settings):
    """The severity of each kind of event; None tells nobody. Critical ones raise an alarm as well, which calls."""

    deployment_failed: Severity | None = "critical"
    """ECS gave a new version up; the old one runs on."""
    task_stopped: Severity | None = "warning"
    """A task ended by itself, could not start, or failed its health check. The service's own alarm counts them."""
    spot_interrupted: Severity | None = "warning"
    """AWS took a Spot task back."""
    database_failed: Severity | None = "critical"
    """RDS reports a failure or that storage runs out (AWS FSBP RDS.20)."""
    database_changed: Severity | None = "warning"
    """RDS fails over, maintains, restarts, changes or deletes an instance, or changes a parameter (AWS FSBP RDS.20 and
    RDS.21).
    """
    image_vulnerable: Severity | None = "warning"
    """A scan of an image ended with critical or high findings, or a critical one is new."""
    rotation_failed: Severity | None = "warning"
    """A secret keeps its old value. Reported through CloudTrail: the account needs a trail."""
