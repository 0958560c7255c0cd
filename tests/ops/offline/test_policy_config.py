"""A file of `--policy-pack-config` means offline what it means on the engine."""

import json
from pathlib import Path
from typing import Any

import pytest
from google.protobuf import json_format
from pulumi.runtime.proto import analyzer_pb2

from ops.failures import WrongInputError
from ops.offline.policy_config import PolicyConfig, merged, read_policy_config, request

INFO = json_format.ParseDict(
    {
        "policies": [
            {"name": "a", "enforcementLevel": "MANDATORY"},
            {
                "name": "b",
                "enforcementLevel": "ADVISORY",
                "configSchema": {"properties": {"days": {"type": "integer", "default": 7}, "at": {"type": "string"}}},
            },
        ]
    },
    analyzer_pb2.AnalyzerInfo(),
)


def read(tmp_path: Path, text: str) -> dict[str, PolicyConfig]:
    path = tmp_path / "levels.json"
    path.write_text(text, encoding="utf-8")
    return read_policy_config(path)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {"a": ("mandatory", {}), "b": ("advisory", {"days": 7})}),
        ({"a": "disabled"}, {"a": ("disabled", {}), "b": ("advisory", {"days": 7})}),
        ({"a": {"enforcementLevel": "advisory"}}, {"a": ("advisory", {}), "b": ("advisory", {"days": 7})}),
        ({"b": {"days": 1, "at": "x"}}, {"a": ("mandatory", {}), "b": ("advisory", {"days": 1, "at": "x"})}),
        (
            {"b": {"enforcementLevel": "mandatory", "at": "x"}},
            {"a": ("mandatory", {}), "b": ("mandatory", {"days": 7, "at": "x"})},
        ),
        (
            {"a": "advisory", "all": "mandatory"},
            {"a": ("advisory", {}), "b": ("mandatory", {"days": 7}), "all": ("mandatory", {})},
        ),
        ({"A": "advisory"}, {"a": ("mandatory", {}), "b": ("advisory", {"days": 7}), "A": ("advisory", {})}),
    ],
)
def test_what_is_given_lies_over_the_pack_s_defaults_and_a_policy_s_own_over_all(
    tmp_path: Path, given: dict[str, Any], expected: dict[str, tuple[str, dict[str, Any]]]
) -> None:
    result = merged(INFO, read(tmp_path, json.dumps(given)))

    assert {name: (config.level, config.properties) for name, config in result.items()} == expected


def test_the_pack_s_initial_configuration_lies_between_its_defaults_and_the_file(tmp_path: Path) -> None:
    info = analyzer_pb2.AnalyzerInfo()
    info.CopyFrom(INFO)
    info.initialConfig["all"].enforcementLevel = analyzer_pb2.DISABLED
    info.initialConfig["b"].enforcementLevel = analyzer_pb2.MANDATORY
    info.initialConfig["b"].properties.update({"days": 3, "at": "x"})

    result = merged(info, read(tmp_path, '{"b": {"days": 1}}'))

    assert (result["a"].level, result["b"]) == ("disabled", PolicyConfig("mandatory", {"days": 1, "at": "x"}))


def test_an_empty_file_sets_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, " \n") == {}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "is not valid JSON ("),
        ("[]", 'holds no object; write it as {"<rule>": "advisory"}.'),
        ('{"a": "blocking"}', "'blocking' of a is no level; it is one of advisory, mandatory, remediate, disabled."),
        ('{"a": {"enforcementLevel": 1}}', "1 of a is no level"),
        ('{"a": {"enforcementLevel": ["advisory"]}}', "['advisory'] of a is no level"),
        ('{"a": 7}', "a is neither a level nor an object; write one of advisory, mandatory"),
        ('{"a": null}', "a is neither a level nor an object"),
        ('{"environments": ["x"]}', "`environments` are Pulumi Cloud's, which is not asked here"),
    ],
)
def test_a_file_that_the_engine_could_not_take_is_refused_with_a_sentence(
    tmp_path: Path, text: str, sentence: str
) -> None:
    with pytest.raises(WrongInputError) as refusal:
        read(tmp_path, text)

    assert str(refusal.value).startswith(str(tmp_path / "levels.json"))
    assert sentence in str(refusal.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongInputError, match=r"cannot be read \(No such file or directory\)"):
        read_policy_config(tmp_path / "none.json")


def test_the_message_to_the_pack_has_every_level_and_every_property() -> None:
    message = request({"a": PolicyConfig("disabled"), "b": PolicyConfig("mandatory", {"days": 1, "list": ["x"]})})

    assert json_format.MessageToDict(message) == {
        "policyConfig": {
            "a": {"enforcementLevel": "DISABLED"},
            "b": {"enforcementLevel": "MANDATORY", "properties": {"days": 1.0, "list": ["x"]}},
        }
    }
