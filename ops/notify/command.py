"""`python -m ops notify`: announce a deployment, and leave its exit code as it was."""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ops.failures import OpsError, WrongInputError
from ops.live.aws import aws_failures, connect
from ops.live.console import Console
from ops.live.environment import Environment, read_environment
from ops.live.http import NoAnswerError, Request, Send, send
from ops.live.waiting import Clock
from ops.notify.messages import METRIC, Announcement, Outcome, datadog, slack
from ops.secrets import find

WEBHOOK: Final = "SLACK_WEBHOOK_URL"
"""As the guides name it."""
KEYS: Final = ("DATADOG_API_KEY", "DD_API_KEY")
"""The guide's name, and Datadog's own."""
SITE: Final = "DD_SITE"
BAD: Final = 400
NOT_TOLD: Final = 3


@dataclass(frozen=True)
class Options:
    """What was asked for."""

    stack: str
    what: str
    version: str = ""
    started: bool = False
    """Whether the deployment only begins."""
    exit_code: int | None = None
    """That of the release, which is that of this command too, whatever comes of the messages."""
    url: str = ""
    slack_secret: str | None = None
    """A role of the stack's `secrets` that holds the webhook; None takes the environment variable."""
    datadog_secret: str | None = None
    config_file: Path | None = None
    as_json: bool = False


@dataclass(frozen=True)
class Tools:
    """What reaches outside, and may be another in a test."""

    variables: Mapping[str, str]
    send: Send = send
    clock: Callable[[], Clock] = Clock


def announce(root: Path, options: Options, tools: Tools | None = None) -> int:
    """Send the messages and give the exit code: the release's where it was told, else 0, or 3 where one got lost.

    What goes wrong is said and, where the release's exit code was told, hides nothing of it.
    """
    console = Console(as_json=options.as_json)
    try:
        lost = _announced(root, options, tools or Tools(os.environ), console)
    except OpsError as error:
        if options.exit_code is None:
            raise
        console.say(f"The deployment was not announced: {error}")
        return options.exit_code
    return options.exit_code if options.exit_code is not None else NOT_TOLD if lost else 0


def _announced(root: Path, options: Options, tools: Tools, console: Console) -> bool:
    environment = read_environment(root, options.stack, options.config_file)
    outcome: Outcome = "started" if options.started else "failed" if options.exit_code else "succeeded"
    announcement = Announcement(
        system=environment.system,
        environment=environment.long,
        what=options.what,
        version=options.version,
        outcome=outcome,
        url=options.url,
    )
    requests = dict(_requests(environment, options, tools, announcement))
    if not requests:
        raise WrongInputError(
            f"Nobody to tell: set {WEBHOOK} or {KEYS[0]}, or name secrets of the stack by --slack-secret, "
            "--datadog-secret."
        )
    results = {name: _sent(request, tools.send) for name, request in requests.items()}
    for name, result in results.items():
        console.say(f"{name}: {result or 'told'}")
    console.result(
        announcement.sentence, {"outcome": outcome, "told": {name: not result for name, result in results.items()}}
    )
    return any(results.values())


def _requests(
    environment: Environment, options: Options, tools: Tools, announcement: Announcement
) -> Iterator[tuple[str, Request]]:
    webhook = _secret(environment, options.slack_secret) or tools.variables.get(WEBHOOK, "")
    if webhook:
        yield "Slack", slack(announcement, webhook.strip())
    key = _secret(environment, options.datadog_secret)
    key = key or next((tools.variables[name] for name in KEYS if tools.variables.get(name)), "")
    if key:
        site = tools.variables.get(SITE) or "datadoghq.com"
        event, counter = datadog(announcement, key.strip(), site, tools.clock().utc())
        yield "Datadog, event", event
        yield f"Datadog, {METRIC}", counter


def _secret(environment: Environment, role: str | None) -> str:
    if role is None:
        return ""
    name = find(environment.recording, role).name
    with aws_failures(f"read the secret {name}"):
        return str(connect(environment).client("secretsmanager").get_secret_value(SecretId=name)["SecretString"])


def _sent(request: Request, send_it: Send) -> str:
    """Empty where it arrived, else why not; neither address nor answer is repeated, which may hold the secret."""
    try:
        answer = send_it(request)
    except NoAnswerError as error:
        return f"not told, no answer ({error})"
    return f"not told, HTTP {answer.status}" if answer.status >= BAD or answer.status < 200 else ""  # noqa: PLR2004 - HTTP's good answers begin there
