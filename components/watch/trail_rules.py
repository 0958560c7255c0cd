"""What AWS reports through CloudTrail, as data: an account without a trail gets none of it.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
"""

from collections.abc import Sequence

from pulumi import Input

from components._watched import Severity
from components.watch.event_rules import EventRule
from naming import Names


def rotation_failed(names: Names, secrets: Sequence[Input[str]], severity: Severity | None) -> EventRule:
    """Rotations that did not go through.

    https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html
    """
    return EventRule(
        event="rotation-failed",
        kind="rotation-failed",
        severity=severity,
        pattern={
            "source": ["aws.secretsmanager"],
            "detail-type": ["AWS Service Event via CloudTrail"],
            "detail": {
                "eventSource": ["secretsmanager.amazonaws.com"],
                "eventName": ["RotationAbandoned", "RotationFailed", "TestRotationFailed"],
                "additionalEventData": {"SecretId": list(secrets)},
            },
        },
        title=f"A password was not changed in {names.system} {names.long}",
        text="<secret>: <event>",
        values={"secret": "$.detail.additionalEventData.SecretId", "event": "$.detail.eventName"},
        why="The rotation of a secret failed, so that its old value is still in use.",
        todo="Read the log of what rotates it and rotate it again; Secrets Manager tries once more by itself.",
    )
