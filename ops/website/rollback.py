"""`python -m ops rollback --website`: the pages of an earlier release are put back; its assets are still there."""

from dataclasses import asdict
from pathlib import Path

from ops.live.aws import connect
from ops.live.console import Console
from ops.live.environment import read_environment
from ops.release.steps import Steps
from ops.website.releases import Releases
from ops.website.serve import (
    Tools,
    invalidate,
    look,
    refuse_another_page,
    refuse_what_is_gone,
    replace_pages,
)
from ops.website.site import distribution_of, site
from ops.website.store import Store

PAGES, POINTED, INVALIDATED = (
    "pages put back, index.html last",
    "noted as what is served",
    "CloudFront's copies invalidated",
)


def roll_back_website(
    project: Path,
    stack: str | None,
    config_file: Path | None,
    website: str | None,
    to: str,
    *,
    yes: bool,
    as_json: bool,
    tools: Tools | None = None,
) -> None:
    """Serve an earlier release again: `previous`, its id or its version.

    Raises RefusedError where there is none, where its files are gone, where somebody else publishes, or where the
    website shows another page afterwards.
    """
    tools = tools or Tools()
    environment = read_environment(project, stack, config_file)
    found, console = site(environment, website), Console(as_json=as_json, yes=yes)
    aws = connect(environment)
    distribution = distribution_of(aws, found)
    releases = Releases.read(Store(aws, found.bucket), tools.clock)
    releases.refuse_another_writer()
    release, before = releases.named(to), releases.state.current
    keys = releases.store.keys()
    refuse_what_is_gone(releases, release, keys)
    console.plan(
        [
            f"Put back the {len(release.pages)} pages of release {release.id} of {release.at}",
            f"Keep release {before}, which is served now",
            "Invalidate what CloudFront keeps",
        ]
    )
    console.confirm(f"Roll {found.role} back on {found.hosts[0]}?", needed=environment.is_production)
    steps = Steps(planned=[PAGES, POINTED, INVALIDATED], way_out="Repeat the command.")
    with steps.told(), releases.writing(aws.caller):
        replace_pages(releases, release, keys)
        steps.done(PAGES)
        releases.point_to(release, keep=len(releases.kept))
        steps.done(POINTED)
        at = f"{tools.clock.utc():%Y%m%d-%H%M%S}"
        invalidate(aws, distribution, f"{release.id}-again-{at}", console, tools.clock)
        steps.done(INVALIDATED)
    served = look(found, release, tools)
    text = f"{found.hosts[0]} serves release {release.id} again."
    console.result(
        text if served.seen else f"Release {release.id} is put back; {served.why}.",
        {"served": served.seen, "before": before} | asdict(release),
    )
    refuse_another_page(served)
