"""`platform:secrets`: a flat map of names to values that Pulumi keeps encrypted in the stack file."""

import json
import re
from collections.abc import Mapping

import pulumi
from pulumi import Output

SECRETS = "platform:secrets"
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
HOW = f"set it with `pulumi config set --secret --path '{SECRETS}.<name>'`"


def read_secrets(found: list[str]) -> Mapping[str, str]:
    """Each value by its name, for `kept_secret` and nothing else.

    Appends a sentence to `found` for each one that cannot be taken, which ends the program before any is used. No value
    is part of a sentence, nor a name that may be a value.
    """
    written = pulumi.Config().get(SECRETS.partition(":")[2])
    if written is None:
        return {}
    values = _map(written)
    if values is None:
        found.append(f"{SECRETS} is not a map of names to values; {HOW}")
        return {}
    if values and not pulumi.runtime.is_config_secret(SECRETS):
        found.append(f"{SECRETS} holds values in clear; take them for known to others, replace them, and {HOW}")
    for name, value in values.items():
        if not NAME.fullmatch(name):
            found.append(f"{SECRETS} has a name that is not lower-case letters, digits and single dashes; {HOW}")
        elif not isinstance(value, str) or not value.strip():
            found.append(f"{SECRETS}.{name} is not text, or empty; {HOW}")
    return {name: str(value) for name, value in values.items() if NAME.fullmatch(name)}


def kept_secret(values: Mapping[str, str]) -> Mapping[str, Output[str]]:
    """The values as Outputs, which Pulumi encrypts in the state and hides wherever it shows them."""
    return {name: Output.secret(value) for name, value in values.items()}


def _map(written: str) -> Mapping[str, object] | None:
    try:
        values = json.loads(written)
    except json.JSONDecodeError:
        return None
    return values if isinstance(values, dict) else None
