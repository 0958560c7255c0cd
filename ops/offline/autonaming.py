"""Physical names that the program leaves to Pulumi: the patterns of `pulumi:autonaming`, as the engine reads them."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from pulumi import RunError

KEY = "pulumi:autonaming"
RANDOM = re.compile(r"\$\{(?:hex|alphanum|string|num)\((\d+)\)\}|\$\{uuid\}")
PULUMI_DEFAULT = "${name}-${hex(7)}"
UUID_LENGTH = 36
MODES = {"default": PULUMI_DEFAULT, "verbatim": "${name}", "disabled": ""}


@dataclass(frozen=True)
class Autonaming:
    """The patterns in force: per resource type, per provider, for everything else."""

    resources: Mapping[str, str] = field(default_factory=dict)
    providers: Mapping[str, str] = field(default_factory=dict)
    default: str = PULUMI_DEFAULT
    variables: Mapping[str, str] = field(default_factory=dict)
    """What stands for `project`, `stack`, `organization` and `config.<key>`."""

    @classmethod
    def from_config(cls, config: Mapping[str, str], *, project: str, stack: str) -> Self:
        """Read the patterns from the configuration that the engine hands to a program."""
        declared = _mapping(json.loads(config.get(KEY, "{}")))
        resources: dict[str, str] = {}
        providers: dict[str, str] = {}
        for provider, strategy in _mapping(declared.get("providers", {})).items():
            if pattern := _pattern(strategy):
                providers[provider] = pattern
            for token, own in _mapping(strategy.get("resources", {})).items():
                if pattern := _pattern(own):
                    resources[token] = pattern
        own_keys = {f"config.{k.split(':', 1)[1]}": v for k, v in config.items() if k.startswith(f"{project}:")}
        variables = own_keys | {"project": project, "stack": stack, "organization": "organization"}
        return cls(resources, providers, _pattern(declared) or PULUMI_DEFAULT, variables)

    def name(self, token: str, logical: str) -> str:
        """Give the name of a resource; letters that only a deployment picks are shown as `*`."""
        provider = token.split(":", 1)[0]
        pattern = self.resources.get(token) or self.providers.get(provider) or self.default
        filled = pattern.replace("${name}", logical)
        for variable, value in self.variables.items():
            filled = filled.replace("${" + variable + "}", value)
        return RANDOM.sub(lambda random: "*" * int(random[1] or UUID_LENGTH), filled)


def _pattern(strategy: object) -> str:
    declared = _mapping(strategy)
    return str(declared.get("pattern") or MODES.get(declared.get("mode", ""), ""))


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise RunError(f"{KEY} holds {value!r} where Pulumi expects a mapping with 'pattern', 'mode' or 'providers'.")
    return value
