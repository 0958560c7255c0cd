from pathlib import Path

import pulumi
import pulumi_aws as aws
import pytest
from pulumi import Alias, CustomTimeouts, ResourceOptions

from ops.offline.run import record
from tests.ops.offline.programs import BUCKET, KEY, LOG_GROUP, Part, bucket


def test_urns_are_those_of_the_engine() -> None:
    def program() -> None:
        Part("outer", lambda outer: Part("inner", lambda inner: aws.s3.Bucket("logs", opts=inner.below), outer.below))
        aws.s3.Bucket("alone")

    recording = record(program, project="shop", stack="stg")

    assert recording.urns() == (
        "urn:pulumi:stg::shop::pulumi:pulumi:Stack::shop-stg",
        "urn:pulumi:stg::shop::platform:test:Part::outer",
        "urn:pulumi:stg::shop::platform:test:Part$platform:test:Part::inner",
        f"urn:pulumi:stg::shop::platform:test:Part$platform:test:Part${BUCKET}::logs",
        f"urn:pulumi:stg::shop::{BUCKET}::alone",
    )
    assert [recording.resources[i].parent for i in range(5)] == ["", *recording.urns()[:3], recording.urns()[0]]


def test_a_component_has_its_inputs_and_what_it_registers_as_outputs() -> None:
    part = record(lambda: Part("part")).one("platform:test:Part", "part")

    assert (part.custom, part.id, part.inputs, part.outputs) == (False, "", {"size": 3}, {"half": 0.5})


def test_one_urn_twice_is_refused_in_the_engines_words() -> None:
    def program() -> None:
        for _ in range(2):
            aws.s3.Bucket("logs")

    with pytest.raises(pulumi.RunError) as refusal:
        record(program)
    urn = f"urn:pulumi:dev::platform::{BUCKET}::logs"
    assert str(refusal.value) == f"Duplicate resource URN '{urn}'; try giving it a unique name."


def test_every_resource_option_is_kept() -> None:
    options = (
        bucket(
            protect=True,
            ignore_changes=["tags"],
            delete_before_replace=False,
            custom_timeouts=CustomTimeouts(create="5m", delete="1h30m"),
            retain_on_delete=True,
            replace_on_changes=["region"],
            import_="gli-logs",
            version="7.51.0",
        )
        .one(BUCKET, "logs")
        .options
    )

    assert {key: value for key, value in options.as_json().items() if key != "aliases"} == {
        "protect": True,
        "ignoreChanges": ["tags"],
        "deleteBeforeReplace": False,
        "customTimeouts": {"create": "5m", "delete": "1h30m"},
        "retainOnDelete": True,
        "replaceOnChanges": ["region"],
        "import": "gli-logs",
    }


def test_an_option_that_is_not_set_is_not_listed() -> None:
    assert record(lambda: Part("part")).one("platform:test:Part", "part").options.as_json() == {}


@pytest.mark.parametrize(
    ("alias", "urn"),
    [
        (Alias(name="old"), "urn:pulumi:dev::platform::platform:test:Part$aws:kms/key:Key::old"),
        (Alias(type_="aws:kms/old:Old"), "urn:pulumi:dev::platform::platform:test:Part$aws:kms/old:Old::key"),
        (Alias(parent=None), "urn:pulumi:dev::platform::aws:kms/key:Key::key"),
        (Alias(stack="main", project="old"), "urn:pulumi:main::old::platform:test:Part$aws:kms/key:Key::key"),
        ("urn:pulumi:dev::a::b:c:D::e", "urn:pulumi:dev::a::b:c:D::e"),
    ],
    ids=["name", "type", "no parent", "stack and project", "URN"],
)
def test_an_alias_is_the_urn_that_the_resource_had(alias: Alias | str, urn: str) -> None:
    def fill(part: Part) -> None:
        aws.kms.Key("key", opts=ResourceOptions(parent=part, aliases=[alias]))

    assert record(lambda: Part("part", fill)).one(KEY, "key").options.aliases == (urn,)


def test_dependencies_are_those_of_properties_and_of_depends_on() -> None:
    def program() -> None:
        key, other = aws.kms.Key("key"), aws.kms.Key("other")
        aws.cloudwatch.LogGroup("logs", kms_key_id=key.arn, opts=ResourceOptions(depends_on=[other]))

    recording = record(program)
    logs, key = recording.one(LOG_GROUP, "logs"), recording.one(KEY, "key")

    assert logs.property_dependencies == {"kmsKeyId": (key.urn,)}
    assert logs.dependencies == (key.urn, recording.one(KEY, "other").urn)
    assert logs.inputs["kmsKeyId"] == key.outputs["arn"]


def test_protect_reaches_the_children_of_a_component_and_can_be_taken_back() -> None:
    def fill(part: Part) -> None:
        aws.kms.Key("kept", opts=part.below)
        aws.kms.Key("free", opts=ResourceOptions(parent=part, protect=False))

    recording = record(lambda: Part("part", fill, ResourceOptions(protect=True, retain_on_delete=True)))

    assert [(key.name, key.options.protect) for key in recording.of_type(KEY)] == [("kept", True), ("free", False)]
    assert all(key.options.retain_on_delete for key in recording.of_type(KEY))


def test_a_resource_names_the_provider_that_serves_it() -> None:
    def program() -> None:
        provider = aws.Provider("aws", region="ap-northeast-2")
        Part("part", lambda part: aws.kms.Key("key", opts=part.below), ResourceOptions(providers=[provider]))

    recording = record(program)

    assert recording.one(KEY, "key").options.provider == recording.one("pulumi:providers:aws", "aws").urn


def test_the_source_is_the_line_of_the_project_that_makes_the_resource() -> None:
    made_here = bucket().one(BUCKET, "logs")

    path, line = made_here.source.split(":")
    assert path == "tests/ops/offline/programs.py"
    assert "aws.s3.Bucket(name" in Path(path).read_text(encoding="utf-8").splitlines()[int(line) - 1]


def test_resources_stand_in_the_order_of_the_programs_text_whatever_they_wait_for() -> None:
    def program() -> None:
        late = aws.kms.Key("z-key")
        aws.cloudwatch.LogGroup("y-waits", kms_key_id=late.arn)
        aws.s3.Bucket("x-at-once")
        for role in ("b", "a"):
            aws.iam.Role(role, assume_role_policy="{}")

    names = [resource.name for resource in record(program).resources]

    assert names == ["platform-dev", "z-key", "y-waits", "x-at-once", "a", "b"]
