"""`python -m ops matrix`: the stacks that an event on GitHub previews or deploys, as a matrix of jobs.

A new environment or Region is a stack file; no workflow names one.
"""

import json
import sys
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from components.delivery.delivery_names import role_arn
from ops.delivery.changes import touched
from ops.delivery.plan import migrated_from
from ops.delivery.question import Event, Question
from ops.delivery.stacks import Stack, Stacks, read_stacks
from ops.failures import WrongInputError

BRANCH: Final = "refs/heads/"
TAG: Final = "refs/tags/"


def print_matrix(root: Path, question: Question) -> None:
    """Print the matrix as one line of JSON: `include` has a row for each stack, in the order of their deployment.

    For a pull request a stack whose file is broken is only named under `broken`: its comment says why. Otherwise
    WrongInputError is raised for it, since nobody knows what it would have said.
    """
    stacks = read_stacks(root)
    document = {
        "include": [row(one, stacks.delivered) for one in asked_for(stacks, question)],
        "broken": sorted(stacks.broken),
    }
    sys.stdout.write(json.dumps(document, separators=(",", ":")) + "\n")


def asked_for(stacks: Stacks, question: Question) -> Sequence[Stack]:
    """The stacks that the event is about, in the order of their deployment."""
    if question.event is Event.BY_HAND and question.environment is None:
        raise WrongInputError("A run by hand says what it deploys: add --environment.")
    everything = stacks.delivered if question.event is Event.PULL_REQUEST else stacks.sound
    found = everything if question.environment is None else stacks.named(question.environment)
    if question.event is Event.PUSH:
        found = [one for one in found if _starts(one, question.ref)]
    if question.changed is not None:
        names = touched(question.changed, [one.name for one in found])
        found = [one for one in found if one.name in names]
    return found


def _starts(stack: Stack, ref: str) -> bool:
    """Whether a push to the ref deploys the stack; what is neither a branch nor a tag starts nothing."""
    deploys = stack.delivery.deploys
    if ref.startswith(BRANCH):
        return any(fnmatchcase(ref.removeprefix(BRANCH), pattern) for pattern in deploys.branches)
    return ref.startswith(TAG) and any(fnmatchcase(ref.removeprefix(TAG), pattern) for pattern in deploys.tags)


def row(stack: Stack, everything: Sequence[Stack]) -> dict[str, object]:
    """One job: the stack, where it is, the roles that its workflows take, and what is migrated from here."""
    settings = stack.configuration.stack
    return {
        "stack": stack.name,
        "environment": settings.environment.long,
        "region": stack.region,
        "tier": settings.environment.tier,
        "approval": stack.approval,
        **{f"{kind}_role": arn for kind, arn in stack.roles.items()},
        "slack_secret": stack.delivery.notify.slack or "",
        "datadog_secret": stack.delivery.notify.datadog or "",
        "images": dict(stack.configuration.images),
        "migrations": migrated_from(stack, everything, lambda one: one.configuration.stack.services),
        "applications": {name: _application(stack, name) for name in stack.delivery.applications},
    }


def _application(stack: Stack, name: str) -> dict[str, object]:
    """What the workflows of an application's repository take: their role, and where images go that they may release.

    A service whose `image_updates` is `pulumi` is not among these: its release is a commit in this repository.
    """
    names, settings = stack.configuration.names, stack.configuration.stack
    services = stack.delivery.applications[name].services
    own = [role for role in services if settings.services[role].image_updates == "pipeline"]
    return {
        "role": role_arn(names, "application_role", role=name),
        "images": {
            role: f"{names.registry_host}/{names.fill('registry', role=settings.image_role(role))}" for role in own
        },
    }
