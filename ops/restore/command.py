"""`python -m ops restore-database`: write a new database, restored from another one, and say how to move to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ops.failures import WrongInputError
from ops.live.aws import connect
from ops.live.console import Console
from ops.live.environment import Environment, read_environment
from ops.live.interruption import cut_off
from ops.live.stack_file import Draft, drafted, stack_path
from ops.restore.entry import Entry
from ops.restore.source import TIME, moment_of, refuse_taken, source_of

LATEST: Final = "latest"
COMPONENT: Final = "platform:data:Database"
SECRET: Final = "aws:secretsmanager/secret:Secret"  # noqa: S105 - a type's token


@dataclass(frozen=True)
class Options:
    """What was asked for."""

    stack: str
    role: str
    at: str
    new: str | None = None
    """The new database's role; None is the old one's with the moment."""
    anonymise: str | None = None
    """The service whose `migration.anonymise` is to be run on the copy."""
    config_file: Path | None = None
    yes: bool = False
    as_json: bool = False


def restore(root: Path, options: Options) -> None:
    """Write the new role after all checks; nothing on AWS is changed, which `pulumi up` does.

    Raises WrongInputError for what cannot be built, RefusedError for a moment or a name that AWS cannot give.
    """
    with cut_off(lambda: "Nothing was written and nothing on AWS was changed."):
        _restore(root, options)


def _restore(root: Path, options: Options) -> None:
    environment = read_environment(root, options.stack, options.config_file)
    instance = _instances(environment).get(options.role)
    if instance is None:
        known = ", ".join(_instances(environment)) or "none"
        raise WrongInputError(f"{options.role!r} is no database of the stack {environment.stack}; those are {known}.")
    moment = None if options.at == LATEST else moment_of(options.at)
    if options.anonymise is not None:
        environment.service(options.anonymise)
    aws, console = connect(environment), Console(as_json=options.as_json, yes=options.yes)
    source = source_of(aws, instance)
    if moment is not None:
        source.refuse_outside(moment)
    entry = Entry(
        role=options.role,
        new=options.new or f"{options.role}-{(moment or source.latest):%m%d-%H%M}",
        time=LATEST if moment is None else f"{moment:{TIME}}",
        storage=source.storage,
        anonymise=options.anonymise,
    )
    path = stack_path(root, options.stack, options.config_file)
    draft = drafted(root, environment, path, entry.put)
    made = _instances(draft.environment)[entry.new]
    refuse_taken(aws, made, _secret(draft.environment, entry.new))
    lost = "since the last backup" if moment is None else f"after {entry.time}"
    console.plan(
        [
            f"Write databases.{entry.new} to {path.name}: {made}, restored from {instance} at {entry.time}",
            f"Leave {instance} as it is: it serves on, and what is written {lost} is in it alone",
        ]
    )
    console.confirm(f"Write it to {path.name}?", needed=environment.is_production)
    draft.write()
    users = [role for role, one in environment.services.items() if options.role in (one.settings.get("uses") or [])]
    console.result(
        "\n".join(next_steps(draft, entry, made, instance, users)),
        {
            "role": entry.new,
            "instance": made,
            "from": instance,
            "time": entry.time,
            "users": users,
            "anonymise": entry.task if entry.anonymise else None,
            "file": str(path),
        },
    )


def next_steps(draft: Draft, entry: Entry, made: str, instance: str, users: Sequence[str]) -> Sequence[str]:
    """What a person does now, in this order."""
    stack, name = draft.environment.stack, draft.path.name
    free = "`protect: false` and `deletion_protection: false`"
    up = f"pulumi up --stack {stack} --policy-pack policies"
    steps = [f"`{up}` makes {made} beside {instance}; it takes as long as the data is large."]
    if entry.anonymise is not None:
        run = f"python -m ops migrate --stack {stack} --service {entry.task}"
        steps += [
            f"`{run}` makes the data anonymous; until it succeeded, nothing else uses {entry.new}.",
            f"Take services.{entry.task} out of {name} again.",
        ]
    steps += [
        "Look at the data; writes to the old database stop when its services do (`ops scale`).",
        f"In {name}, under {_uses(users)}, write {entry.new} in place of {entry.role}: the variables keep their names.",
        f"`{up}` replaces the tasks by ones that use {made}. Then verify each service: `python -m ops verify`.",
        f"The way back is `uses: [{entry.role}]`, as long as {instance} stands.",
        f"When nobody needs {instance}: set {free} for {entry.role}, and deploy.",
        f"Take `restore` out of databases.{entry.new}, take {entry.role} out of {name}, and deploy.",
    ]
    return [f"{name} has databases.{entry.new}. Next:", *(f"{n}. {step}" for n, step in enumerate(steps, start=1))]


def _uses(users: Sequence[str]) -> str:
    return ", ".join(f"services.{user}.uses" for user in users) or "the `uses` of services"


def _instances(environment: Environment) -> dict[str, str]:
    exported: Any = environment.recording.outputs.get("databases") or {}
    return {str(role): str(name) for role, name in exported.items()}


def _secret(environment: Environment, role: str) -> str:
    """The name of the secret with which services connect to a database."""
    [component] = [one for one in environment.recording.of_type(COMPONENT) if one.name == role]
    below = environment.recording.children(component.urn)
    nested = [child for one in below for child in (one, *environment.recording.children(one.urn))]
    return next(str(one.inputs["name"]) for one in nested if one.type == SECRET)
