"""The ECR repository of a service's images."""

import json
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions
from pydantic import Field

from components._iam import document, statement
from components._settings import Settings
from naming import Names

RELEASED_TAG_PATTERN = "released-*"
MOVING_TAG = "latest"
"""The only tag that may move (standard, "what the platform does")."""


class RegistrySettings(Settings):
    """How many images are kept, and how firmly."""

    keep_images: Annotated[int, Field(ge=1, le=1000)] = 50
    """The newest images that are kept, released or not."""
    keep_released: Annotated[int, Field(ge=1, le=1000)] = 30
    """Images tagged `released-…` that are kept: how far back a release can return."""
    expire_untagged_days: Annotated[int, Field(ge=1, le=365)] = 7
    """Days after which an image without a tag is deleted."""
    encryption: Literal["kms", "aes256"] = "kms"
    """`aes256` gives up the environment's key: for a repository that exists so, since AWS cannot change it."""
    force_destroy: bool = False
    """Lets the repository be deleted with the images in it."""
    protect: bool = True
    """Pulumi refuses to delete or replace the repository."""


@dataclass(frozen=True)
class RegistryArgs:
    """What the repository is made from."""

    settings: RegistrySettings
    names: Names
    key_arn: Input[str] | None


class Registry(pulumi.ComponentResource):
    """Scanned on push, encrypted, tags immutable except `latest`; nobody pulls until allowed."""

    repository: str
    """Its name."""
    uri: str
    """`<account>.dkr.ecr.<region>.amazonaws.com/<repository>`, known before the repository exists."""

    def __init__(self, name: str, args: RegistryArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("platform:compute:Registry", name, args.settings.props(), opts)
        names, settings = args.names, args.settings
        self._name, self._below = name, ResourceOptions(parent=self)
        self.repository = names.fill("registry", role=name)
        self.uri = f"{names.registry_host}/{self.repository}"
        self._arn = names.arn("ecr", f"repository/{self.repository}")
        repository = aws.ecr.Repository(
            name,
            name=self.repository,
            image_scanning_configuration={"scan_on_push": True},
            image_tag_mutability="IMMUTABLE_WITH_EXCLUSION",
            image_tag_mutability_exclusion_filters=[{"filter": MOVING_TAG, "filter_type": "WILDCARD"}],
            encryption_configurations=[_encryption(settings, args.key_arn)],
            force_delete=settings.force_destroy,
            opts=ResourceOptions(parent=self, protect=settings.protect),
        )
        aws.ecr.LifecyclePolicy(
            f"{name}-lifecycle",
            repository=repository.name,
            policy=json.dumps(lifecycle_policy(settings)),
            opts=self._below,
        )
        self.register_outputs({"uri": self.uri})

    def allow_pull(self, role: str, *, role_name: Input[str]) -> pulumi.Resource:
        """Let this IAM role pull from this repository; returns what must exist before it can."""
        return aws.iam.RolePolicy(
            f"{self._name}-pull-{role}",
            role=role_name,
            policy=Output.json_dumps(pull_policy(self._arn)),
            opts=self._below,
        )


def lifecycle_policy(settings: RegistrySettings) -> dict[str, Any]:
    """What ECR expires, highest priority first: an image that an earlier rule selects is safe from the later ones.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html#lp_evaluation_rules
    """
    newest = {"countType": "imageCountMoreThan"}
    selections = (
        (
            f"keep {settings.keep_released} released images",
            {
                "tagStatus": "tagged",
                "tagPatternList": [RELEASED_TAG_PATTERN],
                "countNumber": settings.keep_released,
                **newest,
            },
        ),
        (
            f"expire untagged images after {settings.expire_untagged_days} days",
            {
                "tagStatus": "untagged",
                "countType": "sinceImagePushed",
                "countUnit": "days",
                "countNumber": settings.expire_untagged_days,
            },
        ),
        (
            f"keep the newest {settings.keep_images} images",
            {"tagStatus": "any", "countNumber": settings.keep_images, **newest},
        ),
    )
    return {
        "rules": [
            {"rulePriority": priority, "description": text, "selection": selection, "action": {"type": "expire"}}
            for priority, (text, selection) in enumerate(selections, start=1)
        ]
    }


def _encryption(
    settings: RegistrySettings, key_arn: Input[str] | None
) -> aws.ecr.RepositoryEncryptionConfigurationArgsDict:
    if settings.encryption == "aes256":
        return {"encryption_type": "AES256"}
    return {"encryption_type": "KMS", "kms_key": key_arn}


def pull_policy(repository_arn: str) -> dict[str, Any]:
    """Pull from one repository. The token's action is of the whole account: AWS restricts it to no resource."""
    return document(
        statement(
            "Pull",
            actions=["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            resources=[repository_arn],
        ),
        statement("Token", actions=["ecr:GetAuthorizationToken"], resources=["*"]),
    )
