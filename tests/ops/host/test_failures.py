"""Every failure of a deployment to a host is told as what it is, and nothing is called deployed that may not be."""

import pytest

from ops.failures import AwsFailedError, RefusedError, StoppedError, WrongInputError
from tests.ops.host.conftest import COMMAND, FIRST, INSTANCE, NAME, ONLINE, SECOND, THIRD, Shop, invocation

LOST = {"InstanceInformationList": [{"InstanceId": INSTANCE, "PingStatus": "ConnectionLost"}]}
TWO = {
    "InstanceInformationList": [*ONLINE["InstanceInformationList"], {"InstanceId": "i-0other", "PingStatus": "Online"}]
}


@pytest.mark.parametrize(
    ("code", "kind", "sentence"),
    [
        (1, RefusedError, "what served before serves on"),
        (2, WrongInputError, "the host does not take what it was sent; nothing on the host was changed"),
        (3, RefusedError, "NOTHING SERVES"),
        (
            4,
            RefusedError,
            "another deployment goes on, or the host has not started yet; nothing on the host was changed",
        ),
    ],
)
def test_an_exit_code_of_the_host_is_told_as_what_it_means(
    shop: Shop, capsys: pytest.CaptureFixture[str], code: int, kind: type[Exception], sentence: str
) -> None:
    shop.deploy(f"backend={FIRST}")
    said = "".join(f"line {number:03}\n" for number in range(80)) + "DB_PASSWORD=hunter2\n\x1b[31mred\n"
    shop.wire.says("ssm.GetCommandInvocation", invocation("Failed", code, said))
    failure = shop.fails(f"backend={SECOND}")
    assert type(failure) is kind
    assert sentence in str(failure)
    assert shop.images() == {"backend": FIRST}, "the file says what serves"
    assert shop.ledger()[2:] == [(SECOND, "started", "release"), (SECOND, "failed", "release")]
    shown = [line for line in capsys.readouterr().err.splitlines() if line.startswith("  | ")][-60:]
    assert shown[0] == "  | line 022"
    assert shown[-2:] == ["  | DB_PASSWORD=[redacted]", "  | red"]


@pytest.mark.parametrize(
    ("status", "details", "code", "sentence"),
    [
        ("TimedOut", "Delivery Timed Out", -1, "the command did not reach the host (Delivery Timed Out); nothing"),
        ("Failed", "Undeliverable", -1, "the command did not reach the host (Undeliverable); nothing"),
        ("TimedOut", "Execution Timed Out", -1, "cut off on the host (Execution Timed Out, exit code -1)"),
        ("Cancelled", "Cancelled", -1, "cut off on the host (Cancelled, exit code -1), and which images serve is not"),
        ("Failed", "Failed", 137, "cut off on the host (Failed, exit code 137)"),
        ("Failed", "Failed", 127, "cut off on the host (Failed, exit code 127)"),
        ("Failed", "Failed", 0, "cut off on the host"),
        ("Success", "Success", 1, "cut off on the host"),
        ("Success", "Success", -1, "cut off on the host"),
        ("Sideways", "Sideways", 0, "cut off on the host"),
    ],
)
def test_what_did_not_end_by_itself_is_no_verdict_of_the_host(
    shop: Shop, status: str, details: str, code: int, sentence: str
) -> None:
    shop.wire.says("ssm.GetCommandInvocation", invocation(status, code, details=details))
    failure = shop.fails(f"backend={FIRST}")
    assert type(failure) is AwsFailedError
    assert sentence in str(failure)
    assert shop.images() == {}
    assert shop.ledger()[-1] == (FIRST, "failed", "release")


def test_a_command_that_is_not_known_for_some_moments_is_waited_for(shop: Shop) -> None:
    shop.wire.says("ssm.GetCommandInvocation", *["InvocationDoesNotExist"] * 5, invocation("Success", 0))
    shop.deploy(f"backend={FIRST}")
    assert shop.images() == {"backend": FIRST}


def test_a_command_that_vanishes_is_no_success(shop: Shop) -> None:
    shop.wire.says("ssm.GetCommandInvocation", invocation("InProgress"), "InvocationDoesNotExist")
    failure = shop.fails(f"backend={FIRST}")
    assert type(failure) is AwsFailedError
    assert f"does not know command {COMMAND} on {INSTANCE} any more. Done: recorded as started" in str(failure)
    assert "Not done: deployed, platform:images written." in str(failure)
    assert shop.images() == {}


def test_the_wait_ends_when_the_command_must_have(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ops.host.remote.EVERY_SECONDS", 300)
    shop.wire.says("ssm.GetCommandInvocation", invocation("InProgress"))
    failure = shop.fails(f"backend={FIRST}")
    assert type(failure) is AwsFailedError
    assert f"{INSTANCE} has not ended command {COMMAND} after 36 min." in str(failure)
    assert sum(shop.slept) == 60 + 1800 + 300


@pytest.mark.parametrize(
    ("known", "kind", "sentence"),
    [
        ({"InstanceInformationList": []}, AwsFailedError, f"reaches no instance of {NAME} (it knows none)"),
        (LOST, AwsFailedError, f"reaches no instance of {NAME} ({INSTANCE} is ConnectionLost)"),
        (TWO, RefusedError, f"{INSTANCE} and i-0other are both {NAME}: it is being replaced."),
    ],
)
def test_without_exactly_one_host_nothing_is_sent_or_recorded(
    shop: Shop, known: dict[str, object], kind: type[Exception], sentence: str
) -> None:
    shop.wire.says("ssm.DescribeInstanceInformation", known)
    failure = shop.fails(f"backend={FIRST}")
    assert type(failure) is kind
    assert sentence in str(failure)
    assert shop.sent() == shop.wire.calls("ssm.PutParameter") == []


@pytest.mark.parametrize(
    ("operation", "left"),
    [
        ("ssm.PutParameter", "Nothing was changed yet."),
        ("ecr.PutImage", "Done: recorded as started. Not done: tagged in ECR"),
        ("ssm.SendCommand", "Done: recorded as started, tagged in ECR. Not done: sent to the host"),
        ("ssm.GetCommandInvocation", f"The host brings command {COMMAND} to its end by itself"),
    ],
)
def test_what_aws_denies_in_the_middle_is_said_with_what_is_left_behind(shop: Shop, operation: str, left: str) -> None:
    shop.wire.says(operation, "AccessDeniedException")
    failure = shop.fails(f"backend={FIRST}")
    assert type(failure) is AwsFailedError
    assert "AWS does not allow these credentials to" in str(failure)
    assert left in str(failure)
    assert shop.images() == {}


def test_ctrl_c_while_the_host_works_says_that_it_goes_on(shop: Shop) -> None:
    shop.wire.says("ssm.GetCommandInvocation", invocation("InProgress"), KeyboardInterrupt)
    failure = shop.fails(f"backend={FIRST}")
    assert type(failure) is StoppedError
    assert str(failure).startswith("Stopped. Done: recorded as started, tagged in ECR, sent to the host. Not done:")
    assert f"The host brings command {COMMAND} to its end by itself; the same command again tells" in str(failure)


def test_after_ctrl_c_the_same_images_go_on_and_others_wait(shop: Shop) -> None:
    shop.wire.says("ssm.GetCommandInvocation", KeyboardInterrupt, invocation("Success", 0))
    shop.fails(f"backend={FIRST}")
    failure = shop.fails(f"backend={SECOND}")
    assert type(failure) is RefusedError
    assert f"began a release of backend {FIRST[:19]} at 2026-11-21T08:00:00Z" in str(failure)
    assert "given up at 2026-11-21T08:30:00Z." in str(failure)
    shop.deploy(f"backend={FIRST}")
    assert shop.images() == {"backend": FIRST}


def test_a_deployment_that_nobody_ended_is_given_up_after_its_time(shop: Shop) -> None:
    shop.note("backend", FIRST, "started", "2026-11-21T07:29:00Z")
    shop.deploy(f"backend={SECOND}")
    assert shop.images() == {"backend": SECOND}


def test_of_two_at_the_same_moment_one_ends_and_gives_up_what_it_began(shop: Shop) -> None:
    def other() -> None:
        shop.note("frontend", THIRD, "started", "2026-11-21T08:00:00Z")

    shop.wire.says("ecr.DescribeImages", other, lambda: None)
    failure = shop.fails(f"backend={FIRST}", f"frontend={SECOND}")
    assert type(failure) is RefusedError
    assert "Somebody else began a release of frontend at the same moment" in str(failure)
    assert shop.ledger("backend") == [(FIRST, "started", "release"), (FIRST, "failed", "release")]
    assert shop.sent() == []


def test_a_stack_file_that_cannot_be_written_is_said_after_the_host_deployed(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ops.host.command.write_image", full)
    failure = shop.fails(f"backend={FIRST}")
    assert "No space left on device. Done: recorded as started" in str(failure)
    assert "deployed. Not done: platform:images written." in str(failure)
