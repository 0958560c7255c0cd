"""Log groups."""

from guardrails.tokens import KEY, LOG_GROUP

from tests.policies.cases.table import Cases, Table
from tests.policies.harness import UNKNOWN, Given


def _retention(days: int) -> Cases:
    return Cases(
        compliant=[{"retentionInDays": days}, {"retentionInDays": 365}],
        violation=[{}, {"retentionInDays": 0}, {"retentionInDays": days - 1}],
        unknown=[{"retentionInDays": UNKNOWN}],
    )


CASES: Table = {
    "log-retention-production": _retention(90),
    "log-retention-staging": _retention(30),
    "log-retention-development": _retention(7),
    "log-own-key": Cases(
        compliant=[
            [Given(LOG_GROUP, "log", {"kmsKeyId": UNKNOWN}, {"kmsKeyId": ["key"]}), Given(KEY, "key")],
            {"kmsKeyId": "arn:aws:kms:ap-northeast-2:917891822317:key/1"},
        ],
        violation=[{}, {"kmsKeyId": "alias/aws/logs"}],
        unknown=[{"kmsKeyId": UNKNOWN}],
    ),
    "log-deletion-protection": Cases(
        compliant=[{"deletionProtectionEnabled": True}],
        violation=[{}, {"deletionProtectionEnabled": False}],
        unknown=[{"deletionProtectionEnabled": UNKNOWN}],
    ),
}
