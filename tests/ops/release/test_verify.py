import json
from dataclasses import replace

import pytest

from tests.ops.release.answers import BEGAN, CONTAINER, FAMILY, NEW, OLD, SERVICE, deployment
from tests.ops.release.cloud import Refusal
from tests.ops.release.conftest import World
from tests.ops.release.recordings import (
    BREAKER,
    CRASH,
    DIGESTS,
    DONE,
    FAILED,
    MEMORY,
    PAUSED,
    PULL,
    SHIFTED,
    SHIFTING,
    coming,
    going_back,
    put_back,
)

STEADY = "(service development-django-api-service) has reached a steady state."


def log(world: World, task: str, *lines: str) -> None:
    logs, stream = world.client("logs"), f"{CONTAINER}/{CONTAINER}/{task}"
    logs.create_log_stream(logGroupName="/ecs/development-gli-api", logStreamName=stream)
    events = [{"timestamp": int(BEGAN * 1000) + number, "message": line} for number, line in enumerate(lines)]
    logs.put_log_events(logGroupName="/ecs/development-gli-api", logStreamName=stream, logEvents=events)


def test_a_release_that_runs_and_answers_is_good(world: World) -> None:
    world.note(NEW, "started")
    world.cloud.play(coming(), coming(1, tasks="c"), DONE)
    world.serves[:] = [503, 200]
    code, out, err = world.run("verify")
    assert code == 0
    assert out.startswith("api in gli development: GOOD\n  2 of 2 tasks run sha256:")
    assert "https://api-dev.glibiz.com/health/ answered 200 (2 tries)" in out
    assert "    0 s  0 of 2 tasks run\n   10 s  1 of 2 tasks run\n" in err
    assert world.ledger()[-1] == {
        "service": "api",
        "digest": DIGESTS[NEW],
        "tag": "",
        "revision": NEW,
        "outcome": "succeeded",
        "kind": "release",
        "who": "arn:aws:sts::123456789012:user/moto",
        "at": "2026-11-21T08:00:30Z",
    }


def test_a_rollback_by_the_circuit_breaker_is_a_failure_although_the_service_is_steady(world: World) -> None:
    world.note(NEW, "started")
    world.cloud.play(replace(put_back(BREAKER), stopped=[CRASH], events=[STEADY]))
    log(
        world,
        "e2",
        *[f"line {number}" for number in range(60)],
        "\x1b[31mTypeError: \x07None\x1b[0m DB_PASSWORD=hunter2",
    )
    code, out, _ = world.run("verify")
    assert code == 1
    assert "the deployment ended as ROLLBACK_SUCCESSFUL: Service deployment rolled back" in " ".join(out.split())
    assert f"task e2 of {FAMILY}:{NEW}: exit code 1; Essential container in task exited" in " ".join(out.split())
    assert "  | line 59\n  | TypeError: None DB_PASSWORD=[redacted]\n" in out
    assert "  | line 10\n" not in out
    assert out.count("\n  | ") == 50
    assert f"  python -m ops rollback --stack dev --config-file {world.file} --service api --to previous\n" in out
    assert world.ledger()[-1]["outcome"] == "failed"


def test_a_release_that_ecs_is_taking_back_is_told_of_once_the_old_one_serves(world: World) -> None:
    world.cloud.play(coming(), going_back(BREAKER, "ROLLBACK_REQUESTED"), going_back(BREAKER), put_back(BREAKER))
    code, out, err = world.run("verify")
    assert code == 1
    assert f"   10 s  ECS takes the deployment back: {BREAKER}\n" in err
    assert "the deployment ended as ROLLBACK_SUCCESSFUL" in out


def test_a_deployment_that_failed_is_not_waited_for(world: World) -> None:
    failed = deployment(NEW, "FAILED", rolloutStateReason="ECS deployment circuit breaker: tasks failed to start.")
    world.cloud.play(replace(coming(failed=3), deployments=[failed], newest=None))
    code, out, _ = world.run("verify")
    assert code == 1
    assert "failed: ECS deployment circuit breaker: tasks failed to start." in " ".join(out.split())
    assert world.time.passed == 0


@pytest.mark.parametrize(
    ("name", "stopped", "why"),
    [
        ("a task never starts", PULL, "CannotPullContainerError"),
        ("a task exits with 1", CRASH, "exit code 1"),
        ("a task is killed for memory", MEMORY, "killed for using more than its 512 MiB of memory; OutOfMemoryError"),
        ("a task vanishes", None, "1 of 2 tasks run the expected image"),
        ("a target stays unhealthy", None, "1 of 2 tasks get requests; 10.10.1.100 is unhealthy Health checks failed"),
    ],
)
@pytest.mark.usefixtures("rare_looks")
def test_what_does_not_come_up_is_a_failure_when_its_time_is_over(
    world: World, name: str, stopped: dict[str, object] | None, why: str
) -> None:
    world.cloud.play(*FAILED[name][:-1], replace(FAILED[name][-1], stopped=[stopped] if stopped else []))
    code, out, _ = world.run("verify")
    assert code == 1
    assert "not good after 2400 s" in out
    assert why in " ".join(out.split())
    assert world.time.passed <= 2400 + 100 + 10


@pytest.mark.usefixtures("rare_looks")
def test_every_way_to_fail_exits_with_1_and_says_so_in_json(world: World) -> None:
    for name, frames in FAILED.items():
        world.cloud.play(*frames)
        code, out, _ = world.run("verify", "--json")
        facts = json.loads(out)
        assert (code, facts["verdict"]) == (1, "failed"), name
        assert facts["expected"] == {"digest": DIGESTS[NEW], "revision": None}


def test_what_runs_instead_is_named(world: World) -> None:
    world.cloud.play(*FAILED["nobody deployed it"])
    code, out, _ = world.run("verify", "--json")
    facts = json.loads(out)
    assert code == 1
    assert facts["runs"] == {"digest": DIGESTS[OLD], "revision": f"{FAMILY}:{OLD}"}
    assert facts["reason"] == f"{FAMILY}:{OLD} ({DIGESTS[OLD]}) runs instead"


def test_a_service_that_gives_wrong_answers_is_a_failure_after_ten_tries_ten_seconds_apart(world: World) -> None:
    world.cloud.play(DONE)
    world.serves[:] = [500]
    code, out, _ = world.run("verify")
    assert code == 1
    assert "it does not serve: https://api-dev.glibiz.com/health/ answered 500 (10 tries)" in " ".join(out.split())
    assert world.time.slept == [0] + [10] * 9


def test_how_it_is_asked_is_the_stack_files(world: World) -> None:
    verify = "verify: {settle: 15, tries: 5, interval: 3, host: api.internal.example, path: /ready}"
    world.change("        volumes: {tmp: /tmp}\n", f"        volumes: {{tmp: /tmp}}\n        {verify}\n")
    world.cloud.play(DONE)
    world.serves[:] = ["gave no answer: TimeoutError"]
    code, out, _ = world.run("verify")
    assert code == 1
    assert "https://api.internal.example/ready gave no answer: TimeoutError (5 tries)" in " ".join(out.split())
    assert world.time.slept == [15, 3, 3, 3, 3]


@pytest.mark.usefixtures("rare_looks")
def test_requests_that_go_to_the_other_colour_are_a_failure(world: World) -> None:
    world.cloud.play(*FAILED["the requests go to the other colour"])
    assert world.run("verify")[0] == 1
    world.cloud.play(SHIFTING, SHIFTED)
    assert world.run("verify")[0] == 0


def test_a_deployment_that_waits_for_a_person_is_said_at_once_and_is_not_good(world: World) -> None:
    world.note(NEW, "started")
    world.cloud.play(SHIFTING, PAUSED)
    code, out, _ = world.run("verify")
    assert code == 1
    assert "api in gli development: PAUSED" in out
    assert "waits for a person at POST_TEST_TRAFFIC_SHIFT until" in " ".join(out.split())
    assert "python -m ops continue --stack dev" in out
    assert len(world.ledger()) == 1


def test_a_revision_that_must_run_is_not_another_one_with_the_same_image(world: World) -> None:
    world.cloud.play(DONE)
    assert world.run("verify", "--revision", str(NEW))[0] == 0
    assert world.run("verify", "--revision", "7")[0] == 1
    code, _, err = world.run("verify", "--revision", "other:7")
    assert (code, err) == (2, f"other:7 is no revision of {FAMILY}, which api runs.\n")


def test_a_verify_before_the_deployment_does_not_spoil_the_one_after_it(world: World) -> None:
    world.note(NEW, "started")
    for frame, code in ((FAILED["nobody deployed it"][0], 1), (DONE, 0), (DONE, 0)):
        world.cloud.play(frame)
        assert world.run("verify")[0] == code
    assert [one["outcome"] for one in world.ledger()] == ["started", "failed", "succeeded"]


def test_a_verdict_stands_although_the_ledger_cannot_be_written(world: World) -> None:
    world.note(NEW, "started")
    world.cloud.play(DONE)
    world.cloud.refusals["PutParameter"] = Refusal("AccessDeniedException")
    code, out, err = world.run("verify")
    assert code == 0
    assert "GOOD" in out
    assert "The ledger does not have this outcome: AWS does not allow these credentials" in err


@pytest.mark.parametrize(
    ("refusal", "sentence"),
    [
        (Refusal("ExpiredTokenException"), "The AWS credentials have expired; log in again and repeat the command.\n"),
        (
            Refusal("AccessDeniedException"),
            f"AWS does not allow these credentials to look at the service {SERVICE} (DescribeServices); use a role",
        ),
        (
            Refusal("ThrottlingException"),
            "AWS throttled DescribeServices although it was tried 6 times; repeat later.\n",
        ),
    ],
    ids=lambda value: getattr(value, "code", ""),
)
def test_without_an_answer_there_is_no_verdict_but_one_sentence_and_exit_3(
    world: World, monkeypatch: pytest.MonkeyPatch, refusal: Refusal, sentence: str
) -> None:
    monkeypatch.setattr("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda *_: 0)
    world.cloud.refusals["DescribeServices"] = refusal
    code, out, err = world.run("verify")
    assert (code, out) == (3, "")
    assert sentence in err


def test_credentials_of_another_account_are_refused(world: World) -> None:
    world.file.write_text(world.file.read_text("utf-8").replace("123456789012", "917891822317"), "utf-8")
    code, _, err = world.run("verify")
    assert code == 2
    assert err == (
        "The credentials are of account 123456789012 and the stack dev allows 917891822317; set AWS_PROFILE.\n"
    )
    assert [name for name, _ in world.cloud.calls] == ["GetCallerIdentity"]


def test_ctrl_c_says_that_the_deployment_goes_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def pressed() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(world.time, "_sleep", lambda _: pressed())
    world.cloud.play(coming())
    code, out, err = world.run("verify")
    assert (code, out) == (3, "")
    assert err.endswith("Stopped before there was a verdict. The deployment goes on without being watched.\n")


def test_nothing_is_verified_where_nothing_is_released(world: World) -> None:
    world.file.write_text(world.file.read_text("utf-8").replace(f"api: {DIGESTS[NEW]}", "{}"), "utf-8")
    code, _, err = world.run("verify")
    assert code == 2
    assert err.startswith("platform:images has no api, so nothing is released; `python -m ops release --stack dev")


def test_the_report_of_a_failed_release_fits_80_columns(world: World) -> None:
    world.cloud.play(replace(put_back(BREAKER), stopped=[CRASH, PULL], events=[STEADY]))
    _, out, _ = world.run("verify")
    lines = [line for line in out.splitlines() if "python -m ops" not in line]
    assert max(map(len, lines)) <= 80
