"""Slack channels, by Amazon Q Developer in chat applications (AWS Chatbot): no code to run, standard G-23."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from components._iam import document, statement
from components.watch.alert_settings import SlackSettings
from components.wiring import LogTarget
from naming import Names

LOGS_REGION = "us-east-1"
"""Where Chatbot writes its logs, wherever it is configured.

https://docs.aws.amazon.com/chatbot/latest/adminguide/cloudwatch-logs.html
"""


@dataclass(frozen=True)
class SlackArgs:
    """What the channels are made from."""

    settings: Mapping[str, SlackSettings]
    names: Names
    topics: Mapping[str, Sequence[Input[str]]]
    """The ARNs of the topics that a channel gets, by its role."""
    logs: Mapping[str, LogTarget]
    """The log group of each channel, by `slack-<role>`."""
    regions: Sequence[str]
    """Where the alarms stand that the channels show."""


def slack_log_groups(settings: Mapping[str, SlackSettings], names: Names) -> Mapping[str, str]:
    """The log groups that Chatbot writes to in LOGS_REGION, by a key that is unique in the stack.

    Chatbot makes those that are missing, and keeps them for ever.
    """
    return {
        f"slack-{role}": names.fill("slack_logs", channel=names.fill("slack_channel", role=role)) for role in settings
    }


def slack_channels(name: str, args: SlackArgs, parent: pulumi.Resource) -> None:
    """Configure each channel; all may see graphs of metrics, and nobody may do anything from Slack."""
    if not args.settings:
        return
    below = ResourceOptions(parent=parent)
    may = aws.iam.Policy(
        f"{name}-slack",
        description="What can be seen and done from Slack",
        policy=Output.json_dumps(channel_policy(args.names, args.regions)),
        opts=below,
    )
    role = aws.iam.Role(
        f"{name}-slack",
        description="Shows alarms and their graphs in Slack",
        assume_role_policy=Output.json_dumps(TRUST),
        opts=below,
    )
    attached = aws.iam.RolePolicyAttachment(f"{name}-slack", role=role.name, policy_arn=may.arn, opts=below)
    for channel, settings in args.settings.items():
        aws.chatbot.SlackChannelConfiguration(
            f"{name}-slack-{channel}",
            configuration_name=args.names.fill("slack_channel", role=channel),
            slack_team_id=settings.workspace,
            slack_channel_id=settings.channel,
            iam_role_arn=role.arn,
            guardrail_policy_arns=[may.arn],
            user_authorization_required=True,
            logging_level="ERROR",
            sns_topic_arns=args.topics[channel],
            region=settings.region,
            opts=ResourceOptions(parent=parent, depends_on=[attached, args.logs[f"slack-{channel}"].resource]),
        )


TRUST = document(
    {
        "Sid": "Chatbot",
        "Effect": "Allow",
        "Principal": {"Service": "chatbot.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
)
"""AWS documents no condition for this service; a role is handed to it by whoever of this account may pass it.

https://docs.aws.amazon.com/chatbot/latest/adminguide/chatbot-iam-policies.html
"""


def channel_policy(names: Names, regions: Sequence[str]) -> dict[str, Any]:
    """What Chatbot needs to show an alarm with its graph, without wildcards in its actions.

    It is the channel's role and its guardrail, too: without one, AWS takes AdministratorAccess for a guardrail.

    https://docs.aws.amazon.com/chatbot/latest/APIReference/API_SlackChannelConfiguration.html
    """
    return document(
        statement(
            "Alarms",
            actions=["cloudwatch:DescribeAlarmHistory", "cloudwatch:DescribeAlarms"],
            resources=[f"arn:aws:cloudwatch:{region}:{names.account}:alarm:*" for region in regions],
        ),
        statement(
            "Graphs",
            actions=[
                "cloudwatch:DescribeAlarmsForMetric",
                "cloudwatch:DescribeAnomalyDetectors",
                "cloudwatch:GetMetricData",
                "cloudwatch:GetMetricStatistics",
                "cloudwatch:GetMetricWidgetImage",
                "cloudwatch:ListMetrics",
            ],
            resources=["*"],
        ),
    )
