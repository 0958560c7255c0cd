"""`python -m ops diagnose`: walk the known failures and say what AWS shows of each."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ops.care.diagnosis.alarms import slowness_and_alarms
from ops.care.diagnosis.migrations import migrations
from ops.care.diagnosis.model import Chapter, Chapters, Failure, Finding, chapters
from ops.care.diagnosis.services import Patient, examine
from ops.care.diagnosis.stores import stores
from ops.care.diagnosis.websites import websites
from ops.care.scene import Scene, scene
from ops.care.text import labelled, way_out, wrapped
from ops.live.console import Console
from ops.live.waiting import Clock

GOOD, FOUND, BLIND = 0, 1, 3
"""Exit codes: nothing found in everything that was looked at; something found; nothing found, but not all was seen."""


def diagnose(
    root: Path,
    stack: str | None,
    service: str | None,
    *,
    config_file: Path | None,
    console: Console,
    clock: Clock | None = None,
) -> int:
    """Print the findings and give the exit code; with a service, websites are left out."""
    here = scene(root, stack, config_file, clock or Clock())
    walked = walk(here, service)
    console.result("\n".join(_text(here, walked)), _facts(here, walked))
    if any(one.findings for one in walked.values()):
        return FOUND
    return BLIND if any(one.looks.blind for one in walked.values()) else GOOD


def walk(here: Scene, role: str | None) -> Chapters:
    """Look at everything; raises WrongInputError for a service that is not there."""
    environment = here.environment
    services = [environment.service(role)] if role else list(environment.services.values())
    into = chapters()
    for service in services:
        if service.image_role in environment.images:
            examine(Patient(here, service, into))
        else:
            into[Failure.TASKS].looks.seen.append(f"{service.role}: nothing of it is released yet")
    migrations(here, services, into[Failure.MIGRATION])
    stores(here, services, into)
    if role is None:
        websites(here, into)
    slowness_and_alarms(here, into)
    return into


def _text(here: Scene, walked: Chapters) -> Iterator[str]:
    count = sum(len(one.findings) for one in walked.values())
    yield f"{here.place}: {count or 'no'} {'finding' if count == 1 else 'findings'}"
    for chapter in walked.values():
        if chapter.findings or chapter.looks.seen or chapter.looks.blind:
            yield from ("", *_chapter(chapter))


def _chapter(chapter: Chapter) -> Iterator[str]:
    yield chapter.failure.value
    if not chapter.findings:
        verdict = "Nothing found." if not chapter.looks.blind else "Nothing found where it could be looked."
        yield f"  {verdict}"
    for finding in chapter.findings:
        yield from _finding(finding)
    for line in chapter.looks.blind:
        yield from labelled("not seen", line)
    if not chapter.findings:
        yield from wrapped("; ".join(chapter.looks.seen), "  looked at: ", "  ") if chapter.looks.seen else ()


def _finding(finding: Finding) -> Iterator[str]:
    yield from wrapped(finding.part, "- ")
    for line in finding.seen:
        yield from labelled("seen", line)
    yield from labelled("cause", finding.cause)
    for line in finding.remedy:
        yield from way_out(line, "  remedy   ")


def _facts(here: Scene, walked: Chapters) -> dict[str, Any]:
    return {
        "stack": here.environment.stack,
        "findings": [asdict(one) for chapter in walked.values() for one in chapter.findings],
        "looked_at": {failure.name.lower(): chapter.looks.seen for failure, chapter in walked.items()},
        "not_seen": {failure.name.lower(): chapter.looks.blind for failure, chapter in walked.items()},
    }
