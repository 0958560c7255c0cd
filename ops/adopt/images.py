"""Services that run on AWS while the stack file names no image of theirs: `up` would bring them to zero tasks."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ops.adopt.asking import Asking
from ops.adopt.finding import Search
from ops.adopt.rows import Question

SERVICE: Final = "aws:ecs/service:Service"
REVISION: Final = Question.model_validate(
    {"ask": "ecs.describe_task_definition", "with": {"taskDefinition": "{taskDefinition}"}}
)
IMAGE: Final = Question.model_validate(
    {"ask": "ecr.describe_images", "with": {"repositoryName": "{repository}", "imageIds": [{"imageTag": "{tag}"}]}}
)


@dataclass(frozen=True)
class Unreleased:
    """A service whose image the stack file does not name."""

    role: str
    """The key under `platform:images`."""
    service: str
    tasks: int
    digest: str
    """What its revision runs; empty where it cannot be told."""


def unreleased(looked: Search, asking: Asking) -> Iterator[Unreleased]:
    """Every service that runs tasks and is declared to run none, with the image of its revision."""
    for recorded in looked.recording.of_type(SERVICE):
        found = looked.found.get(recorded.urn)
        if found is None or found.managed or recorded.inputs.get("desiredCount") != 0:
            continue
        tasks = int(found.live.get("desiredCount") or 0)
        if tasks:
            service = looked.environment.service(recorded.name)
            digest = _digest(service.container, found.live, found.region, asking)
            yield Unreleased(service.image_role, service.name, tasks, digest)


def _digest(container: str, live: object, region: str, asking: Asking) -> str:
    answer = asking.ask(REVISION, live if isinstance(live, dict) else {}, region) or {}
    containers = answer.get("taskDefinition", {}).get("containerDefinitions", [])
    own = [one for one in containers if one["name"] == container] or containers[:1]
    for one in own:
        name, _, digest = str(one["image"]).partition("@")
        if digest:
            return digest
        repository, _, tag = name.partition("/")[2].partition(":")
        known = asking.ask(IMAGE, {"repository": repository, "tag": tag or "latest"}, region) or {}
        return next((str(image["imageDigest"]) for image in known.get("imageDetails", [])), "")
    return ""
