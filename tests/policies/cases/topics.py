"""SNS topics."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from guardrails.tokens import (
    BUDGET,
    EVENT_TARGET,
    KEY,
    KEY_ALIAS,
    METRIC_ALARM,
    POLICY,
    PROVIDER,
    SLACK_CHANNEL,
    TOPIC,
    TOPIC_POLICY,
    TOPIC_SUBSCRIPTION,
)

from tests.policies.cases.data_stores import KEY_ARN
from tests.policies.cases.table import Cases, Table, allow, document
from tests.policies.harness import UNKNOWN, Given

ARN = "arn:aws:sns:ap-northeast-2:917891822317:gli-alerts"
CLOUDWATCH = {"Service": ["cloudwatch.amazonaws.com"]}
OWN = {"StringEquals": {"aws:SourceAccount": "917891822317"}}
PLAIN = {"Bool": {"aws:SecureTransport": "false"}}
ALARM = Given(METRIC_ALARM, "alarm", {"alarmActions": [UNKNOWN]}, {"alarmActions": ["alerts"]})
ENCRYPTED = Given(TOPIC, "alerts", {"name": "gli-alerts", "kmsMasterKeyId": UNKNOWN}, {"kmsMasterKeyId": ["key"]})
PUBLISHES = document(allow("sns:Publish", ARN, Principal=CLOUDWATCH, Condition=OWN))


def _key(*actions: str, principal: Any = None) -> Given:
    policy = document(allow(list(actions), "*", Principal=principal or CLOUDWATCH, Condition=OWN))
    return Given(KEY, "key", {"policy": policy})


def _deny(action: str = "sns:Publish", **more: Any) -> dict[str, Any]:
    return {"policy": document({**allow(action, ARN, Principal="*", **more), "Effect": "Deny"})}


def _policy(policy: str) -> Given:
    return Given(TOPIC_POLICY, "policy", {"policy": policy}, {"arn": ["alerts"]})


def _account(number: str) -> Sequence[Given]:
    policy = document(allow("sns:Subscribe", ARN, Principal={"AWS": f"arn:aws:iam::{number}:root"}))
    return [Given(TOPIC_POLICY, "policy", {"policy": policy}), _provider(["917891822317"])]


def _provider(accounts: Any) -> Given:
    return Given(PROVIDER, "aws", {"allowedAccountIds": accounts})


RIGHT_KEY = _key("kms:Decrypt", "kms:GenerateDataKey*")
BARE = Given(TOPIC, "alerts", {"name": "gli-alerts"})

CASES: Table = {
    "sns-own-key": Cases(
        compliant=[[ENCRYPTED, Given(KEY, "key")], {"kmsMasterKeyId": KEY_ARN}],
        violation=[{}, {"kmsMasterKeyId": "alias/aws/sns"}],
        unknown=[{"kmsMasterKeyId": UNKNOWN}],
    ),
    "sns-key-lets-publish": Cases(
        compliant=[
            [ENCRYPTED, RIGHT_KEY, ALARM],
            [
                ENCRYPTED,
                Given(KEY_ALIAS, "key", deps={"targetKeyId": ["real"]}),
                ALARM,
                replace(RIGHT_KEY, name="real"),
            ],
        ],
        violation=[
            [ENCRYPTED, _key("kms:Decrypt"), ALARM],
            [ENCRYPTED, _key("kms:*", principal={"Service": "logs.amazonaws.com"}), ALARM],
            [ENCRYPTED, RIGHT_KEY, Given(EVENT_TARGET, "target", {"arn": UNKNOWN}, {"arn": ["alerts"]})],
            [Given(TOPIC, "alerts", {"name": "gli-alerts", "kmsMasterKeyId": "alias/aws/sns"}), ALARM],
        ],
        unknown=[
            [ENCRYPTED, Given(KEY, "key", {"policy": UNKNOWN}), ALARM],
            [Given(TOPIC, "alerts", {"name": "gli-alerts", "kmsMasterKeyId": KEY_ARN}), ALARM],
        ],
        not_applicable=[[ENCRYPTED, Given(KEY, "key")], [BARE, ALARM]],
    ),
    "sns-topic-policy": Cases(
        compliant=[
            [BARE, _policy(PUBLISHES), ALARM],
            [BARE, _policy(document())],
            [Given(TOPIC, "alerts", {"name": "gli-alerts", "policy": PUBLISHES}), ALARM],
        ],
        violation=[
            [BARE],
            [BARE, _policy(document()), ALARM],
            [
                BARE,
                _policy(PUBLISHES),
                Given(BUDGET, "budget", {"notifications": [{"subscriberSnsTopicArns": [ARN]}]}),
            ],
            [BARE, Given(TOPIC_POLICY, "policy", {"policy": PUBLISHES}, {"arn": ["other"]}), Given(TOPIC, "other")],
        ],
        unknown=[[BARE, _policy(UNKNOWN), ALARM], [Given(TOPIC, "alerts", {"policy": UNKNOWN}), ALARM]],
    ),
    "sns-tls-only": Cases(
        compliant=[_deny(Condition=PLAIN), _deny("sns:*", Condition=PLAIN)],
        violation=[
            {"policy": PUBLISHES},
            _deny(Condition={"Bool": {"aws:SecureTransport": "true"}}),
            _deny("sns:Subscribe", Condition=PLAIN),
        ],
        unknown=[{"policy": UNKNOWN}],
    ),
    "sns-not-public": Cases(
        compliant=[
            {"policy": PUBLISHES},
            {"policy": document(allow("sns:Publish", ARN, Principal="*", Condition=OWN))},
            _deny(Condition=PLAIN),
            [Given(TOPIC)],
        ],
        violation=[
            {"policy": document(allow("sns:Publish", ARN, Principal="*"))},
            {"policy": document(allow("sns:Subscribe", ARN, Principal={"AWS": "*"}))},
            [Given(TOPIC, props={"policy": document(allow("sns:Publish", ARN, Principal="*"))})],
        ],
        unknown=[{"policy": UNKNOWN}],
    ),
    "sns-own-account": Cases(
        compliant=[_account("917891822317"), {"policy": PUBLISHES}, [Given(TOPIC)]],
        violation=[_account("111122223333")],
        unknown=[
            {"policy": UNKNOWN},
            [_account("917891822317")[0]],
            [_account("111122223333")[0], _provider(UNKNOWN)],
        ],
    ),
    "sns-has-subscriber": Cases(
        compliant=[
            [BARE, Given(TOPIC_SUBSCRIPTION, "mail", {"topic": UNKNOWN}, {"topic": ["alerts"]})],
            [BARE, Given(SLACK_CHANNEL, "slack", {"snsTopicArns": [ARN]})],
            [
                BARE,
                Given(TOPIC_POLICY, "policy", deps={"arn": ["alerts"]}),
                Given(TOPIC_SUBSCRIPTION, "mail", {"topic": UNKNOWN}, {"topic": ["policy"]}),
            ],
        ],
        violation=[
            [BARE],
            [BARE, Given(TOPIC_SUBSCRIPTION, "mail", {"topic": f"{ARN}-warnings"})],
            [BARE, Given(SLACK_CHANNEL, "slack", {"snsTopicArns": []})],
        ],
        unknown=[[BARE, Given(TOPIC_SUBSCRIPTION, "mail", {"topic": UNKNOWN})]],
    ),
    "sns-subscription-encrypted": Cases(
        compliant=[{"protocol": "https"}, {"protocol": "email"}],
        violation=[{"protocol": "http"}],
        unknown=[{"protocol": UNKNOWN}],
    ),
    "slack-guardrails": Cases(
        compliant=[
            {"guardrailPolicyArns": ["arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess"]},
            [
                Given(SLACK_CHANNEL, "slack", {"guardrailPolicyArns": [UNKNOWN]}, {"guardrailPolicyArns": ["may"]}),
                Given(POLICY, "may"),
            ],
        ],
        violation=[{}, {"guardrailPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}],
        unknown=[{"guardrailPolicyArns": UNKNOWN}, {"guardrailPolicyArns": [UNKNOWN]}],
    ),
    "slack-logged": Cases(
        compliant=[{"loggingLevel": "ERROR"}, {"loggingLevel": "INFO"}],
        violation=[{}, {"loggingLevel": "NONE"}],
        unknown=[{"loggingLevel": UNKNOWN}],
    ),
}
