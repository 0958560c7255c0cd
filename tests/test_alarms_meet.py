"""Names by which alarms and what they are about meet in a whole stack: text on both sides, held by nothing else."""

from typing import Any

import pytest

from ops.offline.recording import Recording
from tests.conftest import Record
from tests.harness import STACKS
from tests.metrics import ALARM, of_alarm

EVERY_STACK = [*STACKS, "all"]
SERVICE = "aws:ecs/service:Service"
RULE = "aws:cloudwatch/eventRule:EventRule"


def dimension(recording: Recording, namespace: str, name: str) -> set[str]:
    """All values of a dimension in the alarms about a namespace."""
    metrics = (metric for alarm in recording.of_type(ALARM) for metric in of_alarm(alarm))
    return {metric.dimensions[name] for metric in metrics if metric.namespace == namespace}


@pytest.mark.parametrize("stack", EVERY_STACK)
def test_every_alarm_that_takes_a_release_back_is_made(stack: str, deployed: Record) -> None:
    recording = deployed(stack)
    made = {alarm.inputs["name"] for alarm in recording.of_type(ALARM)}
    told: list[Any] = [service.inputs["alarms"] for service in recording.of_type(SERVICE)]
    named = {name for alarms in told if alarms["enable"] for name in alarms["alarmNames"]}
    assert named
    assert named <= made


@pytest.mark.parametrize("stack", EVERY_STACK)
def test_every_service_has_alarms_under_its_own_name_in_its_own_cluster(stack: str, deployed: Record) -> None:
    recording = deployed(stack)
    services = {str(service.inputs["name"]) for service in recording.of_type(SERVICE)}
    (cluster,) = recording.of_type("aws:ecs/cluster:Cluster")
    for namespace in ("AWS/ECS", "ECS/ContainerInsights"):
        assert dimension(recording, namespace, "ServiceName") == services
        assert dimension(recording, namespace, "ClusterName") == {cluster.inputs["name"]}


@pytest.mark.parametrize("stack", EVERY_STACK)
def test_every_rule_whose_events_an_alarm_counts_is_made(stack: str, deployed: Record) -> None:
    recording = deployed(stack)
    rules = {rule.inputs["name"] for rule in recording.of_type(RULE)}
    counted = dimension(recording, "AWS/Events", "RuleName")
    assert len(counted) >= len(recording.of_type(SERVICE))
    assert counted <= rules
