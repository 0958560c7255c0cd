"""What the guides of the other systems promise, in what their stacks make."""

import json
from collections.abc import Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

import pytest

from ops.offline.program import record_program
from ops.offline.recording import Recording
from ops.offline.stackfile import read_stack
from tests.components.account.filter_patterns import matches
from tests.conftest import Record
from tests.examples.stacks import file_of
from tests.harness import ROOT, inputs_by_name, json_of
from tests.settings.stackfile import DIGEST

SERVICE, TASK, TARGETS = (
    "aws:ecs/service:Service",
    "aws:ecs/taskDefinition:TaskDefinition",
    "aws:lb/targetGroup:TargetGroup",
)
RULE, FILTER = "aws:lb/listenerRule:ListenerRule", "aws:cloudwatch/logMetricFilter:LogMetricFilter"
DATABASE = "aws:rds/instance:Instance"


@cache
def released(stack: str, *roles: str) -> Recording:
    """A stack whose roles have an image."""
    file = read_stack(ROOT, stack, file_of(stack))
    images = {"platform:images": json.dumps(dict.fromkeys(roles, DIGEST))}
    return record_program(ROOT, replace(file, config={**file.config, **images}))


def answering(recording: Recording, host: str, path: str) -> str:
    """The service that a load balancer sends a request to: the first rule by priority that takes host and path."""
    groups = {made.outputs["arn"]: made.name for made in recording.of_type(TARGETS)}
    for rule in sorted(inputs_by_name(recording, RULE).values(), key=lambda one: one["priority"]):
        wanted = {"hostHeader": host, "pathPattern": path}
        fits = [
            any(fnmatchcase(wanted[kind], pattern) for pattern in condition[kind]["values"])
            for condition in rule["conditions"]
            for kind in condition
        ]
        if all(fits):
            return groups[_group(rule["actions"][0])]
    return "404"


def _group(action: Mapping[str, Any]) -> str:
    forward = action.get("forward")
    return str(forward["targetGroups"][0]["arn"] if forward else action["targetGroupArn"])


@pytest.mark.parametrize(("stack", "host"), [("mnt-dev", "dev."), ("mnt-stg", "staging."), ("mnt-prod", "")])
def test_mnt_is_told_apart_by_path_behind_one_load_balancer(stack: str, host: str, deployed: Record) -> None:
    recording, host = deployed(stack), f"{host}example.com"
    assert len(recording.of_type("aws:lb/loadBalancer:LoadBalancer")) == 1
    paths = {"/": "frontend", "/jobs/7": "frontend", "/api/jobs": "api", "/health": "api", "/api/reports/7": "reports"}
    assert {path: answering(recording, host, path) for path in paths} == paths
    assert answering(recording, "example.net", "/") == "404"


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/api/health/", "backend"),
        ("/api/v1/notes", "backend"),
        ("/static/admin/base.css", "backend"),
        ("/", "frontend"),
    ],
)
def test_rse_has_the_paths_of_its_guide(path: str, service: str, deployed: Record) -> None:
    assert answering(deployed("rse-platform"), "reseeall.com", path) == service


@pytest.mark.parametrize("stack", ["mnt-dev", "mnt-stg", "mnt-prod"])
def test_mnt_keeps_its_logs_for_30_days(stack: str, deployed: Record) -> None:
    groups = inputs_by_name(deployed(stack), "aws:cloudwatch/logGroup:LogGroup").values()
    assert {group["retentionInDays"] for group in groups} == {30}


@pytest.mark.parametrize(
    ("line", "counted"),
    [
        ({"event": "transaction", "success": True}, {"transactions"}),
        ({"event": "transaction", "success": False}, {"transactions", "failed-transactions"}),
        ({"event": "active_users", "count": 12}, {"active-users"}),
        ({"event": "active_users"}, set()),
        ({"event": "feature", "feature": "export"}, {"features"}),
        ({"event": "page_load", "ms": 812.5}, {"page-load"}),
        ({"event": "startup"}, set()),
    ],
)
def test_mnt_measures_its_business_from_its_log(line: dict[str, Any], counted: set[str], deployed: Record) -> None:
    filters = {made["name"]: made for made in inputs_by_name(deployed("mnt-prod"), FILTER).values()}
    own = {name.removeprefix("api/"): made for name, made in filters.items() if name.startswith("api/")}
    assert len(own) == 5
    assert {key for key, made in own.items() if matches(made["pattern"], line)} == counted


def test_aed_has_two_tasks_of_which_none_stops_before_its_successor_is_healthy() -> None:
    service = released("aed-prod", "web").one(SERVICE, "web").inputs
    assert (service["desiredCount"], service["deploymentMinimumHealthyPercent"]) == (2, 100)
    assert json.loads(json.dumps(service["deploymentCircuitBreaker"])) == {"enable": True, "rollback": True}
    assert service["healthCheckGracePeriodSeconds"] == 15


def test_aed_has_the_numbers_of_its_guide() -> None:
    recording = released("aed-prod", "web")
    task = recording.one(TASK, "web")
    (container,) = json_of(task, "containerDefinitions")
    assert task.inputs["memory"] == "1024"
    assert (container["healthCheck"]["startPeriod"], container["stopTimeout"]) == (10, 5)


def test_rse_has_one_scheduler_and_a_worker_that_follows_the_queue() -> None:
    recording = released("rse-platform", "backend", "frontend")
    services = inputs_by_name(recording, SERVICE)
    one = services["scheduler"]
    assert (one["desiredCount"], one["deploymentMinimumHealthyPercent"], one["deploymentMaximumPercent"]) == (1, 0, 100)
    (image,) = {
        json_of(made, "containerDefinitions")[0]["image"]
        for made in recording.of_type(TASK)
        if made.name in {"backend", "worker", "scheduler"}
    }
    assert str(image).endswith(DIGEST)
    measured = str(recording.one(FILTER, "scheduler-metric-queue-length").inputs["name"])
    policies = inputs_by_name(recording, "aws:appautoscaling/policy:Policy")
    assert [name for name, policy in policies.items() if measured in json.dumps(policy, default=str)] == [
        "worker-queue"
    ]


@pytest.mark.parametrize(("stack", "major"), [("mnt-prod", "14"), ("mnt-stg", "14"), ("rse-platform", "15")])
def test_databases_are_of_the_guides_version(stack: str, major: str, deployed: Record) -> None:
    assert deployed(stack).one(DATABASE, "db").inputs["engineVersion"] == major
