"""The registry: scanned, encrypted, tags that never move, and nobody pulls until allowed."""

import json
from functools import cache
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pulumi import ResourceOptions

from components.compute.registry import Registry, RegistryArgs, RegistrySettings, lifecycle_policy, pull_policy
from ops.offline.recording import Recorded, Recording
from tests.components.iam_documents import by_sid, nulls, unknown_actions, wide_resources
from tests.harness import ACCOUNT, NAMES, build, json_of

REPOSITORY = "aws:ecr/repository:Repository"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
ARN = f"arn:aws:ecr:ap-northeast-2:{ACCOUNT}:repository/gli-api-production"


@cache
def registry(key: str | None = "arn:aws:kms:x", *, pull: bool = False, **given: Any) -> tuple[Recording, str]:
    uris = []

    def program(opts: ResourceOptions) -> None:
        settings = RegistrySettings.model_validate(given)
        made = Registry("api", RegistryArgs(settings=settings, names=NAMES, key_arn=key), opts)
        if pull:
            made.allow_pull("worker", role_name="worker-execution-x")
        uris.append(made.uri)

    return build(program), uris[0]


def repository(key: str | None = "arn:aws:kms:x", **given: Any) -> Recorded:
    return registry(key, **given)[0].one(REPOSITORY, "api")


def test_it_has_the_standards_name_and_its_uri_is_known_before_it_exists() -> None:
    assert repository().inputs["name"] == "gli-api-production"
    assert registry()[1] == f"{ACCOUNT}.dkr.ecr.ap-northeast-2.amazonaws.com/gli-api-production"
    assert registry()[1] == repository().outputs["repositoryUrl"]


def test_images_are_scanned_when_they_arrive() -> None:
    assert repository().inputs["imageScanningConfiguration"] == {"scanOnPush": True}


def test_no_tag_moves_but_latest() -> None:
    made = repository().inputs
    assert made["imageTagMutability"] == "IMMUTABLE_WITH_EXCLUSION"
    assert made["imageTagMutabilityExclusionFilters"] == [{"filter": "latest", "filterType": "WILDCARD"}]


def test_images_are_encrypted_by_kms_with_our_key_where_there_is_one() -> None:
    assert repository().inputs["encryptionConfigurations"] == [{"encryptionType": "KMS", "kmsKey": "arn:aws:kms:x"}]
    assert repository(None).inputs["encryptionConfigurations"] == [{"encryptionType": "KMS", "kmsKey": None}]


def test_a_repository_that_exists_under_awss_key_stays_so() -> None:
    """AWS never changes it, so that another encryption would replace the repository and lose its images."""
    assert repository(encryption="aes256").inputs["encryptionConfigurations"] == [{"encryptionType": "AES256"}]


def test_it_is_protected_and_keeps_its_images_unless_given_up() -> None:
    kept, given_up = repository(), repository(protect=False, force_destroy=True)
    assert (kept.options.protect, kept.inputs["forceDelete"]) == (True, False)
    assert (given_up.options.protect, given_up.inputs["forceDelete"]) == (False, True)
    assert [r.type for r in registry()[0].resources if r.options.protect] == [REPOSITORY]


def test_nobody_pulls_until_allowed() -> None:
    assert registry()[0].of_type(ROLE_POLICY) == ()
    assert registry()[0].of_type("aws:ecr/repositoryPolicy:RepositoryPolicy") == ()


def test_a_role_that_is_allowed_pulls_from_this_repository_alone() -> None:
    (policy,) = registry(pull=True)[0].of_type(ROLE_POLICY)
    assert (policy.name, policy.inputs["role"]) == ("api-pull-worker", "worker-execution-x")
    statements = by_sid(json_of(policy, "policy"))
    assert statements["Pull"]["Resource"] == [ARN]
    assert statements["Pull"]["Action"] == [
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:GetDownloadUrlForLayer",
    ]


def test_only_the_token_is_of_the_whole_account_because_aws_restricts_it_to_nothing() -> None:
    policy = pull_policy(ARN)
    wide = {sid: s["Action"] for sid, s in by_sid(policy).items() if "*" in s["Resource"]}
    assert wide == {"Token": ["ecr:GetAuthorizationToken"]}
    assert [*nulls(policy), *unknown_actions(policy), *wide_resources(policy)] == []


def test_the_lifecycle_is_written_as_ecr_takes_it() -> None:
    assert lifecycle_policy(RegistrySettings()) == {
        "rules": [
            {
                "rulePriority": 1,
                "description": "keep 30 released images",
                "selection": {
                    "tagStatus": "tagged",
                    "tagPatternList": ["released-*"],
                    "countType": "imageCountMoreThan",
                    "countNumber": 30,
                },
                "action": {"type": "expire"},
            },
            {
                "rulePriority": 2,
                "description": "expire untagged images after 7 days",
                "selection": {
                    "tagStatus": "untagged",
                    "countType": "sinceImagePushed",
                    "countUnit": "days",
                    "countNumber": 7,
                },
                "action": {"type": "expire"},
            },
            {
                "rulePriority": 3,
                "description": "keep the newest 50 images",
                "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 50},
                "action": {"type": "expire"},
            },
        ]
    }


@given(st.integers(1, 1000), st.integers(1, 1000), st.integers(1, 365))
def test_released_images_are_judged_first_and_the_rule_for_any_image_last(keep: int, released: int, days: int) -> None:
    settings = RegistrySettings(keep_images=keep, keep_released=released, expire_untagged_days=days)
    rules = lifecycle_policy(settings)["rules"]
    assert [rule["rulePriority"] for rule in rules] == [1, 2, 3]
    assert [rule["selection"]["tagStatus"] for rule in rules] == ["tagged", "untagged", "any"]
    assert [rule["selection"]["countNumber"] for rule in rules] == [released, days, keep]


def test_the_lifecycle_that_is_registered_is_that_of_the_settings() -> None:
    policy = registry(keep_images=20, keep_released=5)[0].one(
        "aws:ecr/lifecyclePolicy:LifecyclePolicy", "api-lifecycle"
    )
    expected = lifecycle_policy(RegistrySettings(keep_images=20, keep_released=5))
    assert json_of(policy, "policy") == json.loads(json.dumps(expected))
    assert policy.inputs["repository"] == "gli-api-production"
