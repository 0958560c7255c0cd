"""Names where less is known: by whom the pack is asked, and where it lies."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pulumi
import pytest
from guardrails import names
from guardrails.evaluation import State
from guardrails.tier import Tier
from guardrails.tokens import BUCKETS, CLUSTER, LOG_GROUP, PROVIDER, TARGET_GROUPS

from tests.policies.harness import Given, Verdict, judge


def named(token: str, key: str, name: str, tags: Mapping[str, str]) -> Verdict:
    provider = Given(PROVIDER, "aws", {"defaultTags": {"tags": dict(tags)}})
    return judge(names.names_of_the_standard, [Given(token, "it", {key: name}), provider], Tier.PRODUCTION)


TAGS = {"System": "gli", "Environment": "production"}


def configured(stack: Any) -> None:
    pulumi.runtime.set_all_config({} if stack is None else {"platform:stack": json.dumps(stack)})


def test_without_configuration_tags_say_what_the_environment_is_called() -> None:
    configured(None)

    assert named(CLUSTER, "name", "production-gli-cluster", TAGS).state is State.COMPLIANT


def test_without_configuration_another_name_may_have_been_chosen() -> None:
    configured(None)

    verdict = named(CLUSTER, "name", "main", TAGS)
    assert verdict.state is State.UNKNOWN
    assert "may choose another name" in verdict.text


@pytest.mark.parametrize("tags", [{}, {"System": "gli"}, TAGS])
def test_a_short_name_that_nobody_says_is_not_guessed(tags: Mapping[str, str]) -> None:
    configured(None)

    assert named(TARGET_GROUPS[0], "name", "gli-prod-api-tg", tags).state is State.UNKNOWN
    assert named(LOG_GROUP, "name", "/aws/rds/instance/gli-prod-db/postgresql", tags).state is State.UNKNOWN


@pytest.mark.parametrize("stack", [[], "gli", {"environment": []}, {"system": 1, "environment": {"short": None}}])
def test_a_configuration_that_is_no_stacks_says_nothing(stack: Any) -> None:
    configured(stack)

    assert named(CLUSTER, "name", "main", TAGS).state is State.UNKNOWN


def test_a_configuration_that_is_no_json_says_nothing() -> None:
    pulumi.runtime.set_all_config({"platform:stack": "{"})

    assert named(CLUSTER, "name", "main", TAGS).state is State.UNKNOWN


def test_without_its_patterns_the_pack_knows_no_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(names, "NAMING", tmp_path / "naming.yaml")

    assert named(CLUSTER, "name", "production-gli-cluster", TAGS).state is State.UNKNOWN


def test_a_violation_says_the_patterns_that_it_could_have_followed() -> None:
    assert named(CLUSTER, "name", "main", TAGS).messages == (
        "name is main, which no pattern of naming.yaml gives: {long}-{system}-cluster",
    )


def test_a_region_and_an_account_are_not_any_text() -> None:
    assert named(BUCKETS[0], "bucket", "gli-production-alb-logs-ours", TAGS).state is State.VIOLATION
