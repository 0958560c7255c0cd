"""A website on moto: its bucket, its distribution, and builds of it."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ops.live.environment import Environment, read_environment
from ops.live.http import Answer, Request
from ops.website.publish import Options, publish
from ops.website.serve import Tools
from tests.ops.moto_aws import REGION, ROOT, Wire, client, fake_clock, ops, server, stack_file, wire

__all__ = ["ops", "server", "wire"]

BUCKET, HOST = "gli-user-frontend-development", "dev.glibiz.com"
INDEX = '<!doctype html><script src="/_next/static/app-{0}.js"></script><p>{0}</p>'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return stack_file(tmp_path, "dev")


@pytest.fixture
def environment(file: Path) -> Environment:
    return read_environment(ROOT, "dev", file)


def distribution(host: str) -> str:
    origin = {"Id": "files", "DomainName": f"{BUCKET}.s3.amazonaws.com", "S3OriginConfig": {"OriginAccessIdentity": ""}}
    behaviour = {"TargetOriginId": "files", "ViewerProtocolPolicy": "redirect-to-https", "MinTTL": 0}
    behaviour |= {"ForwardedValues": {"QueryString": False, "Cookies": {"Forward": "none"}}}
    config = {
        "CallerReference": host,
        "Aliases": {"Quantity": 1, "Items": [host]},
        "Origins": {"Quantity": 1, "Items": [origin]},
        "DefaultCacheBehavior": behaviour,
        "Comment": "",
        "Enabled": True,
    }
    return str(client("cloudfront").create_distribution(DistributionConfig=config)["Distribution"]["Id"])


@pytest.fixture
def deployed(wire: Wire) -> Wire:
    """The bucket, the website's distribution, and another one."""
    client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    client("s3").put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    distribution("other.glibiz.com")
    distribution(HOST)
    return wire


def build(folder: Path, version: str, files: Mapping[str, str] | None = None) -> Path:
    """A build of this version: a page, an asset of its own and one that all versions share."""
    made = folder / f"out-{version}"
    content = {
        "index.html": INDEX.format(version),
        "about/index.html": f"<p>about {version}</p>",
        "favicon.ico": "icon",
        f"_next/static/app-{version}.js": f"console.log('{version}')",
        "_next/static/shared-0a1b.css": "body { color: black }",
        **(files or {}),
    }
    for key, text in content.items():
        (made / key).parent.mkdir(parents=True, exist_ok=True)
        (made / key).write_text(text, "utf-8")
    return made


def outside(request: Request) -> Answer:
    """The website as a visitor would see it: the bucket's own file."""
    assert request.url == f"https://{HOST}/index.html"
    return Answer(200, client("s3").get_object(Bucket=BUCKET, Key="index.html")["Body"].read())


def tools(passed: list[float] | None = None, **others: Any) -> Tools:
    common: dict[str, Any] = {"clock": fake_clock(passed), "send": outside}
    return Tools(**(common | others))


def published(file: Path, folder: Path, second: float = 0.0, **asked: Any) -> None:
    """Publish at some second after the tests' begin."""
    publish(ROOT, Options(stack="dev", folder=folder, config_file=file, **asked), tools([second]))


def keys() -> set[str]:
    """What visitors could ask for: everything but what is kept."""
    found = client("s3").list_objects_v2(Bucket=BUCKET).get("Contents", [])
    return {str(one["Key"]) for one in found if not str(one["Key"]).startswith(".releases/")}


def text(key: str) -> str:
    return str(client("s3").get_object(Bucket=BUCKET, Key=key)["Body"].read().decode())


def sha(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()
