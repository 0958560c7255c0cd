"""What a change of alarms and alerts does to a deployed stack: it is about them, and nothing is made again."""

from collections.abc import Callable
from typing import Any

from pulumi.automation import ConfigValue

from tests.engine.changing import DASHBOARD, METRIC_ALARM, alarm, change, changed, lost
from tests.engine.deployment import Deployment, Run
from tests.engine.provider.account import Live

CopyOf = Callable[[str], Deployment]

SERVICE = "aws:ecs/service:Service"
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"
API, WEBSOCKET = "services.api.alarms", "services.websocket.alarms"
LEARNT = {"comparisonOperator", "metricQueries", "threshold", "thresholdMetricId"}
PLAIN = {"dimensions", "extendedStatistic", "metricName", "namespace", "period"}


def only_updated(run: Run) -> bool:
    return run.did("create", "delete") == set() and not_made_again(run)


def not_made_again(run: Run) -> bool:
    return run.replaced == set() and lost(run) == set()


def one(deployment: Deployment, token: str, name: str) -> Live:
    [found] = [live for live in deployment.account.of_type(token) if live.inputs["name"] == name]
    return found


def taken_back_by(deployment: Deployment, service: str) -> object:
    return one(deployment, SERVICE, f"production-{service}-service").inputs["alarms"]


def test_other_thresholds_change_their_alarms_in_place_and_the_lines_on_the_dashboard(copy_of: CopyOf) -> None:
    deployment = copy_of("prod")
    before = one(deployment, METRIC_ALARM, "gli-prod-api-high-error-rate").inputs["threshold"]

    run = change(
        deployment,
        {
            f"{API}.high_error_rate": 80,
            f"{API}.response_time": {"anomaly": 2},
            "databases.db.alarms.free_storage": 8,
            "caches.redis.alarms.memory": 70,
        },
    )

    assert changed(run) == {
        alarm("api-high-error-rate"): {"threshold"},
        alarm("api-response-time"): LEARNT | PLAIN,
        alarm("db-low-storage"): {"threshold"},
        alarm("redis-001-high-memory"): {"threshold"},
        alarm("redis-002-high-memory"): {"threshold"},
        **DASHBOARD,
    }
    assert only_updated(run)
    after = one(deployment, METRIC_ALARM, "gli-prod-api-high-error-rate").inputs["threshold"]
    assert (before, after) == (50, 80)


def test_what_is_told_of_the_account_changes_in_place(copy_of: CopyOf) -> None:
    run = change(
        copy_of("account"),
        {
            "account.trail.alarms": {"unauthorized_calls": 50},
            "budget.monthly_usd": 2500,
            "budget.actual_percent": [50, 80, 100],
        },
    )

    assert changed(run) == {
        alarm("trail-unauthorized-calls"): {"threshold"},
        "aws:budgets/budget:Budget::budget": {"limitAmount", "notifications"},
    }
    assert only_updated(run)


def test_alarms_that_are_left_out_are_deleted_alone_and_come_back_alone(copy_of: CopyOf) -> None:
    deployment = copy_of("prod")

    left_out = change(deployment, {f"{API}.response_time": None, f"{WEBSOCKET}.down": False})
    back = change(deployment, {f"{API}.response_time": 1, f"{WEBSOCKET}.down": True})

    assert left_out.did("delete") == {
        alarm("api-response-time"),
        alarm("websocket-no-healthy-targets"),
        alarm("websocket-no-running-tasks"),
        "aws:cloudwatch/compositeAlarm:CompositeAlarm::websocket-down",
    }
    assert back.did("create") == left_out.did("delete")
    assert left_out.did("create") == back.did("delete") == set()
    assert changed(left_out) == changed(back) == DASHBOARD
    assert not_made_again(left_out)
    assert not_made_again(back)


def test_added_receivers_are_subscribed_to_the_topics_that_are_there_in_both_regions(copy_of: CopyOf) -> None:
    deployment = copy_of("prod")
    topics = {str(live.outputs["arn"]) for live in deployment.account.of_type("aws:sns/topic:Topic")}

    run = change(
        deployment,
        {
            "alerts.email.nights": {"address": "nights@glibiz.com"},
            "alerts.slack": {"team": {"workspace": "T0123ABCD", "channel": "C0123ABCD"}},
        },
    )

    mailbox = {name for name in run.did("create") if name.startswith(SUBSCRIPTION)}
    assert mailbox == {
        f"{SUBSCRIPTION}::alerts-{place}{severity}-email-nights"
        for place in ("", "us-east-1-")
        for severity in ("critical", "warning")
    }
    [channel] = deployment.account.of_type("aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration")
    told: Any = channel.inputs["snsTopicArns"]
    assert sorted(told) == sorted(topics)
    assert len(topics) == 4
    assert run.touched & run.did("update", "delete") == set()
    assert not_made_again(run)


def test_a_mailbox_that_hears_less_loses_that_subscription_and_keeps_the_other(copy_of: CopyOf) -> None:
    run = change(copy_of("account"), {"alerts.email.operators.severities": ["warning"]})

    assert run.touched == run.did("delete") == {f"{SUBSCRIPTION}::alerts-critical-email-operators"}


def test_an_added_pagerduty_service_brings_its_queue_and_the_alarm_of_it(copy_of: CopyOf) -> None:
    deployment = copy_of("account")
    deployment.stack.set_config("platform:secrets.pagerduty-oncall", ConfigValue("0" * 32, secret=True), path=True)

    run = change(deployment, {"alerts.pagerduty": {"oncall": {}}})

    assert run.did("create") & run.touched == {
        "aws:sqs/queue:Queue::alerts-dead-letters",
        "aws:sqs/queuePolicy:QueuePolicy::alerts-dead-letters",
        f"{SUBSCRIPTION}::alerts-critical-pagerduty-oncall",
        alarm("alerts-dead-letters"),
    }
    assert changed(run) == DASHBOARD
    assert run.did("delete") == set()
    assert not_made_again(run)


def test_other_alarms_take_releases_back_and_the_services_are_updated_in_place(copy_of: CopyOf) -> None:
    deployment = copy_of("prod")
    before = taken_back_by(deployment, "django-api")

    run = change(
        deployment,
        {f"{API}.rollback": ["high-error-rate", "response-time"], f"{WEBSOCKET}.high_error_rate": None},
    )

    assert changed(run) == {f"{SERVICE}::api": {"alarms"}, f"{SERVICE}::websocket": {"alarms"}, **DASHBOARD}
    assert run.did("delete") == {alarm("websocket-high-error-rate")}
    assert run.did("create") == set()
    assert not_made_again(run)
    names = ["gli-prod-api-high-error-rate", "gli-prod-api-response-time"]
    assert before == {"alarmNames": names[:1], "enable": True, "rollback": True}
    assert taken_back_by(deployment, "django-api") == {"alarmNames": names, "enable": True, "rollback": True}
    none = {"alarmNames": ["gli-prod-websocket-down"], "enable": False, "rollback": False}
    assert taken_back_by(deployment, "websocket") == none
