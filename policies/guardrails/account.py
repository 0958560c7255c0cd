"""What an account has once, for all of its environments."""

from collections.abc import Iterator

from guardrails.resource import Resource
from guardrails.rule import NotApplicableError, rule
from guardrails.s3 import PUBLIC_ACCESS_FLAGS
from guardrails.tier import Severity
from guardrails.tokens import (
    ACCOUNT_PUBLIC_ACCESS_BLOCK,
    DISK_ENCRYPTION,
    OIDC_PROVIDER,
    REGISTRY_REPLICATION,
    REGISTRY_SCANNING,
)

GITHUB = "token.actions.githubusercontent.com"
AUDIENCE = "sts.amazonaws.com"
SCANNED = frozenset({"SCAN_ON_PUSH", "CONTINUOUS_SCAN"})


@rule(
    id="account-public-access-block",
    on=(ACCOUNT_PUBLIC_ACCESS_BLOCK,),
    severity=Severity.CRITICAL,
    title="The account blocks public access to all of its buckets, in all four ways.",
    why="A bucket that somebody makes by hand has no block of its own.",
    fix="Set block_public_acls, block_public_policy, ignore_public_acls and restrict_public_buckets to True.",
    standard=["M-01", "G-11"],
    controls={"FSBP": ["S3.1"], "CIS-3.0": ["2.1.4"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-1",
)
def public_access_block(block: Resource) -> Iterator[str]:
    """A block with a hole."""
    for key in PUBLIC_ACCESS_FLAGS:
        if not block.flag(key):
            yield f"{key} is not true"


@rule(
    id="account-disks-encrypted",
    on=(DISK_ENCRYPTION,),
    severity=Severity.HIGH,
    title="The account encrypts every new EBS volume.",
    why="A disk that somebody makes by hand, or restores, would be in clear.",
    fix="Leave enabled out.",
    standard=["M-01", "R-01"],
    controls={"FSBP": ["EC2.7"], "CIS-3.0": ["2.2.1"], "Checkov": ["CKV_AWS_106"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-7",
)
def disks_encrypted(encryption: Resource) -> Iterator[str]:
    """A default that is off."""
    if not encryption.flag("enabled", default=True):
        yield "enabled is false"


@rule(
    id="account-images-scanned",
    on=(REGISTRY_SCANNING,),
    severity=Severity.HIGH,
    title="The account scans every image that is pushed, whatever its repository says.",
    why="A repository that somebody makes by hand scans nothing.",
    fix='Set rules=[{"scan_frequency": "SCAN_ON_PUSH", "repository_filters": [{"filter": "*", …}]}].',
    standard=["M-02"],
    controls={"FSBP": ["ECR.1"]},
    url="https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html",
)
def images_scanned(scanning: Resource) -> Iterator[str]:
    """Repositories that no rule of the registry scans."""
    for one in scanning.sections("rules"):
        filters = {part.text("filter") for part in one.sections("repositoryFilters")}
        if one.text("scanFrequency") in SCANNED and "*" in filters:
            return
    yield "no rule scans every repository"


@rule(
    id="account-replication-filtered",
    on=(REGISTRY_REPLICATION,),
    severity=Severity.MEDIUM,
    title="Images are copied to other Regions repository by repository, never all that an account has.",
    why="Without a filter every environment's images, and what somebody pushes, are stored and paid for everywhere.",
    fix="Set repository_filters with a repository's name in every rule of replication_configuration.",
    standard=["T-01", "G-14"],
    controls={},
    url="https://docs.aws.amazon.com/AmazonECR/latest/userguide/replication.html",
)
def replication_filtered(replication: Resource) -> Iterator[str]:
    """A rule that copies everything."""
    for one in replication.section("replicationConfiguration").sections("rules"):
        filters = list(one.sections("repositoryFilters"))
        if not filters or not all(part.text("filter") for part in filters):
            yield f"{one.path('repositoryFilters')} names no repositories"


@rule(
    id="github-audience",
    on=(OIDC_PROVIDER,),
    severity=Severity.HIGH,
    title="GitHub's identity provider takes tokens for AWS alone.",
    why="A token that a workflow fetched for another service could be used to deploy.",
    fix='Set client_id_lists=["sts.amazonaws.com"].',
    standard=["G-25", "M-05"],
    controls={},
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html",
)
def github_audience(provider: Resource) -> Iterator[str]:
    """A provider for other audiences."""
    if provider.text("url").removeprefix("https://") != GITHUB:
        raise NotApplicableError("it is not GitHub's")
    audiences = list(provider.texts("clientIdLists"))
    if audiences != [AUDIENCE]:
        yield f"clientIdLists is {', '.join(audiences) or 'empty'}"
