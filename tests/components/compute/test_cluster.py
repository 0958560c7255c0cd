"""The cluster: Fargate and Spot, insights, and shells that leave a record."""

from functools import cache
from typing import Any

import pytest
from pulumi import ResourceOptions

from components.compute.cluster import Cluster, ClusterArgs, ClusterSettings
from components.compute.cluster_names import cluster_log_groups
from ops.offline.recording import Recorded, Recording
from tests.harness import NAMES, build, log_target

EXEC_LOGS = "/ecs/production-gli-cluster/exec"
INSIGHTS_LOGS = "/aws/ecs/containerinsights/production-gli-cluster/performance"
CAPACITY = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders"


@cache
def cluster(key: str | None = "arn:aws:kms:x", **given: Any) -> Recording:
    def program(opts: ResourceOptions) -> None:
        settings = ClusterSettings.model_validate(given)
        args = ClusterArgs(
            settings=settings,
            names=NAMES,
            exec_logs=log_target("exec", EXEC_LOGS),
            insights_logs=log_target("insights", INSIGHTS_LOGS),
            key_arn=key,
        )
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


def test_what_it_writes_to_is_made_before_it() -> None:
    groups = {r.urn for r in cluster().of_type("aws:cloudwatch/logGroup:LogGroup")}
    assert len(groups) == 2
    assert groups <= set(made().dependencies)


@pytest.mark.parametrize(("level", "keys"), [("enabled", {"exec", "insights"}), ("disabled", {"exec"})])
def test_its_log_groups_are_those_that_aws_would_make_by_itself(level: str, keys: set[str]) -> None:
    groups = cluster_log_groups(ClusterSettings.model_validate({"container_insights": level}), NAMES)
    assert set(groups) == keys
    assert groups.get("insights", INSIGHTS_LOGS) == INSIGHTS_LOGS


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
