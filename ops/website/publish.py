"""`python -m ops publish-website`: a build becomes the release that is served, and the ones before stay for a while."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from ops.failures import RefusedError, WrongInputError
from ops.live.aws import connect
from ops.live.console import Console
from ops.live.environment import Environment, read_environment
from ops.release.steps import Steps
from ops.website.build import Build, read_build
from ops.website.releases import TIME, Release, Releases, new_id
from ops.website.serve import Served, Tools, invalidate, look, refuse_another_page, replace_pages
from ops.website.site import Site, distribution_of, site
from ops.website.store import ASKED_FOR_EACH_TIME, FOR_A_YEAR, Store

KEPT: Final = 5
"""Releases that can be gone back to, and whose assets a page that was opened before can still load."""
ASSETS, KEEP, PAGES = "assets uploaded", "release kept", "pages replaced, index.html last"
POINTED, INVALIDATED = "noted as what is served", "CloudFront's copies invalidated"
CLEANED = "older releases cleared away"


@dataclass(frozen=True)
class Options:
    """What was asked for."""

    stack: str
    folder: Path
    website: str | None = None
    """None is the only website of the stack."""
    version: str = ""
    keep: int = KEPT
    config_file: Path | None = None
    yes: bool = False
    as_json: bool = False


@dataclass(frozen=True)
class Publication:
    """A build that may be published: nothing was changed yet."""

    website: Site
    distribution: str
    build: Build
    release: Release
    releases: Releases
    console: Console
    tools: Tools


def publish(root: Path, options: Options, tools: Tools | None = None) -> None:
    """Publish a build.

    Raises WrongInputError for a build that is not complete, before AWS is asked for anything, and RefusedError where
    another publication goes on, or the website shows another page afterwards.
    """
    if options.keep < 1:
        raise WrongInputError(f"--keep {options.keep} keeps not even what is served; 1 at least.")
    environment = read_environment(root, options.stack, options.config_file)
    publication = _prepared(environment, options, tools or Tools())
    website, release, current = publication.website, publication.release, publication.releases.current
    if current and current.digest == release.digest:
        publication.console.result(
            f"{website.hosts[0]} serves this build already: release {current.id}.", {"changed": False} | asdict(current)
        )
        return
    new = sum(publication.releases.published.get(key) != digest for key, digest in release.assets.items())
    publication.console.plan(
        [
            f"Upload {new} new assets of {len(release.assets)} to {website.bucket}",
            f"Keep {len(release.pages)} pages as release {release.id}, and the newest {options.keep} releases",
            "Replace the pages, index.html last, and invalidate what CloudFront keeps",
        ]
    )
    publication.console.confirm(f"Publish {website.role} to {website.hosts[0]}?", needed=environment.is_production)
    dropped, served = _published(publication, options)
    text = f"{website.hosts[0]} serves release {release.id}."
    facts = {"changed": True, "served": served.seen, "dropped": [one.id for one in dropped]} | asdict(release)
    publication.console.result(text if served.seen else f"Release {release.id} is published; {served.why}.", facts)
    refuse_another_page(served)


def _prepared(environment: Environment, options: Options, tools: Tools) -> Publication:
    website = site(environment, options.website)
    build = read_build(options.folder, website)
    aws = connect(environment)
    distribution = distribution_of(aws, website)
    releases = Releases.read(Store(aws, website.bucket), tools.clock)
    releases.refuse_another_writer()
    now = tools.clock.utc()
    release = Release(
        id=new_id(now, build.digest),
        version=options.version,
        digest=build.digest,
        who=aws.caller,
        at=now.strftime(TIME),
        pages={key: digest for key, digest in build.digests.items() if not website.is_asset(key)},
        assets={key: digest for key, digest in build.digests.items() if website.is_asset(key)},
    )
    _refuse_changed_assets(releases, release)
    return Publication(
        website=website,
        distribution=distribution,
        build=build,
        release=release,
        releases=releases,
        console=Console(as_json=options.as_json, yes=options.yes),
        tools=tools,
    )


def _published(it: Publication, options: Options) -> tuple[Sequence[Release], Served]:
    """Do it, the assets first: a page is never there before what it loads."""
    store, release, say = it.releases.store, it.release, it.console.say
    steps = Steps(
        planned=[ASSETS, KEEP, PAGES, POINTED, INVALIDATED, CLEANED],
        way_out=f"Repeat the command, or go back: `python -m ops rollback --website {it.website.role}`.",
    )
    with steps.told(), it.releases.writing(release.who):
        keys = store.keys()
        known = {key for key, digest in it.releases.published.items() if release.assets.get(key) == digest} & keys
        store.upload(((it.build.file(key), key) for key in release.assets if key not in known), FOR_A_YEAR)
        _note(steps, say, ASSETS)
        store.upload(((it.build.file(key), release.kept_page(key)) for key in release.pages), ASKED_FOR_EACH_TIME)
        if store.write(release.manifest, asdict(release), before=None) is None:
            raise RefusedError(f"Release {release.id} is there already; repeat the command in a second.")
        _note(steps, say, KEEP)
        replace_pages(it.releases, release, keys)
        _note(steps, say, PAGES)
        dropped = it.releases.point_to(release, keep=options.keep)
        _note(steps, say, POINTED)
        invalidate(store.aws, it.distribution, release.id, it.console, it.tools.clock)
        _note(steps, say, INVALIDATED)
        _delete(it.releases, dropped)
        _note(steps, say, CLEANED)
    return dropped, look(it.website, release, it.tools)


def _note(steps: Steps, say: Callable[[str], None], step: str) -> None:
    steps.done(step)
    say(f"Done: {step}")


def _delete(releases: Releases, dropped: Sequence[Release]) -> None:
    """Delete what only these releases have."""
    still = {key for one in releases.kept.values() for key in one.assets}
    gone: set[str] = set()
    for one in dropped:
        gone |= {one.manifest, *(key for key in one.assets if key not in still), *map(one.kept_page, one.pages)}
    releases.store.delete(gone)


def _refuse_changed_assets(releases: Releases, release: Release) -> None:
    published = releases.published
    changed = [key for key, digest in release.assets.items() if published.get(key, digest) != digest]
    if changed:
        raise WrongInputError(
            f"{changed[0]} was published with other content before, and browsers keep it for a year"
            f"{f' ({len(changed) - 1} more are so)' if len(changed) > 1 else ''}; have the build put a hash into the "
            "names of its assets, or take the file out of the website's `assets`."
        )
