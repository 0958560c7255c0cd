"""`ops deploy-host`: images reach the host, and the stack file and the ledger say what serves."""

import json
import re
from pathlib import Path

import pytest

from components.host.deploy_document import IMAGE
from ops.failures import RefusedError, WrongInputError
from tests.ops.host.conftest import (
    COMMAND,
    FIRST,
    INSTANCE,
    NAME,
    REGISTRY,
    SECOND,
    STACK,
    THIRD,
    Shop,
    invocation,
)
from tests.ops.moto_aws import Ops, client, fake_clock


def test_images_reach_the_host_and_are_recorded_when_they_serve(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.deploy(f"backend={FIRST}", f"frontend={SECOND}")
    assert shop.sent() == [
        {
            "DocumentName": "rse-host-web-deploy",
            "InstanceIds": [INSTANCE],
            "Parameters": {
                "images": [
                    f"backend={REGISTRY}/rse-backend-host@{FIRST} frontend={REGISTRY}/rse-frontend-host@{SECOND}"
                ]
            },
            "TimeoutSeconds": 60,
            "Comment": "ops deploy-host web",
        }
    ]
    assert shop.images() == {"backend": FIRST, "frontend": SECOND}
    assert shop.ledger("backend") == [(FIRST, "started", "release"), (FIRST, "succeeded", "release")]
    assert shop.ledger("frontend") == [(SECOND, "started", "release"), (SECOND, "succeeded", "release")]
    assert "released-20261121-080000" in shop.tags("backend", FIRST)
    out, err = capsys.readouterr()
    assert out.startswith(f"{NAME} serves:\n  backend: {FIRST[:19]} in place of nothing\n")
    assert "In Progress\n" in err
    assert "  | Replacing backend\n" in err


def test_the_host_is_looked_for_by_its_name_alone(shop: Shop) -> None:
    shop.deploy(f"backend={FIRST}")
    [asked] = shop.wire.calls("ssm.DescribeInstanceInformation")
    assert asked["Filters"] == [{"Key": "tag:Name", "Values": [NAME]}]


def test_what_is_sent_is_what_the_document_lets_through() -> None:
    """The pattern of the document and of the host's script are two guards of one door."""
    assert re.fullmatch(IMAGE, f"backend={REGISTRY}/rse-backend-host@{FIRST}")


def test_a_pipeline_gets_json_alone_on_stdout(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.deploy(f"backend={FIRST}", as_json=True)
    facts = json.loads(capsys.readouterr().out)
    assert facts["images"] == {"backend": FIRST}
    assert (facts["status"], facts["exit_code"], facts["command"], facts["before"]) == (
        "Success",
        0,
        COMMAND,
        {"backend": None},
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "Say what is deployed: --image for each that changes, or --to previous."),
        ((FIRST,), "is no role with a digest; write backend=sha256:…"),
        ((f"worker={FIRST}",), "The host web runs no image 'worker'; its images are backend, frontend."),
        ((f"backend={FIRST}", f"backend={SECOND}"), "--image names backend twice; name it once."),
        (("backend=latest",), "'latest' is no image digest; write sha256: and 64 hexadecimal digits."),
        ((f"backend=sha256:{'f' * 64}",), f"ECR has no image 'sha256:{'f' * 64}' in rse-backend-host"),
    ],
)
def test_wrong_input_is_one_sentence_and_sends_nothing(shop: Shop, arguments: tuple[str, ...], sentence: str) -> None:
    failure = shop.fails(*arguments)
    assert type(failure) is WrongInputError
    assert sentence in str(failure)
    assert shop.sent() == shop.wire.calls("ssm.PutParameter") == []


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"host": "db"}, "'db' is no host of the stack rse-host; its hosts are web."),
        ({"to": "41"}, "--to '41' is no way back of a host; write --to previous, or name --image."),
    ],
)
def test_what_does_not_exist_is_named(shop: Shop, more: dict[str, str], sentence: str) -> None:
    images_too = () if "to" in more else (f"backend={FIRST}",)
    assert sentence in str(shop.fails(*images_too, **more))


def test_another_account_is_refused_before_anything_is_asked(shop: Shop) -> None:
    shop.file.write_text(shop.file.read_text("utf-8").replace("123456789012", "210987654321"), "utf-8")
    failure = shop.fails(f"backend={FIRST}")
    assert type(failure) is WrongInputError
    assert "are of account 123456789012 and the stack rse-host allows 210987654321" in str(failure)
    assert {name for name, _ in shop.wire.asked} <= {"sts.GetCallerIdentity"}


def test_the_way_back_is_what_the_last_deployment_replaced_and_nothing_else(shop: Shop) -> None:
    for digests in ((FIRST, FIRST), (SECOND, SECOND), (THIRD, None)):
        shop.wire.says("ssm.GetCommandInvocation", invocation("Success", 0))
        backend, frontend = digests
        shop.deploy(f"backend={backend}", *([f"frontend={frontend}"] if frontend else []))
        shop.slept.append(600)
    shop.deploy(to="previous")
    assert shop.images() == {"backend": SECOND, "frontend": SECOND}
    assert shop.ledger()[-1] == (SECOND, "succeeded", "rollback")
    assert shop.sent()[-1]["Parameters"] == {"images": [f"backend={REGISTRY}/rse-backend-host@{SECOND}"]}


def test_a_failed_deployment_is_no_way_back(shop: Shop) -> None:
    shop.deploy(f"backend={FIRST}")
    shop.slept.append(600)
    shop.deploy(f"backend={SECOND}")
    shop.slept.append(600)
    shop.wire.says("ssm.GetCommandInvocation", invocation("Failed", 1))
    shop.fails(f"backend={THIRD}")
    shop.wire.says("ssm.GetCommandInvocation", invocation("Success", 0))
    shop.deploy(to="previous")
    assert shop.images() == {"backend": FIRST}


@pytest.mark.parametrize("deployed", [0, 1])
def test_without_an_earlier_release_there_is_no_way_back(shop: Shop, deployed: int) -> None:
    for _ in range(deployed):
        shop.deploy(f"backend={FIRST}")
    failure = shop.fails(to="previous")
    assert type(failure) is RefusedError
    assert "There is nothing to go back to on web" in str(failure)


def test_production_is_asked_first_and_nobody_can_be_asked_in_a_pipeline(shop: Shop, ops: Ops) -> None:
    words = ("deploy-host", "--stack", STACK, "--config-file", str(shop.file), "--host", "web", "--image")
    assert ops(*words, f"backend={FIRST}") == 2
    assert shop.sent() == []


@pytest.mark.parametrize(("code", "exit_code"), [(0, 0), (1, 1), (2, 2), (3, 1), (4, 1), (137, 3)])
def test_the_command_ends_with_the_exit_code_that_pipelines_know(
    shop: Shop, ops: Ops, monkeypatch: pytest.MonkeyPatch, code: int, exit_code: int
) -> None:
    monkeypatch.setattr("ops.host.command.Clock", fake_clock)
    shop.wire.says("ssm.GetCommandInvocation", invocation("Failed" if code else "Success", code))
    words = ("deploy-host", "--stack", STACK, "--config-file", str(shop.file), "--host", "web", "--yes")
    assert ops(*words, "--image", f"backend={FIRST}") == exit_code


def test_what_people_wrote_in_the_stack_file_stays(shop: Shop) -> None:
    before = Path(shop.file).read_text("utf-8")
    shop.deploy(f"backend={FIRST}")
    added = [line for line in shop.file.read_text("utf-8").splitlines() if line not in before.splitlines()]
    assert [line.strip() for line in added] == ["platform:images:", f"backend: {FIRST}"]
    assert client("ssm").describe_parameters()["Parameters"], "the ledger"
