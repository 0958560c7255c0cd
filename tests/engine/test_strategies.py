"""Releases that move requests between two target groups, and changes of the strategy, on the real engine."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.engine.changing import OWNED
from tests.engine.conftest import Deployed
from tests.engine.deployment import Deployment, Run
from tests.engine.provider.account import Live

API = "platform:stack.services.api"
FIRST, SECOND = (f"sha256:{letter * 64}" for letter in "ab")
TASK, SERVICE = "aws:ecs/taskDefinition:TaskDefinition", "aws:ecs/service:Service"
GROUP, RULE = "aws:lb/targetGroup:TargetGroup", "aws:lb/listenerRule:ListenerRule"
SCALING: dict[str, object] = {f"{API}.scaling": {"max": 10}}
"""Requests of one target group cannot be counted where they move to another."""
ROLLING: dict[str, object] = {f"{API}.deployment": {"strategy": "rolling", "alternate_target_group": True}}
STRATEGIES: dict[str, dict[str, object]] = {
    "blue_green": {f"{API}.deployment": {"strategy": "blue_green", "bake_minutes": 20}},
    "canary": {f"{API}.deployment": {"strategy": "canary", "step_percent": 2.5, "approval": {}}},
    "linear": {f"{API}.deployment": {"strategy": "linear", "step_percent": 25, "step_minutes": 3}},
}

CopyOf = Callable[[str], Deployment]


def traffic(deployment: Deployment) -> dict[str, Live]:
    """The target groups and listener rules of the api, by logical name and type."""
    made = [live for token in (GROUP, RULE) for live in deployment.account.of_type(token)]
    found = {f"{live.type}::{live.urn.rpartition('::')[2]}": live for live in made}
    return {name: live for name, live in found.items() if name.rpartition("::")[2].startswith("api")}


def swap(deployment: Deployment) -> None:
    """Does what ECS does in a release: all requests go to the other target group; both rules become weighted."""
    rules = traffic(deployment)
    groups = [rules[f"{GROUP}::{name}"].outputs["arn"] for name in ("api", "api-alternate")]
    production = rules[f"{RULE}::api"]
    [action] = listed(production.inputs["actions"])
    live = [group["weight"] for group in action["forward"]["targetGroups"]] if "forward" in action else [100, 0]
    production.inputs["actions"] = weighted(groups, live[::-1])
    rules[f"{RULE}::api-test"].inputs["actions"] = weighted(groups, live[::-1])


def weighted(groups: Iterable[object], weights: Iterable[int]) -> list[dict[str, Any]]:
    pairs = [{"arn": group, "weight": weight} for group, weight in zip(groups, weights, strict=True)]
    return [{"type": "forward", "order": 1, "forward": {"targetGroups": pairs}}]


def listed(value: object) -> list[Any]:
    assert isinstance(value, list)
    return value


def weights(deployment: Deployment, rule: str = "api") -> list[int]:
    [action] = listed(traffic(deployment)[f"{RULE}::{rule}"].inputs["actions"])
    return [group["weight"] for group in action["forward"]["targetGroups"]]


def ecs_service(deployment: Deployment) -> Live:
    [found] = [live for live in deployment.account.of_type(SERVICE) if live.urn.endswith("::api")]
    return found


def changed(deployment: Deployment, *values: dict[str, object]) -> Deployment:
    for each in values:
        deployment.write(each)
    return deployment


@dataclass(frozen=True)
class Prepared:
    """A service that rolled on one target group, and what giving it two has done."""

    deployment: Deployment
    run: Run

    def copy(self, tmp_path_factory: pytest.TempPathFactory) -> Deployment:
        return self.deployment.copy(tmp_path_factory.mktemp("prepared") / "prod")


@pytest.fixture(scope="module")
def prepared(deployed: Deployed, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    deployment = deployed("prod")[0].copy(tmp_path_factory.mktemp("one-group") / "prod")
    assert changed(deployment, {**OWNED, "platform:images.api": FIRST}, SCALING).up().error == ""
    return Prepared(deployment, changed(deployment, ROLLING).up())


@pytest.fixture(scope="module")
def blue_green(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    """A service that releases by blue/green, with an odd number of releases behind it."""
    deployment = changed(prepared.copy(tmp_path_factory), STRATEGIES["blue_green"])
    assert deployment.up().error == ""
    swap(deployment)
    return deployment


@pytest.fixture
def released(blue_green: Deployment, tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    return blue_green.copy(tmp_path_factory.mktemp("released") / "prod")


def test_a_second_target_group_comes_beside_the_first_which_stays_as_it_is(prepared: Prepared) -> None:
    assert prepared.run.error == ""
    assert prepared.run.replaced | prepared.run.did("delete") == set()
    assert {name for name in prepared.run.did("create") if name.startswith("aws:lb/")} == {
        f"{GROUP}::api-alternate",
        f"{RULE}::api-test",
    }
    assert prepared.run.steps[f"{GROUP}::api"] == {"same"}
    assert prepared.run.steps[f"{RULE}::api"] == {"same"}
    assert prepared.run.changed[f"{SERVICE}::api"] == {"deploymentConfiguration", "loadBalancers"}


def test_requests_that_a_release_has_moved_stay_where_they_are(released: Deployment) -> None:
    assert weights(released) == [0, 100]

    run = released.up()

    assert run.error == ""
    assert run.touched == set()
    assert weights(released) == [0, 100]


def test_they_stay_after_pulumi_has_read_where_they_are(released: Deployment) -> None:
    read, run = released.refresh(), released.up()

    assert read.summary["update"] == 2  # both rules, as ECS has left them
    assert run.touched == set()
    assert (weights(released), weights(released, "api-test")) == ([0, 100], [0, 100])


def test_they_stay_when_something_else_of_their_rule_changes(released: Deployment) -> None:
    released.refresh()

    run = changed(released, {f"{API}.route.hosts": ["api.glibiz.com", "www.glibiz.com"]}).up()

    assert run.changed[f"{RULE}::api"] == {"conditions"}
    assert run.changed[f"{RULE}::api-test"] == {"conditions"}
    assert (weights(released), weights(released, "api-test")) == ([0, 100], [0, 100])


def test_another_image_replaces_the_task_definition_and_updates_the_service_in_place(released: Deployment) -> None:
    run = changed(released, {"platform:images.api": SECOND}).up()

    assert run.error == ""
    assert run.replaced == {f"{TASK}::api"}
    assert run.touched == {f"{TASK}::api", f"{SERVICE}::api"}
    assert run.steps[f"{SERVICE}::api"] == {"update"}
    assert run.changed[f"{SERVICE}::api"] == {"taskDefinition"}
    assert weights(released) == [0, 100]


def test_after_a_rollback_that_wrote_its_image_first_nothing_is_left_to_change(released: Deployment) -> None:
    changed(released, {"platform:images.api": SECOND}).up()
    swap(released)
    back = changed(released, {"platform:images.api": FIRST}).up()
    swap(released)

    run = released.up()

    assert back.touched == {f"{TASK}::api", f"{SERVICE}::api"}
    assert (run.error, run.touched) == ("", set())
    assert weights(released) == [0, 100]


@pytest.mark.parametrize("swaps", [0, 1], ids=["in the alternate group", "in the first group"])
def test_back_to_rolling_the_requests_stay_wherever_they_are(swaps: int, released: Deployment) -> None:
    for _ in range(swaps):
        swap(released)
    before = {name: (live.id, live.outputs) for name, live in traffic(released).items()}

    run = changed(released, ROLLING).up()

    assert run.error == ""
    assert run.touched == {f"{SERVICE}::api"}
    assert run.steps[f"{SERVICE}::api"] == {"update"}
    assert run.changed[f"{SERVICE}::api"] == {"deploymentConfiguration", "deploymentCircuitBreaker"}
    assert {name: (live.id, live.outputs) for name, live in traffic(released).items()} == before


@pytest.mark.parametrize("strategy", ["canary", "linear"])
def test_another_strategy_changes_the_configuration_of_the_service_alone(strategy: str, released: Deployment) -> None:
    run = changed(released, STRATEGIES[strategy]).preview()

    assert run.error == ""
    assert run.touched == {f"{SERVICE}::api"}
    assert run.steps[f"{SERVICE}::api"] == {"update"}
    assert run.changed[f"{SERVICE}::api"] == {"deploymentConfiguration"}


def test_a_strategy_that_ecs_is_not_ready_for_is_refused_before_anything_changes(copy_of: CopyOf) -> None:
    deployment = changed(copy_of("prod"), SCALING, STRATEGIES["canary"])
    before = ecs_service(deployment).outputs

    shown, run = deployment.preview(), deployment.up()

    way_out = "first deploy `deployment: {strategy: rolling, alternate_target_group: true}`, then the strategy"
    for refused in (shown, run):
        assert "CANARY moves requests between two target groups that ECS must know already" in refused.error
        assert way_out in refused.error
    assert ecs_service(deployment).outputs == before


@pytest.mark.parametrize("swaps", [0, 1], ids=["in the alternate group", "in the first group"])
def test_one_target_group_less_is_refused_since_nobody_says_where_the_requests_are(
    swaps: int, released: Deployment
) -> None:
    for _ in range(swaps):
        swap(released)

    run = changed(released, {f"{API}.deployment": {"strategy": "rolling"}}).preview()

    assert "its requests may be in the alternate target group, which would go" in run.error


def test_target_groups_of_another_name_are_refused_while_ecs_moves_the_requests(released: Deployment) -> None:
    run = changed(released, {f"{API}.short": "dja"}).preview()

    assert "its target group would be another one, to which the listener rule does not lead" in run.error


def test_a_service_that_nobody_reaches_any_more_gives_up_both_target_groups(released: Deployment) -> None:
    service: dict[str, object] = {f"{API}.route": None, f"{API}.deployment": {}}

    run = changed(released, service).preview()

    assert run.error == ""
    assert {f"{GROUP}::api", f"{GROUP}::api-alternate", f"{RULE}::api", f"{RULE}::api-test"} <= run.did("delete")


def test_what_a_pipeline_releases_no_deployment_takes_back(copy_of: CopyOf) -> None:
    own: dict[str, object] = {f"{API}.image_updates": "pipeline", "platform:images.api": FIRST}
    deployment = changed(copy_of("dev"), own)
    assert deployment.up().error == ""
    theirs = f"{ecs_service(deployment).inputs['taskDefinition']}1"  # the pipeline's revision
    ecs_service(deployment).inputs["taskDefinition"] = theirs
    deployment.refresh()

    run = changed(deployment, {"platform:images.api": SECOND, f"{API}.cpu": 1024, f"{API}.memory": 2048}).up()

    assert run.error == ""
    assert run.touched == set()
    assert ecs_service(deployment).inputs["taskDefinition"] == theirs


def test_a_new_service_may_start_with_any_strategy(fresh: CopyOf) -> None:
    deployment = changed(fresh("prod"), SCALING, STRATEGIES["linear"])

    run = deployment.up()

    assert run.error == ""
    assert ecs_service(deployment).inputs["deploymentConfiguration"] == {
        "strategy": "LINEAR",
        "bakeTimeInMinutes": "15",
        "linearConfiguration": {"stepPercent": 25, "stepBakeTimeInMinutes": "3"},
        "lifecycleHooks": [
            {
                "targetType": "PAUSE",
                "lifecycleStages": ["RECONCILE_SERVICE"],
                "timeoutConfiguration": {"timeoutInMinutes": "1", "action": "CONTINUE"},
            }
        ],
    }
