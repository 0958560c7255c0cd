"""Receivers and their secrets: what is refused in one sentence, and that no value of a secret is ever in one."""

import asyncio
import json
from typing import Any

import pulumi
import pytest

from settings import Configuration, load_settings
from tests.harness import PROJECT, as_engine, load
from tests.settings.stackfile import GOOD, STACK, Refusals, each, edited, refusal

ALERTS = f"{STACK}/alerts"
SECRETS = "platform:secrets"
VALUE = "nobody-may-read-this"
SLACK = {"workspace": "T0123ABCD", "channel": "C0123ABCD"}
ONCALL: dict[str, Any] = {f"{ALERTS}/pagerduty": {"oncall": {}}}
TOPIC_TOO_LONG = "a" * 70
HOW = "set it with `pulumi config set --secret --path 'platform:secrets.<name>'`."

REFUSED: Refusals = {
    "an address that is none": (
        {f"{ALERTS}/email": {"team": {"address": "team"}}},
        "platform:stack.alerts.email.team.address: 'team' is not an e-mail address.",
    ),
    "a mailbox that gets nothing": (
        {f"{ALERTS}/email": {"team": {"address": "a@example.com", "severities": []}}},
        "platform:stack.alerts.email.team.severities is empty; give at least 1.",
    ),
    "a severity that is none": (
        {f"{ALERTS}/email": {"team": {"address": "a@example.com", "severities": ["urgent"]}}},
        "platform:stack.alerts.email.team.severities[0] is 'urgent'; take one of 'critical', 'warning'.",
    ),
    "a mailbox twice": (
        {f"{ALERTS}/email": {"team": {"address": "a@example.com"}, "office": {"address": "a@example.com"}}},
        "platform:stack.alerts.email has a@example.com twice; AWS keeps one of it, so write it once.",
    ),
    "a channel twice": (
        {f"{ALERTS}/slack": {"team": SLACK, "calls": SLACK}},
        "platform:stack.alerts.slack has C0123ABCD twice; AWS keeps one of it, so write it once.",
    ),
    "a channel by its name": (
        {f"{ALERTS}/slack": {"team": {**SLACK, "channel": "#alerts"}}},
        "platform:stack.alerts.slack.team.channel: '#alerts' is not a Slack channel's id, such as C0123ABCD.",
    ),
    "Slack in Seoul": (
        {f"{ALERTS}/slack": {"team": {**SLACK, "region": "ap-northeast-2"}}},
        (
            "platform:stack.alerts.slack.team.region is 'ap-northeast-2'; take one of 'ap-southeast-1', 'eu-west-1', "
            "'us-east-2', 'us-west-2'."
        ),
    ),
    "PagerDuty without its key": (
        ONCALL,
        (
            "platform:secrets.pagerduty-oncall is missing, and platform:stack.alerts.pagerduty needs it; set it with "
            "`pulumi config set --secret --path 'platform:secrets.pagerduty-oncall' --stack prod`, which asks for its "
            "value."
        ),
    ),
    "a topic whose queue would have too long a name": (
        {f"{ALERTS}/name": TOPIC_TOO_LONG},
        (
            f"platform:stack.alerts: the alerts dead letters name '{TOPIC_TOO_LONG}-dead-letters' has 83 characters "
            "and AWS allows 80; shorten the role, or set `short` or `name`."
        ),
    ),
    "an event of no severity": (
        {f"{STACK}/events": {"deployment_failed": "loud"}},
        "platform:stack.events.deployment_failed is 'loud'; take one of 'critical', 'warning'.",
    ),
}


@each(REFUSED)
def test_this_is_refused_in_these_words(edits: dict[str, Any], said: str) -> None:
    assert refusal(edited(edits)) == said


def with_secrets(secrets: Any) -> dict[str, Any]:
    return edited({**ONCALL, SECRETS: secrets})


SECRETS_REFUSED = {
    "a secret that nobody reads": (
        {"pagerduty-oncall": VALUE, "slack": VALUE},
        (
            "platform:secrets.slack is read by nothing; those that are read are pagerduty-oncall: remove it with "
            "`pulumi config rm --path 'platform:secrets.slack' --stack prod`."
        ),
    ),
    "an empty value": ({"pagerduty-oncall": " "}, f"platform:secrets.pagerduty-oncall is not text, or empty; {HOW}"),
    "a map in place of a value": (
        {"pagerduty-oncall": {"key": VALUE}},
        f"platform:secrets.pagerduty-oncall is not text, or empty; {HOW}",
    ),
    "a value in place of a name": (
        {"pagerduty-oncall": VALUE, VALUE.upper(): VALUE},
        f"platform:secrets has a name that is not lower-case letters, digits and single dashes; {HOW}",
    ),
}


@pytest.mark.parametrize(("secrets", "said"), SECRETS_REFUSED.values(), ids=SECRETS_REFUSED)
def test_a_secret_is_refused_in_these_words_and_never_repeated(secrets: Any, said: str) -> None:
    told = refusal(with_secrets(secrets), secret_keys=(SECRETS,))
    assert told == said
    assert VALUE not in told.lower()


@pytest.mark.parametrize("written", [VALUE, json.dumps([VALUE]), json.dumps(VALUE)], ids=["text", "list", "quoted"])
def test_secrets_that_are_no_map_are_refused_and_never_repeated(written: str) -> None:
    told = refusal(with_secrets(written), secret_keys=(SECRETS,))
    assert told.startswith(f"platform:secrets is not a map of names to values; {HOW}")
    assert VALUE not in told


def test_secrets_in_clear_are_refused_and_never_repeated() -> None:
    told = refusal(with_secrets({"pagerduty-oncall": VALUE}))
    assert told == (f"platform:secrets holds values in clear; take them for known to others, replace them, and {HOW}")


def test_a_secret_is_an_output_that_pulumi_keeps_secret_and_shows_nowhere() -> None:
    config = with_secrets({"pagerduty-oncall": VALUE})

    async def run() -> tuple[Configuration, bool]:
        pulumi.runtime.set_all_config(as_engine(config), [SECRETS])
        pulumi.runtime.configure(pulumi.runtime.Settings(project=PROJECT, stack="prod"))
        loaded = load_settings()
        return loaded, await loaded.secrets["pagerduty-oncall"].is_secret()

    loaded, is_secret = asyncio.run(run())
    assert is_secret
    assert set(loaded.secrets) == {"pagerduty-oncall"}
    assert VALUE not in repr(loaded)


def test_without_receivers_there_are_no_secrets() -> None:
    assert load(GOOD).secrets == {}
