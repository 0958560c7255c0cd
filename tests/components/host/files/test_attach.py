"""A host takes over address and data volume; nothing that was ever written is lost."""

import pytest

from tests.components.host.files.machine import VOLUME, Machine

MOUNTED = "UUID=11111111-2222-3333-4444-555555555555 /data xfs defaults,nofail,noatime,nodev,nosuid 0 2"


def with_a_file_system(machine: Machine) -> None:
    with machine.device.open("r+b") as device:
        device.write(b"XFSB 11111111-2222-3333-4444-555555555555\n")
        device.seek(5000)
        device.write(b"the data")


def fstab(machine: Machine) -> list[str]:
    return (machine.root / "etc/fstab").read_text().splitlines()


def test_an_empty_volume_is_formatted_once_and_mounted(machine: Machine) -> None:
    ended = machine.run("attach")
    assert ended.code == 0, ended.said
    assert f"{VOLUME} was empty and has a file system now." in ended.said
    assert fstab(machine) == ["UUID=of-the-root / xfs defaults 0 1", MOUNTED]
    assert machine.run("attach").code == 0
    assert machine.calls("mkfs") == [f"mkfs.xfs -L platform {machine.device}"]
    assert machine.calls("mount ") == [f"mount {machine.root}/data"]
    assert fstab(machine) == ["UUID=of-the-root / xfs defaults 0 1", MOUNTED], "one line, however often"


def test_a_replaced_host_finds_its_data(machine: Machine) -> None:
    with_a_file_system(machine)
    before = machine.device.read_bytes()
    ended = machine.run("attach")
    assert ended.code == 0, ended.said
    assert machine.calls("mkfs") == []
    assert machine.device.read_bytes() == before
    assert MOUNTED in fstab(machine)
    assert f"aws ec2 attach-volume --volume-id {VOLUME} --instance-id i-0this --device /dev/sdf" in machine.calls()


def test_a_line_of_an_earlier_volume_in_fstab_is_replaced(machine: Machine) -> None:
    with_a_file_system(machine)
    (machine.root / "etc/fstab").write_text(
        "UUID=of-the-root / xfs defaults 0 1\nUUID=earlier /data xfs defaults 0 2\n"
    )
    assert machine.run("attach").code == 0
    assert fstab(machine) == ["UUID=of-the-root / xfs defaults 0 1", MOUNTED]


def test_a_volume_that_has_no_known_file_system_and_is_not_empty_is_left_as_it_is(machine: Machine) -> None:
    with machine.device.open("r+b") as device:
        device.seek(700_000)
        device.write(b"something")
    ended = machine.run("attach")
    assert (ended.code, "is not empty either; it is left as it is." in ended.said) == (1, True)
    assert machine.calls("mkfs") == machine.calls("mount ") == []


@pytest.mark.parametrize("code", [1, 4, 8])
def test_where_blkid_cannot_tell_nothing_is_formatted(machine: Machine, code: int) -> None:
    (machine.fake / "blkid_ends").write_text(str(code))
    ended = machine.run("attach")
    assert ended.code == 1
    assert f"(exit code {code}); it is left as it is." in ended.said
    assert machine.calls("mkfs") == machine.calls("mount ") == []


def test_a_volume_that_another_host_still_holds_is_waited_for(machine: Machine) -> None:
    (machine.fake / "holders").write_text("i-0before\ni-0before\ni-0before\nNone\n")
    with_a_file_system(machine)
    ended = machine.run("attach")
    assert ended.code == 0, ended.said
    assert f"i-0before still holds {VOLUME}; waiting.\n" in ended.said
    assert len(machine.calls("aws ec2 attach-volume")) == 1


def test_an_attachment_that_aws_refuses_is_tried_again(machine: Machine) -> None:
    machine.fails_once("aws ec2 attach-volume *")
    assert machine.run("attach").code == 0
    assert len(machine.calls("aws ec2 attach-volume")) == 2


def test_a_volume_that_nobody_lets_go_of_ends_the_wait_after_fifteen_minutes(machine: Machine) -> None:
    (machine.fake / "holders").write_text("i-0before\n")
    machine.with_fake_tools("sleep", end="exit 0")
    machine.environment = {"PLATFORM_PAUSE": ""}
    ended = machine.run("attach")
    assert (ended.code, ended.said.splitlines()[-1]) == (1, f"{VOLUME} was not attached in time: i-0before holds it.")
    slept = [int(call.removeprefix("sleep ")) for call in machine.calls("sleep")]
    assert sum(slept) == 900
    assert machine.calls("mkfs") == []


def test_a_device_that_does_not_appear_is_said(machine: Machine) -> None:
    machine.device.unlink()
    ended = machine.run("attach")
    assert (ended.code, ended.said.splitlines()[-1]) == (
        1,
        f"{VOLUME} is attached, and there is no {machine.device}.",
    )


@pytest.mark.parametrize(
    ("what", "found", "sentence"),
    [
        ("volumes", "", "There must be exactly one volume named it-prod-web-data in ap-northeast-2a, and there are 0."),
        (
            "volumes",
            "vol-01\nvol-02\n",
            "exactly one volume named it-prod-web-data in ap-northeast-2a, and there are 2.",
        ),
        ("addresses", "", "There must be exactly one address named it-prod-web, and there are 0."),
    ],
)
def test_what_is_not_there_exactly_once_is_not_guessed(machine: Machine, what: str, found: str, sentence: str) -> None:
    (machine.fake / what).write_text(found)
    ended = machine.run("attach")
    assert ended.code == 1
    assert sentence in ended.said
    assert machine.calls("aws ec2 attach-volume") == machine.calls("mkfs") == []


def test_the_address_is_taken_before_the_volume_is_waited_for(machine: Machine) -> None:
    assert machine.run("attach").code == 0
    asked = [call.split()[2] for call in machine.calls("aws ec2")]
    assert asked.index("associate-address") < asked.index("attach-volume")
    assert (
        "aws ec2 associate-address --allocation-id eipalloc-0web --instance-id i-0this --allow-reassociation"
        in machine.calls()
    )


@pytest.mark.parametrize(
    "call",
    [
        "curl *token*",
        "curl *instance-id",
        "curl *availability-zone",
        "aws ec2 describe-addresses *",
        "aws ec2 associate-address *",
        "aws ec2 describe-volumes --query *",
        "aws ec2 describe-volumes --volume-ids *",
        "blkid --match-tag *",
        "mkfs.xfs *",
        "systemctl daemon-reload",
        "mount */data",
        "xfs_growfs *",
    ],
)
def test_every_step_that_fails_ends_the_script_and_the_next_run_goes_on(machine: Machine, call: str) -> None:
    machine.fails_once(call)
    assert machine.run("attach").code != 0
    assert (machine.fake / "fails").read_text() == "", "it was called"
    ended = machine.run("attach")
    assert ended.code == 0, ended.said
    assert len(machine.calls("mkfs.xfs")) <= (2 if call.startswith("mkfs") else 1)
    assert fstab(machine)[1:] == [MOUNTED]
