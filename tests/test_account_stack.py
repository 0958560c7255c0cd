"""The stack of what GLI's account has once, whole: its parts, its names, and that its logs are nobody's secret."""

from collections.abc import Iterator

import pytest

from ops.offline.recording import Recording
from tests.components.iam_documents import by_sid
from tests.conftest import Record
from tests.harness import OF_THE_ACCOUNT, STACKS, inputs_by_name, json_of, listed, load, stack_config
from tests.physical_names import physical_names

ACCOUNT = "917891822317"
BUCKET = "aws:s3/bucket:Bucket"
FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"


@pytest.fixture(name="account")
def _account(deployed: Record) -> Recording:
    return deployed(OF_THE_ACCOUNT)


def names(recording: Recording, token: str) -> list[str]:
    return sorted(name for kind, name in physical_names(recording) if kind == token)


def test_its_parts_are_those_that_an_account_has_once(account: Recording) -> None:
    own = {r.type for r in account.resources if r.type.startswith(("platform:account:", "platform:delivery:"))}
    assert own == {
        "platform:account:CostAnomalies",
        "platform:account:Defaults",
        "platform:account:Trail",
        "platform:delivery:GitHubIdentity",
    }


def test_alarms_of_the_trail_read_like_that_and_every_event_of_it_raises_one(account: Recording) -> None:
    alarms = set(names(account, "aws:cloudwatch/metricAlarm:MetricAlarm"))
    filters = {str(made["name"]) for made in inputs_by_name(account, FILTER).values()}
    assert alarms == {f"gli-account-{name}" for name in filters}
    assert {"gli-account-trail-root-use", "gli-account-trail-bucket-changes"} <= alarms


def test_an_endangered_key_is_told_once_by_the_trail_which_sees_every_region(account: Recording) -> None:
    about = [
        resource.name
        for resource in account.resources
        if "ScheduleKeyDeletion" in str(resource.inputs.get("pattern") or resource.inputs.get("eventPattern"))
    ]
    assert about == ["trail-key-deletion"]
    assert account.one("aws:cloudtrail/trail:Trail", "trail").inputs["isMultiRegionTrail"] is True


def test_cost_anomalies_are_published_where_they_are_found_alone(account: Recording, deployed: Record) -> None:
    assert "costalerts.amazonaws.com" in policies(account)
    for stack in STACKS:
        assert "costalerts.amazonaws.com" not in policies(deployed(stack))


def policies(recording: Recording) -> str:
    """Every policy of a topic or key, as text."""
    kinds = ("aws:sns/topicPolicy", "aws:kms/")
    return "".join(str(r.inputs.get("policy")) for r in recording.resources if r.type.startswith(kinds))


def test_nothing_runs_in_it(account: Recording) -> None:
    floors = {r.type.split(":")[1] for r in account.resources if r.type.startswith("platform:")}
    assert floors.isdisjoint({"compute", "data"})
    assert not {r for r in account.resources if r.type.startswith(("aws:ec2/", "aws:ecs/", "aws:rds/", "aws:lb/"))}


def test_its_names_are_these(account: Recording) -> None:
    assert names(account, LOG_GROUP) == ["/cloudtrail/account-gli", "RDSOSMetrics"]
    assert names(account, BUCKET) == [f"gli-account-trail-{ACCOUNT}", f"gli-account-trail-access-{ACCOUNT}"]
    assert names(account, "aws:cloudtrail/trail:Trail") == ["gli-account"]
    assert names(account, "aws:kms/alias:Alias") == ["alias/gli-account"]


def test_the_trails_files_are_encrypted_with_the_key_that_lets_cloudtrail_do_so_for_this_trail(
    account: Recording,
) -> None:
    key = account.one("aws:kms/key:Key", "data")
    trail = account.one("aws:cloudtrail/trail:Trail", "trail")
    assert trail.inputs["kmsKeyId"] == key.outputs["arn"]
    statements = by_sid(json_of(key, "policy"))
    arns = [trail.outputs["arn"]]
    assert {sid: s["Action"] for sid, s in statements.items() if sid.startswith("CloudTrail")} == {
        "CloudTrailEncrypts": ["kms:GenerateDataKey*"],
        "CloudTrailDescribes": ["kms:DescribeKey"],
    }
    assert statements["CloudTrailEncrypts"]["Condition"] == {
        "StringEquals": {"aws:SourceArn": arns, "kms:EncryptionContext:aws:cloudtrail:arn": arns}
    }
    assert statements["CloudTrailDescribes"]["Condition"] == {"StringEquals": {"aws:SourceArn": arns}}


def test_its_logs_are_kept_as_long_as_productions_under_its_key(account: Recording) -> None:
    key = account.one("aws:kms/key:Key", "data").outputs["arn"]
    groups = inputs_by_name(account, LOG_GROUP).values()
    assert {(group["retentionInDays"], group["kmsKeyId"]) for group in groups} == {(90, key)}


def test_reads_of_the_state_and_of_every_bucket_with_logs_in_the_account_are_recorded(
    deployed: Record, account: Recording
) -> None:
    selector = listed(account.one("aws:cloudtrail/trail:Trail", "trail"), "advancedEventSelectors")[1]
    audited = {arn for field in selector["fieldSelectors"] for arn in field.get("startsWiths", [])}
    stacks = [deployed(stack) for stack in (*STACKS, OF_THE_ACCOUNT)]
    written = {bucket for made in stacks for bucket in logs_written_to(made)}
    state = load(stack_config(OF_THE_ACCOUNT), stack=OF_THE_ACCOUNT).names.fill("state_bucket")
    assert audited == {f"arn:aws:s3:::{bucket}/" for bucket in {*written, state}}


def logs_written_to(recording: Recording) -> Iterator[str]:
    """Buckets that a load balancer, CloudFront or CloudTrail writes to; recording S3's own logs would never end."""
    for balancer in inputs_by_name(recording, "aws:lb/loadBalancer:LoadBalancer").values():
        yield balancer["accessLogs"]["bucket"]
    for to in inputs_by_name(recording, "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination").values():
        yield to["deliveryDestinationConfiguration"]["destinationResourceArn"].removeprefix("arn:aws:s3:::")
    for trail in inputs_by_name(recording, "aws:cloudtrail/trail:Trail").values():
        yield trail["s3BucketName"]


def test_what_has_no_name_of_its_own_is_named_after_the_stack(account: Recording) -> None:
    roles = names(account, "aws:iam/role:Role") + names(account, "aws:iam/rolePolicy:RolePolicy")
    assert [name.removeprefix("account-trail-logs-") == "******" for name in roles] == [True] * 2


def test_only_its_key_and_its_buckets_are_protected(account: Recording) -> None:
    assert {r.type for r in account.resources if r.options.protect} == {"aws:kms/key:Key", BUCKET}
