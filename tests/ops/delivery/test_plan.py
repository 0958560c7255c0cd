from pathlib import Path
from typing import Any

import pytest

from ops.delivery.matrix import row
from ops.delivery.plan import Part, plan
from ops.delivery.stacks import read_stacks
from tests.ops.delivery.conftest import REGIONS, REPOSITORY, write
from tests.settings.stackfile import DIGEST, STACK

NRT, FRA, SYD = REGIONS
MIGRATION = {"migration": {"command": ["alembic", "upgrade", "head"]}}
DATABASE: dict[str, Any] = {f"{STACK}/databases": {"db": {}}}
"""And the service uses it."""


def region(root: Path, stack: str, service: dict[str, Any], edits: dict[str, Any]) -> None:
    order = list(REGIONS).index(stack) + 1
    delivery = {"repository": REPOSITORY, "deploys": {"branches": ["main"]}, "order": order}
    changes = {f"{STACK}/delivery": delivery, f"{STACK}/services/api": service, **edits}
    write(root, stack, REGIONS[stack], changes)


def planned(root: Path, name: str = "production") -> dict[str, Part]:
    stacks = read_stacks(root)
    return {part.stack: part for part in plan(stacks.named(name), stacks.sound)}


def migrations(root: Path, name: str = "production") -> dict[str, tuple[str, ...]]:
    return {stack: part.migrations for stack, part in planned(root, name).items()}


def test_a_database_outside_of_all_regions_is_migrated_from_the_first(regions: Path) -> None:
    for stack in REGIONS:
        region(regions, stack, MIGRATION, {})

    assert migrations(regions) == {NRT: ("api",), FRA: (), SYD: ()}


def test_that_is_so_where_one_region_is_deployed_alone(regions: Path) -> None:
    for stack in REGIONS:
        region(regions, stack, MIGRATION, {})

    assert migrations(regions, FRA) == {FRA: ()}
    assert migrations(regions, NRT) == {NRT: ("api",)}


def test_the_region_that_has_the_database_migrates_it(regions: Path) -> None:
    for stack in (NRT, SYD):
        region(regions, stack, MIGRATION, {})
    region(regions, FRA, {**MIGRATION, "uses": ["db"]}, DATABASE)

    assert migrations(regions) == {NRT: (), FRA: ("api",), SYD: ()}


def test_regions_with_a_database_each_migrate_each(regions: Path) -> None:
    for stack in REGIONS:
        region(regions, stack, {**MIGRATION, "uses": ["db"]}, DATABASE)

    assert migrations(regions) == {NRT: ("api",), FRA: ("api",), SYD: ("api",)}


def test_a_service_without_an_image_is_neither_migrated_nor_verified(regions: Path) -> None:
    for stack in REGIONS:
        region(regions, stack, MIGRATION, {"platform:images": {"websocket": DIGEST}})

    assert migrations(regions) == {NRT: (), FRA: (), SYD: ()}
    assert planned(regions)[NRT].services == ("websocket",)


def test_what_a_pipeline_deploys_is_left_to_it(regions: Path) -> None:
    region(
        regions, NRT, {**MIGRATION, "image_updates": "pipeline"}, {f"{STACK}/services/worker/image_updates": "pipeline"}
    )

    part = planned(regions)[NRT]
    assert (part.migrations, part.services, part.images) == ((), ("websocket",), ("websocket",))


def test_a_pipeline_is_told_from_where_its_database_is_migrated(regions: Path) -> None:
    service = {**MIGRATION, "image_updates": "pipeline"}
    worker = {f"{STACK}/services/worker/image_updates": "pipeline", "platform:images": {}}
    for stack in (NRT, SYD):
        region(regions, stack, service, worker)
    region(regions, FRA, {**service, "uses": ["db"]}, {**DATABASE, **worker})

    stacks = read_stacks(regions)
    rows = {one.name: row(one, stacks.delivered)["migrations"] for one in stacks.named("production")}
    assert rows == {NRT: [], FRA: ["api"], SYD: []}
    assert migrations(regions) == {NRT: (), FRA: (), SYD: ()}


def test_every_service_is_verified_and_each_image_released_once(regions: Path) -> None:
    part = planned(regions)[NRT]

    assert part.services == ("api", "websocket", "worker")
    assert part.images == ("api", "websocket")


@pytest.mark.parametrize(
    ("name", "tags"), [("production", ["", "", "deploy-"]), (NRT, [""]), (SYD, ["deploy-"]), ("qa", ["qa-deploy-"])]
)
def test_an_environment_is_tagged_once_after_its_last_region(regions: Path, name: str, tags: list[str]) -> None:
    assert [part.tag for part in planned(regions, name).values()] == tags


def test_where_people_approve_the_checklist_decides(regions: Path) -> None:
    assert [part.careful for part in [*planned(regions).values(), *planned(regions, "qa").values()]] == [True] * 3 + [
        False
    ]
