"""Every command of every page has the options that the page gives it."""

import json
import re
import shutil
from typing import Any

import botocore.session
import pytest
import typer
from botocore import xform_name
from botocore.loaders import create_loader

from ops import cli
from tests.docs.pages import OPS, PAGES, PROGRAMS, Command, commands
from tests.docs.pulumi_help import FILE, options_of, path_of, said_by_the_cli

ALL = {(one.words, one.mention): one for page in PAGES for one in commands(page)}.values()
OF_OPS = [one for one in ALL if one.of_ops]
OF_AWS = [one for one in ALL if one.words[0] == "aws" and len(one.words) > 2]
OF_PULUMI = [one for one in ALL if one.words[0] == "pulumi" and len(one.words) > 1]
PULUMI: dict[str, list[str]] = json.loads(FILE.read_text("utf-8"))["options"]
"""The options of Pulumi's commands, as its CLI said them."""
CUSTOM = {"logs tail": {"since", "follow", "format"}, "s3 sync": {"delete", "cache-control"}}
"""Commands that the AWS CLI has besides the API's, https://docs.aws.amazon.com/cli/latest/reference/"""
GLOBAL = {"region", "profile", "query", "output", "endpoint-url"}
NAMES = {"s3api": "s3"}
LOADER = create_loader()
MODELS: dict[str, Any] = {}


def model(service: str) -> Any:
    if service not in MODELS:
        MODELS[service] = botocore.session.get_session().get_service_model(NAMES.get(service, service))
    return MODELS[service]


def options(words: tuple[str, ...]) -> set[str]:
    return {word[2:].partition("=")[0] for word in words if word.startswith("--")}


def parse(command: Command) -> None:
    """Read the words as the command line would; raises what it would say, and runs nothing."""
    found: Any = typer.main.get_command(cli.app)
    context = found.context_class(found, info_name="ops")
    arguments = ["0" if word == "$?" else word for word in command.arguments]
    while isinstance(getattr(found, "commands", None), dict) and arguments:
        found = found.commands[arguments.pop(0)]
    if arguments or not command.mention:
        found.make_context(found.name, arguments, parent=context)


def unknown(words: tuple[str, ...]) -> set[str]:
    """Options of a command of the AWS CLI that its operation does not have; raises KeyError for no operation."""
    _, service, name, *rest = words
    known = CUSTOM.get(f"{service} {name}")
    if name == "wait":
        waiters = LOADER.load_service_model(NAMES.get(service, service), "waiters-2")["waiters"]
        name = {xform_name(one, "-"): xform_name(waiters[one]["operation"], "-") for one in waiters}[rest[0]]
    if known is None:
        operation = {xform_name(one, "-"): one for one in model(service).operation_names}[name]
        shape = model(service).operation_model(operation).input_shape
        known = {xform_name(one, "-") for one in shape.members} if shape else set()
    return {re.sub(r"^no-", "", one) for one in options(words)} - known - GLOBAL


@pytest.mark.parametrize("command", OF_OPS, ids=str)
def test_a_command_of_ops_has_these_options_and_takes_these_values(command: Command) -> None:
    parse(command)


@pytest.mark.parametrize(
    "words",
    [
        "verify --stack prod --servic api",
        "verify --stack prod",
        "scale --stack prod --service api --max many",
        "checklist during --stack prod",
        "secrets set --stack prod",
        "rollbak --stack prod",
    ],
)
def test_what_the_command_line_would_refuse_is_noticed(words: str) -> None:
    with pytest.raises(Exception, match=r"No such option|Missing parameter|valid integer|is not one of|rollbak"):
        parse(Command("", (*OPS, *words.split())))


@pytest.mark.parametrize("command", OF_AWS, ids=str)
def test_a_command_of_the_aws_cli_is_an_operation_with_these_parameters(command: Command) -> None:
    assert unknown(command.words) == set()


def test_a_parameter_that_aws_does_not_have_is_noticed() -> None:
    assert unknown(("aws", "ecs", "describe-services", "--cluster", "a", "--servises", "b")) == {"servises"}


@pytest.mark.parametrize("command", OF_PULUMI, ids=str)
def test_a_command_of_pulumi_has_these_options(command: Command) -> None:
    path = path_of(command)
    assert path in PULUMI, f"no help of `pulumi {path}` is recorded: `python -m tests.docs.pulumi_help`"
    assert options_of(command.words[1:]) <= set(PULUMI[path])


@pytest.mark.skipif(
    shutil.which("pulumi") is None, reason="no `pulumi` on PATH; curl -fsSL https://get.pulumi.com | sh"
)
@pytest.mark.parametrize("path", sorted({path_of(one) for one in OF_PULUMI}))
def test_pulumi_still_has_the_options_that_the_pages_use(path: str) -> None:
    used = {option for one in OF_PULUMI if path_of(one) == path for option in options_of(one.words[1:])}
    assert used <= said_by_the_cli(path)


def test_an_option_that_pulumi_does_not_have_is_noticed() -> None:
    assert "--polcy-pack" not in PULUMI["up"]
    assert "--policy-pack" in PULUMI["up"]


def test_the_pages_have_commands_of_every_kind() -> None:
    """A reader that finds nothing would prove nothing, and one that takes a block for a sentence finds nonsense."""
    assert not [str(one) for one in ALL if set(one.words[1:]) & {"pulumi", "aws", "python"}]
    assert {one.words[0] for one in ALL} == set(PROGRAMS)
    assert len(OF_OPS) > 40
    assert len(OF_AWS) > 20
