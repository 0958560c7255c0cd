import os
import signal
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread
from time import sleep

import pytest

from tests.ops.release.answers import CLUSTER, FAMILY, NEW, OLD, SERVICE, THIRD, Frame, deployment, history, task
from tests.ops.release.conftest import World
from tests.ops.release.recordings import BREAKER, DIGESTS, coming, put_back, serving
from tests.ops.release.test_release import PIPELINE

URN = "urn:pulumi:dev::platform::platform:compute:Service"
WAITING = """#!/bin/sh
trap 'echo cancelled >> "$SAID"; exit 130' INT
echo begun >> "$SAID"
sleep 20 &
wait
"""


@pytest.fixture
def pulumi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `pulumi` that says what it was called with, and ends with $CODE; the file of what it said."""
    program, said = tmp_path / "bin/pulumi", tmp_path / "said"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$@" > "$SAID"\necho noise\nexit ${CODE:-0}\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("SAID", str(said))
    return said


def back(revision: int = THIRD) -> Frame:
    """OLD's image serves in a new revision."""
    return replace(
        serving(OLD, "ef"),
        deployments=[deployment(revision)],
        newest=history(revision, "SUCCESSFUL", source=NEW, number=4),
        tasks=[task(name, revision, DIGESTS[OLD]) for name in "ef"],
    )


def register_third(world: World) -> None:
    """The revision that `pulumi up` would register."""
    ecs = world.client("ecs")
    definition = ecs.describe_task_definition(taskDefinition=f"{FAMILY}:{OLD}")["taskDefinition"]
    kept = {key: definition[key] for key in ("family", "networkMode", "containerDefinitions", "cpu", "memory")}
    ecs.register_task_definition(**kept)


@pytest.mark.parametrize("to", ["previous", "commit-1", str(OLD), f"{FAMILY}:{OLD}", DIGESTS[OLD]])
def test_every_way_back_writes_the_stack_file_deploys_by_pulumi_and_verifies(
    world: World, pulumi: Path, to: str
) -> None:
    world.note(OLD, "succeeded")
    world.note(NEW, "failed")
    register_third(world)
    world.cloud.play(serving(NEW), back())
    code, out, err = world.run("rollback", "--to", to)
    assert code == 0, err
    assert "GOOD" in out
    assert "noise" not in out
    assert world.asks_for() == f"api: {DIGESTS[OLD]}"
    stack = f"--stack dev --config-file {world.file}"
    options = f"up --suppress-permalink=true {stack} --policy-pack policies --yes --target-dependents"
    targets = [
        word
        for kind in ("ecs/taskDefinition:TaskDefinition", "ecs/service:Service")
        for word in ("--target", f"{URN}$aws:{kind}::api")
    ]
    assert pulumi.read_text().splitlines() == [*options.split(), *targets]
    assert [(one["kind"], one["outcome"], one["revision"]) for one in world.ledger()[2:]] == [
        ("rollback", "started", 0),
        ("rollback", "succeeded", THIRD),
    ]


@pytest.mark.usefixtures("pulumi")
def test_a_rollback_that_the_circuit_breaker_takes_back_is_a_failure_although_pulumi_ends_well(world: World) -> None:
    register_third(world)
    world.note(OLD, "succeeded")
    failed = replace(
        serving(NEW), newest=history(THIRD, "ROLLBACK_SUCCESSFUL", source=NEW, number=4, statusReason=BREAKER)
    )
    world.cloud.play(serving(NEW), failed)
    code, out, _ = world.run("rollback")
    assert code == 1
    assert "the deployment ended as ROLLBACK_SUCCESSFUL" in out
    assert world.ledger()[-1]["outcome"] == "failed"


@pytest.mark.usefixtures("pulumi")
def test_a_rollback_whose_engine_fails_is_a_failure(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CODE", "255")
    world.note(OLD, "succeeded")
    world.cloud.play(serving(NEW))
    code, out, _ = world.run("rollback")
    assert code == 1
    assert "`pulumi up` ended with 255" in out
    assert world.asks_for() == f"api: {DIGESTS[OLD]}"


def test_without_the_pulumi_cli_nothing_is_changed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    world.note(OLD, "succeeded")
    code, _, err = world.run("rollback")
    assert code == 2
    assert err.startswith("The Pulumi CLI is not on PATH")
    assert world.asks_for() == f"api: {DIGESTS[NEW]}"
    assert len(world.ledger()) == 1


@pytest.mark.usefixtures("pulumi")
@pytest.mark.parametrize(
    ("to", "code", "sentence"),
    [
        ("previous", 1, "There is nothing to roll api back to: no earlier release of it was verified."),
        ("commit-9", 2, "ECR has no image 'commit-9' in gli-api-development"),
        (f"sha256:{'e' * 64}", 2, "ECR has no image 'sha256:eeee"),
        ("9", 2, f"ECS has no revision {FAMILY}:9; name one that is there."),
        ("other:1", 2, f"other:1 is no revision of {FAMILY}, which api runs."),
    ],
)
def test_where_there_is_no_way_back_nothing_is_changed(world: World, to: str, code: int, sentence: str) -> None:
    world.cloud.play(serving(NEW))
    ended, _, err = world.run("rollback", "--to", to)
    assert ended == code
    assert err.startswith(sentence)
    assert world.asks_for() == f"api: {DIGESTS[NEW]}"
    assert world.cloud.of("PutParameter") == []


@pytest.mark.usefixtures("pulumi")
def test_what_runs_already_is_no_rollback(world: World) -> None:
    world.cloud.play(serving(NEW))
    code, _, err = world.run("rollback", "--to", DIGESTS[NEW])
    assert code == 1
    assert err == f"api runs {DIGESTS[NEW][:19]} already; there is nothing to roll back.\n"


@pytest.mark.usefixtures("pulumi")
def test_a_rollback_while_ecs_deploys_is_refused_with_the_way_out(world: World) -> None:
    world.note(OLD, "succeeded")
    world.cloud.play(coming())
    code, _, err = world.run("rollback")
    assert code == 1
    assert "`python -m ops abort --stack dev" in err
    assert world.asks_for() == f"api: {DIGESTS[NEW]}"


def test_a_release_that_was_rolled_back_from_is_no_way_back(world: World, pulumi: Path) -> None:
    world.note(OLD, "succeeded")
    world.note(THIRD, "succeeded")
    world.note(OLD, "succeeded", kind="rollback")
    world.note(NEW, "succeeded")
    register_third(world)
    world.cloud.play(serving(NEW), back())
    assert world.run("rollback")[0] == 0
    assert world.asks_for() == f"api: {DIGESTS[OLD]}"
    assert pulumi.exists()


@pytest.fixture
def at_a_terminal() -> Iterator[None]:
    """Ctrl-C interrupts, as it does not in what a shell started in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("at_a_terminal")
def test_ctrl_c_reaches_pulumi_once_and_says_what_is_left_behind(world: World, pulumi: Path) -> None:
    (pulumi.parent / "bin/pulumi").write_text(WAITING)
    world.note(OLD, "succeeded")
    world.cloud.play(serving(NEW))

    def press() -> None:
        for _ in range(600):
            sleep(0.1)
            if pulumi.exists():
                break
        os.kill(os.getpid(), signal.SIGINT)

    pressing = Thread(target=press)
    pressing.start()
    code, _, err = world.run("rollback")
    pressing.join()
    assert code == 3
    assert "Stopped. Done: recorded as started, platform:images written. Not done: deployed, verified." in err
    assert f"or deploy it by `pulumi up --stack dev --config-file {world.file} --policy-pack policies`." in err
    assert pulumi.read_text().splitlines() == ["begun", "cancelled"]


def test_a_pipelines_service_goes_to_the_very_revision_that_is_named(world: World) -> None:
    world.change(*PIPELINE)
    done = replace(serving(OLD), newest=history(OLD, "SUCCESSFUL", source=NEW, number=4))
    world.cloud.play(serving(NEW))
    world.cloud.on["UpdateService"] = lambda: world.cloud.play(serving(NEW), done)
    code, out, err = world.run("rollback", "--to", str(OLD))
    assert code == 0, err
    assert world.cloud.of("UpdateService") == [
        {"cluster": CLUSTER, "service": SERVICE, "taskDefinition": f"{FAMILY}:{OLD}"}
    ]
    assert "GOOD" in out
    assert world.asks_for() == f"api: {DIGESTS[OLD]}"


def test_a_pipelines_revision_that_is_inactive_is_refused_with_the_way_out(world: World) -> None:
    world.change(*PIPELINE)
    world.client("ecs").deregister_task_definition(taskDefinition=f"{FAMILY}:{OLD}")
    world.cloud.play(serving(NEW))
    code, _, err = world.run("rollback", "--to", str(OLD))
    assert code == 2
    assert err == f"The revision {FAMILY}:{OLD} is INACTIVE; go back by its image: --to {DIGESTS[OLD]}.\n"


def test_services_that_run_the_image_go_back_together(world: World, pulumi: Path) -> None:
    world.change("      websocket:\n", "      worker: {image_of: api}\n      websocket:\n")
    world.note(OLD, "succeeded")
    register_third(world)
    world.cloud.play(serving(NEW), back())
    _, out, _ = world.run("rollback")
    assert "worker in gli development" in out
    assert [word.rpartition("::")[2] for word in pulumi.read_text().split() if word.startswith("urn:")] == [
        "api",
        "api",
        "worker",
        "worker",
    ]


def test_production_is_asked_before_it_goes_back(world: World, pulumi: Path) -> None:
    world.change("tier: development", "tier: production")
    world.note(OLD, "succeeded")
    world.cloud.play(serving(NEW))
    code, _, err = world.run("rollback")
    assert code == 2
    assert err.endswith("Roll api back in gli development? Nobody can be asked here; add --yes.\n")
    assert not pulumi.exists()


def test_a_failed_release_that_ecs_took_back_is_made_the_stack_files_too(world: World, pulumi: Path) -> None:
    """OLD serves again, and the stack file still asks for NEW: the next `up` would release it once more."""
    world.note(OLD, "succeeded")
    register_third(world)
    world.cloud.play(put_back(BREAKER), back())
    assert world.run("rollback")[0] == 0
    assert world.asks_for() == f"api: {DIGESTS[OLD]}"
    assert pulumi.exists()
