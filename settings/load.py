"""Reads the stack's configuration: every problem at once, one sentence each, before anything is made."""

import inspect
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

import pulumi
import pulumi_aws as aws
from pulumi import Output
from pydantic import BaseModel, ConfigDict, RootModel, ValidationError

from components._settings import matching
from components.foundation.provider import ProviderSettings
from components.host.compose import HostFiles
from naming import Names
from settings.alert_rules import alert_problems
from settings.host_rules import read_host_files, size_problems
from settings.rules import STACK, image_problems, problems
from settings.secrets import kept_secret, read_secrets
from settings.sentences import known_or_nearest, sentences
from settings.stack import StackSettings

IMAGES = "platform:images"
PROVIDER_KEYS = frozenset(field.alias or name for name, field in ProviderSettings.model_fields.items())
KNOWN_KEYS = {"aws": sorted(PROVIDER_KEYS), "platform": ["images", "secrets", "stack"]}
"""What stands in a stack file, by namespace."""


class Images(RootModel[dict[str, Annotated[str, matching(r"sha256:[0-9a-f]{64}", "a digest, sha256: and 64 digits")]]]):
    """Digests by role, written by pipelines: what each service runs."""

    model_config = ConfigDict(frozen=True, strict=True)


@dataclass(frozen=True)
class Configuration:
    """Everything that a stack file says, validated."""

    stack_name: str
    stack: StackSettings
    provider: ProviderSettings
    images: Mapping[str, str]
    secrets: Mapping[str, Output[str]]
    """Values by name, which nothing but Pulumi reads."""
    names: Names
    host_files: Mapping[str, HostFiles]
    """What each host runs, by its role."""


def load_settings() -> Configuration:
    """The configuration of the current stack.

    Raises pulumi.RunError, which ends the program without a traceback, with a sentence for each problem: the path in
    the stack file, the value, the rule, the way out. Values of secrets are never in it.
    """
    found: list[str] = [*_unread_provider_keys(), *_unknown_keys()]
    provider = _read(ProviderSettings, "aws", _provider_values(found), found)
    stack = _read(StackSettings, STACK, _object(STACK, found), found)
    images = _read(Images, IMAGES, _object(IMAGES, found, default={}), found)
    secrets = read_secrets(found)
    if provider is None or stack is None or images is None:
        raise _refusal(found)
    names = Names(
        system=stack.system,
        short=stack.environment.short,
        long=stack.environment.long,
        account=provider.account,
        region=provider.region,
        regional=stack.environment.regional,
    )
    found += problems(pulumi.get_stack(), stack, provider, names)
    found += image_problems(stack, images.root)
    found += alert_problems(stack, secrets, pulumi.get_stack())
    host_files = read_host_files(stack, found)
    found += size_problems(stack, names, host_files)
    if found:
        raise _refusal(found)
    return Configuration(
        stack_name=pulumi.get_stack(),
        stack=stack,
        provider=provider,
        images=images.root,
        secrets=kept_secret(secrets),
        names=names,
        host_files=host_files,
    )


def _refusal(found: list[str]) -> pulumi.RunError:
    return pulumi.RunError("\n".join(map(_line, found)))


def _line(sentence: str) -> str:
    """The sentence with its full stop, on one line whatever stands in the stack file."""
    shown = "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in sentence)
    return shown if shown.endswith("?") else f"{shown}."


M = TypeVar("M", bound=BaseModel)


def _read(model: type[M], root: str, values: Any, found: list[str]) -> M | None:
    if values is None:
        return None
    try:
        return model.model_validate_json(json.dumps(values))
    except ValidationError as error:
        found += sentences(error, model, root)
        return None


def _object(key: str, found: list[str], default: Any = None) -> Any:
    """The structured value of a key of this project; None, and a sentence, where there is none to read."""
    name = key.partition(":")[2]
    if pulumi.runtime.is_config_secret(key):
        found.append(
            f"{key} holds a `secure:` value; it is read and shown in clear, so keep secrets in Secrets Manager"
        )
        return None
    written = pulumi.Config().get(name)
    if written is None:
        if default is None:
            found.append(f"{key} is missing; write the environment's settings under it")
        return default
    return _parsed(key, written, found)


def _parsed(key: str, written: str, found: list[str]) -> Any:
    try:
        value = json.loads(written)
    except json.JSONDecodeError:
        value = written
    if not isinstance(value, dict):
        found.append(f"{key} is not a map; write `key: value` lines below it")
        return None
    return value


def _provider_values(found: list[str]) -> dict[str, Any] | None:
    config = pulumi.Config("aws")
    values: dict[str, Any] = {key: config.get(key) for key in ("region", "profile")}
    accounts = config.get("allowedAccountIds")
    if accounts is not None:
        values["allowedAccountIds"] = _accounts(accounts, found)
        if values["allowedAccountIds"] is None:
            return None
    tags = config.get("defaultTags")
    if tags is not None:
        values["defaultTags"] = _parsed("aws:defaultTags", tags, found)
        if values["defaultTags"] is None:
            return None
    return {key: value for key, value in values.items() if value is not None}


def _accounts(written: str, found: list[str]) -> list[str] | None:
    """The account ids, unless YAML has turned one into a number: a leading zero is lost, or makes it octal."""
    try:
        ids = json.loads(written)
    except json.JSONDecodeError:
        ids = None
    if not isinstance(ids, list):
        found.append('aws:allowedAccountIds is not a list; write the account id as ["123456789012"]')
        return None
    numbers = [entry for entry in ids if isinstance(entry, int | float) and not isinstance(entry, bool)]
    found += [
        f"aws:allowedAccountIds has the number {number}, which YAML made of an account id without quotes "
        'and may not be what was written; write all of its 12 digits in quotes, such as "012345678901"'
        for number in numbers
    ]
    return None if numbers else ids


def _unread_provider_keys() -> list[str]:
    """Keys that the default provider would read and ours is not given: silence would deploy with other settings."""
    config = pulumi.Config("aws")
    return [
        f"aws:{key} is set, but the platform's provider is given only {', '.join(sorted(PROVIDER_KEYS))}; remove it, "
        "and put credentials and roles into the profile that aws:profile names"
        for key in sorted(_default_provider_keys() - PROVIDER_KEYS)
        if config.get(key) is not None
    ]


def _unknown_keys() -> list[str]:
    """Keys that nobody reads: a misspelt `platform:images` would stop every service without a word."""
    told_of = _default_provider_keys()
    written = ((key, *key.partition(":")) for key in sorted(pulumi.runtime.config.CONFIG.get()))
    return [
        f"{key} is not a setting; {known_or_nearest(name, KNOWN_KEYS[namespace])}"
        for key, namespace, _, name in written
        if namespace in KNOWN_KEYS
        and name not in KNOWN_KEYS[namespace]
        and not (namespace == "aws" and name in told_of)
    ]


def _default_provider_keys() -> set[str]:
    return {_camel_case(argument) for argument in inspect.signature(aws.ProviderArgs).parameters}


def _camel_case(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
