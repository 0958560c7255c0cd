"""The document that a host starts from: complete, the same each time, and small enough for EC2."""

import base64
import gzip
import os
from dataclasses import replace
from typing import Any

import pytest
import yaml

from components.host.user_data import ELSEWHERE, FILES, SCRIPTS, UNITS, UserDataArgs, host_env, user_data
from tests.components.host.files.machine import arguments, image, run_tool


def document(args: UserDataArgs) -> Any:
    """What cloud-init reads: it takes YAML, whose first line says what it is."""
    text = gzip.decompress(base64.b64decode(user_data(args))).decode()
    assert text.startswith("#cloud-config\n")
    return yaml.safe_load(text)


def written(args: UserDataArgs) -> dict[str, str]:
    return {one["path"]: one["content"] for one in document(args)["write_files"]}


def test_every_file_beside_the_module_reaches_the_host() -> None:
    assert {path.name for path in FILES.iterdir()} == {*SCRIPTS, *UNITS, *ELSEWHERE}
    contents = written(arguments()).values()
    assert [path.name for path in FILES.iterdir() if path.read_text("utf-8") not in contents] == []


def test_files_are_roots_and_scripts_alone_can_be_run() -> None:
    files = document(arguments())["write_files"]
    assert {one["owner"] for one in files} == {"root:root"}
    programs = {one["path"] for one in files if one["permissions"] == "0755"}
    assert programs == {f"/opt/platform/bin/{name}" for name in SCRIPTS}
    assert {one["permissions"] for one in files} == {"0755", "0644"}


def test_the_keys_are_those_of_cloud_init() -> None:
    """https://cloudinit.readthedocs.io/en/latest/reference/modules.html (write_files, runcmd)"""
    read = document(arguments())
    assert set(read) == {"write_files", "runcmd"}
    assert {key for one in read["write_files"] for key in one} == {"path", "content", "permissions", "owner"}
    assert all(isinstance(value, str) for one in read["write_files"] for value in one.values())
    assert all(isinstance(word, str) for command in read["runcmd"] for word in command)


def test_units_are_started_after_they_are_known() -> None:
    assert document(arguments())["runcmd"] == [
        ["systemctl", "daemon-reload"],
        ["systemctl", "enable", "--now", "--no-block", "platform-attach.service", "platform.service"],
    ]


def test_the_same_arguments_give_the_same_text_and_others_do_not() -> None:
    assert user_data(arguments()) == user_data(arguments())
    assert user_data(arguments()) != user_data(arguments({"backend": image("backend", 1)}))


def test_compose_file_and_files_beside_it_are_there_as_they_are_written() -> None:
    text = 'x: "é 😀 ${BACKEND_IMAGE:?}"\n'
    files = written(replace(arguments(), compose=text, files={"conf/nginx.conf": "events {}\n"}))
    assert files["/opt/platform/release/compose.yaml"] == text
    assert files["/opt/platform/release/conf/nginx.conf"] == "events {}\n"


def test_images_are_lines_as_deploy_takes_them() -> None:
    images = {"frontend": image("frontend", 1), "backend": image("backend", 1)}
    assert written(arguments(images))["/opt/platform/images"] == (
        f"backend={image('backend', 1)}\nfrontend={image('frontend', 1)}\n"
    )
    assert written(arguments())["/opt/platform/images"] == ""


def test_whatever_a_name_holds_a_shell_reads_it_as_it_is() -> None:
    tag = 'it\'s $(id) `id` "x" ; rm'
    said = run_tool("bash", "-c", host_env(replace(arguments(), volume_tag=tag)) + '\nprintf "%s" "$VOLUME_TAG"')
    assert said.stdout == tag


def test_what_is_too_large_for_ec2_is_refused_in_one_sentence() -> None:
    noise = base64.b85encode(os.urandom(20_000)).decode()
    with pytest.raises(ValueError, match=r"come to \d+ bytes of user data, compressed, and EC2 takes 16384; put large"):
        user_data(replace(arguments(), files={"noise": noise}))


def test_what_a_real_host_is_told_leaves_room() -> None:
    assert len(base64.b64decode(user_data(arguments()))) < 10_000


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_ends_at_the_first_failure(name: str) -> None:
    lines = (FILES / name).read_text("utf-8").splitlines()
    assert lines[0] == "#!/bin/bash"
    assert "set -euo pipefail" in lines


def test_shellcheck_finds_nothing() -> None:
    found = run_tool("shellcheck", "--external-sources", *SCRIPTS, "common", folder=FILES)
    assert found.stdout == ""
    assert found.returncode == 0
