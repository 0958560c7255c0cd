"""Slack channels: what they are told and can see, and that nothing can be done from them."""

from functools import cache

from pulumi import ResourceOptions

from components.watch.alert_settings import AlertSettings
from components.watch.alerts import Alerts, AlertsArgs
from components.watch.slack import slack_log_groups
from ops.offline.recording import Recording
from tests.components.iam_documents import by_sid, unknown_actions
from tests.harness import ACCOUNT, NAMES, REGION, build, inputs_by_name, json_of, log_target

CHANNEL = "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration"
SETTINGS = AlertSettings.model_validate_json(
    """{"name": "gli-alerts", "slack": {
        "team": {"workspace": "T0123ABCD", "channel": "C0123ABCD"},
        "calls": {"workspace": "T0123ABCD", "channel": "C0123ABCE", "severities": ["critical"], "region": "eu-west-1"}
    }}"""
)


@cache
def channels() -> Recording:
    def program(opts: ResourceOptions) -> None:
        logs = {key: log_target(key, group) for key, group in slack_log_groups(SETTINGS.slack, NAMES).items()}
        keys = {None: "arn:aws:kms:here", "us-east-1": "arn:aws:kms:there"}
        Alerts("alerts", AlertsArgs(settings=SETTINGS, names=NAMES, key_arns=keys, logs=logs), opts)

    return build(program)


def arn(topic: str, region: str = REGION) -> str:
    return f"arn:aws:sns:{region}:{ACCOUNT}:{topic}"


def test_a_channel_gets_the_topics_of_its_severities_of_every_region() -> None:
    told = {name: channel["snsTopicArns"] for name, channel in inputs_by_name(channels(), CHANNEL).items()}
    assert told == {
        "alerts-slack-team": [
            arn("gli-alerts"),
            arn("gli-alerts-warnings"),
            arn("gli-alerts", "us-east-1"),
            arn("gli-alerts-warnings", "us-east-1"),
        ],
        "alerts-slack-calls": [arn("gli-alerts"), arn("gli-alerts", "us-east-1")],
    }


def test_a_channel_is_configured_where_aws_has_an_endpoint_under_a_name_of_its_environment() -> None:
    found = {
        name: (c["configurationName"], c["slackTeamId"], c["slackChannelId"], c["region"])
        for name, c in inputs_by_name(channels(), CHANNEL).items()
    }
    assert found == {
        "alerts-slack-team": ("gli-prod-team", "T0123ABCD", "C0123ABCD", "us-east-2"),
        "alerts-slack-calls": ("gli-prod-calls", "T0123ABCD", "C0123ABCE", "eu-west-1"),
    }


def test_nobody_does_anything_from_slack_but_look_at_graphs() -> None:
    recording = channels()
    (policy,) = recording.of_type("aws:iam/policy:Policy")
    (role,) = recording.of_type("aws:iam/role:Role")
    for channel in inputs_by_name(recording, CHANNEL).values():
        assert channel["guardrailPolicyArns"] == [policy.outputs["arn"]]
        assert channel["iamRoleArn"] == role.outputs["arn"]
        assert channel["userAuthorizationRequired"] is True
    assert not recording.of_type("aws:iam/rolePolicy:RolePolicy")
    attached = inputs_by_name(recording, "aws:iam/rolePolicyAttachment:RolePolicyAttachment")
    assert [one["policyArn"] for one in attached.values()] == [policy.outputs["arn"]]


def test_what_is_seen_is_metrics_and_this_account_s_alarms() -> None:
    document = json_of(channels().one("aws:iam/policy:Policy", "alerts-slack"), "policy")
    assert list(unknown_actions(document)) == []
    statements = by_sid(document)
    actions = [action for statement in statements.values() for action in statement["Action"]]
    assert all(action.startswith(("cloudwatch:Describe", "cloudwatch:Get", "cloudwatch:List")) for action in actions)
    assert statements["Alarms"]["Resource"] == [
        f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:*",
        f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm:*",
    ]


def test_only_chatbot_takes_the_role() -> None:
    trust = json_of(channels().one("aws:iam/role:Role", "alerts-slack"), "assumeRolePolicy")
    assert [s["Principal"] for s in trust["Statement"]] == [{"Service": "chatbot.amazonaws.com"}]


def test_errors_go_to_a_log_group_that_stands_before_chatbot_would_make_it() -> None:
    assert slack_log_groups(SETTINGS.slack, NAMES) == {
        "slack-team": "/aws/chatbot/gli-prod-team",
        "slack-calls": "/aws/chatbot/gli-prod-calls",
    }
    for role in ("team", "calls"):
        channel = channels().one(CHANNEL, f"alerts-slack-{role}")
        assert channel.inputs["loggingLevel"] == "ERROR"
        assert channels().one("aws:cloudwatch/logGroup:LogGroup", f"slack-{role}").urn in channel.dependencies


def test_without_a_channel_there_is_no_role_and_no_policy() -> None:
    def program(opts: ResourceOptions) -> None:
        Alerts("alerts", AlertsArgs(settings=AlertSettings(), names=NAMES, key_arns={None: None}), opts)

    types = {resource.type for resource in build(program).resources}
    assert types.isdisjoint({"aws:iam/role:Role", "aws:iam/policy:Policy", CHANNEL})
