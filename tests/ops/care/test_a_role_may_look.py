"""What the checklist of a deployment and a diagnosis ask of AWS is what the role that runs them may do."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ops.delivery.hands import AwsHands
from ops.delivery.plan import Part
from ops.live.aws import Aws, connect
from tests.api_calls import REGION, Call, requests
from tests.ops.care.conftest import World
from tests.ops.care.test_diagnose_parts import with_migration
from tests.ops.moto_aws import client, fake_clock, stack_file
from tests.ops.release.test_a_role_may_release import documents
from tests.permissions import Request, refused, unused, with_names

DEPLOY = ("compute", "data", "edge", "network", "release", "watch")
BY_HAND = {
    "ecs:ExecuteCommand",
    "kms:GenerateDataKey",
    "logs:DescribeLogGroups",
    "logs:DescribeLogStreams",
    "logs:FilterLogEvents",
    "logs:GetQueryResults",
    "logs:StartLiveTail",
    "logs:StartQuery",
    "secretsmanager:GetSecretValue",
    "secretsmanager:PutSecretValue",
}
"""What people do with the operator role besides: a shell, a search, a secret (standard M-05)."""
PART = Part(stack="dev", window=None, careful=False, migrations=(), services=(), images=(), tag="")
Asked = list[tuple[Call, str]]
"""API calls, and the Region that each was made in."""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    made: Asked = []
    wired = Aws.client

    def noting(self: Aws, service: str, region: str | None = None) -> Any:
        here = wired(self, service, region)
        here.meta.events.register(
            "provide-client-params.*.*",
            lambda params, model, **_: made.append(
                ((f"{model.service_model.service_id.hyphenize()}.{model.name}", dict(params)), here.meta.region_name)
            ),
        )
        return here

    monkeypatch.setattr(Aws, "client", noting)
    return made


def of_iam(world: World, asked: Asked) -> list[Request]:
    """The calls as IAM decides upon them, with the names that the program's recording has."""
    recording = world.environment.recording
    [there] = [one["Id"] for one in client("cloudfront").list_distributions()["DistributionList"]["Items"]]
    ours = recording.one("aws:cloudfront/distribution:Distribution", "user-frontend").id
    key = str(recording.one("aws:kms/key:Key", "data").outputs["arn"])
    secret = str(recording.one("aws:secretsmanager/secret:Secret", "redis-secret").outputs["arn"])
    names = {there: ours, secret.rpartition("-")[0] + "-AbCdEf": secret}
    return with_names(_in_their_region(asked, key), names)


def _in_their_region(asked: Asked, key: str) -> Iterator[Request]:
    for call, region in asked:
        for one in requests([call], key=key):
            yield replace(one, region=region, resource=one.resource.replace(REGION, region))


def everything(world: World, *commands: tuple[str, ...]) -> None:
    """Run the commands in an environment that migrates, shifts requests, and has a task that stopped, so that logs are
    read, too.
    """
    world.file.write_text(stack_file(world.file.parent, "dev", with_migration).read_text("utf-8"), "utf-8")
    world.ecs(stopped=(world.task("f" * 32, "STOPPED", "Essential container in task exited", exitCode=1),))
    answer: Any = world.wire.answers["ecs.DescribeServices"][0]
    [balancer] = answer["services"][0]["loadBalancers"]
    balancer["advancedConfiguration"] = {"productionListenerRule": "arn:rule"}
    world.wire.says("elastic-load-balancing-v2.DescribeRules", {"Rules": [{"Actions": [{"TargetGroupArn": "group"}]}]})
    for command in commands:
        code, _, err = world.run(*command)
        assert code in {0, 1}, err


def test_a_deployment_may_run_its_checklist_and_record_itself(world: World, asked: Asked) -> None:
    everything(world, ("checklist", "before"))
    seen = {"dev": (world.environment, connect(world.environment))}
    hands = AwsHands(Path(), (), "4f1c0de", "", fake_clock(), _seen=seen)
    hands.record(PART, "started", "")
    found = documents(world.file)
    own = [found[f"deploy-{part}"] for part in DEPLOY]
    made = of_iam(world, asked)
    assert {"rds:DescribeDBSnapshots", "ssm:PutParameter", "sns:ListSubscriptionsByTopic"} <= {
        one.action for one in made
    }
    assert refused(made, *own, boundary=found["boundary"]) == []


def test_people_may_diagnose_and_run_both_checklists_and_no_more(world: World, asked: Asked) -> None:
    looks = [("checklist", "after", "--minutes", minutes) for minutes in ("5", "1440")]
    everything(world, ("diagnose",), ("checklist", "before"), *looks)
    found = documents(world.file)
    made = of_iam(world, asked)
    assert refused(made, found["operator"], boundary=found["boundary"]) == []
    assert unused(made, found["operator"]) == BY_HAND
