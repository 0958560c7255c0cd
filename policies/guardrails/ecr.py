"""ECR repositories: what may enter, what may move and what is kept."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from guardrails.documents import open_to_everybody
from guardrails.kms import uses_own_key
from guardrails.props import Props
from guardrails.resource import Resource, Stack, StackResource
from guardrails.rule import rule, stack_rule
from guardrails.tier import Severity, Tier
from guardrails.tokens import LIFECYCLE_POLICY, REPOSITORY, REPOSITORY_POLICY

MOVING_TAG = "latest"
RELEASED_TAG = "released-20270131-120000"
"""A tag as releases carry it."""
MIN_RELEASED = 5
"""Releases that a way back must be able to reach."""


@rule(
    id="ecr-scan-on-push",
    on=(REPOSITORY,),
    severity=Severity.HIGH,
    title="Images are scanned when they are pushed.",
    why="Known holes would be found after the deployment, if at all.",
    fix='Set image_scanning_configuration={"scan_on_push": True}.',
    standard=["M-02"],
    controls={
        "FSBP": ["ECR.1"],
        "Checkov": ["CKV_AWS_163"],
        "compliance-policies": ["aws-ecr-repository-enable-image-scan", "aws-ecr-repository-configure-image-scan"],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/ecr-controls.html#ecr-1",
)
def scan_on_push(repository: Resource) -> Iterator[str]:
    """A repository that takes images unseen."""
    if not repository.section("imageScanningConfiguration").flag("scanOnPush"):
        yield "imageScanningConfiguration.scanOnPush is not true"


@rule(
    id="ecr-immutable-tags",
    on=(REPOSITORY,),
    severity=Severity.HIGH,
    title="Only the tag `latest` can move.",
    why="A commit's tag that moves names a program that nobody reviewed.",
    fix='Set image_tag_mutability="IMMUTABLE_WITH_EXCLUSION" with the filter "latest" alone.',
    standard=["G-07", "G-27"],
    controls={"FSBP": ["ECR.2"], "compliance-policies": ["aws-ecr-repository-disallow-mutable-image"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/ecr-controls.html#ecr-2",
)
def immutable_tags(repository: Resource) -> Iterator[str]:
    """A repository where other tags move."""
    mutability = repository.text("imageTagMutability")
    if mutability == "IMMUTABLE":
        return
    if mutability != "IMMUTABLE_WITH_EXCLUSION":
        yield f"imageTagMutability is {mutability or 'not set'}"
        return
    for exclusion in repository.sections("imageTagMutabilityExclusionFilters"):
        if exclusion.text("filter") != MOVING_TAG:
            yield f"tags like {exclusion.text('filter')} can move"


@rule(
    id="ecr-kms",
    on=(REPOSITORY,),
    severity=Severity.MEDIUM,
    title="Images are encrypted with KMS.",
    why="Who may read them is then also a matter of the key, and each use of it is recorded.",
    fix='Set encryption_configurations=[{"encryption_type": "KMS"}]; it cannot be changed later.',
    standard=["M-01"],
    controls={"SecurityHub": ["ECR.5"], "compliance-policies": ["aws-ecr-repository-disallow-unencrypted-repository"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/ecr-controls.html#ecr-5",
)
def kms(repository: Resource) -> Iterator[str]:
    """A repository encrypted with S3's own keys."""
    types = {part.text("encryptionType") for part in repository.sections("encryptionConfigurations")}
    if not types & {"KMS", "KMS_DSSE"}:
        yield "encryptionConfigurations.encryptionType is not KMS"


@stack_rule(
    id="ecr-own-key",
    on=(REPOSITORY,),
    severity=Severity.MEDIUM,
    title="Images are encrypted with a key of our own.",
    why="AWS's key cannot be restricted, shared or revoked.",
    fix="Set kms_key in encryption_configurations; it cannot be changed later.",
    standard=["M-01"],
    controls={
        "SecurityHub": ["ECR.5"],
        "Checkov": ["CKV_AWS_136"],
        "compliance-policies": ["aws-ecr-repository-configure-customer-managed-key"],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/ecr-controls.html#ecr-5",
)
def own_key(repository: StackResource, _stack: Stack) -> Iterator[str]:
    """A repository with AWS's key."""

    def named() -> str:
        return "".join(part.text("kmsKey") for part in repository.sections("encryptionConfigurations"))

    if not uses_own_key(repository, "encryptionConfigurations", named):
        yield "encryptionConfigurations.kmsKey is not set"


@stack_rule(
    id="ecr-lifecycle-policy",
    on=(REPOSITORY,),
    severity=Severity.MEDIUM,
    title="Every repository expires images that nobody needs.",
    why="Each deployment adds one, and storage is paid for ever.",
    fix="Add an aws.ecr.LifecyclePolicy with repository of this one.",
    standard=["G-27"],
    controls={"FSBP": ["ECR.3"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/ecr-controls.html#ecr-3",
)
def lifecycle_policy(repository: StackResource, stack: Stack) -> Iterator[str]:
    """A repository that only grows."""
    if not stack.referring(repository, "repository", LIFECYCLE_POLICY):
        yield "no lifecycle policy names this repository"


@rule(
    id="ecr-keeps-released",
    on=(LIFECYCLE_POLICY,),
    severity=Severity.HIGH,
    title="Lifecycle policies keep the images that were released.",
    why="The way back to a release ends where its image was expired.",
    fix='Put a rule of policy for tagPatternList ["released-*"] with imageCountMoreThan 5 or more before all others.',
    standard=["G-27"],
    controls={},
    url="https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html#lp_evaluation_rules",
)
def keeps_released(policy: Resource) -> Iterator[str]:
    """A policy by which few releases, or old ones none, survive.

    ECR asks its rules by priority, and an image that one selects is safe from those after it: the first that selects
    released images decides about them.
    """
    rules = list(policy.section("policy").sections("rules"))
    selections = [(part.number("rulePriority"), part.section("selection")) for part in rules if _expires(part)]
    for _, selection in sorted(selections, key=lambda prioritised: prioritised[0]):
        if _selects_released(selection):
            if selection.text("countType") != "imageCountMoreThan":
                yield "released images expire by age"
            elif selection.number("countNumber") < MIN_RELEASED:
                yield f"only {selection.number('countNumber'):g} released images are kept"
            elif selection.text("tagStatus") == "any":
                yield "released images expire with all others"
            return


def _expires(part: Props) -> bool:
    return part.section("action").text("type") in {"", "expire"}


def _selects_released(selection: Props) -> bool:
    status = selection.text("tagStatus")
    if status != "tagged":
        return status == "any"
    return any(fnmatchcase(RELEASED_TAG, pattern) for pattern in selection.texts("tagPatternList")) or any(
        RELEASED_TAG.startswith(prefix) for prefix in selection.texts("tagPrefixList")
    )


@rule(
    id="ecr-not-public",
    on=(REPOSITORY_POLICY,),
    severity=Severity.CRITICAL,
    title="No repository is open to everybody.",
    why="Images hold the program, and sometimes more than was meant.",
    fix="Name principals of this account in the policy.",
    standard=["M-01"],
    controls={"Checkov": ["CKV_AWS_32"], "cdk-nag": ["AwsSolutions-ECR1"]},
    url="https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html",
)
def not_public(policy: Resource) -> Iterator[str]:
    """A policy that allows anyone."""
    return open_to_everybody(policy, "policy")


@rule(
    id="ecr-no-force-delete",
    on=(REPOSITORY,),
    severity=Severity.HIGH,
    title="Production repositories are not deleted with images in them.",
    why="Every way back to a release would be gone.",
    fix="Leave force_delete out.",
    standard=["G-27"],
    controls={},
    tiers=(Tier.PRODUCTION,),
    url="https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-delete.html",
)
def no_force_delete(repository: Resource) -> Iterator[str]:
    """A repository that takes its images with it."""
    if repository.flag("forceDelete"):
        yield "forceDelete is true"
