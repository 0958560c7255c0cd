"""Where the state of a system goes, read from a stack file alone.

The program is not run for it: it may ask for secrets that only the key which is made here can encrypt.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from naming import Names
from ops.failures import WrongInputError
from ops.offline.stackfile import StackFile, read_stack, stacks

MANAGED_BY: Final = {"ManagedBy": "ops-bootstrap"}
"""Who looks after it, in place of what the stack file says of its own resources (standard G-12)."""


@dataclass(frozen=True)
class Place:
    """One account, one Region, one system."""

    stack: str
    system: str
    account: str
    region: str
    profile: str | None
    tags: Mapping[str, str]
    keeps_identity: bool
    """Whether this stack makes GitHub's identity provider."""
    names: Names

    @cached_property
    def bucket(self) -> str:
        """The bucket of the state."""
        return self.names.fill("state_bucket")

    @cached_property
    def alias(self) -> str:
        """The key, by the name that stack files say."""
        return self.names.fill("state_key_alias")

    @property
    def login(self) -> str:
        """What `pulumi login` takes."""
        return f"s3://{self.bucket}?region={self.region}"

    def secrets_provider(self, stack: str) -> str:
        """What `pulumi stack init --secrets-provider` takes.

        The stack is part of what KMS encrypts (its encryption context), so that a role can be allowed to decrypt the
        secrets of one stack and no other's although they share the key.
        https://docs.aws.amazon.com/kms/latest/developerguide/encrypt_context.html
        """
        return f"awskms://{self.alias}?region={self.region}&context_stack={stack}"


def read_place(root: Path, stack: str | None, config_file: Path | None = None) -> Place:
    """Read it; raises WrongInputError for what a stack file must say and this one does not."""
    file = read_stack(root, stack, config_file)
    settings, account = _mapping(file, "platform:stack"), _account(file)
    system, environment = str(settings.get("system", "")), settings.get("environment") or {}
    region, kept = file.config.get("aws:region", ""), settings.get("account")
    if not re.fullmatch(r"[a-z][a-z0-9]{1,9}", system):
        raise _wrong(file, "platform:stack.system is no system's name of 2 to 10 lower-case letters and digits")
    if not re.fullmatch(r"[a-z]{2}(-[a-z]+)+-\d", region):
        raise _wrong(file, f"aws:region {region!r} is no Region, such as ap-northeast-2")
    names = Names(
        system=system,
        short=str(environment.get("short", "")),
        long=str(environment.get("long", "")),
        account=account,
        region=region,
    )
    return Place(
        stack=file.stack,
        system=system,
        account=account,
        region=region,
        profile=file.config.get("aws:profile"),
        tags={**_mapping(file, "aws:defaultTags").get("tags", {}), **MANAGED_BY},
        keeps_identity=isinstance(kept, Mapping) and kept.get("github") is not False,
        names=names,
    )


def stacks_of(root: Path, folder: Path, place: Place) -> Sequence[str]:
    """The stacks with a file in `folder` whose state goes there: that of the place first, then the others."""
    others = (_readable(root, folder / f"Pulumi.{stack}.yaml") for stack in stacks(folder) if stack != place.stack)
    return [
        place.stack,
        *(one.stack for one in others if one and (one.system, one.account) == (place.system, place.account)),
    ]


def _readable(root: Path, file: Path) -> Place | None:
    """None for a file with a mistake in it, which its own commands tell of."""
    try:
        return read_place(root, None, file)
    except WrongInputError:
        return None


def _account(file: StackFile) -> str:
    try:
        [account] = json.loads(file.config.get("aws:allowedAccountIds", ""))
    except (ValueError, TypeError):
        account = None
    if not isinstance(account, str) or not re.fullmatch(r"\d{12}", account):
        raise _wrong(file, 'aws:allowedAccountIds does not name the one account, as in ["123456789012"]')
    return account


def _mapping(file: StackFile, key: str) -> dict[str, Any]:
    try:
        value: object = json.loads(file.config.get(key, "{}"))
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise _wrong(file, f"{key} is not a map")
    return value


def _wrong(file: StackFile, what: str) -> WrongInputError:
    return WrongInputError(f"The stack file of {file.stack}: {what}.")
