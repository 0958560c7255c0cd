"""A service: tasks that only healthy ones replace, that nobody reaches, and that reach only what they must."""

from typing import Any

import pytest

from tests.components.compute.stand_ins import WEB, service
from tests.harness import PLACEMENT, inputs_by_name, listed

EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
GROUP = "aws:ec2/securityGroup:SecurityGroup"


def test_the_service_has_the_standards_name_unless_another_is_given() -> None:
    assert service(container="django-api").service.inputs["name"] == "production-django-api-service"
    assert service(name="legacy").service.inputs["name"] == "legacy"


def test_it_runs_its_own_task_definition_in_the_cluster() -> None:
    built = service()
    assert built.service.inputs["cluster"] == "arn:aws:ecs:cluster"
    assert built.service.inputs["taskDefinition"] == built.task.outputs["arn"]


def test_tasks_stand_in_private_subnets_without_a_public_address() -> None:
    built = service()
    assert built.service.inputs["networkConfiguration"] == {
        "subnets": PLACEMENT.private_subnet_ids,
        "securityGroups": [built.one(GROUP).id],
        "assignPublicIp": False,
    }


@pytest.mark.parametrize("tasks", [0, 2, 7])
def test_as_many_tasks_run_as_are_asked_for(tasks: int) -> None:
    assert service(tasks=tasks).service.inputs["desiredCount"] == tasks


@pytest.mark.parametrize("given", [{}, {"tasks": 5}, {"singleton": True}, {"scaling": {"max": 4}}], ids=str)
def test_before_its_first_release_no_task_runs(given: dict[str, Any]) -> None:
    assert service(digest=None, **given).service.inputs["desiredCount"] == 0


def test_no_task_stops_before_its_successor_is_healthy_and_a_failed_release_goes_back() -> None:
    made = service().service.inputs
    assert (made["deploymentMinimumHealthyPercent"], made["deploymentMaximumPercent"]) == (100, 200)
    assert made["deploymentCircuitBreaker"] == {"enable": True, "rollback": True}
    assert made["availabilityZoneRebalancing"] == "ENABLED"


def test_a_singleton_never_runs_twice() -> None:
    made = service(singleton=True).service.inputs
    assert made["desiredCount"] == 1
    assert (made["deploymentMinimumHealthyPercent"], made["deploymentMaximumPercent"]) == (0, 100)
    assert made["availabilityZoneRebalancing"] == "DISABLED"


def test_a_deployment_has_succeeded_only_when_the_service_is_steady() -> None:
    built = service()
    assert built.service.inputs["waitForSteadyState"] is True
    assert built.service.options.custom_timeouts == {"create": "40m", "update": "40m"}


def test_only_a_service_with_a_route_has_targets_and_a_grace_period() -> None:
    web, worker = service(**WEB), service(port=8000)
    assert listed(web.service, "loadBalancers") == [
        {
            "targetGroupArn": web.one("aws:lb/targetGroup:TargetGroup").outputs["arn"],
            "containerName": "api",
            "containerPort": 8000,
        }
    ]
    assert web.service.inputs["healthCheckGracePeriodSeconds"] == 120
    assert listed(worker.service, "loadBalancers") == []
    assert "healthCheckGracePeriodSeconds" not in worker.service.inputs


def test_capacity_is_shared_out_as_chosen() -> None:
    assert listed(service().service, "capacityProviderStrategies") == [
        {"capacityProvider": "FARGATE", "base": 0, "weight": 1}
    ]
    mixed = service(capacity_providers={"FARGATE": {"base": 1}, "FARGATE_SPOT": {"weight": 3}})
    assert listed(mixed.service, "capacityProviderStrategies") == [
        {"capacityProvider": "FARGATE", "base": 1, "weight": 1},
        {"capacityProvider": "FARGATE_SPOT", "base": 0, "weight": 3},
    ]


def test_a_change_of_capacity_can_be_deployed() -> None:
    assert service().service.inputs["forceNewDeployment"] is True


@pytest.mark.parametrize("chosen", [True, False])
def test_a_shell_is_possible_only_where_chosen(*, chosen: bool) -> None:
    assert service(execute_command=chosen).service.inputs["enableExecuteCommand"] is chosen


def test_tasks_carry_the_tags_of_the_service() -> None:
    made = service().service.inputs
    assert (made["enableEcsManagedTags"], made["propagateTags"]) == (True, "SERVICE")


def test_tasks_reach_https_and_nothing_else_unless_named() -> None:
    assert inputs_by_name(service().recording, EGRESS) == {
        "api-to-https": {
            "description": "To https",
            "securityGroupId": service().one(GROUP).id,
            "ipProtocol": "tcp",
            "fromPort": 443,
            "toPort": 443,
            "cidrIpv4": "0.0.0.0/0",
        }
    }
    bank = service(egress={"bank": {"cidr": "203.0.113.0/24", "port": 8443}})
    rules = inputs_by_name(bank.recording, EGRESS)
    assert {name: (r["cidrIpv4"], r["fromPort"], r["toPort"]) for name, r in rules.items()} == {
        "api-to-bank": ("203.0.113.0/24", 8443, 8443)
    }
    assert inputs_by_name(service(egress={}).recording, EGRESS) == {}


def test_its_security_group_has_no_inline_rules_that_would_fight_the_others() -> None:
    group = service(**WEB).one(GROUP).inputs
    assert set(group) == {"name", "description", "vpcId"}
    assert group["vpcId"] == PLACEMENT.vpc_id


def test_others_know_its_hosts_its_group_and_the_role_of_its_code() -> None:
    web, worker = service(**WEB).component, service().component
    assert (tuple(web.hosts), tuple(worker.hosts)) == (("api.glibiz.com",), ())


def test_the_log_group_is_there_before_the_first_line() -> None:
    built = service()
    assert built.recording.one("aws:cloudwatch/logGroup:LogGroup", "service-api").urn in built.service.dependencies


def test_nothing_of_a_service_is_protected_so_that_it_can_be_replaced() -> None:
    assert not any(r.options.protect for r in service(**WEB).recording.resources)


def test_reviewers_read_the_settings_and_the_digest_on_the_component() -> None:
    inputs = service(first=True, cpu=1024, memory=2048).one("platform:compute:Service").inputs
    assert (inputs["cpu"], inputs["memory"], inputs["tasks"]) == (1024, 2048, 2)
    assert str(inputs["digest"]).startswith("sha256:")
