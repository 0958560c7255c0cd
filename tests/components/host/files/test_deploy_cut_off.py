"""A deploy that ends in the middle, and two at once: the last good images are what runs in the end."""

import os
import signal

import pytest

from tests.components.host.files.machine import IN_SECONDS, Machine, image

NEW = f"backend={image('backend', 2)}"
BEFORE = f"backend={image('backend', 1)}\nfrontend={image('frontend', 1)}\n"
MOMENTS = {
    "pulling": "docker pull *",
    "migrating": "docker compose * run *",
    "starting the new one": "docker compose * up * backend",
    "stopping the old one": "docker stop *",
    "replacing the scheduler": "docker compose * up * beat",
    "asking for health": "curl *",
}


def serves_what_served_before(machine: Machine) -> None:
    one = ["1"]
    assert {role: machine.serving()[role] for role in ("backend", "frontend", "beat")} == dict.fromkeys(
        ("backend", "frontend", "beat"), one
    )
    assert machine.record.read_text() == BEFORE
    assert not machine.underway.exists()


@pytest.mark.parametrize("call", MOMENTS.values(), ids=MOMENTS)
def test_what_is_told_to_stop_goes_back_by_itself(serving: Machine, call: str) -> None:
    ended = serving.cut_off(call, signal.SIGTERM, NEW)
    assert ended.code == 1
    serves_what_served_before(serving)


@pytest.mark.parametrize("call", MOMENTS.values(), ids=MOMENTS)
def test_after_a_loss_of_power_the_next_start_runs_the_last_good_images(serving: Machine, call: str) -> None:
    serving.cut_off(call, signal.SIGKILL, NEW)
    assert serving.record.read_text() == BEFORE
    ended = serving.run("start")
    assert (ended.code, ended.said) == (0, "The last good images run.\n")
    serves_what_served_before(serving)


def test_after_a_loss_of_power_the_next_deploy_goes_back_first(serving: Machine) -> None:
    serving.cut_off("docker stop *", signal.SIGKILL, NEW)
    assert sorted(serving.serving()["backend"]) == ["1", "2"]
    serving.forget()
    ended = serving.deploy(frontend=image("frontend", 2))
    assert ended.code == 0, ended.said
    assert ended.said.startswith("An earlier deploy was cut off: back to the last good images first.\n")
    assert serving.events()[0] == "remove backend 2 start-first"
    assert serving.serving()["backend"] == ["1"]
    assert serving.serving()["frontend"] == ["2"]


def test_a_first_deploy_that_was_killed_is_mended_by_the_next(machine: Machine) -> None:
    machine.boots()
    first = [f"{role}={image(role, 1)}" for role in ("backend", "frontend")]
    machine.cut_off("docker compose * up * frontend", signal.SIGKILL, *first)
    assert "Nothing is released" in machine.run("start").said
    ended = machine.run("deploy", *first)
    assert ended.code == 0, ended.said
    assert "Nothing was released here before: its containers are stopped." in ended.said
    serves_what_served_before(machine)


def test_of_two_deploys_at_once_the_second_changes_nothing(serving: Machine) -> None:
    (serving.fake / "hangs").write_text("docker stop *")
    first = serving.begin("deploy", NEW)
    serving.waits_until_hanging(first)
    second = serving.deploy(frontend=image("frontend", 2))
    assert (second.code, second.said) == (4, "Another deploy goes on; nothing was changed.\n")
    os.killpg(first.pid, signal.SIGTERM)
    first.communicate(timeout=IN_SECONDS)
    assert serving.serving()["frontend"] == ["1"]
    assert serving.deploy(frontend=image("frontend", 2)).code == 0, "the lock ends with whoever has it"
