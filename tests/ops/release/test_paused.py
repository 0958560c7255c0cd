import json
from dataclasses import replace

import pytest

from tests.ops.release.answers import FAMILY, NEW, OLD, Frame, deployment, history
from tests.ops.release.cloud import Refusal
from tests.ops.release.conftest import World
from tests.ops.release.recordings import DIGESTS, PAUSED, SHIFTING, coming, going_back, put_back, serving

ARN = history(NEW, "IN_PROGRESS")["serviceDeploymentArn"]
STOPPED = "Service deployment was rolled back by a request."
BACK = replace(put_back(STOPPED), deployments=[deployment(OLD, None)], shifted=True)


def test_a_paused_deployment_goes_on(world: World) -> None:
    world.cloud.play(PAUSED)
    code, out, err = world.run("continue")
    assert code == 0
    assert world.cloud.of("ContinueServiceDeployment") == [
        {"serviceDeploymentArn": ARN, "hookId": "hook-1", "action": "CONTINUE"}
    ]
    assert f"1. Let the deployment of {FAMILY}:{NEW} go on from POST_TEST_TRAFFIC_SHIFT\n" in err
    assert "  python -m ops verify --stack dev" in out


@pytest.mark.parametrize(
    ("frame", "status"), [(SHIFTING, "; the newest is IN_PROGRESS"), (serving(NEW), "; the newest is SUCCESSFUL")]
)
def test_nothing_goes_on_where_nothing_waits(world: World, frame: Frame, status: str) -> None:
    world.cloud.play(frame)
    code, _, err = world.run("continue")
    assert (code, err) == (1, f"No deployment of api waits for a person{status}.\n")


def test_a_paused_deployment_is_taken_back_by_its_hook(world: World) -> None:
    world.cloud.play(PAUSED, going_back(STOPPED), BACK)
    code, out, err = world.run("abort", "--json")
    facts = json.loads(out)
    assert code == 0, err
    assert world.cloud.of("ContinueServiceDeployment") == [
        {"serviceDeploymentArn": ARN, "hookId": "hook-1", "action": "ROLLBACK"}
    ]
    assert world.cloud.of("StopServiceDeployment") == []
    assert facts["verdict"] == "good"
    assert facts["runs"]["revision"] == f"{FAMILY}:{OLD}"
    assert world.asks_for() == f"api: {DIGESTS[OLD]}"
    assert [(one["kind"], one["outcome"]) for one in world.ledger()] == [
        ("release", "failed"),
        ("rollback", "succeeded"),
    ]


def test_a_deployment_under_way_is_stopped(world: World) -> None:
    world.cloud.play(coming(), going_back(STOPPED), put_back(STOPPED))
    code, _, err = world.run("abort")
    assert code == 0, err
    assert world.cloud.of("StopServiceDeployment") == [{"serviceDeploymentArn": ARN, "stopType": "ROLLBACK"}]


def test_a_rollback_that_ecs_has_begun_is_waited_for_and_not_asked_for_again(world: World) -> None:
    world.cloud.play(going_back(STOPPED), put_back(STOPPED))
    assert world.run("abort")[0] == 0
    assert world.cloud.of("StopServiceDeployment") == []


@pytest.mark.parametrize(
    ("end", "status"),
    [
        (replace(serving(NEW), newest=history(NEW, "SUCCESSFUL")), "SUCCESSFUL"),
        (going_back(STOPPED, "ROLLBACK_FAILED"), "ROLLBACK_FAILED"),
        (going_back(STOPPED), "ROLLBACK_IN_PROGRESS"),
    ],
    ids=["complete before it was stopped", "failed", "endless"],
)
@pytest.mark.usefixtures("rare_looks")
def test_what_is_not_taken_back_is_a_failure(world: World, end: Frame, status: str) -> None:
    world.cloud.play(coming(), end)
    code, _, err = world.run("abort")
    assert code == 1
    assert f"The deployment of {FAMILY}:{NEW} was not taken back: it is {status}." in err
    assert "Done: asked ECS to go back, platform:images written. Not done: went back, verified." in err


def test_a_first_deployment_has_nothing_to_go_back_to(world: World) -> None:
    world.cloud.play(replace(coming(), newest=history(NEW, "IN_PROGRESS", source=None)))
    code, _, err = world.run("abort")
    assert code == 1
    assert err == f"The deployment of {FAMILY}:{NEW} is the first of api: there is nothing to go back to.\n"


def test_nothing_is_aborted_where_nothing_is_under_way(world: World) -> None:
    world.cloud.play(serving(NEW))
    code, _, err = world.run("abort")
    assert code == 1
    assert err == "No deployment of api is under way; the newest is SUCCESSFUL. To go back: `ops rollback`.\n"


def test_what_aws_denies_changes_nothing(world: World) -> None:
    world.cloud.play(coming())
    world.cloud.refusals["StopServiceDeployment"] = Refusal("AccessDeniedException")
    code, _, err = world.run("abort")
    assert code == 3
    assert err.endswith("(StopServiceDeployment); use a role that may. Nothing was changed yet.\n")
    assert world.asks_for() == f"api: {DIGESTS[NEW]}"


def test_production_is_asked_first(world: World) -> None:
    world.change("tier: development", "tier: production")
    for command, frame in (("continue", PAUSED), ("abort", coming())):
        world.cloud.play(frame)
        assert world.run(command)[0] == 2
    assert world.cloud.of("ContinueServiceDeployment") == world.cloud.of("StopServiceDeployment") == []
