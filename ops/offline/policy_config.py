"""What a file of `--policy-pack-config` sets, merged as the engine does it in `pkg/resource/analyzer/config.go`."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from google.protobuf import json_format
from pulumi.runtime.proto import analyzer_pb2

from ops.failures import WrongInputError

ALL: Final = "all"
LEVEL: Final = "enforcementLevel"
LEVELS: Final = ("advisory", "mandatory", "remediate", "disabled")


@dataclass(frozen=True)
class PolicyConfig:
    """What is set of one policy, or of all."""

    level: str = ""
    """Empty where it stays what it is."""
    properties: Mapping[str, Any] = field(default_factory=dict)

    def setting(self, key: str, value: object) -> "PolicyConfig":
        """Give the same with one more property."""
        return PolicyConfig(self.level, {**self.properties, key: value})


def read_policy_config(path: Path) -> dict[str, PolicyConfig]:
    """Read `{"all": "mandatory", "rule-a": {"enforcementLevel": "advisory", "days": 7}}`; raise WrongInputError."""
    try:
        text = path.read_text(encoding="utf-8").strip()
        given = json.loads(text or "{}")
    except OSError as error:
        raise WrongInputError(
            f"{path} cannot be read ({error.strerror}); name a file with the policies' levels."
        ) from None
    except ValueError as error:
        raise WrongInputError(f"{path} is not valid JSON ({error}); mend it.") from None
    if not isinstance(given, dict):
        raise WrongInputError(f'{path} holds no object; write it as {{"<rule>": "advisory"}}.')
    if "environments" in given:
        raise WrongInputError(
            f"{path}: `environments` are Pulumi Cloud's, which is not asked here; write the levels out."
        )
    return {name: _parsed(path, name, value) for name, value in given.items()}


def merged(info: analyzer_pb2.AnalyzerInfo, given: Mapping[str, PolicyConfig]) -> dict[str, PolicyConfig]:
    """Give what holds for each policy: defaults, over them the pack's initial configuration, over that the given."""
    result = {policy.name: PolicyConfig(_level(policy.enforcementLevel), _defaults(policy)) for policy in info.policies}
    initial = {
        name: PolicyConfig(_level(config.enforcementLevel), json_format.MessageToDict(config.properties))
        for name, config in info.initialConfig.items()
    }
    for layer in (initial, given):
        everything = layer.get(ALL, PolicyConfig()).level
        for name, lower in result.items():
            result[name] = PolicyConfig(everything or lower.level, lower.properties)
        for name, upper in layer.items():
            lower = result.get(name, PolicyConfig())
            result[name] = PolicyConfig(upper.level or lower.level, {**lower.properties, **upper.properties})
    return result


def request(configs: Mapping[str, PolicyConfig]) -> analyzer_pb2.ConfigureAnalyzerRequest:
    """Give the message that sets them."""
    made = analyzer_pb2.ConfigureAnalyzerRequest()
    for name, config in configs.items():
        one = made.policyConfig[name]
        one.enforcementLevel = analyzer_pb2.EnforcementLevel.Value((config.level or LEVELS[0]).upper())
        one.properties.update(dict(config.properties))
    return made


def taking(key: str, info: analyzer_pb2.AnalyzerInfo) -> Iterable[str]:
    """Give the policies whose schema has a property of this name."""
    return (policy.name for policy in info.policies if key in policy.configSchema.properties.fields)


def _parsed(path: Path, name: str, value: object) -> PolicyConfig:
    if isinstance(value, str):
        value = {LEVEL: value}
    if not isinstance(value, dict):
        raise WrongInputError(f"{path}: {name} is neither a level nor an object; write one of {', '.join(LEVELS)}.")
    level = value.get(LEVEL, LEVELS[0])
    if level not in LEVELS:
        raise WrongInputError(f"{path}: {level!r} of {name} is no level; it is one of {', '.join(LEVELS)}.")
    return PolicyConfig(str(value.get(LEVEL, "")), {key: one for key, one in value.items() if key != LEVEL})


def _defaults(policy: analyzer_pb2.PolicyInfo) -> dict[str, Any]:
    properties = json_format.MessageToDict(policy.configSchema.properties)
    return {key: schema["default"] for key, schema in properties.items() if "default" in schema}


def _level(value: analyzer_pb2.EnforcementLevel.ValueType) -> str:
    return str(analyzer_pb2.EnforcementLevel.Name(value)).lower()
