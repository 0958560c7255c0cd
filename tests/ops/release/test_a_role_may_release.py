"""What releasing, judging and going back ask of AWS is what the application's role may do, and no more."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ops.live.aws import Aws
from ops.live.environment import read_environment
from tests.api_calls import Call, requests
from tests.harness import ROOT, json_of
from tests.ops.release.answers import FAMILY, NEW, OLD
from tests.ops.release.conftest import World
from tests.ops.release.recordings import DIGESTS, PAUSED, coming, going_back, put_back, serving
from tests.ops.release.test_release import PIPELINE
from tests.permissions import Request, refused, unused

STOPPED = "Service deployment was rolled back by a request."
ROLES = ("api-execution", "api-task")
OF_DOCKER = {
    "ecr:BatchCheckLayerAvailability",
    "ecr:CompleteLayerUpload",
    "ecr:GetAuthorizationToken",
    "ecr:GetDownloadUrlForLayer",
    "ecr:InitiateLayerUpload",
    "ecr:UploadLayerPart",
}
"""What `docker push` and Trivy ask for: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html"""
OF_MIGRATIONS = (
    "Migrate",
    "StopMigrations",
    "TagTasks",
    "ReadMigrations",
    "ForgetMigrations",
    "CopyDatabases",
    "SeeCopies",
)
"""Statements that tests/ops/migrate/test_a_role_may_migrate.py looks at."""


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Call]:
    """Every API call of the commands."""
    made: list[Call] = []
    client = Aws.client

    def noting(self: Aws, service: str, region: str | None = None) -> Any:
        here = client(self, service, region)
        here.meta.events.register(
            "provide-client-params.*.*",
            lambda params, model, **_: made.append(
                (f"{model.service_model.service_id.hyphenize()}.{model.name}", dict(params))
            ),
        )
        return here

    monkeypatch.setattr(Aws, "client", noting)
    return made


def everything(world: World) -> None:
    """Each command that an application's workflow runs, and what a person does when it waits or goes wrong."""
    world.change(*PIPELINE)
    ecs = world.client("ecs")
    for family in ecs.list_task_definitions()["taskDefinitionArns"]:
        ecs.tag_resource(resourceArn=family, tags=[{"key": "System", "value": "gli"}])
    world.note(OLD, "succeeded")
    world.cloud.play(serving(OLD), serving(OLD), coming(), serving(NEW))
    world.run("release", "--image", DIGESTS[NEW], "--yes")
    world.cloud.play(serving(NEW))
    world.run("verify")
    world.cloud.play(PAUSED)
    world.run("continue")
    world.cloud.play(coming(), going_back(STOPPED), put_back(STOPPED))
    world.run("abort")
    world.cloud.play(serving(NEW), serving(NEW), coming(), serving(OLD))
    world.run("rollback", "--to", f"{FAMILY}:{OLD}")


def documents(file: Path) -> Mapping[str, Any]:
    recording = read_environment(ROOT, "dev", file).recording
    made = [*recording.of_type("aws:iam/rolePolicy:RolePolicy"), *recording.of_type("aws:iam/policy:Policy")]
    return {one.name: json_of(one, "policy") for one in made} | {
        "roles": [recording.one("aws:iam/role:Role", role).outputs["arn"] for role in ROLES]
    }


def test_the_applications_role_may_do_what_releases_ask_for_and_no_more(world: World, calls: list[Call]) -> None:
    everything(world)
    found = documents(world.file)
    asked = list(requests(calls, found["roles"]))
    own = found["api-application"]
    releasing = [one["Sid"] for one in own["Statement"] if one["Sid"] not in OF_MIGRATIONS]
    assert refused(asked, own, boundary=found["boundary"]) == []
    assert unused(asked, own, *releasing) == OF_DOCKER
    assert refused(asked, found["deploy-release"], boundary=found["boundary"]) == []


def test_the_role_of_another_application_may_do_nothing_of_it(world: World, calls: list[Call]) -> None:
    everything(world)
    found = documents(world.file)
    asked = {one.action for one in requests(calls, found["roles"]) if one.resource != "*"}
    left = {
        request.split(" ")[0] for request in refused(requests(calls, found["roles"]), found["websocket-application"])
    }
    tasks = {"ecs:DescribeTasks", "ecs:ListTasks"}  # are the cluster's: AWS gives tasks no name of their service
    assert asked - left == tasks


@pytest.mark.parametrize(
    "request_",
    [
        Request("ecr:PutImage", "arn:aws:ecr:ap-northeast-2:123456789012:repository/gli-api-production"),
        Request("ecs:DeleteService", "arn:aws:ecs:ap-northeast-2:123456789012:service/development-gli-cluster/x"),
        Request("iam:PassRole", "arn:aws:iam::123456789012:role/dev-db-monitoring-abcdef"),
        Request(
            "secretsmanager:GetSecretValue",
            "arn:aws:secretsmanager:ap-northeast-2:123456789012:secret:gli/db/development-AbCdEf",
        ),
        Request("s3:GetObject", "arn:aws:s3:::gli-pulumi-state-123456789012/.pulumi/stacks/platform/dev.json"),
    ],
    ids=lambda request: request.action,
)
def test_what_is_another_environments_or_nobodys_is_refused(world: World, request_: Request) -> None:
    found = documents(world.file)
    assert refused([request_], found["api-application"], boundary=found["boundary"])
