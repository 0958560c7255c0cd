"""How tests run the program: its settings alone, one component, or all of it."""

import contextvars
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import pulumi
import pulumi_aws as aws
from pulumi import ResourceOptions

from components.wiring import LogTarget, Placement
from naming import Names
from ops.offline.recording import Recorded, Recording
from ops.offline.run import record
from ops.offline.stackfile import read_stack
from settings import Configuration, load_settings

ROOT: Final = Path(__file__).parents[1]
PROJECT: Final = "platform"
STACKS: Final = ("dev", "stg", "prod")
OF_THE_ACCOUNT: Final = "account"
"""The stack of what the three have once."""
ACCOUNT: Final = "123456789012"
REGION: Final = "ap-northeast-2"
NAMES: Final = Names(system="gli", short="prod", long="production", account=ACCOUNT, region=REGION)
PLACEMENT: Final = Placement(
    vpc_id="vpc-0a",
    cidr="10.30.0.0/16",
    public_subnet_ids=["subnet-0a", "subnet-0b"],
    private_subnet_ids=["subnet-1a", "subnet-1b"],
    isolated_subnet_ids=["subnet-2a", "subnet-2b"],
)

Config = dict[str, Any]
"""What stands under `config:` in a stack file."""


def stack_config(stack: str) -> Config:
    """What the committed stack file says, as plain values."""
    written = read_stack(ROOT, stack).config
    own = {key: value for key, value in written.items() if key.startswith((f"{PROJECT}:", "aws:"))}
    return {key: json.loads(value) if value[:1] in ("{", "[") else value for key, value in own.items()}


def as_engine(config: Mapping[str, Any]) -> dict[str, str]:
    """The configuration as the engine hands it to a program: text, or JSON of what is not."""
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in config.items()}


def load(config: Mapping[str, Any], *, stack: str = "prod", secret_keys: Iterable[str] = ()) -> Configuration:
    """The settings that this configuration gives; raises pulumi.RunError like the program."""

    def run() -> Configuration:
        pulumi.runtime.set_all_config(as_engine(config), list(secret_keys))
        pulumi.runtime.configure(pulumi.runtime.Settings(project=PROJECT, stack=stack))
        return load_settings()

    return contextvars.Context().run(run)


def build(program: Callable[[ResourceOptions], object], *, first: bool = False) -> Recording:
    """Record a few components beside the provider, whose options the program passes on.

    With `first` nothing has been deployed yet, so ids and the like are unknown.
    """

    def main() -> None:
        provider = aws.Provider("aws", region=REGION, allowed_account_ids=[ACCOUNT])
        program(ResourceOptions(providers=[provider]))

    config = as_engine({"aws:region": REGION, "aws:allowedAccountIds": [ACCOUNT]})
    return record(main, project=PROJECT, stack="prod", config=config, unknown_outputs=first, root=ROOT)


def log_target(role: str, group: str) -> LogTarget:
    """A log group to wire into a component; to be called in a program."""
    resource = aws.cloudwatch.LogGroup(role, name=group)
    return LogTarget(name=group, arn=NAMES.arn("logs", f"log-group:{group}"), resource=resource)


def json_of(resource: Recorded, key: str) -> Any:
    """The JSON document that a resource has under this input."""
    written = resource.inputs[key]
    if not isinstance(written, str):
        raise TypeError(f"{key} of {resource.urn} is not text: {written!r}")
    return json.loads(written)


def listed(resource: Recorded, key: str) -> list[Any]:
    """The list that a resource has under this input."""
    written = resource.inputs[key]
    if not isinstance(written, list):
        raise TypeError(f"{key} of {resource.urn} is no list: {written!r}")
    return written


def inputs_by_name(recording: Recording, token: str) -> dict[str, Mapping[str, Any]]:
    """The inputs of all resources of a type by logical name, to compare with what is expected as a whole."""
    return {resource.name: resource.inputs for resource in recording.of_type(token)}
