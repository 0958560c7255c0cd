"""A deployment is announced and counted; whatever comes of that, it ends as the release did, and no secret is told."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from ops.failures import WrongInputError
from ops.live.http import Answer, NoAnswerError, Request, send
from ops.notify.command import Options, Tools, announce
from tests.ops.moto_aws import (
    BEGIN,
    ROOT,
    Ops,
    Wire,
    as_json,
    client,
    fake_clock,
    ops,
    server,
    stack_file,
    wire,
)

__all__ = ["ops", "server", "wire"]

WEBHOOK, KEY = "https://hooks.slack.com/services/T0/B0/hunter2", "0123456789abcdef"
BOTH = {"SLACK_WEBHOOK_URL": WEBHOOK, "DATADOG_API_KEY": KEY}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    def with_secrets(config: dict[str, Any]) -> None:
        config["platform:stack"]["secrets"] = {"slack-webhook": {}}

    return stack_file(tmp_path, "dev", with_secrets)


@dataclass
class Receivers:
    """Slack and Datadog, and what they were sent; `answer` by the beginning of an address."""

    answers: dict[str, int | str] = field(default_factory=dict)
    sent: list[Request] = field(default_factory=list)

    def __call__(self, request: Request) -> Answer:
        self.sent.append(request)
        answer = next((one for begin, one in self.answers.items() if request.url.startswith(begin)), 200)
        if isinstance(answer, str):
            raise NoAnswerError(answer)
        return Answer(answer, b"ok")

    def bodies(self) -> list[Any]:
        return [json.loads(one.body) for one in self.sent]


def told(file: Path, receivers: Receivers, variables: dict[str, str] | None = None, **asked: Any) -> int:
    common: dict[str, Any] = {"stack": "dev", "what": "api", "config_file": file, "version": "1a2b3c"}
    options = Options(**(common | asked))
    return announce(ROOT, options, Tools(BOTH if variables is None else variables, receivers, fake_clock))


def test_slack_gets_a_sentence_and_datadog_an_event_and_one_more_in_its_counter(file: Path) -> None:
    receivers = Receivers()
    assert told(file, receivers, exit_code=0, url="https://ci.example.com/1") == 0
    assert [one.url for one in receivers.sent] == [
        WEBHOOK,
        "https://api.datadoghq.com/api/v1/events",
        "https://api.datadoghq.com/api/v2/series",
    ]
    slack, event, counter = receivers.bodies()
    sentence = "gli development: deployment of api 1a2b3c succeeded"
    assert slack == {"text": f":white_check_mark: {sentence} <https://ci.example.com/1|Details>"}
    assert (event["title"], event["alert_type"]) == (sentence, "success")
    assert event["date_happened"] == int(BEGIN.timestamp())
    tags = ["env:development", "system:gli", "service:api", "status:succeeded"]
    assert event["tags"] == [*tags, "version:1a2b3c"]
    assert counter == {
        "series": [
            {
                "metric": "deployment.count",
                "type": 1,
                "interval": 60,
                "points": [{"timestamp": int(BEGIN.timestamp()), "value": 1}],
                "tags": tags,
            }
        ]
    }


def test_the_key_is_in_a_header_of_datadogs_alone(file: Path) -> None:
    receivers = Receivers()
    told(file, receivers)
    assert [one.headers.get("DD-API-KEY") for one in receivers.sent] == [None, KEY, KEY]
    assert all(KEY not in one.url + one.body.decode() for one in receivers.sent)


@pytest.mark.parametrize(
    ("asked", "sign", "alert"),
    [
        ({"started": True}, ":rocket:", "info"),
        ({"exit_code": 1}, ":x:", "error"),
        ({"exit_code": 3}, ":x:", "error"),
        ({}, ":white_check_mark:", "success"),
    ],
)
def test_how_it_went_is_seen_at_once(file: Path, asked: dict[str, Any], sign: str, alert: str) -> None:
    receivers = Receivers()
    told(file, receivers, **asked)
    slack, event, _ = receivers.bodies()
    assert slack["text"].startswith(sign)
    assert event["alert_type"] == alert


@pytest.mark.parametrize("exit_code", [0, 1, 2, 3])
def test_the_releases_exit_code_is_this_commands_whatever_gets_lost(
    file: Path, exit_code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = Receivers({"https://hooks.slack.com": 404, "https://api.datadoghq.com": "ConnectTimeoutError"})
    assert told(file, lost, exit_code=exit_code) == exit_code
    said = capsys.readouterr().err
    assert "Slack: not told, HTTP 404" in said
    assert "Datadog, event: not told, no answer (ConnectTimeoutError)" in said
    assert told(file, Receivers(), {}, exit_code=exit_code) == exit_code
    assert "The deployment was not announced: Nobody to tell" in capsys.readouterr().err


def test_alone_a_lost_message_is_a_failure(file: Path) -> None:
    assert told(file, Receivers({"https://api.datadoghq.com/api/v2": 403})) == 3
    assert told(file, Receivers()) == 0


def test_one_that_fails_keeps_the_others_from_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    receivers = Receivers({"https://hooks.slack.com": 500})
    told(file, receivers, as_json=True)
    assert len(receivers.sent) == 3
    assert as_json(capsys.readouterr().out)["told"] == {
        "Slack": False,
        "Datadog, event": True,
        "Datadog, deployment.count": True,
    }


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({}, "Nobody to tell: set SLACK_WEBHOOK_URL or DATADOG_API_KEY"),
        ({"SLACK_WEBHOOK_URL": "http://hunter2.example.com"}, "The Slack webhook is no address that begins with"),
        ({"DATADOG_API_KEY": KEY, "DD_SITE": "example.com"}, "'example.com' is no site of Datadog"),
    ],
)
def test_what_cannot_be_told_is_one_sentence_without_the_secret(
    file: Path, variables: dict[str, str], sentence: str
) -> None:
    with pytest.raises(WrongInputError, match=sentence) as refused:
        told(file, Receivers(), variables)
    assert "hunter2" not in str(refused.value)
    assert KEY not in str(refused.value)


def test_nothing_that_is_said_holds_a_secret(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told(file, Receivers({"https://": 403}), as_json=True)
    said = "".join(capsys.readouterr())
    assert "hunter2" not in said
    assert KEY not in said


def test_mentions_and_links_in_a_version_are_text(file: Path) -> None:
    receivers = Receivers()
    told(file, receivers, version="<!channel> & <https://evil|click>")
    assert "&lt;!channel&gt; &amp; &lt;https://evil|click&gt;" in receivers.bodies()[0]["text"]


def test_the_webhook_may_be_a_secret_of_the_stack(wire: Wire, file: Path) -> None:
    client("secretsmanager").create_secret(Name="gli/slack-webhook/development", SecretString=WEBHOOK)
    receivers = Receivers()
    assert told(file, receivers, {}, slack_secret="slack-webhook") == 0  # noqa: S106 - a role
    assert [one.url for one in receivers.sent] == [WEBHOOK]
    wire.says("secrets-manager.GetSecretValue", "AccessDeniedException")
    assert told(file, receivers, {}, slack_secret="slack-webhook", exit_code=1) == 1  # noqa: S106 - a role


def test_the_command_line_ends_with_the_releases_code(
    wire: Wire, file: Path, ops: Ops, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in (*BOTH, "DD_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    arguments = ("notify", "--stack", "dev", "--of", "api", "--config-file", str(file))
    assert ops(*arguments, "--exit-code", "1") == 1
    assert ops(*arguments) == 2
    assert capsys.readouterr().err.count("Nobody to tell") == 2
    assert wire.asked == []


class _Handler(BaseHTTPRequestHandler):
    answers: list[int]
    seen: list[bytes]

    def do_POST(self) -> None:
        self.seen.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(self.answers.pop(0))
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def receiver() -> Iterator[tuple[str, type[_Handler]]]:
    handler = type("Handler", (_Handler,), {"answers": [], "seen": []})
    listening = HTTPServer(("127.0.0.1", 0), handler)
    Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{listening.server_port}/hunter2", handler
    listening.shutdown()
    listening.server_close()


@pytest.mark.parametrize(
    ("answers", "status", "requests"),
    [([200], 200, 1), ([503, 429, 200], 200, 3), ([500, 500, 500, 200], 500, 3), ([403], 403, 1), ([302], 302, 1)],
)
def test_passing_failures_are_tried_again_and_an_end_is_kept(
    receiver: tuple[str, type[_Handler]], answers: list[int], status: int, requests: int
) -> None:
    url, handler = receiver
    handler.answers = list(answers)
    assert send(Request("POST", url, {}, b"{}"), pause=0).status == status
    assert handler.seen == [b"{}"] * requests


def test_no_answer_says_what_kind_and_not_where() -> None:
    with pytest.raises(NoAnswerError) as lost:
        send(Request("POST", "http://127.0.0.1:1/hunter2", {}, b"{}"), pause=0)
    assert str(lost.value) == "NewConnectionError"
