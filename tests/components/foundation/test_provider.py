"""The one provider: pinned to a Region and an account, with the tags of every resource."""

from components.foundation.provider import ProviderSettings, aws_provider
from ops.offline.recording import Recorded
from ops.offline.run import record
from tests.harness import json_of

SETTINGS = ProviderSettings.model_validate_json(
    """{
      "region": "ap-northeast-2",
      "allowedAccountIds": ["012345678901"],
      "defaultTags": {"tags": {"System": "gli", "Environment": "production", "ManagedBy": "pulumi"}},
      "profile": "gli"
    }"""
)


def provider(settings: ProviderSettings) -> Recorded:
    return record(lambda: aws_provider(settings)).one("pulumi:providers:aws", "aws")


def test_the_provider_is_pinned_to_the_region_and_the_account_with_its_leading_zero() -> None:
    made = provider(SETTINGS)
    assert made.inputs["region"] == "ap-northeast-2"
    assert json_of(made, "allowedAccountIds") == ["012345678901"]
    assert SETTINGS.account == "012345678901"


def test_every_resource_gets_the_tags_of_the_stack() -> None:
    tags = {"System": "gli", "Environment": "production", "ManagedBy": "pulumi"}
    assert json_of(provider(SETTINGS), "defaultTags") == {"tags": tags}


def test_credentials_come_from_the_profile_that_the_stack_names() -> None:
    assert provider(SETTINGS).inputs["profile"] == "gli"
    assert "profile" not in provider(SETTINGS.model_copy(update={"profile": None})).inputs
