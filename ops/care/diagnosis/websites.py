"""Websites: files that are missing, and files that CloudFront or browsers keep too long."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from ops.care.diagnosis.model import Chapters, Failure
from ops.care.scene import Scene
from ops.failures import WrongInputError
from ops.live.aws import code_of
from ops.website.site import COMPONENT, Site, distribution_of, site

INDEX: Final = "index.html"
ASKED_FOR_EACH_TIME: Final = re.compile(r"no-cache|no-store|max-age=0\b")
UNDER_WAY: Final = "InProgress"
NOT_THERE: Final = frozenset({"404", "NoSuchKey", "NotFound"})


@dataclass(frozen=True)
class Index:
    """The website's first page."""

    changed: datetime
    size: int
    cache: str
    """Its Cache-Control; empty where it has none."""


def websites(scene: Scene, into: Chapters) -> None:
    """Look at every website of the stack."""
    for component in scene.environment.recording.of_type(COMPONENT):
        _website(scene, site(scene.environment, component.name), into)


def _website(scene: Scene, website: Site, into: Chapters) -> None:
    files, part = into[Failure.FILES], f"website {website.role}"
    publish = scene.ops("publish-website", "DIR", "--website", website.role)
    missing = False

    def ask() -> Index | None:
        nonlocal missing
        s3: Any = scene.client("s3")
        try:
            found = s3.head_object(Bucket=website.bucket, Key=INDEX)
        except s3.exceptions.ClientError as error:
            missing = code_of(error) in NOT_THERE
            if missing:
                return None
            raise
        return Index(found["LastModified"], int(found["ContentLength"]), str(found.get("CacheControl", "")))

    page = files.looks.at(f"{part}: {INDEX} in {website.bucket}", ask)
    if missing:
        back = scene.ops("rollback", "--website", website.role)
        files.found(
            part, [f"{website.bucket} has no {INDEX}"], "Nothing is published, or it was deleted.", publish, back
        )
    elif page is not None and page.size == 0:
        files.found(part, [f"{INDEX} in {website.bucket} is empty"], "An incomplete build was uploaded.", publish)
    _distribution(scene, website, page, into)


def _distribution(scene: Scene, website: Site, page: Index | None, into: Chapters) -> None:
    cache, part = into[Failure.CACHE], f"website {website.role}"
    cloudfront: Any = scene.client("cloudfront")
    distribution = cache.looks.at(f"{part}: its distribution", _distribution_of, scene, website)
    if distribution == "":
        into[Failure.FILES].found(
            part,
            [f"no distribution serves {website.hosts[0]}"],
            "The website is not deployed.",
            scene.ops("drift"),
            scene.up,
        )
    if not distribution:
        return
    found = cache.looks.at(
        f"{part}: distribution {distribution}",
        lambda: cloudfront.get_distribution(Id=distribution)["Distribution"],
    )
    if found is not None:
        _state(scene, website, found, into)
    listed = cache.looks.at(
        f"{part}: its invalidations",
        lambda: cloudfront.list_invalidations(DistributionId=distribution)["InvalidationList"].get("Items", []),
    )
    if listed is None:
        return
    for one in listed:
        if one["Status"] == UNDER_WAY:
            cache.found(
                part,
                [f"invalidation {one['Id']} of {one['CreateTime']:%Y-%m-%d %H:%M} UTC is under way"],
                "CloudFront still forgets the old files; it takes some minutes.",
                f"aws cloudfront wait invalidation-completed --distribution-id {distribution} --id {one['Id']}",
            )
    newest = max((one["CreateTime"] for one in listed), default=None)
    kept = page is not None and not ASKED_FOR_EACH_TIME.search(page.cache)
    if page is not None and kept and (newest is None or newest < page.changed):
        since = f"the last invalidation is of {newest:%Y-%m-%d %H:%M} UTC" if newest else "there is no invalidation"
        cache.found(
            part,
            [
                f"{INDEX} changed at {page.changed:%Y-%m-%d %H:%M} UTC and {since}",
                f"its Cache-Control is {page.cache!r}",
            ],
            "It was uploaded by something else than `publish-website`, so CloudFront and browsers keep the old page.",
            f'aws cloudfront create-invalidation --distribution-id {distribution} --paths "/*"',
            scene.ops("publish-website", "DIR", "--website", website.role),
        )


def _distribution_of(scene: Scene, website: Site) -> str:
    """Empty where there is none."""
    try:
        return distribution_of(scene.aws, website)
    except WrongInputError:
        return ""


def _state(scene: Scene, website: Site, found: Mapping[str, Any], into: Chapters) -> None:
    part = f"website {website.role}"
    if not found["DistributionConfig"].get("Enabled", True):
        into[Failure.FILES].found(
            part, [f"distribution {found['Id']} is disabled"], "Nobody is served.", scene.ops("drift"), scene.up
        )
    elif found["Status"] == UNDER_WAY:
        into[Failure.CACHE].found(
            part,
            [f"distribution {found['Id']} is {UNDER_WAY}"],
            "A change of the distribution has not reached every edge location yet.",
            f"aws cloudfront wait distribution-deployed --id {found['Id']}",
        )
