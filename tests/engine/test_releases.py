from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.engine.changing import OWNED
from tests.engine.conftest import Deployed
from tests.engine.deployment import Deployment, Run
from tests.engine.provider.account import Live

FIRST, SECOND = (f"sha256:{letter * 64}" for letter in "ab")
TASK, SERVICE = "aws:ecs/taskDefinition:TaskDefinition", "aws:ecs/service:Service"
SCALED_TO = 7
SCALING = "aws:appautoscaling/target:Target"


@dataclass(frozen=True)
class Release:
    """What releasing an image did, and where it is deployed now."""

    deployment: Deployment
    run: Run


@pytest.fixture(scope="module")
def first(deployed: Deployed, tmp_path_factory: pytest.TempPathFactory) -> Release:
    deployment = deployed("prod")[0].copy(tmp_path_factory.mktemp("released") / "prod")
    deployment.write({**OWNED, "platform:images.api": FIRST})
    return Release(deployment, deployment.up())


@pytest.fixture(scope="module")
def second(first: Release, tmp_path_factory: pytest.TempPathFactory) -> Release:
    deployment = first.deployment.copy(tmp_path_factory.mktemp("released-again") / "prod")
    deployment.write({"platform:images.api": SECOND})
    one(deployment, SERVICE, "django-api").inputs["desiredCount"] = SCALED_TO
    return Release(deployment, deployment.up())


def one(deployment: Deployment, token: str, part: str) -> Live:
    [found] = [live for live in deployment.account.of_type(token) if part in str(live.outputs["arn"])]
    return found


def test_before_its_first_release_a_service_runs_no_task(deployed: Deployed) -> None:
    deployment, _ = deployed("prod")

    assert one(deployment, SERVICE, "django-api").inputs["desiredCount"] == 0
    assert {
        (live.inputs["minCapacity"], live.inputs["maxCapacity"]) for live in deployment.account.of_type(SCALING)
    } == {(0, 0)}


def test_the_first_release_of_an_image_lets_its_service_scale(first: Release) -> None:
    assert first.run.error == ""
    assert first.run.touched == {f"{TASK}::api", f"{SERVICE}::api", f"{SCALING}::api"}
    target = next(live for live in first.deployment.account.of_type(SCALING) if "django-api" in live.id)
    assert (target.inputs["minCapacity"], target.inputs["maxCapacity"]) == (2, 10)


def test_the_first_release_starts_the_tasks_of_a_service_that_does_not_scale(
    copy_of: Callable[[str], Deployment],
) -> None:
    deployment = copy_of("dev")
    deployment.write({"platform:stack.off_hours": None})
    assert deployment.up().error == ""
    deployment.write({**OWNED, "platform:images.api": FIRST})

    run = deployment.up()

    assert run.error == ""
    assert run.touched == {f"{TASK}::api", f"{SERVICE}::api"}
    assert one(deployment, SERVICE, "django-api").inputs["desiredCount"] == 1


def test_the_first_image_of_a_pipeline_is_written_down_after_its_release_and_changes_no_task_definition(
    copy_of: Callable[[str], Deployment],
) -> None:
    deployment = copy_of("dev")
    service = one(deployment, SERVICE, "django-api")
    theirs = f"{service.inputs['taskDefinition']}1"  # the pipeline's revision
    service.inputs.update(taskDefinition=theirs, desiredCount=1)
    deployment.write({"platform:images.api": FIRST})

    run = deployment.up()

    assert (run.error, run.changed[f"{SERVICE}::api"]) == ("", {"desiredCount"})
    assert run.touched == {f"{SERVICE}::api"}
    assert (service.inputs["taskDefinition"], service.inputs["desiredCount"]) == (theirs, 1)
    deployment.refresh()
    assert deployment.preview().touched == set()


def test_another_image_replaces_the_task_definition_and_nothing_else(second: Release) -> None:
    assert second.run.error == ""
    assert second.run.replaced == {f"{TASK}::api"}
    assert second.run.touched == {f"{TASK}::api", f"{SERVICE}::api"}
    assert second.run.steps[f"{SERVICE}::api"] == {"update"}
    assert second.run.changed[f"{SERVICE}::api"] == {"taskDefinition"}


def test_the_service_runs_the_new_revision(second: Release) -> None:
    revision = one(second.deployment, TASK, "django-api")

    assert SECOND in str(revision.inputs["containerDefinitions"])
    assert one(second.deployment, SERVICE, "django-api").inputs["taskDefinition"] == revision.outputs["arn"]


def test_earlier_revisions_stay_so_that_a_rollback_has_somewhere_to_go(second: Release) -> None:
    retained = [live for live in second.deployment.account.retained if "django-api" in live.id]

    assert [live.outputs["revision"] for live in retained] == [1, 2]
    assert FIRST in str(retained[-1].inputs["containerDefinitions"])


def test_a_release_leaves_the_number_of_tasks_that_autoscaling_has_set(second: Release) -> None:
    assert one(second.deployment, SERVICE, "django-api").inputs["desiredCount"] == SCALED_TO


def test_what_autoscaling_has_set_is_no_drift_to_repair(
    second: Release, tmp_path_factory: pytest.TempPathFactory
) -> None:
    deployment = second.deployment.copy(tmp_path_factory.mktemp("scaled") / "prod")

    read, shown = deployment.refresh(), deployment.preview()

    assert read.summary["update"] == 1
    assert shown.touched == set()


def test_what_was_changed_by_hand_is_seen_and_set_back(copy_of: Callable[[str], Deployment]) -> None:
    deployment = copy_of("dev")
    group = next(live for live in deployment.account.live.values() if live.id == "/ecs/development-gli-api")
    group.inputs["retentionInDays"] = 3653

    read, repaired = deployment.refresh(), deployment.up()

    assert read.summary["update"] == 1
    assert repaired.touched == {"aws:cloudwatch/logGroup:LogGroup::logs-service-api"}
    assert group.inputs["retentionInDays"] == 7
