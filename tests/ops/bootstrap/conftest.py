"""Stack files of moto's account, and runs of bootstrap on them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.ops.moto_aws import ACCOUNT, REGION, Ops, client, ops, server, stack_file, wire

__all__ = ["ops", "server", "wire"]

BUCKET, ALIAS = f"gli-pulumi-state-{ACCOUNT}", "alias/gli-pulumi-state"
OF = {"Bucket": BUCKET, "ExpectedBucketOwner": ACCOUNT}
MADE = [
    "KMS key",
    "key rotation",
    "key alias",
    "bucket",
    "public access",
    "ownership",
    "bucket policy",
    "encryption",
    "versioning",
    "lifecycle",
    "bucket tags",
]
"""Everything, in the order in which it is made."""
Run = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return stack_file(tmp_path, "account")


@pytest.fixture
def run(file: Path, ops: Ops, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `python -m ops bootstrap --json`, by default with --yes; gives exit code, the facts and stderr."""

    def run(*arguments: str, config_file: Path = file) -> tuple[int, Any, str]:
        code = ops("bootstrap", "--config-file", str(config_file), "--json", *(arguments or ("--yes",)))
        out, err = capsys.readouterr()
        return code, json.loads(out) if out else None, err

    return run


def states(facts: Any) -> dict[str, str]:
    return {name: part["state"] for name, part in facts["parts"].items()}


def keys() -> list[str]:
    return [one["KeyId"] for one in client("kms").list_keys()["Keys"]]


def make_bucket() -> None:
    client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
