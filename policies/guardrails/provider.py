"""The AWS provider: which account and Region it may touch, and what it tags."""

from collections.abc import Iterator

from guardrails.resource import Resource
from guardrails.rule import NotApplicableError, rule
from guardrails.tier import Severity
from guardrails.tokens import PROVIDER

REQUIRED_TAGS = ("System", "Environment", "ManagedBy")
REGIONS = frozenset({"ap-northeast-2", "us-east-1", "ap-northeast-1", "eu-central-1", "ap-southeast-2"})
"""Where the standard's systems live: Seoul, us-east-1 for CloudFront, Tokyo, Frankfurt, Sydney."""


@rule(
    id="provider-account",
    on=(PROVIDER,),
    severity=Severity.CRITICAL,
    title="The provider works in one named account.",
    why="With the wrong credentials in the shell it would build, or replace, in another.",
    fix="Set allowed_account_ids of the provider by aws:allowedAccountIds in the stack file.",
    standard=["G-01", "G-14"],
    controls={},
    url="https://www.pulumi.com/registry/packages/aws/installation-configuration/",
)
def provider_account(provider: Resource) -> Iterator[str]:
    """A provider that takes any account."""
    _chosen(provider)
    if not list(provider.texts("allowedAccountIds")):
        yield "allowedAccountIds is not set"


@rule(
    id="provider-tags",
    on=(PROVIDER,),
    severity=Severity.MEDIUM,
    title="The provider tags every resource with its system, environment and manager.",
    why="Cost, ownership and what may be deleted are found by these tags.",
    fix="Set System, Environment and ManagedBy in default_tags of the provider by aws:defaultTags in the stack file.",
    standard=["G-12"],
    controls={},
    url="https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/building-your-tagging-strategy.html",
)
def provider_tags(provider: Resource) -> Iterator[str]:
    """A provider without one of the tags."""
    _chosen(provider)
    tags = provider.section("defaultTags").section("tags")
    for tag in REQUIRED_TAGS:
        if not tags.text(tag):
            yield f"defaultTags has no {tag}"


@rule(
    id="provider-region",
    on=(PROVIDER,),
    severity=Severity.HIGH,
    title="The provider works in a Region of the standard.",
    why="Data would leave the countries that were agreed on, unseen by alarms and budgets.",
    fix=f"Set aws:region to one of {', '.join(sorted(REGIONS))}.",
    standard=["G-01", "T-01"],
    controls={},
    url="https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/regions.html",
)
def provider_region(provider: Resource) -> Iterator[str]:
    """A provider in another Region, or wherever the shell says."""
    _chosen(provider)
    region = provider.text("region")
    if region not in REGIONS:
        yield f"region is {region or 'not set'}"


@rule(
    id="provider-explicit",
    on=(PROVIDER,),
    severity=Severity.HIGH,
    title="No resource uses a default provider.",
    why="A default provider has neither the named account nor the tags.",
    fix="Hand the explicit provider down with ResourceOptions(providers=[…]).",
    standard=["G-12", "G-14"],
    controls={},
    url="https://www.pulumi.com/docs/iac/concepts/resources/providers/",
)
def provider_explicit(provider: Resource) -> Iterator[str]:
    """A provider that Pulumi made by itself."""
    if _is_default(provider):
        yield "Pulumi made it for a resource that names none"


def _chosen(provider: Resource) -> None:
    if _is_default(provider):
        raise NotApplicableError("it is a default provider, which is a violation by itself")


def _is_default(provider: Resource) -> bool:
    """Whether the engine made it: its defaults are named `default` or `default_7_51_1`."""
    return provider.name == "default" or provider.name.startswith("default_")
