"""What may stand under `delivery:`, and the sentences about what may not."""

from typing import Any

import pulumi
import pytest

from tests.harness import STACKS, load, stack_config


def delivering(**changes: Any) -> dict[str, Any]:
    config = stack_config("prod")
    own: dict[str, Any] = config["platform:stack"]["delivery"]
    own.update(changes)
    return config


def said(**changes: Any) -> str:
    with pytest.raises(pulumi.RunError) as refusal:
        load(delivering(**changes))
    return str(refusal.value)


@pytest.mark.parametrize(("stack", "branch"), [("dev", "dev"), ("stg", "stg"), ("prod", "main")])
def test_each_environment_is_deployed_by_its_branch(stack: str, branch: str) -> None:
    delivery = load(stack_config(stack), stack=stack).stack.delivery
    assert delivery is not None
    assert delivery.deploys.branches == (branch,)
    assert (delivery.deploys.tags, delivery.deploys.manual) == ((), False)


def test_all_environments_come_from_one_repository() -> None:
    found = [load(stack_config(stack), stack=stack).stack.delivery for stack in STACKS]
    assert {one.repository for one in found if one} == {"glibiz/infrastructure"}
    assert None not in found


WINDOW = {"days": ["mon"], "from": "10:00", "until": "17:00", "timezone": "Asia/Seoul"}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"repository": "infrastructure"},
            "delivery.repository: 'infrastructure' is not a GitHub repository, owner/name",
        ),
        ({"repository": "glibiz/*"}, "is not a GitHub repository, owner/name"),
        ({"deploys": {}}, "delivery.deploys.branches is empty, and so is tags; name a branch"),
        (
            {"deploys": {"branches": ["main"], "manual": True}},
            "delivery.deploys.manual is true beside branches or tags",
        ),
        ({"deploys": {"branches": ["*"]}}, "is not the name of a branch or tag"),
        ({"window": {**WINDOW, "until": "09:00"}}, "delivery.window.until 09:00 is not after 10:00"),
        ({"window": {**WINDOW, "timezone": "Asia/Soul"}}, "'Asia/Soul' is no time zone"),
        ({"window": {**WINDOW, "from": "9:00"}}, "is not a time of day in quotes"),
        (
            {"applications": {"api": {"repository": "a/b"}}},
            "delivery.applications.api.services is empty, and so is websites",
        ),
        (
            {"applications": {"api": {"repository": "a/b", "services": ["apy"]}}},
            "delivery.applications.api.services has 'apy', which is not there; the services are api, websocket",
        ),
        (
            {"applications": {"api": {"repository": "a/b", "websites": ["shop"]}}},
            "delivery.applications.api.websites has 'shop', which is not there; the websites are user-frontend",
        ),
        ({"notify": {"slack": "hook"}}, "delivery.notify has 'hook', which is not there; the secrets are none"),
        ({"operators": {"principals": ["*"]}}, "is not the ARN of an IAM role or user, or of an account"),
        ({"operators": {"mfa": False}}, "delivery.operators.mfa is not a setting"),
    ],
)
def test_what_cannot_be_delivered_is_said(changes: dict[str, Any], sentence: str) -> None:
    assert sentence in said(**changes)


def test_without_delivery_nothing_but_people_deploys() -> None:
    config = stack_config("prod")
    del config["platform:stack"]["delivery"]
    assert load(config).stack.deliveries == {}
