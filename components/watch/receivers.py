"""Subscriptions of topics: mailboxes, and PagerDuty with what it needs to lose nothing."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from components._dead_letters import DeadLetters
from components.watch.alert_settings import EmailSettings, PagerDutySettings

PAGERDUTY_HOSTS: Final[Mapping[str, str]] = {"us": "events.pagerduty.com", "eu": "events.eu.pagerduty.com"}
"""https://support.pagerduty.com/main/docs/service-regions"""
ALARMS_ALONE: Final = json.dumps({"AlarmName": [{"exists": True}]})
"""PagerDuty's integration for CloudWatch drops what is no alarm; so nothing else is sent.

https://docs.aws.amazon.com/sns/latest/dg/sns-message-filtering-scope.html
"""
RETRIES: Final = json.dumps(
    {
        "healthyRetryPolicy": {
            "minDelayTarget": 20,
            "maxDelayTarget": 240,
            "numRetries": 15,
            "numNoDelayRetries": 0,
            "numMinDelayRetries": 0,
            "numMaxDelayRetries": 0,
            "backoffFunction": "exponential",
        }
    }
)
"""Seconds between tries, which take an hour at most, as AWS asks; SNS gives up after one minute by itself.

https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
"""


@dataclass(frozen=True)
class Subscribed:
    """A topic, where it stands, and the component that its subscriptions belong to."""

    topic: Input[str]
    region: str | None
    parent: pulumi.Resource


def email(name: str, to: Subscribed, settings: EmailSettings) -> None:
    """Subscribe a mailbox to a topic."""
    aws.sns.TopicSubscription(
        name,
        topic=to.topic,
        protocol="email",
        endpoint=settings.address,
        region=to.region,
        opts=ResourceOptions(parent=to.parent),
    )


def pagerduty(name: str, to: Subscribed, settings: PagerDutySettings, *, key: Input[str], letters: DeadLetters) -> None:
    """Subscribe a PagerDuty service to a topic; PagerDuty confirms by itself.

    The endpoint is as secret as the key in it: hidden on the screen, encrypted in the state.
    """
    endpoint = Output.format("https://{0}/integration/{1}/enqueue", PAGERDUTY_HOSTS[settings.service_region], key)
    aws.sns.TopicSubscription(
        name,
        topic=to.topic,
        protocol="https",
        endpoint=endpoint,
        endpoint_auto_confirms=True,
        filter_policy=ALARMS_ALONE,
        filter_policy_scope="MessageBody",
        delivery_policy=RETRIES,
        redrive_policy=Output.json_dumps({"deadLetterTargetArn": letters.arn}),
        region=to.region,
        opts=ResourceOptions(parent=to.parent, depends_on=[letters.ready]),
    )
