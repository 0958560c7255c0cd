"""The cluster: Fargate and Spot, insights, and shells that leave a record."""

from functools import cache
from typing import Any

import pytest
from pulumi import ResourceOptions

from components.compute.cluster import Cluster, ClusterArgs, ClusterSettings
from ops.offline.recording import Recorded, Recording
from tests.harness import NAMES, build, log_target

EXEC_LOGS = "/ecs/production-gli-cluster/exec"
CAPACITY = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders"


@cache
def cluster(key: str | None = "arn:aws:kms:x", **given: Any) -> Recording:
    def program(opts: ResourceOptions) -> None:
        settings = ClusterSettings.model_validate(given)
        args = ClusterArgs(settings=settings, names=NAMES, exec_logs=log_target("exec", EXEC_LOGS), key_arn=key)
        Cluster("cluster", args, opts)

    return build(program)


def made(key: str | None = "arn:aws:kms:x", **given: Any) -> Recorded:
    return cluster(key, **given).one("aws:ecs/cluster:Cluster", "cluster")


def test_it_has_the_standards_name_unless_another_is_given() -> None:
    assert made().inputs["name"] == "production-gli-cluster"
    assert made(name="legacy").inputs["name"] == "legacy"


@pytest.mark.parametrize("level", ["enhanced", "enabled", "disabled"])
def test_insights_are_as_deep_as_chosen(level: str) -> None:
    assert made(container_insights=level).inputs["settings"] == [{"name": "containerInsights", "value": level}]


def test_every_shell_in_a_container_is_recorded_under_our_key() -> None:
    assert made().inputs["configuration"] == {
        "executeCommandConfiguration": {
            "kmsKeyId": "arn:aws:kms:x",
            "logging": "OVERRIDE",
            "logConfiguration": {"cloudWatchLogGroupName": EXEC_LOGS, "cloudWatchEncryptionEnabled": True},
        }
    }


def test_without_a_key_of_ours_shells_are_recorded_all_the_same() -> None:
    assert made(None).inputs["configuration"] == {
        "executeCommandConfiguration": {
            "kmsKeyId": None,
            "logging": "OVERRIDE",
            "logConfiguration": {"cloudWatchLogGroupName": EXEC_LOGS, "cloudWatchEncryptionEnabled": False},
        }
    }


def test_it_waits_for_the_log_group_of_the_shells() -> None:
    assert cluster().one("aws:cloudwatch/logGroup:LogGroup", "exec").urn in made().dependencies


def test_tasks_run_on_fargate_unless_they_choose_spot() -> None:
    capacity = cluster().one(CAPACITY, "cluster-capacity").inputs
    assert capacity["capacityProviders"] == ["FARGATE", "FARGATE_SPOT"]
    assert capacity["defaultCapacityProviderStrategies"] == [{"capacityProvider": "FARGATE", "weight": 1}]
    assert capacity["clusterName"] == "production-gli-cluster"
