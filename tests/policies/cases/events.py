"""EventBridge and SQS."""

from typing import Any

from guardrails.tokens import EVENT_RULE, EVENT_TARGET, KEY, METRIC_ALARM, QUEUE, QUEUE_POLICY

from tests.policies.cases.table import Cases, Table, allow, document
from tests.policies.harness import UNKNOWN, Given

ARN = "arn:aws:sqs:ap-northeast-2:917891822317:gli-prod-dead-letters"
EVENTS = {"Service": "events.amazonaws.com"}
PLAIN = {"Bool": {"aws:SecureTransport": "false"}}
STOPPED = Given(EVENT_RULE, "rule", {"name": "gli-prod-api-stopped"})


def _deny(**more: Any) -> dict[str, Any]:
    return {"policy": document({**allow("sqs:*", ARN, Principal="*", **more), "Effect": "Deny"})}


def _open(principal: Any, **more: Any) -> str:
    return document(allow("sqs:SendMessage", ARN, Principal=principal, **more))


CASES: Table = {
    "event-rule-target": Cases(
        compliant=[
            [STOPPED, Given(EVENT_TARGET, "target", {"rule": UNKNOWN}, {"rule": ["rule"]})],
            [STOPPED, Given(EVENT_TARGET, "target", {"rule": "gli-prod-api-stopped"})],
            [STOPPED, Given(METRIC_ALARM, "alarm", {"dimensions": {"RuleName": "gli-prod-api-stopped"}})],
        ],
        violation=[
            [STOPPED],
            [STOPPED, Given(EVENT_TARGET, "target", deps={"rule": ["other"]}), Given(EVENT_RULE, "other")],
            [STOPPED, Given(EVENT_TARGET, "target", {"rule": "gli-prod-worker-stopped"})],
        ],
        unknown=[[STOPPED, Given(EVENT_TARGET, "target", {"rule": UNKNOWN})]],
    ),
    "event-rule-enabled": Cases(
        compliant=[{}, {"state": "ENABLED"}],
        violation=[{"state": "DISABLED"}, {"isEnabled": False}],
        unknown=[{"state": UNKNOWN}],
    ),
    "event-target-dead-letters": Cases(
        compliant=[
            {"deadLetterConfig": {"arn": ARN}},
            [
                Given(EVENT_TARGET, "target", {"deadLetterConfig": UNKNOWN}, {"deadLetterConfig": ["queue"]}),
                Given(QUEUE, "queue"),
            ],
        ],
        violation=[{}, {"deadLetterConfig": {}}],
        unknown=[{"deadLetterConfig": UNKNOWN}, {"deadLetterConfig": {"arn": UNKNOWN}}],
    ),
    "sqs-encrypted": Cases(
        compliant=[
            {"sqsManagedSseEnabled": True},
            [Given(QUEUE, "queue", {"kmsMasterKeyId": UNKNOWN}, {"kmsMasterKeyId": ["key"]}), Given(KEY, "key")],
            {"kmsMasterKeyId": "alias/gli-production"},
        ],
        violation=[{}, {"sqsManagedSseEnabled": False}],
        unknown=[{"sqsManagedSseEnabled": UNKNOWN}, {"kmsMasterKeyId": UNKNOWN}],
    ),
    "sqs-queue-policy": Cases(
        compliant=[
            {"policy": _open(EVENTS)},
            [Given(QUEUE, "queue"), Given(QUEUE_POLICY, "policy", deps={"queueUrl": ["queue"]})],
        ],
        violation=[{}, [Given(QUEUE, "queue"), Given(QUEUE_POLICY, "policy")]],
        unknown=[{"policy": UNKNOWN}],
    ),
    "sqs-tls-only": Cases(
        compliant=[_deny(Condition=PLAIN)],
        violation=[{"policy": _open(EVENTS)}, _deny()],
        unknown=[{"policy": UNKNOWN}],
    ),
    "sqs-not-public": Cases(
        compliant=[{"policy": _open(EVENTS)}, _deny(Condition=PLAIN), [Given(QUEUE)]],
        violation=[{"policy": _open("*")}, [Given(QUEUE, props={"policy": _open({"AWS": "*"})})]],
        unknown=[{"policy": UNKNOWN}],
    ),
}
