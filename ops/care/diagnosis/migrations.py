"""Migrations: how the last one of each service ended, by its ledger."""

from collections.abc import Sequence

from ops.care.diagnosis.model import Chapter
from ops.care.scene import Scene
from ops.live.environment import Service
from ops.migrate.ledger import Run, runs


def migrations(scene: Scene, services: Sequence[Service], chapter: Chapter) -> None:
    """Look at the newest run of every service that has a migration."""
    for service in services:
        if not service.settings.get("migration"):
            chapter.looks.seen.append(f"{service.role}: has no `migration` in the stack file")
            continue
        known = chapter.looks.at(
            f"{service.role}: the ledger of its migrations",
            runs,
            scene.aws,
            scene.environment,
            service.role,
        )
        if known:
            _newest(scene, service, known[0], chapter)
        elif known is not None and service.image_role in scene.environment.images:
            chapter.found(
                f"service {service.role}",
                ["its ledger is empty, and an image is released"],
                "No migration was ever run by `ops migrate`: the schema may be older than the code.",
                scene.ops("migrate", "--service", service.role, "--status"),
            )


def _newest(scene: Scene, service: Service, run: Run, chapter: Chapter) -> None:
    of_service, part = ("--service", service.role), f"service {service.role}"
    seen = f"run {run.number} of {run.at}: {run.state} {run.reason}".rstrip()
    released = scene.environment.images.get(service.image_role)
    if run.state in {"failed", "unknown"}:
        chapter.found(
            part,
            [seen],
            "The last migration did not succeed; the version that runs was left alone.",
            scene.ops("migrate", *of_service, "--status"),
            f"Repair it, then repeat it: {scene.ops('migrate', *of_service)}",
            f"Or undo what it did: {scene.ops('migrate', *of_service, '--down', 'REVISION')}",
        )
    elif run.state == "started":
        chapter.found(
            part,
            [seen],
            "A migration still runs, or whoever began it was cut off.",
            scene.ops("migrate", *of_service, "--status"),
        )
    elif released is not None and run.image != released:
        chapter.found(
            part,
            [f"run {run.number} was of {run.image}, and {released} is released"],
            "The released image's migration was not run.",
            scene.ops("migrate", *of_service),
        )
