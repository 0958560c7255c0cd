"""Two migrations refuse each other, and a command that was cut off keeps nobody waiting longer than its task runs."""

import json
from pathlib import Path
from typing import Any

import pytest

from ops.failures import OpsError, RefusedError
from ops.live.waiting import Clock
from ops.migrate.command import migrate
from ops.migrate.ledger import KEPT
from tests.ops.migrate.conftest import options, task_says
from tests.ops.moto_aws import ROOT, Wire, client, fake_clock

DESCRIBE = "ecs.DescribeTasks"
PATH = "/gli/development/migrations/api"


def run(file: Path, clock: Clock | None = None, **asked: Any) -> None:
    migrate(ROOT, options(file, **asked), clock or fake_clock())


def states() -> list[str]:
    pages = client("ssm").get_paginator("get_parameters_by_path").paginate(Path=PATH)
    found = [one for page in pages for one in page["Parameters"]]
    return [json.loads(one["Value"])["state"] for one in sorted(found, key=lambda one: str(one["Name"]))]


def test_of_two_that_begin_in_the_same_moment_one_is_refused(deployed: Wire, file: Path) -> None:
    deployed.says(DESCRIBE, task_says())

    def another_begins() -> None:
        deployed.says("ssm.PutParameter")
        run(file)

    deployed.says("ssm.PutParameter", another_begins)
    with pytest.raises(RefusedError, match="Another migration of api began just now, so this one did not"):
        run(file)
    assert states() == ["succeeded"]
    assert len(deployed.calls("ecs.RunTask")) == 1


def test_one_that_runs_is_waited_for_by_nobody_but_its_own_command(deployed: Wire, file: Path) -> None:
    def another_begins() -> None:
        deployed.says(DESCRIBE, task_says(status="RUNNING"))
        with pytest.raises(RefusedError, match=r"its task \S+ still runs; wait for its end\."):
            run(file)
        deployed.says(DESCRIBE, task_says())

    deployed.says(DESCRIBE, another_begins, task_says())
    run(file)
    assert states() == ["succeeded"]


def test_ctrl_c_while_it_runs_says_that_the_task_goes_on(deployed: Wire, file: Path) -> None:
    deployed.says(DESCRIBE, task_says(status="RUNNING"), KeyboardInterrupt)
    with pytest.raises(OpsError, match=r"Stopped\. Task \S+ runs on, and nothing stops it") as stopped:
        run(file)
    assert stopped.value.exit_code == 3
    assert states() == ["started"]
    deployed.says(DESCRIBE, task_says())
    run(file)
    assert states() == ["succeeded"], "what had ended well was not run again"
    assert len(deployed.calls("ecs.RunTask")) == 1


def test_credentials_that_expire_while_it_runs_leave_the_same(deployed: Wire, file: Path) -> None:
    deployed.says(DESCRIBE, "ExpiredTokenException")
    with pytest.raises(OpsError, match=r"have expired; log in again and repeat the command\. Task \S+ runs on"):
        run(file)
    assert states() == ["started"]


def test_ctrl_c_before_the_task_leaves_a_record_that_blocks_for_minutes_alone(deployed: Wire, file: Path) -> None:
    deployed.says("ecs.RunTask", KeyboardInterrupt)
    with pytest.raises(OpsError, match=r"A task may have been started; .* from 2026-11-21T08:10:00Z on\."):
        run(file)
    deployed.says("ecs.RunTask")
    with pytest.raises(RefusedError, match=r"it may start a task until 2026-11-21T08:10:00Z; wait for its end\."):
        run(file)
    deployed.says(DESCRIBE, task_says())
    run(file, fake_clock([601.0]))
    assert states() == ["failed", "succeeded"]


def test_a_task_whose_arn_could_not_be_written_down_is_found_by_its_mark(deployed: Wire, file: Path) -> None:
    deployed.says("ssm.PutParameter", lambda: None, KeyboardInterrupt)
    with pytest.raises(OpsError, match="runs on"):
        run(file)
    deployed.says("ssm.PutParameter")
    deployed.says(DESCRIBE, task_says(status="RUNNING"))
    with pytest.raises(RefusedError, match="still runs"):
        run(file, fake_clock([601.0]))


def test_one_that_ecs_forgot_is_unknown_and_is_run_again(deployed: Wire, file: Path) -> None:
    deployed.says(DESCRIBE, KeyboardInterrupt)
    with pytest.raises(OpsError, match="runs on"):
        run(file)
    deployed.says(DESCRIBE, {"tasks": [], "failures": []}, task_says())
    run(file)
    assert states() == ["unknown", "succeeded"]


def test_old_runs_are_forgotten_and_numbers_go_on(deployed: Wire, file: Path) -> None:
    deployed.says(DESCRIBE, task_says())
    run(file)
    [first] = client("ssm").get_parameters_by_path(Path=PATH)["Parameters"]
    for number in range(2, KEPT + 2):
        value = json.dumps(json.loads(first["Value"]) | {"number": number})
        client("ssm").put_parameter(Name=f"{PATH}/{number:06}", Value=value, Type="String")
    run(file, again=True)
    pages = client("ssm").get_paginator("get_parameters_by_path").paginate(Path=PATH)
    names = sorted(one["Name"] for page in pages for one in page["Parameters"])
    assert (names[0], names[-1], len(names)) == (f"{PATH}/000003", f"{PATH}/{KEPT + 2:06}", KEPT)
