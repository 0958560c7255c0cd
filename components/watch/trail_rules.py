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


def key_endangered(names: Names, severity: Severity | None) -> EventRule:
    """Any KMS key of the account and Region that somebody disables or is about to delete.

    https://docs.aws.amazon.com/kms/latest/developerguide/ct-schedule-key-deletion.html
    """
    return EventRule(
        event="key-endangered",
        kind="key-endangered",
        severity=severity,
        pattern={
            "source": ["aws.kms"],
            "detail-type": ["AWS API Call via CloudTrail"],
            "detail": {
                "eventSource": ["kms.amazonaws.com"],
                "eventName": ["DisableKey", "ScheduleKeyDeletion"],
                "errorCode": [{"exists": False}],
            },
        },
        title=f"A key is in danger in account {names.account}",
        text="<event> of <key> by <who>",
        values={
            "event": "$.detail.eventName",
            "key": "$.detail.resources[0].ARN",
            "who": "$.detail.userIdentity.arn",
        },
        why="What is encrypted with this key cannot be read now, and never again once the key is deleted.",
        todo="Unless it was planned: `aws kms cancel-key-deletion` and `aws kms enable-key`, then ask who did it.",
    )
