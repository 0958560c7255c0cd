"""Makes a release the one that is served: its pages, `index.html` last, then CloudFront, then a look from outside."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final

from ops.failures import AwsFailedError, RefusedError
from ops.live.aws import Aws, aws_failures
from ops.live.console import Console
from ops.live.http import NoAnswerError, Request, Send, send
from ops.live.waiting import Clock, attempts
from ops.website.build import INDEX
from ops.website.releases import Release, Releases
from ops.website.site import Site

INVALIDATED_WITHIN: Final = 900.0
EVERY_SECONDS: Final = 10.0
LOOKS, BETWEEN_LOOKS = 5, 3.0
OK: Final = 200


@dataclass(frozen=True)
class Tools:
    """What reaches outside, and may be another in a test."""

    clock: Clock = field(default_factory=Clock)
    send: Send = send


@dataclass(frozen=True)
class Served:
    """Whether the release's page was seen from outside: None where nothing can be seen from here, and why."""

    seen: bool | None
    why: str


def in_order(pages: Iterable[str]) -> list[list[str]]:
    """Pages in the groups in which they are replaced: what is loaded by pages, pages, and the first page last."""
    ordered = sorted(pages)
    loaded = [key for key in ordered if not key.endswith(".html")]
    others = [key for key in ordered if key.endswith(".html") and key != INDEX]
    return [group for group in (loaded, others, [key for key in ordered if key == INDEX]) if group]


def replace_pages(releases: Releases, release: Release, keys: Collection[str]) -> None:
    """Put the release's pages in their places, and take away those of the one before that it does not have.

    `keys` is what the bucket holds.
    """
    for group in in_order(release.pages):
        releases.store.copy((release.kept_page(key), key) for key in group)
    before = set(releases.current.pages) if releases.current else set()
    releases.store.delete((before - set(release.pages)) & set(keys))


def invalidate(aws: Aws, distribution: str, reference: str, console: Console, clock: Clock) -> None:
    """Have CloudFront forget everything, which counts as one path, and wait until all edge locations have.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/PayingForInvalidation.html
    """
    client = aws.client("cloudfront")
    with aws_failures("invalidate what CloudFront keeps"):
        paths = {"Quantity": 1, "Items": ["/*"]}
        made = client.create_invalidation(
            DistributionId=distribution, InvalidationBatch={"Paths": paths, "CallerReference": reference}
        )["Invalidation"]
    for passed in attempts(clock, every=EVERY_SECONDS, within=INVALIDATED_WITHIN):
        with aws_failures("ask for the invalidation"):
            status = client.get_invalidation(DistributionId=distribution, Id=made["Id"])["Invalidation"]["Status"]
        if status.lower() == "completed":
            return
        console.say(f"{passed:5.0f} s  the invalidation {made['Id']} is {status}")
    raise AwsFailedError(f"The invalidation {made['Id']} was not done after {INVALIDATED_WITHIN / 60:.0f} min.")


def look(website: Site, release: Release, tools: Tools) -> Served:
    """Ask for the first page from outside until it is this release's, five times at most."""
    url = f"https://{website.hosts[0]}/{INDEX}"
    for tried in range(LOOKS):
        if tried:
            tools.clock.sleep(BETWEEN_LOOKS)
        try:
            answer = tools.send(Request("GET", url))
        except NoAnswerError as error:
            return Served(None, f"{url} could not be asked from here ({error})")
        if answer.status != OK:
            return Served(None, f"{url} answers {answer.status} here, so its page was not seen")
        if hashlib.sha256(answer.body).hexdigest() == release.pages[INDEX]:
            return Served(True, f"{url} is the release's page")  # noqa: FBT003 - the fact's own value
    return Served(False, f"{url} is another page than the release's")  # noqa: FBT003 - the fact's own value


def refuse_another_page(served: Served) -> None:
    """Raise RefusedError where the website was seen to show another page."""
    if served.seen is False:
        raise RefusedError(f"The files are in place and {served.why}: does the host lead to this distribution?")


def refuse_what_is_gone(releases: Releases, release: Release, keys: Collection[str]) -> None:
    """Raise RefusedError where files of a kept release are missing from the bucket."""
    needed = {*release.assets, *(release.kept_page(key) for key in release.pages)}
    gone = sorted(needed - set(keys))
    if gone:
        raise RefusedError(
            f"{len(gone)} files of release {release.id} are missing from {releases.store.bucket}, such as {gone[0]}; "
            "build and publish that version again."
        )
