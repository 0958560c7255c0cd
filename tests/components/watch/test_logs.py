"""Log groups: the standard's names, its retention, and the environment's key."""

from functools import cache
from types import MappingProxyType

import pytest
from pulumi import ResourceOptions

from components.watch.logs import Logs, LogsArgs, LogSettings
from components.wiring import LogTarget
from ops.offline.recording import Recording
from tests.harness import NAMES, build, inputs_by_name

GROUP = "aws:cloudwatch/logGroup:LogGroup"
GROUPS = MappingProxyType({"flow": "/vpc/production-gli/flow-logs", "service-api": "/ecs/production-gli-api"})


@cache
def logs(days: int = 90, key: str | None = "arn:aws:kms:x", **more: bool) -> tuple[Recording, dict[str, LogTarget]]:
    made: dict[str, LogTarget] = {}

    def program(opts: ResourceOptions) -> None:
        settings = LogSettings.model_validate({"retention_in_days": days, **more})
        made.update(Logs("logs", LogsArgs(settings=settings, names=NAMES, key_arn=key, groups=GROUPS), opts).targets)

    return build(program), made


@pytest.mark.parametrize("days", [7, 30, 90])
def test_every_group_is_kept_as_long_as_the_environment_says(days: int) -> None:
    assert inputs_by_name(logs(days)[0], GROUP) == {
        f"logs-{role}": {
            "name": name,
            "retentionInDays": days,
            "kmsKeyId": "arn:aws:kms:x",
            "deletionProtectionEnabled": True,
        }
        for role, name in GROUPS.items()
    }


def test_a_group_can_be_deleted_where_the_environment_says_so_and_it_says_no_since_aws_keeps_what_is_left_out() -> None:
    given_up = inputs_by_name(logs(deletion_protection=False)[0], GROUP).values()
    assert [group["deletionProtectionEnabled"] for group in given_up] == [False, False]


def test_without_a_key_of_ours_logs_are_encrypted_by_aws() -> None:
    assert all("kmsKeyId" not in group for group in inputs_by_name(logs(key=None)[0], GROUP).values())


def test_what_writes_to_a_group_knows_its_arn_before_it_exists() -> None:
    recording, targets = logs()
    assert {role: (t.name, t.arn) for role, t in targets.items()} == {
        role: (name, f"arn:aws:logs:ap-northeast-2:123456789012:log-group:{name}") for role, name in GROUPS.items()
    }
    assert {t.arn for t in targets.values()} == {group.outputs["arn"] for group in recording.of_type(GROUP)}


def test_pulumi_protects_no_group_since_cloudwatch_logs_does() -> None:
    assert not any(group.options.protect for group in logs()[0].of_type(GROUP))


def test_reviewers_read_the_groups_on_the_component() -> None:
    assert logs()[0].one("platform:watch:Logs", "logs").inputs == {
        "retention_in_days": 90,
        "deletion_protection": True,
        "groups": dict(GROUPS),
    }
