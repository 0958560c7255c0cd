"""How releases replace what runs: what ECS is told by strategy, and how long Pulumi waits for it."""

from typing import Any

import pytest
from pydantic import ValidationError

from components.compute.deployment_settings import BAKE_MINUTES, DeploymentSettings
from components.compute.traffic_watch import HIGH_ERROR_RATE
from tests.components.compute.stand_ins import ROUTE, WEB, Built, service, settings_of
from tests.harness import inputs_by_name, json_of, listed

GROUP, RULE = "aws:lb/targetGroup:TargetGroup", "aws:lb/listenerRule:ListenerRule"
ROLE, POLICY = "aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy"
GOES_ON = {
    "targetType": "PAUSE",
    "lifecycleStages": ["RECONCILE_SERVICE"],
    "timeoutConfiguration": {"timeoutInMinutes": "1", "action": "CONTINUE"},
}
PREPARED = {"strategy": "rolling", "alternate_target_group": True}
OFF, ON = {"enable": False, "rollback": False}, {"enable": True, "rollback": True}


def released_by(strategy: str, **more: Any) -> Built:
    return service(deployment={"strategy": strategy, **more}, **WEB)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"strategy": "blue_green", "bake_minutes": 0}, {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": "0"}),
        (
            {"strategy": "canary"},
            {
                "strategy": "CANARY",
                "bakeTimeInMinutes": "15",
                "canaryConfiguration": {"canaryPercent": 5, "canaryBakeTimeInMinutes": "10"},
            },
        ),
        (
            {"strategy": "linear", "step_percent": 33.3, "step_minutes": 2, "bake_minutes": 30},
            {
                "strategy": "LINEAR",
                "bakeTimeInMinutes": "30",
                "linearConfiguration": {"stepPercent": 33.3, "stepBakeTimeInMinutes": "2"},
            },
        ),
        (PREPARED, {"strategy": "ROLLING"}),
    ],
    ids=["blue/green", "canary", "linear", "rolling between two target groups"],
)
def test_ecs_is_told_the_strategy_and_its_times(given: dict[str, Any], expected: dict[str, Any]) -> None:
    made = service(deployment=given, **WEB).service.inputs["deploymentConfiguration"]
    assert made == {**expected, "lifecycleHooks": [GOES_ON]}


def test_a_plain_rolling_update_is_what_ecs_does_by_itself() -> None:
    assert "deploymentConfiguration" not in service(**WEB).service.inputs


@pytest.mark.parametrize("strategy", ["rolling", "blue_green", "canary", "linear"])
def test_failing_tasks_are_counted_where_ecs_counts_them_and_elsewhere_it_is_told_not_to(strategy: str) -> None:
    breaker = released_by(strategy).service.inputs["deploymentCircuitBreaker"]
    assert breaker == (ON if strategy == "rolling" else OFF)


@pytest.mark.parametrize("strategy", ["blue_green", "canary", "linear"])
def test_the_standards_alarm_takes_every_release_back(strategy: str) -> None:
    alarms = {"alarmNames": ["gli-prod-api-high-error-rate"], "enable": True, "rollback": True}
    assert released_by(strategy).service.inputs["alarms"] == alarms


def test_the_old_tasks_wait_longer_than_that_alarm_takes_to_be_raised() -> None:
    assert HIGH_ERROR_RATE.period * HIGH_ERROR_RATE.periods < BAKE_MINUTES * 60


def test_a_release_waits_for_a_person_once_its_tasks_answer_test_requests() -> None:
    built = released_by("blue_green", approval={"timeout_minutes": 90})
    assert built.service.inputs["deploymentConfiguration"]["lifecycleHooks"] == [  # type: ignore[index]  # a map
        {
            "targetType": "PAUSE",
            "lifecycleStages": ["POST_TEST_TRAFFIC_SHIFT"],
            "timeoutConfiguration": {"timeoutInMinutes": "90", "action": "ROLLBACK"},
        }
    ]


@pytest.mark.parametrize(
    ("given", "minutes"),
    [
        ({}, 40),
        (PREPARED, 40),
        ({"strategy": "blue_green"}, 40 + 15),
        ({"strategy": "blue_green", "bake_minutes": 0}, 40),
        ({"strategy": "blue_green", "approval": {}}, 40 + 60 + 15),
        ({"strategy": "canary"}, 40 + 10 + 15),
        ({"strategy": "canary", "step_percent": 50, "step_minutes": 1440, "bake_minutes": 1440}, 40 + 2880),
        ({"strategy": "linear"}, 40 + 9 * 6 + 15),
        ({"strategy": "linear", "step_percent": 30}, 40 + 3 * 6 + 15),
        ({"strategy": "linear", "step_percent": 100}, 40 + 15),
    ],
    ids=str,
)
def test_pulumi_waits_as_long_as_a_good_release_may_take(given: dict[str, Any], minutes: int) -> None:
    waits = service(deployment=given, **WEB).service.options.custom_timeouts
    assert waits == {"create": f"{minutes}m", "update": f"{minutes}m"}


@pytest.mark.parametrize("given", [{"strategy": "blue_green"}, PREPARED], ids=str)
def test_ecs_knows_both_target_groups_both_rules_and_the_role_that_moves_requests(given: dict[str, Any]) -> None:
    built = service(deployment=given, **WEB)
    [balancer] = listed(built.service, "loadBalancers")
    assert balancer == {
        "targetGroupArn": built.one(GROUP).outputs["arn"],
        "containerName": "api",
        "containerPort": 8000,
        "advancedConfiguration": {
            "alternateTargetGroupArn": built.one(GROUP, "api-alternate").outputs["arn"],
            "productionListenerRule": built.one(RULE).outputs["arn"],
            "testListenerRule": built.one(RULE, "api-test").outputs["arn"],
            "roleArn": built.one(ROLE, "api-traffic").outputs["arn"],
        },
    }


def test_there_are_exactly_two_target_groups_and_they_differ_in_their_name_alone() -> None:
    groups = inputs_by_name(released_by("canary").recording, GROUP)
    assert {name: group["name"] for name, group in groups.items()} == {
        "api": "gli-prod-api-tg",
        "api-alternate": "gli-prod-api-alt-tg",
    }
    first, second = ({key: value for key, value in group.items() if key != "name"} for group in groups.values())
    assert first == second


def test_test_requests_are_asked_for_first_by_a_header_and_lead_to_the_alternate_group() -> None:
    built = released_by("blue_green")
    production, test = built.one(RULE).inputs, built.one(RULE, "api-test").inputs
    alternate = built.one(GROUP, "api-alternate").outputs["arn"]
    assert (test["priority"], production["priority"]) == (99, 100)
    assert test["actions"] == [{"type": "forward", "targetGroupArn": alternate}]
    header = {"httpHeader": {"httpHeaderName": "x-amzn-ecs-blue-green-test", "values": ["true"]}}
    assert test["conditions"] == [*listed(built.one(RULE), "conditions"), header]


def test_pulumi_leaves_the_actions_of_both_rules_to_ecs_and_of_no_other_service() -> None:
    rules = released_by("blue_green").recording.of_type(RULE)
    assert [rule.options.ignore_changes for rule in rules] == [("actions",), ("actions",)]
    assert service(**WEB).one(RULE).options.ignore_changes == ()


def test_a_second_target_group_changes_nothing_about_the_first_and_its_rule() -> None:
    one, two = service(**WEB), released_by("blue_green")
    for token in (GROUP, RULE):
        assert one.one(token).inputs == two.one(token).inputs


def test_ecs_moves_requests_between_these_groups_by_these_rules_and_nothing_else() -> None:
    built = released_by("linear")
    policy = json_of(built.one(POLICY, "api-traffic"), "policy")
    groups = [built.one(GROUP, name).outputs["arn"] for name in ("api", "api-alternate")]
    rules = [built.one(RULE, name).outputs["arn"] for name in ("api", "api-test")]
    may = {action: each["Resource"] for each in policy["Statement"] for action in each["Action"]}
    assert {action: where for action, where in may.items() if ":Describe" not in action} == {
        "elasticloadbalancing:DeregisterTargets": groups,
        "elasticloadbalancing:RegisterTargets": groups,
        "elasticloadbalancing:ModifyRule": rules,
    }
    [trust] = json_of(built.one(ROLE, "api-traffic"), "assumeRolePolicy")["Statement"]
    assert trust["Principal"] == {"Service": "ecs.amazonaws.com"}


def test_the_service_comes_after_all_that_moves_its_requests() -> None:
    built = released_by("blue_green")
    needed = {built.one(RULE).urn, built.one(RULE, "api-test").urn, built.one(POLICY, "api-traffic").urn}
    assert needed <= set(built.service.dependencies)


def test_alarms_and_graphs_are_about_both_target_groups() -> None:
    built = released_by("blue_green")
    groups = {built.one(GROUP, name).outputs["arnSuffix"] for name in ("api", "api-alternate")}
    for alarm in ("high-error-rate", "error-rate", "response-time", "unhealthy-targets", "no-healthy-targets"):
        watched = {metric["TargetGroup"] for metric in built.dimensions(alarm).values()}
        assert watched == groups, alarm


def test_what_the_pipeline_releases_is_left_to_it() -> None:
    mine, theirs = service(**WEB), service(image_updates="pipeline", scaling={"max": 4}, **WEB)
    assert mine.service.options.ignore_changes == mine.task.options.ignore_changes == ()
    assert theirs.service.options.ignore_changes == ("desiredCount", "taskDefinition")
    assert set(theirs.task.options.ignore_changes) == {
        "containerDefinitions",
        "cpu",
        "ephemeralStorage",
        "memory",
        "runtimePlatform",
        "volumes",
    }


@pytest.mark.parametrize("field", ["bake_minutes", "step_percent", "step_minutes"])
def test_a_time_or_a_step_that_the_strategy_does_not_have_is_refused(field: str) -> None:
    for strategy in ("rolling", *(["blue_green"] if field != "bake_minutes" else [])):
        with pytest.raises(ValidationError, match=rf"`{field}` is for .*; leave it out or take"):
            DeploymentSettings.model_validate_json(f'{{"strategy": "{strategy}", "{field}": 10}}')


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"deployment": {"strategy": "canary"}}, "moves a load balancer's requests; give the service a `route`"),
        ({"deployment": PREPARED}, "give the service a `route`"),
        ({"deployment": {"strategy": "blue_green"}, "singleton": True, **WEB}, "runs old and new tasks at once"),
        (
            {"deployment": {"strategy": "linear"}, "scaling": {"max": 4, "requests_per_target": 100}, **WEB},
            "`scaling.requests_per_target` counts one target group's requests",
        ),
        (
            {"deployment": PREPARED, "port": 8000, "route": {**ROUTE, "priority": 1}},
            "`route.priority` is 1, and the test rule must be asked first",
        ),
        (
            {"deployment": PREPARED, "port": 8000, "route": {**ROUTE, "paths": ["/a", "/b", "/c", "/d"]}},
            "together have 5 values, and the test rule needs one",
        ),
        ({"deployment": {"strategy": "blue_green", "alternate_target_group": False}, **WEB}, "leave it out"),
        ({"deployment": {"strategy": "linear", "step_percent": 2}, **WEB}, "a multiple of 0.1 from 3 to 100"),
        ({"deployment": {"strategy": "canary", "step_percent": 2.55}, **WEB}, "a multiple of 0.1 from 0.1 to 100"),
        ({"deployment": {"approval": {}}, **WEB}, "`approval` is for releases that move requests"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_built_is_refused_with_the_way_out(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as error:
        settings_of(**given)
    assert said in str(error.value)


@pytest.mark.parametrize(
    "deployment",
    [{"strategy": "canary", "step_percent": 0.1}, {"strategy": "linear", "step_percent": 3}, PREPARED],
    ids=str,
)
def test_what_lies_on_the_limit_is_accepted(deployment: dict[str, Any]) -> None:
    route = {**ROUTE, "priority": 2, "paths": ["/a", "/b", "/c"]}
    assert settings_of(deployment=deployment, port=8000, route=route).deployment.has_two_target_groups
