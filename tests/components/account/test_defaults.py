"""Defaults of the account: no public bucket, encrypted volumes, scanned images; each can be left to somebody else."""

from functools import cache
from typing import Any

import pytest
from pulumi import ResourceOptions

from components.account.defaults import Defaults, DefaultsArgs, DefaultsSettings
from ops.offline.recording import Recording
from tests.harness import build, listed

PUBLIC_ACCESS = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock"
VOLUMES = "aws:ebs/encryptionByDefault:EncryptionByDefault"
IMAGES = "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration"


@cache
def defaults(**given: Any) -> Recording:
    settings = DefaultsSettings.model_validate(given)

    def program(opts: ResourceOptions) -> None:
        Defaults("defaults", DefaultsArgs(settings=settings), opts)

    return build(program)


def test_no_bucket_of_the_account_can_be_public() -> None:
    assert defaults().one(PUBLIC_ACCESS, "defaults-public-access").inputs == {
        "blockPublicAcls": True,
        "blockPublicPolicy": True,
        "ignorePublicAcls": True,
        "restrictPublicBuckets": True,
    }


def test_new_volumes_are_encrypted() -> None:
    assert defaults().one(VOLUMES, "defaults-volumes").inputs == {"enabled": True}


@pytest.mark.parametrize(
    ("kind", "scan_type", "frequency"),
    [("basic", "BASIC", "SCAN_ON_PUSH"), ("enhanced", "ENHANCED", "CONTINUOUS_SCAN")],
)
def test_every_image_is_scanned(kind: str, scan_type: str, frequency: str) -> None:
    scanning = defaults(image_scans=kind).one(IMAGES, "defaults-images")
    assert scanning.inputs["scanType"] == scan_type
    (rule,) = listed(scanning, "rules")
    assert rule == {"scanFrequency": frequency, "repositoryFilters": [{"filter": "*", "filterType": "WILDCARD"}]}


def test_scans_that_cost_nothing_are_the_default() -> None:
    assert defaults().one(IMAGES, "defaults-images").inputs["scanType"] == "BASIC"


@pytest.mark.parametrize(
    ("left_out", "token"),
    [
        ({"block_public_buckets": False}, PUBLIC_ACCESS),
        ({"encrypt_volumes": False}, VOLUMES),
        ({"image_scans": None}, IMAGES),
    ],
)
def test_what_somebody_else_decides_is_left_alone(left_out: dict[str, Any], token: str) -> None:
    kept = {PUBLIC_ACCESS, VOLUMES, IMAGES} - {token}
    made = {r.type for r in defaults(**left_out).resources if r.custom and r.type.startswith("aws:")}
    assert made == kept
