"""Topics: named by the standard, encrypted, closed, one for each severity and Region; and who receives of them."""

import json
from functools import cache
from types import MappingProxyType
from typing import Any

import pulumi
import pytest
from pulumi import ResourceOptions

from components._watched import Watched
from components.watch.alert_settings import AlertSettings
from components.watch.alerts import Alerts, AlertsArgs
from components.wiring import Topics
from ops.offline.recording import Recording
from ops.offline.values import SECRET
from tests.components.iam_documents import by_sid
from tests.harness import ACCOUNT, NAMES, REGION, build, inputs_by_name, json_of

TOPIC = "aws:sns/topic:Topic"
POLICY = "aws:sns/topicPolicy:TopicPolicy"
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"
QUEUE = "aws:sqs/queue:Queue"
KEYS = MappingProxyType({None: "arn:aws:kms:here", "us-east-1": "arn:aws:kms:there"})
INTEGRATION_KEY = "0123456789abcdef-nobody-reads-this"
OWN = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}


def alerts(
    keys: Any = KEYS, *, cost_anomalies: bool = False, **settings: Any
) -> tuple[Recording, dict[str | None, Topics], Watched]:
    made: list[Alerts] = []

    def program(opts: ResourceOptions) -> None:
        secret = pulumi.Output.secret(INTEGRATION_KEY)
        args = AlertsArgs(
            settings=AlertSettings.model_validate_json(json.dumps(settings)),
            names=NAMES,
            key_arns=keys,
            cost_anomalies=cost_anomalies,
            secrets={"pagerduty-oncall": secret, "pagerduty-europe": secret},
        )
        made.append(Alerts("alerts", args, opts))

    return build(program), dict(made[0].topics), made[0].watched


@cache
def production() -> Recording:
    """As production's stack file names it (G-22)."""
    return alerts(name="gli-alerts")[0]


@cache
def called() -> tuple[Recording, Watched]:
    recording, _, watched = alerts(
        name="gli-alerts", pagerduty={"oncall": {}, "europe": {"service_region": "eu", "severities": ["warning"]}}
    )
    return recording, watched


def test_production_s_topic_is_the_standards_and_its_siblings_say_what_they_are() -> None:
    found = {name: (topic["name"], topic.get("region")) for name, topic in inputs_by_name(production(), TOPIC).items()}
    assert found == {
        "alerts-critical": ("gli-alerts", None),
        "alerts-warning": ("gli-alerts-warnings", None),
        "alerts-us-east-1-critical": ("gli-alerts", "us-east-1"),
        "alerts-us-east-1-warning": ("gli-alerts-warnings", "us-east-1"),
    }


def test_another_environment_s_topic_has_its_name_since_they_share_the_account() -> None:
    recording, _, _ = alerts(keys={None: None})
    assert [topic["name"] for topic in inputs_by_name(recording, TOPIC).values()] == [
        "gli-alerts-prod",
        "gli-alerts-prod-warnings",
    ]


def test_each_topic_is_encrypted_with_the_key_of_its_region() -> None:
    found = {name: topic["kmsMasterKeyId"] for name, topic in inputs_by_name(production(), TOPIC).items()}
    assert found == {
        "alerts-critical": "arn:aws:kms:here",
        "alerts-warning": "arn:aws:kms:here",
        "alerts-us-east-1-critical": "arn:aws:kms:there",
        "alerts-us-east-1-warning": "arn:aws:kms:there",
    }


def test_without_a_key_of_ours_topics_are_not_encrypted_since_alarms_cannot_use_aws_s() -> None:
    recording, _, _ = alerts(keys={None: None})
    assert all("kmsMasterKeyId" not in topic for topic in inputs_by_name(recording, TOPIC).values())


def test_topics_are_handed_on_by_region() -> None:
    recording, topics, _ = alerts(name="gli-alerts")
    assert set(topics) == {None, "us-east-1"}
    arns = {topic.name: topic.outputs["arn"] for topic in recording.of_type(TOPIC)}
    assert arns["alerts-us-east-1-warning"] == f"arn:aws:sns:us-east-1:{ACCOUNT}:gli-alerts-warnings"
    assert arns["alerts-critical"] == f"arn:aws:sns:{REGION}:{ACCOUNT}:gli-alerts"


def test_a_stack_that_stands_where_cloudfront_is_measured_has_one_pair_of_topics() -> None:
    recording, topics, _ = alerts(keys={None: None, REGION: None})
    assert len(recording.of_type(TOPIC)) == 2
    assert topics[None].critical is topics[REGION].critical


@pytest.mark.parametrize(
    ("topic", "name"), [("alerts-critical", "gli-alerts"), ("alerts-warning", "gli-alerts-warnings")]
)
def test_only_these_may_publish_each_for_this_account_where_aws_can_tell(topic: str, name: str) -> None:
    statements = by_sid(json_of(production().one(POLICY, topic), "policy"))
    allowed = {sid: (s["Principal"], s.get("Condition")) for sid, s in statements.items() if s["Effect"] == "Allow"}
    assert allowed == {
        "Alarms": (
            {"Service": "cloudwatch.amazonaws.com"},
            {**OWN, "ArnLike": {"aws:SourceArn": f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:*"}},
        ),
        "Events": ({"Service": "events.amazonaws.com"}, None),
        "Budgets": (
            {"Service": "budgets.amazonaws.com"},
            {**OWN, "ArnLike": {"aws:SourceArn": f"arn:aws:budgets::{ACCOUNT}:*"}},
        ),
    }
    for statement in statements.values():
        assert statement["Action"] == ["sns:Publish"]
        assert statement["Resource"] == [f"arn:aws:sns:{REGION}:{ACCOUNT}:{name}"]


def test_cost_anomalies_are_published_where_there_are_any_and_only_in_the_stacks_region() -> None:
    recording, _, _ = alerts(cost_anomalies=True)
    publish = {
        policy.name: by_sid(json_of(policy, "policy")).get("CostAnomalies") for policy in recording.of_type(POLICY)
    }
    assert {name for name, statement in publish.items() if statement} == {"alerts-critical", "alerts-warning"}
    for name in ("alerts-critical", "alerts-warning"):
        statement = publish[name]
        assert statement is not None
        assert (statement["Principal"], statement["Condition"]) == ({"Service": "costalerts.amazonaws.com"}, OWN)
        assert statement["Action"] == ["sns:Publish"]


def test_elsewhere_alarms_alone_publish() -> None:
    statements = by_sid(json_of(production().one(POLICY, "alerts-us-east-1-critical"), "policy"))
    assert set(statements) == {"Alarms", "TlsOnly"}
    assert "arn:aws:cloudwatch:us-east-1:" in str(statements["Alarms"]["Condition"])


def test_nobody_publishes_without_tls() -> None:
    for policy in production().of_type(POLICY):
        refused = by_sid(json_of(policy, "policy"))["TlsOnly"]
        assert (refused["Effect"], refused["Principal"]) == ("Deny", "*")
        assert refused["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_an_environment_may_tell_nobody() -> None:
    assert not production().of_type(SUBSCRIPTION)
    assert not production().of_type(QUEUE)


def test_a_mailbox_gets_the_severities_that_it_asks_for_of_every_region() -> None:
    recording, _, _ = alerts(
        name="gli-alerts",
        email={
            "team": {"address": "team@example.com"},
            "office": {"address": "o@example.com", "severities": ["warning"]},
        },
    )
    found = {
        (s["endpoint"], s["topic"].split(":")[3], s["topic"].rpartition(":")[2])
        for s in inputs_by_name(recording, SUBSCRIPTION).values()
    }
    regions = (REGION, "us-east-1")
    assert found == {
        *(("team@example.com", region, topic) for region in regions for topic in ("gli-alerts", "gli-alerts-warnings")),
        *(("o@example.com", region, "gli-alerts-warnings") for region in regions),
    }


def test_pagerduty_is_told_by_https_of_alarms_alone_and_for_an_hour() -> None:
    subscription = inputs_by_name(called()[0], SUBSCRIPTION)["alerts-critical-pagerduty-oncall"]
    assert (subscription["protocol"], subscription["endpointAutoConfirms"]) == ("https", True)
    assert (subscription["filterPolicy"], subscription["filterPolicyScope"]) == (
        '{"AlarmName": [{"exists": true}]}',
        "MessageBody",
    )
    policy = json_of(called()[0].one(SUBSCRIPTION, "alerts-critical-pagerduty-oncall"), "deliveryPolicy")
    retries = policy["healthyRetryPolicy"]
    assert retries["numRetries"] * retries["maxDelayTarget"] == 3600


def test_pagerduty_is_told_of_what_calls_somebody_unless_it_asks_for_more() -> None:
    assert set(inputs_by_name(called()[0], SUBSCRIPTION)) == {
        "alerts-critical-pagerduty-oncall",
        "alerts-us-east-1-critical-pagerduty-oncall",
        "alerts-warning-pagerduty-europe",
        "alerts-us-east-1-warning-pagerduty-europe",
    }


def test_an_integration_key_is_nowhere_in_clear() -> None:
    recording, _ = called()
    subscriptions = inputs_by_name(recording, SUBSCRIPTION)
    assert {s["endpoint"] for s in subscriptions.values()} == {SECRET}
    assert INTEGRATION_KEY not in repr(recording)
    assert "pagerduty.com" not in repr(recording)


@pytest.mark.parametrize(
    ("service_region", "host"), [("us", "events.pagerduty.com"), ("eu", "events.eu.pagerduty.com")]
)
def test_an_integration_s_address_is_that_of_its_service_region(service_region: str, host: str) -> None:
    def program(opts: ResourceOptions) -> None:
        settings = AlertSettings.model_validate({"pagerduty": {"oncall": {"service_region": service_region}}})
        plain = AlertsArgs(settings=settings, names=NAMES, key_arns={None: None}, secrets={"pagerduty-oncall": "a-key"})
        Alerts("alerts", plain, opts)

    (subscription,) = inputs_by_name(build(program), SUBSCRIPTION).values()
    assert subscription["endpoint"] == f"https://{host}/integration/a-key/enqueue"


def test_what_pagerduty_does_not_take_is_kept_where_its_topic_stands() -> None:
    recording, _ = called()
    queues = inputs_by_name(recording, QUEUE)
    assert {name: (q["name"], q.get("region")) for name, q in queues.items()} == {
        "alerts-dead-letters": ("gli-alerts-dead-letters", None),
        "alerts-us-east-1-dead-letters": ("gli-alerts-dead-letters", "us-east-1"),
    }
    assert all(queue["sqsManagedSseEnabled"] for queue in queues.values())
    for subscription in recording.of_type(SUBSCRIPTION):
        region = subscription.inputs.get("region") or REGION
        assert json_of(subscription, "redrivePolicy") == {
            "deadLetterTargetArn": f"arn:aws:sqs:{region}:{ACCOUNT}:gli-alerts-dead-letters"
        }


@pytest.mark.parametrize(
    ("queue", "region"), [("alerts-dead-letters", REGION), ("alerts-us-east-1-dead-letters", "us-east-1")]
)
def test_only_sns_may_fill_that_queue_for_the_topics_beside_it(queue: str, region: str) -> None:
    statements = by_sid(json_of(called()[0].one("aws:sqs/queuePolicy:QueuePolicy", queue), "policy"))
    assert statements["Keep"]["Principal"] == {"Service": "sns.amazonaws.com"}
    assert statements["Keep"]["Condition"]["ArnEquals"]["aws:SourceArn"] == [
        f"arn:aws:sns:{region}:{ACCOUNT}:gli-alerts",
        f"arn:aws:sns:{region}:{ACCOUNT}:gli-alerts-warnings",
    ]
    assert set(statements) == {"Keep", "TlsOnly"}


def test_undelivered_alerts_raise_an_alarm_in_their_own_region() -> None:
    _, watched = called()
    assert [(alarm.key, alarm.measure.region, alarm.section) for alarm in watched.alarms] == [
        ("dead-letters", None, "dead-letters"),
        ("dead-letters-us-east-1", "us-east-1", "dead-letters"),
    ]
    assert alerts(keys={None: None})[2].alarms == []


def test_reviewers_read_the_receivers_on_the_component_without_a_key() -> None:
    props = called()[0].one("platform:watch:Alerts", "alerts").inputs
    assert props["pagerduty"] == {
        "oncall": {"severities": ["critical"], "service_region": "us"},
        "europe": {"severities": ["warning"], "service_region": "eu"},
    }
