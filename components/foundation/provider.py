"""The one provider that serves everything, awsx's children included."""

from typing import Annotated

import pulumi_aws as aws
from pydantic import Field

from components._settings import Region, Settings, matching

REQUIRED_TAGS = ("System", "Environment", "ManagedBy")
"""Standard G-12."""

AccountId = Annotated[str, matching(r"\d{12}", "an account id of 12 digits")]


class DefaultTags(Settings):
    """Tags that every resource gets."""

    tags: Annotated[dict[str, str], Field(min_length=1)]
    """`System`, `Environment` and `ManagedBy` among them (standard G-12)."""


class ProviderSettings(Settings):
    """What stands in a stack file under `aws:`, which an explicit provider does not read by itself."""

    region: Region
    """Where the stack stands (standard G-01)."""
    allowed_account_ids: Annotated[tuple[AccountId, ...], Field(min_length=1, max_length=1, alias="allowedAccountIds")]
    """The one account that may be touched: names and ARNs are made with it."""
    default_tags: DefaultTags = Field(alias="defaultTags")
    profile: str | None = None
    """The profile of your AWS configuration with the credentials; None takes those of the shell."""

    @property
    def account(self) -> str:
        """The account's id."""
        return self.allowed_account_ids[0]


def aws_provider(settings: ProviderSettings) -> aws.Provider:
    """The provider, pinned to a Region and an account."""
    return aws.Provider(
        "aws",
        region=settings.region,
        allowed_account_ids=list(settings.allowed_account_ids),
        default_tags={"tags": settings.default_tags.tags},
        profile=settings.profile,
    )
