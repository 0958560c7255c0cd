"""Which events reach whom: of this environment, and not of the others that share its account."""

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from pulumi import ResourceOptions

from components.watch.event_settings import EventSettings
from components.watch.events import Events, EventsArgs
from components.wiring import Topics
from ops.offline.recording import Recording
from tests.components.watch.aws_events import FOLDER, Environment, Event, Sample, matches, transformed
from tests.harness import NAMES, ROOT, build, inputs_by_name, json_of

RULE = "aws:cloudwatch/eventRule:EventRule"
TARGET = "aws:cloudwatch/eventTarget:EventTarget"
PRODUCTION = Environment("prod", "production")
SIBLINGS = (Environment("stg", "staging"), Environment("prod2", "production-2"), Environment("p", "prod"))
"""Others, with names that begin or end like production's."""
SECTIONS = re.findall(r"^## (\S+)$", (ROOT / "docs/runbook.md").read_text("utf-8"), re.MULTILINE)
MAX_PATTERN = 2048
"""https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html"""

TASK = {"FargateCluster": "{e.cluster}", "family:sample-fargate": "service:{e.service}"}
STOPPED = {"detail.lastStatus": "STOPPED", "detail.desiredStatus": "STOPPED"}
DATABASE = {"my-db-instance": "{e.database}"}
PARAMETERS = {"my-db-param-group": "{e.parameters}"}
INSPECTED = {"amazon/amazon-ecs-sample": "{e.repository}"}
ROTATED = {"mySecret-a1b2c3": "{e.secret}"}


def task(code: str, reason: str) -> Sample:
    return Sample("task-state-change", TASK, {**STOPPED, "detail.stopCode": code, "detail.stoppedReason": reason})


def database(*categories: str, of: str = "{e.database}") -> Sample:
    return Sample("database-failover", {"my-db-instance": of}, {"detail.EventCategories": list(categories)})


def counts(file: str, names: dict[str, str], **found: int) -> Sample:
    return Sample(file, names, {"detail.finding-severity-counts": found})


DEPLOYMENT = Sample("deployment-failed", {"default/servicetest": "{e.cluster}/{e.service}"})
SCANNED = {"my-repository-name": "{e.repository}"}
TOLD: Mapping[str, tuple[Sample, str]] = {
    "a failed deployment": (DEPLOYMENT, "deployment-failed"),
    "a container that ended": (task("EssentialContainerExited", "Essential container in task exited"), "api-stopped"),
    "a task without its image": (task("TaskFailedToStart", "CannotPullContainerError: not found"), "api-stopped"),
    "a task that its load balancer found ill": (
        task("ServiceSchedulerInitiated", "Task failed ELB health checks in (target-group arn:aws:x)"),
        "api-stopped",
    ),
    "a task whose container found itself ill": (
        task("ServiceSchedulerInitiated", "Task failed container health checks"),
        "api-stopped",
    ),
    "a Spot task that was taken back": (
        task("SpotInterruption", "Your Spot Task was interrupted."),
        "spot-interrupted",
    ),
    "a failover": (Sample("database-failover", DATABASE), "database-changed"),
    "maintenance": (database("maintenance"), "database-changed"),
    "a changed configuration": (database("configuration change"), "database-changed"),
    "a failed instance": (database("failure"), "database-failed"),
    "storage that runs out": (database("low storage"), "database-failed"),
    "a replica that stopped to replicate": (database("read replica", of="{e.database}-reports"), "database-changed"),
    "a changed parameter": (Sample("parameters-changed", PARAMETERS), "parameters-changed"),
    "a scan with critical findings": (Sample("image-scan", SCANNED), "image-scanned"),
    "a scan with high findings alone": (counts("image-scan", SCANNED, HIGH=1), "image-scanned"),
    "an inspection": (Sample("inspector-scan", INSPECTED), "image-inspected"),
    "an inspection with high findings alone": (counts("inspector-scan", INSPECTED, HIGH=3), "image-inspected"),
    "a new critical finding": (
        Sample("inspector-finding", INSPECTED, {"detail.severity": "CRITICAL"}),
        "image-finding",
    ),
    "a failed rotation": (Sample("rotation-failed", ROTATED), "rotation-failed"),
    "an abandoned rotation": (
        Sample("rotation-failed", ROTATED, {"detail.eventName": "RotationAbandoned"}),
        "rotation-failed",
    ),
}
"""What happened, and the one rule that it is a matter of."""
SILENT: Mapping[str, Sample] = {
    "a deployment that goes on": Sample(
        DEPLOYMENT.file, DEPLOYMENT.names, {"detail.eventName": "SERVICE_DEPLOYMENT_IN_PROGRESS"}
    ),
    "a task that starts": Sample("task-state-change", TASK),
    "a task that a deployment stops": task(
        "ServiceSchedulerInitiated", "Scaling activity initiated by (deployment ecs-svc/1)"
    ),
    "a task that somebody stops": task("UserInitiated", "Task stopped by user"),
    "a task that is about to stop": Sample(
        "task-state-change", TASK, {"detail.stopCode": "EssentialContainerExited", "detail.desiredStatus": "STOPPED"}
    ),
    "a task of no service": Sample(
        "task-state-change",
        {"FargateCluster": "{e.cluster}"},
        {**STOPPED, "detail.stopCode": "EssentialContainerExited"},
    ),
    "a daily backup": database("backup"),
    "a clean scan": counts("image-scan", SCANNED, MEDIUM=9),
    "a scan that counted none": counts("image-scan", SCANNED, CRITICAL=0, HIGH=0),
    "a scan that failed": Sample("image-scan", SCANNED, {"detail.scan-status": "FAILED"}),
    "a clean inspection": counts("inspector-scan", INSPECTED, LOW=2),
    "a medium finding": Sample("inspector-finding", INSPECTED),
    "a high finding, which the inspection counted": Sample("inspector-finding", INSPECTED, {"detail.severity": "HIGH"}),
    "a finding that is closed": Sample(
        "inspector-finding", INSPECTED, {"detail.severity": "CRITICAL", "detail.status": "CLOSED"}
    ),
    "a rotation that went well": Sample("rotation-failed", ROTATED, {"detail.eventName": "RotationSucceeded"}),
}


def events(opts: ResourceOptions) -> None:
    Events(
        "events",
        EventsArgs(
            settings=EventSettings(),
            names=NAMES,
            topics=Topics(critical=NAMES.arn("sns", "gli-alerts"), warning=NAMES.arn("sns", "gli-alerts-warnings")),
            cluster=PRODUCTION.cluster,
            services={"api": PRODUCTION.service, "websocket": "production-websocket-service"},
            databases=[PRODUCTION.database, f"{PRODUCTION.database}-reports"],
            parameter_groups=[PRODUCTION.parameters],
            registries=[PRODUCTION.repository],
            secrets=[NAMES.arn("secretsmanager", f"secret:{PRODUCTION.secret}")],
        ),
        opts,
    )


@cache
def production() -> Recording:
    return build(events)


def matched(recording: Recording, sample: Sample, environment: Environment) -> set[str]:
    event = sample.of(environment)
    return {
        rule.name.removeprefix("events-")
        for rule in recording.of_type(RULE)
        if matches(json_of(rule, "eventPattern"), event)
    }


@pytest.mark.parametrize("title", TOLD)
def test_what_happens_here_is_a_matter_of_one_rule(title: str) -> None:
    sample, rule = TOLD[title]
    assert matched(production(), sample, PRODUCTION) == {rule}


@pytest.mark.parametrize("sibling", SIBLINGS, ids=lambda sibling: sibling.long)
@pytest.mark.parametrize("title", TOLD)
def test_what_happens_in_another_environment_of_the_account_is_no_matter_of_ours(
    title: str, sibling: Environment
) -> None:
    assert matched(production(), TOLD[title][0], sibling) == set()


@pytest.mark.parametrize("title", SILENT)
def test_of_what_is_as_it_should_be_nobody_is_told(title: str) -> None:
    assert matched(production(), SILENT[title], PRODUCTION) == set()


def test_each_rule_is_seen_to_match() -> None:
    rules = {rule.name.removeprefix("events-") for rule in production().of_type(RULE)}
    assert rules == {rule for _, rule in TOLD.values()} | {"websocket-stopped"}


def test_every_documented_event_is_used() -> None:
    used = {sample.file for sample, _ in TOLD.values()}
    assert {path.stem for path in FOLDER.iterdir()} == used


def told(rule: str, event: Event) -> dict[str, Any]:
    """The message that reaches the topic."""
    transformer = inputs_by_name(production(), TARGET)[f"events-{rule}"]["inputTransformer"]
    message: dict[str, Any] = json.loads(transformed(transformer, event))
    return message


@pytest.mark.parametrize("title", TOLD)
def test_a_message_is_a_custom_notification_that_says_what_where_and_what_to_do(title: str) -> None:
    sample, rule = TOLD[title]
    event = sample.of(PRODUCTION)
    message = told(rule, event)
    content = message["content"]

    assert (message["version"], message["source"], content["textType"]) == ("1.0", "custom", "client-markdown")
    assert "gli production" in content["title"]
    assert "<" not in json.dumps(message)
    assert len(content["title"]) < 250
    first, runbook = content["nextSteps"]
    assert first.endswith((".", "E"))
    assert runbook.removeprefix("Runbook: docs/runbook.md#") in SECTIONS


SAID = {
    "a failed deployment": ("production-django-api-service", "circuit breaker"),
    "a container that ended": ("Essential container in task exited", "EssentialContainerExited"),
    "a Spot task that was taken back": ("service:production-django-api-service", "interrupted"),
    "a changed parameter": ("prod-db-parameters-1a2b3c4", "Updated parameter time_zone to UTC"),
    "a failover": ("gli-prod-db", "A Multi-AZ failover has completed.", "RDS-EVENT-0049"),
    "a scan with critical findings": ("gli-api-production@sha256:7f5b", "critical 10", "high "),
    "a new critical finding": ("CVE-2019-17498 - libssh2", "gli-api-production/sha256"),
    "a failed rotation": ("gli/db/production", "RotationFailed"),
}


@pytest.mark.parametrize("title", SAID)
def test_a_message_repeats_what_aws_says_of_it(title: str) -> None:
    sample, rule = TOLD[title]
    message = told(rule, sample.of(PRODUCTION))
    for words in SAID[title]:
        assert words in message["content"]["description"]


def test_a_pattern_of_many_parts_is_not_longer_than_eventbridge_takes() -> None:
    def program(opts: ResourceOptions) -> None:
        topics = Topics(critical="arn:aws:sns:x", warning="arn:aws:sns:y")
        many = [f"gli-prod-one-database-of-many-{number:02}" for number in range(15)]
        made = EventsArgs(
            settings=EventSettings(),
            names=NAMES,
            topics=topics,
            cluster="production-gli-cluster",
            services={f"service-{number}": f"production-service-{number}-service" for number in range(30)},
            databases=many,
            registries=many,
        )
        Events("events", made, opts)

    patterns = [str(rule.inputs["eventPattern"]) for rule in build(program).of_type(RULE)]
    assert len(patterns) > 30
    assert max(map(len, patterns)) <= MAX_PATTERN
