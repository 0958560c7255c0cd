"""A website to look at, as the tests of its parts want it."""

from functools import cache
from typing import Any

import pulumi
from pulumi import ResourceOptions

from components.edge.website import Website, WebsiteArgs
from components.edge.website_settings import WebsiteSettings
from ops.offline.recording import Recorded, Recording
from tests.harness import ACCOUNT, NAMES, build, listed

DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
HEADERS = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy"
FUNCTION = "aws:cloudfront/function:Function"
BUCKET = "aws:s3/bucket:Bucket"
BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy"

FILES_BUCKET = "gli-user-frontend-production"
CERTIFICATE = {
    "arn": f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/8a143395-150a-40cf-b9e7-aacbbd3d2caf",
    "names": ("*.glibiz.com", "glibiz.com"),
}
GIVEN: dict[str, Any] = {"hosts": ("glibiz.com",), "certificate": CERTIFICATE}
API: dict[str, Any] = {"api": {"host": "api.glibiz.com", "paths": ("/api/*", "/socket/*")}}
YEAR = 31_536_000


def settings_of(**given: Any) -> WebsiteSettings:
    return WebsiteSettings.model_validate(GIVEN | given)


def website(
    *, first: bool = False, key: str | None = "arn:aws:kms:x", acl: str | None = None, **given: Any
) -> Recording:
    def program(opts: ResourceOptions) -> None:
        made = WebsiteArgs(settings=settings_of(**given), names=NAMES, key_arn=key, web_acl_arn=acl)
        pulumi.export("website", Website("user-frontend", made, opts).bucket)

    return build(program, first=first)


@cache
def plain() -> Recording:
    return website()


@cache
def with_api() -> Recording:
    return website(**API)


def served(recording: Recording) -> Recorded:
    return recording.one(DISTRIBUTION, "user-frontend")


def pages(recording: Recording) -> dict[str, Any]:
    behaviour = served(recording).inputs["defaultCacheBehavior"]
    assert isinstance(behaviour, dict)
    return behaviour


def paths(recording: Recording) -> dict[str, dict[str, Any]]:
    """The behaviours by path pattern, in the order in which CloudFront tries them."""
    return {one["pathPattern"]: one for one in listed(served(recording), "orderedCacheBehaviors")}


def behaviours(recording: Recording) -> list[dict[str, Any]]:
    return [pages(recording), *paths(recording).values()]
