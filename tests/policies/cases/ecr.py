"""ECR repositories."""

import json
from typing import Any

from guardrails.tokens import KEY, LIFECYCLE_POLICY, REPOSITORY

from tests.policies.cases.table import RELATION, Cases, Table, allow, document
from tests.policies.harness import UNKNOWN, Given


def _excluding(*filters: str) -> dict[str, Any]:
    return {
        "imageTagMutability": "IMMUTABLE_WITH_EXCLUSION",
        "imageTagMutabilityExclusionFilters": [{"filter": f, "filterType": "WILDCARD"} for f in filters],
    }


def _encrypted(**more: Any) -> dict[str, Any]:
    return {"encryptionConfigurations": [more]}


def _select(priority: int, kind: str = "expire", **selection: Any) -> dict[str, Any]:
    return {"rulePriority": priority, "selection": selection, "action": {"type": kind}}


def _lifecycle(*rules: dict[str, Any]) -> dict[str, Any]:
    return {"policy": json.dumps({"rules": rules})}


def _newest(count: int, **more: Any) -> dict[str, Any]:
    return {"countType": "imageCountMoreThan", "countNumber": count, **more}


def _by_age(**more: Any) -> dict[str, Any]:
    return {"countType": "sinceImagePushed", "countUnit": "days", "countNumber": 7, **more}


RELEASED = {"tagStatus": "tagged", "tagPatternList": ["released-*"]}
ANY = {"tagStatus": "any"}

CASES: Table = {
    "ecr-scan-on-push": Cases(
        compliant=[{"imageScanningConfiguration": {"scanOnPush": True}}],
        violation=[{}, {"imageScanningConfiguration": {"scanOnPush": False}}],
        unknown=[{"imageScanningConfiguration": UNKNOWN}],
    ),
    "ecr-immutable-tags": Cases(
        compliant=[{"imageTagMutability": "IMMUTABLE"}, _excluding("latest")],
        violation=[{}, {"imageTagMutability": "MUTABLE"}, _excluding("latest", "stg-*"), _excluding("*")],
        unknown=[{"imageTagMutability": UNKNOWN}, _excluding("latest", UNKNOWN)],
    ),
    "ecr-kms": Cases(
        compliant=[_encrypted(encryptionType="KMS", kmsKey=UNKNOWN), _encrypted(encryptionType="KMS_DSSE")],
        violation=[{}, _encrypted(encryptionType="AES256")],
        unknown=[{"encryptionConfigurations": UNKNOWN}, _encrypted(encryptionType=UNKNOWN)],
    ),
    "ecr-own-key": Cases(
        compliant=[
            [
                Given(REPOSITORY, "r", {"encryptionConfigurations": UNKNOWN}, {"encryptionConfigurations": ["key"]}),
                Given(KEY, "key"),
            ],
            _encrypted(kmsKey="arn:aws:kms:ap-northeast-2:917891822317:key/1"),
        ],
        violation=[{}, _encrypted(encryptionType="KMS")],
        unknown=[{"encryptionConfigurations": UNKNOWN}, _encrypted(kmsKey=UNKNOWN)],
    ),
    "ecr-lifecycle-policy": Cases(
        compliant=[[Given(REPOSITORY, "r"), Given(LIFECYCLE_POLICY, "policy", deps={"repository": ["r"]})]],
        violation=[
            [Given(REPOSITORY, "r")],
            [Given(REPOSITORY, "r"), Given(REPOSITORY, "s"), Given(LIFECYCLE_POLICY, "p", deps={"repository": ["s"]})],
        ],
        impossible=RELATION,
    ),
    "ecr-keeps-released": Cases(
        compliant=[
            _lifecycle(_select(2, **_newest(50, **ANY)), _select(1, **_newest(30, **RELEASED))),
            _lifecycle(_select(1, **_newest(5, tagStatus="tagged", tagPrefixList=["released-"]))),
            _lifecycle(_select(1, **_by_age(tagStatus="untagged"))),
            _lifecycle(_select(1, **_by_age(tagStatus="tagged", tagPrefixList=["pr-"]))),
            _lifecycle(_select(1, "transition", **_by_age(**ANY))),
            {},
        ],
        violation=[
            _lifecycle(_select(1, **_newest(50, **ANY)), _select(2, **_newest(30, **RELEASED))),
            _lifecycle(_select(1, **_newest(4, **RELEASED))),
            _lifecycle(_select(1, **_by_age(**RELEASED))),
            _lifecycle(_select(1, **_by_age(**ANY))),
            _lifecycle(_select(1, **_by_age(tagStatus="tagged", tagPatternList=["*"]))),
            {"policy": json.dumps({"rules": [{"rulePriority": 1, "selection": _by_age(**ANY)}]})},
            {"policy": "not json"},
        ],
        unknown=[{"policy": UNKNOWN}, {"policy": {"rules": [_select(1, **_newest(30, tagStatus=UNKNOWN))]}}],
    ),
    "ecr-not-public": Cases(
        compliant=[
            {"policy": document(allow("ecr:BatchGetImage", Principal={"AWS": "arn:aws:iam::917891822317:role/ci"}))},
            {
                "policy": document(
                    allow("ecr:*", Principal="*", Condition={"StringEquals": {"aws:PrincipalOrgID": "o"}})
                )
            },
        ],
        violation=[{"policy": document(allow("ecr:BatchGetImage", Principal="*"))}],
        unknown=[{"policy": UNKNOWN}],
    ),
    "ecr-no-force-delete": Cases(
        compliant=[{}, {"forceDelete": False}],
        violation=[{"forceDelete": True}],
        unknown=[{"forceDelete": UNKNOWN}],
    ),
}
