import json
import logging
from collections.abc import Callable

import pulumi
import pulumi_aws as aws
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pulumi import CustomTimeouts, Output, ResourceOptions

from ops.offline.run import record
from ops.offline.values import UNKNOWN
from tests.ops.offline.programs import BUCKET, KEY, LOG_GROUP, SECRET_TEXT, Part, bucket


def test_a_secret_reaches_neither_recording_nor_exports() -> None:
    def program() -> None:
        secret = Output.secret(SECRET_TEXT)
        role = aws.iam.Role("role", assume_role_policy="{}", description=secret, tags={"a": secret, "b": "plain"})
        pulumi.export("secret", Output.format("the {0}", role.description))
        pulumi.export("document", Output.json_dumps({"password": secret}))

    recording = record(program)

    role = recording.one("aws:iam/role:Role", "role")
    assert SECRET_TEXT not in repr(recording)
    assert (role.inputs["description"], role.outputs["description"]) == ("[secret]", "[secret]")
    assert recording.outputs == {"secret": "[secret]", "document": "[secret]"}


def test_the_program_itself_can_use_a_secret() -> None:
    seen: list[str] = []

    def program() -> None:
        role = aws.iam.Role("role", assume_role_policy="{}", description=Output.secret(SECRET_TEXT))
        role.description.apply(lambda text: seen.append(text or ""))

    record(program)

    assert seen == [SECRET_TEXT]


def test_an_additional_secret_output_is_a_secret() -> None:
    def program() -> None:
        key = aws.kms.Key("key", opts=ResourceOptions(additional_secret_outputs=["key_id"]))
        pulumi.export("key_id", key.key_id)

    recording = record(program)

    assert recording.one(KEY, "key").outputs["keyId"] == "[secret]"
    assert recording.outputs == {"key_id": "[secret]"}


def test_everything_is_known_as_after_a_deployment() -> None:
    def program() -> None:
        key = aws.kms.Key("key")
        pulumi.export("arn", key.arn)
        pulumi.export("dry", pulumi.runtime.is_dry_run())

    recording = record(program, config={"aws:region": "eu-west-1", "aws:allowedAccountIds": '["111122223333"]'})

    assert str(recording.outputs["arn"]).startswith("arn:aws:kms:eu-west-1:111122223333:key/")
    assert recording.outputs["dry"] is False


def test_before_the_first_deployment_what_aws_gives_is_unknown_and_is_not_applied() -> None:
    def refuse(_: object) -> str:
        raise AssertionError

    def program() -> None:
        key = aws.kms.Key("key", description="data")
        aws.cloudwatch.LogGroup("logs", name=Output.concat("/ecs/", key.description), kms_key_id=key.arn)
        pulumi.export("applied", key.arn.apply(refuse))
        pulumi.export("dry", pulumi.runtime.is_dry_run())

    recording = record(program, unknown_outputs=True)

    logs = recording.one(LOG_GROUP, "logs")
    assert (logs.id, logs.inputs["name"], logs.inputs["kmsKeyId"]) == (UNKNOWN, "/ecs/data", UNKNOWN)
    assert recording.outputs == {"applied": UNKNOWN, "dry": True}


def test_an_attribute_that_nobody_described_is_unknown_and_never_null() -> None:
    def program() -> None:
        topic = aws.sns.Topic("alerts")
        aws.cloudwatch.LogGroup("logs", name="a", tags={"owner": topic.owner})

    assert record(program).one(LOG_GROUP, "logs").inputs["tags"] == {"owner": UNKNOWN}


def test_a_name_left_to_pulumi_stands_among_the_inputs_as_after_the_providers_check() -> None:
    role = record(lambda: aws.iam.Role("task", assume_role_policy="{}")).one("aws:iam/role:Role", "task")

    assert role.inputs["name"] == role.outputs["name"] == "task-*******"


@pytest.mark.parametrize(
    ("look_up", "what"),
    [
        (aws.get_caller_identity, "aws:index/getCallerIdentity:getCallerIdentity"),
        (aws.get_availability_zones_output, "aws:index/getAvailabilityZones:getAvailabilityZones"),
        (lambda: aws.s3.Bucket.get("old", "gli-old"), "aws:s3/bucket:Bucket gli-old"),
    ],
    ids=["invoke", "output invoke", "get"],
)
def test_a_look_up_is_refused(look_up: Callable[[], object], what: str) -> None:
    with pytest.raises(Exception, match=r"^The program looks something up") as refusal:
        record(look_up)
    assert str(refusal.value) == f"The program looks something up ({what}): a plan must not depend on the account."


def test_what_only_a_plugin_could_make_is_refused() -> None:
    class Remote(pulumi.ComponentResource):
        def __init__(self) -> None:
            super().__init__("eks:index:Cluster", "main", {}, None, remote=True)

    with pytest.raises(pulumi.RunError, match=r"^eks:index:Cluster main is made by a plugin"):
        record(Remote)


def test_what_the_program_raises_is_raised() -> None:
    def program() -> None:
        aws.s3.Bucket("logs")
        raise pulumi.RunError("platform:stack is missing.")

    with pytest.raises(pulumi.RunError, match=r"^platform:stack is missing\.$"):
        record(program)


def test_an_error_that_the_program_logs_fails_it_as_on_the_engine(caplog: pytest.LogCaptureFixture) -> None:
    def program() -> None:
        pulumi.warn("only a warning")
        pulumi.error("one is wrong")
        pulumi.error("two is wrong")

    with pytest.raises(pulumi.RunError, match=r"^one is wrong\ntwo is wrong$"):
        record(program)
    assert [entry.message for entry in caplog.records] == ["only a warning"]


@pytest.mark.parametrize("written", ["917891822317", "{}", "[]", "nonsense", "[917891822317]"])
def test_accounts_that_are_none_are_left_for_the_program_to_refuse(written: str) -> None:
    recording = record(lambda: aws.kms.Key("key"), config={"aws:allowedAccountIds": written})

    account = str(recording.one(KEY, "key").outputs["arn"]).split(":")[4]
    assert account == ("917891822317" if written.startswith("[9") else "123456789012")


def test_autonaming_that_pulumi_could_not_read_is_refused() -> None:
    with pytest.raises(pulumi.RunError, match=r"^pulumi:autonaming holds 'verbatim' where Pulumi expects a mapping"):
        record(lambda: None, config={"pulumi:autonaming": '"verbatim"'})


def test_what_an_apply_raises_is_raised() -> None:
    def fail(_: str) -> str:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        record(lambda: aws.kms.Key("key").arn.apply(fail))


def test_nothing_of_a_run_is_left_for_the_next(caplog: pytest.LogCaptureFixture) -> None:
    seen: list[str | None] = []

    def program() -> None:
        seen.append(pulumi.Config().get("name"))
        aws.s3.Bucket("logs")
        if len(seen) == 1:
            raise pulumi.RunError("first")

    with caplog.at_level(logging.WARNING), pytest.raises(pulumi.RunError, match="first"):
        record(program, config={"platform:name": "one"})
    second = record(program, stack="stg")

    assert seen == ["one", None]
    assert second.stack == "stg"
    assert len(second.resources) == 2
    assert pulumi.Config("platform").get("name") is None
    assert not caplog.records


def test_secret_configuration_is_a_secret_in_the_program() -> None:
    def program() -> None:
        pulumi.export("token", pulumi.Config().require_secret("token"))

    recording = record(program, config={"platform:token": SECRET_TEXT}, secret_keys=["platform:token"])

    assert recording.outputs == {"token": "[secret]"}


def test_a_transform_of_the_stack_reaches_every_resource() -> None:
    def tag(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
        if args.type_ != BUCKET:
            return None
        return pulumi.ResourceTransformResult({**args.props, "tags": {"by": "transform"}}, args.opts)

    def program() -> None:
        pulumi.runtime.register_resource_transform(tag)
        Part("part", lambda part: aws.s3.Bucket("logs", opts=part.below))

    assert record(program).one(BUCKET, "logs").inputs["tags"] == {"by": "transform"}


def test_a_transform_changes_the_options_that_it_names_and_keeps_the_others() -> None:
    def change(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult:
        more = ResourceOptions(
            retain_on_delete=True, custom_timeouts=CustomTimeouts(create="9m"), delete_before_replace=True
        )
        return pulumi.ResourceTransformResult(args.props, ResourceOptions.merge(args.opts, more))

    options = bucket(protect=True, ignore_changes=["tags"], transforms=[change]).one(BUCKET, "logs").options

    assert (options.protect, options.ignore_changes) == (True, ("tags",))
    assert (options.retain_on_delete, options.delete_before_replace) == (True, True)
    assert options.custom_timeouts == {"create": "9m"}


def test_a_faulty_transform_is_the_programs_failure() -> None:
    def fail(_: pulumi.ResourceTransformArgs) -> None:
        raise ValueError("no such tier")

    with pytest.raises(Exception, match="no such tier"):
        bucket(transforms=[fail])


@settings(max_examples=10, deadline=None)
@given(st.integers(1, 25))
def test_a_run_returns_only_when_every_registration_has_landed(depth: int) -> None:
    def program() -> None:
        previous = aws.kms.Key("0").arn
        for step in range(1, depth):
            previous = aws.cloudwatch.LogGroup(str(step), kms_key_id=previous).arn
        pulumi.export("last", previous)

    recording = record(program)

    assert len(recording.resources) == depth + 1
    assert "[unknown]" not in json.dumps(recording.outputs)


def test_one_resource_is_found_by_type_and_name_and_a_miss_names_what_there_is() -> None:
    recording = bucket("logs")

    assert recording.one(BUCKET, "logs").name == "logs"
    assert [child.name for child in recording.children(recording.resources[0].urn)] == ["logs"]
    with pytest.raises(LookupError, match=r"^0 resources aws:s3/bucket:Bucket are named 'log'; there are: logs$"):
        recording.one(BUCKET, "log")
