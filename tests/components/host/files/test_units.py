"""The units and docker's settings: what systemd accepts, and in which order a host starts."""

import configparser
import json
import shutil
from pathlib import Path

import pytest

from components.host.user_data import FILES, SCRIPTS, UNITS
from tests.components.host.files.machine import run_tool

KNOWN = {
    "Unit": {"Description", "Wants", "After", "Before", "Requires"},
    "Service": {
        "Type", "RemainAfterExit", "ExecStart", "ExecStartPre", "ExecStop", "TimeoutStartSec", "TimeoutStopSec",
        "Restart", "RestartSec",
    },
    "Install": {"WantedBy"},
}  # fmt: skip
"""Directives of systemd.unit(5) and systemd.service(5) that stand in these units."""


class Unit(configparser.ConfigParser):
    """A unit file; its names have capitals."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def unit(name: str) -> Unit:
    read = Unit(strict=True, interpolation=None)
    read.read_string((FILES / name).read_text("utf-8"))
    return read


@pytest.mark.parametrize("name", [*UNITS, "docker.conf"])
def test_a_unit_has_known_directives_in_known_sections(name: str) -> None:
    read = unit(name)
    assert {(part, key) for part in read.sections() for key in read[part] if key not in KNOWN.get(part, ())} == set()


@pytest.mark.parametrize("name", UNITS)
def test_what_a_unit_runs_is_installed(name: str) -> None:
    service = unit(name)["Service"]
    programs = [service[key].split()[0] for key in service if key.startswith("Exec")]
    assert {Path(one).parent.as_posix() for one in programs} == {"/opt/platform/bin"}
    assert {Path(one).name for one in programs} <= set(SCRIPTS)


def test_the_volume_comes_before_docker_and_docker_before_the_containers() -> None:
    assert unit("platform-attach.service")["Unit"]["Before"] == "docker.service"
    assert unit("docker.conf")["Unit"]["Requires"] == unit("docker.conf")["Unit"]["After"] == "platform-attach.service"
    after = unit("platform.service")["Unit"]["After"].split()
    assert {"platform-attach.service", "docker.service"} <= set(after)


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_that_fails_tries_again_and_starts_with_the_machine(name: str) -> None:
    read = unit(name)
    assert (read["Service"]["Restart"], read["Service"]["RestartSec"]) == ("on-failure", "30")
    assert read["Install"]["WantedBy"] == "multi-user.target"


def test_containers_outlive_a_restart_of_docker() -> None:
    assert json.loads((FILES / "daemon.json").read_text("utf-8")) == {"live-restore": True}


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="no `systemd-analyze` on PATH; apt-get install systemd"
)
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    for name in SCRIPTS:
        script = tmp_path / "opt/platform/bin" / name
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_text("#!/bin/sh\n")
        script.chmod(0o755)
    texts = {name: (FILES / name).read_text("utf-8") for name in UNITS}
    folder = tmp_path / "units"
    folder.mkdir()
    for name, text in texts.items():
        (folder / name).write_text(text.replace("/opt/platform/bin", f"{tmp_path}/opt/platform/bin"))
    paths = [folder / name for name in UNITS]
    said = run_tool("systemd-analyze", "verify", *paths, variables={"SYSTEMD_UNIT_PATH": f"{folder}:"})
    assert [line for line in said.stderr.splitlines() if "platform" in line] == []
    assert said.returncode == 0, said.stderr
