"""One key for an environment: multi-Region, rotated, protected, and open only as far as each service needs."""

import pytest
from pulumi import ResourceOptions

from components.foundation.encryption import (
    EncryptionKey,
    EncryptionKeyArgs,
    EncryptionSettings,
    key_policy,
    replica_policy,
)
from ops.offline.recording import Recorded, Recording
from tests.components.iam_documents import as_list, by_sid, nulls
from tests.harness import ACCOUNT, NAMES, build, json_of

KEY = "aws:kms/key:Key"
POLICY = key_policy(NAMES)
STATEMENTS = by_sid(POLICY)


def encryption(**settings: object) -> Recording:
    def program(opts: ResourceOptions) -> None:
        made = EncryptionKeyArgs(settings=EncryptionSettings.model_validate(settings), names=NAMES)
        EncryptionKey("data", made, opts)

    return build(program)


@pytest.fixture(scope="module")
def key() -> Recorded:
    return encryption().one(KEY, "data")


def test_the_key_is_multi_region_because_that_can_never_be_changed(key: Recorded) -> None:
    assert key.inputs["multiRegion"] is True


def test_the_key_rotates_every_year_and_can_be_saved_for_a_month(key: Recorded) -> None:
    assert key.inputs["enableKeyRotation"] is True
    assert key.inputs["rotationPeriodInDays"] == 365
    assert key.inputs["deletionWindowInDays"] == 30


def test_the_key_is_protected_unless_the_environment_gives_that_up(key: Recorded) -> None:
    assert key.options.protect
    given_up = encryption(protect=False, deletion_window_in_days=7, rotation_period_in_days=90).one(KEY, "data")
    assert not given_up.options.protect
    assert (given_up.inputs["deletionWindowInDays"], given_up.inputs["rotationPeriodInDays"]) == (7, 90)


def test_only_the_key_is_protected_so_that_its_alias_can_change() -> None:
    assert [r.type for r in encryption().resources if r.options.protect] == [KEY]


def test_the_alias_has_the_environments_name(key: Recorded) -> None:
    alias = encryption().one("aws:kms/alias:Alias", "data-alias")
    assert alias.inputs["name"] == "alias/gli-production"
    assert alias.property_dependencies["targetKeyId"] == (key.urn,)


def test_aws_managed_keys_need_no_resource_at_all() -> None:
    recording = encryption(key="aws_managed")
    assert [r.type for r in recording.resources if r.custom] == ["pulumi:providers:aws"]


def test_the_policy_of_the_key_is_the_static_one(key: Recorded) -> None:
    assert json_of(key, "policy") == POLICY


def test_the_policy_needs_nothing_that_has_to_exist_before_the_key(key: Recorded) -> None:
    assert key.property_dependencies == {}
    assert list(nulls(POLICY)) == []


def test_iam_alone_grants_the_key_within_the_account() -> None:
    assert STATEMENTS["AccountByIam"]["Principal"] == {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    assert [sid for sid, s in STATEMENTS.items() if "kms:*" in s["Action"]] == ["AccountByIam"]


def test_only_these_services_may_use_the_key() -> None:
    services = {
        sid: as_list(statement["Principal"]["Service"])
        for sid, statement in STATEMENTS.items()
        if "Service" in statement["Principal"]
    }
    assert services == {
        "CloudWatchLogs": ["logs.ap-northeast-2.amazonaws.com"],
        "PublishersToSns": ["cloudwatch.amazonaws.com", "budgets.amazonaws.com"],
        "EventsToSns": ["events.amazonaws.com"],
        "CloudFrontReadsBuckets": ["cloudfront.amazonaws.com"],
    }


def test_every_service_is_bound_to_this_account() -> None:
    conditions = {sid: s.get("Condition") for sid, s in STATEMENTS.items() if sid != "AccountByIam"}
    assert conditions == {
        "CloudWatchLogs": {
            "ArnLike": {
                "kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:ap-northeast-2:{ACCOUNT}:log-group:*",
            }
        },
        "PublishersToSns": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
        "EventsToSns": {
            "ArnLike": {"kms:EncryptionContext:aws:sns:topicArn": f"arn:aws:sns:ap-northeast-2:{ACCOUNT}:*"}
        },
        "CloudFrontReadsBuckets": {"ArnLike": {"aws:SourceArn": f"arn:aws:cloudfront::{ACCOUNT}:distribution/*"}},
    }


def test_cost_anomalies_are_told_by_encrypted_topics_only_where_there_are_any() -> None:
    told = by_sid(key_policy(NAMES, cost_anomalies=True))
    differing = {sid: statement for sid, statement in told.items() if statement != STATEMENTS[sid]}
    assert set(told) == set(STATEMENTS)
    assert set(differing) == {"PublishersToSns"}
    assert "costalerts.amazonaws.com" in differing["PublishersToSns"]["Principal"]["Service"]
    assert differing["PublishersToSns"]["Condition"] == STATEMENTS["PublishersToSns"]["Condition"]


def test_in_another_region_only_logs_and_alarms_use_the_key() -> None:
    away = by_sid(replica_policy(NAMES))
    services = {
        sid: as_list(statement["Principal"]["Service"]) for sid, statement in away.items() if sid != "AccountByIam"
    }
    assert services == {
        "CloudWatchLogs": ["logs.ap-northeast-2.amazonaws.com"],
        "PublishersToSns": ["cloudwatch.amazonaws.com"],
    }
    assert away["AccountByIam"] == STATEMENTS["AccountByIam"]
    assert {sid: away[sid]["Condition"] for sid in services} == {sid: STATEMENTS[sid]["Condition"] for sid in services}


def test_eventbridge_is_bound_by_no_condition_on_its_source_with_which_sns_refuses_it() -> None:
    """https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html says so of topics that are encrypted."""
    bound = {sid for sid, s in STATEMENTS.items() if "aws:Source" in str(s.get("Condition"))}
    told = {sid for sid, s in STATEMENTS.items() if "events.amazonaws.com" in str(s["Principal"])}
    assert told == {"EventsToSns"}
    assert bound.isdisjoint(told)


def test_services_use_the_key_and_never_administer_it() -> None:
    use = ("kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt", "kms:GenerateDataKey", "kms:Describe")
    for sid, statement in STATEMENTS.items():
        if sid != "AccountByIam":
            assert all(action.startswith(use) for action in statement["Action"]), sid
            assert statement["Effect"] == "Allow"


def test_cloudfront_only_reads() -> None:
    assert STATEMENTS["CloudFrontReadsBuckets"]["Action"] == ["kms:Decrypt"]


TRAIL = f"arn:aws:cloudtrail:ap-northeast-2:{ACCOUNT}:trail/gli-account"


def test_where_a_trail_is_cloudtrail_encrypts_with_the_key_for_this_trail_and_nobody_elses() -> None:
    added = {sid: s for sid, s in by_sid(key_policy(NAMES, trails=[TRAIL])).items() if sid not in STATEMENTS}
    assert {sid: (s["Principal"], s["Action"]) for sid, s in added.items()} == {
        "CloudTrailEncrypts": ({"Service": "cloudtrail.amazonaws.com"}, ["kms:GenerateDataKey*"]),
        "CloudTrailDescribes": ({"Service": "cloudtrail.amazonaws.com"}, ["kms:DescribeKey"]),
    }
    assert added["CloudTrailEncrypts"]["Condition"] == {
        "StringEquals": {"aws:SourceArn": [TRAIL], "kms:EncryptionContext:aws:cloudtrail:arn": [TRAIL]}
    }
    assert added["CloudTrailDescribes"]["Condition"] == {"StringEquals": {"aws:SourceArn": [TRAIL]}}
