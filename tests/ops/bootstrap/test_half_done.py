"""Each step can be the last one of a run; the next run makes the rest, and nothing twice."""

import pytest

from tests.ops.bootstrap.conftest import ALIAS, BUCKET, MADE, Run, keys, make_bucket, states
from tests.ops.moto_aws import REGION, Wire, client

OPERATIONS = {
    "key rotation": "kms.EnableKeyRotation",
    "key alias": "kms.CreateAlias",
    "bucket": "s3.CreateBucket",
    "public access": "s3.PutPublicAccessBlock",
    "ownership": "s3.PutBucketOwnershipControls",
    "bucket policy": "s3.PutBucketPolicy",
    "encryption": "s3.PutBucketEncryption",
    "versioning": "s3.PutBucketVersioning",
    "lifecycle": "s3.PutBucketLifecycleConfiguration",
    "bucket tags": "s3.PutBucketTagging",
}
"""What makes each part but the first."""
WAY_OUT = "Repeat `python -m ops bootstrap`: it finishes what is missing."


def told(done: list[str], missing: list[str]) -> str:
    return f"Done: {', '.join(done)}. Not done: {', '.join(missing)}. {WAY_OUT}"


@pytest.mark.parametrize("step", OPERATIONS)
def test_after_ctrl_c_at_any_step_the_next_run_makes_the_rest_and_no_second_key(
    wire: Wire, run: Run, step: str
) -> None:
    wire.says(OPERATIONS[step], KeyboardInterrupt)
    code, facts, said = run()
    done, missing = MADE[: MADE.index(step)], MADE[MADE.index(step) :]
    assert (code, facts) == (3, None)
    assert said.splitlines()[-1] == f"Stopped. {told(done, missing)}"
    wire.answers.clear()
    code, facts, _ = run()
    assert (code, facts["made"]) == (0, missing)
    assert len(keys()) == 1
    assert client("kms").describe_key(KeyId=ALIAS)["KeyMetadata"]["KeyId"] == keys()[0]


def test_ctrl_c_before_the_first_step_leaves_nothing(wire: Wire, run: Run) -> None:
    for operation in ("kms.DescribeKey", "kms.CreateKey"):
        wire.says(operation, KeyboardInterrupt)
        code, _, said = run()
        assert (code, said.splitlines()[-1]) == (3, "Stopped. Nothing was changed yet.")
        wire.answers.clear()
    assert keys() == []


def test_without_a_permission_in_the_middle_it_says_which_and_what_is_left(wire: Wire, run: Run) -> None:
    wire.says(OPERATIONS["versioning"], "AccessDenied")
    code, _, said = run()
    where = MADE.index("versioning")
    assert code == 3
    assert said.splitlines()[-1] == (
        "AWS does not allow these credentials to do the step 'versioning' (PutBucketVersioning); use a role that may. "
        + told(MADE[:where], MADE[where:])
    )


def test_without_a_permission_to_look_nothing_is_made(wire: Wire, run: Run) -> None:
    wire.says("iam.GetOpenIDConnectProvider", "AccessDenied")
    code, _, said = run()
    assert code == 3
    assert said == (
        "AWS does not allow these credentials to look at what is there (GetOpenIDConnectProvider); use a role that "
        "may. Nothing was changed yet.\n"
    )
    assert keys() == []


@pytest.mark.parametrize(("operation", "done"), [("kms.DescribeKey", 0), ("s3.PutBucketPolicy", 6)])
def test_credentials_that_expire_are_one_sentence(wire: Wire, run: Run, operation: str, done: int) -> None:
    wire.says(operation, "ExpiredTokenException")
    code, _, said = run()
    left = told(MADE[:done], MADE[done:]) if done else "Nothing was changed yet."
    sentence = "The AWS credentials have expired; log in again and repeat the command."
    assert (code, said.splitlines()[-1]) == (3, f"{sentence} {left}")


@pytest.mark.usefixtures("wire")
def test_a_bucket_that_a_person_made_by_hand_is_locked_down(run: Run) -> None:
    make_bucket()
    code, facts, said = run()
    assert (code, facts["made"]) == (0, [name for name in MADE if name != "bucket"])
    assert "open: bucket policy: reachable without TLS" in said
    assert set(states(run()[1]).values()) == {"correct", "later"}


@pytest.mark.usefixtures("wire")
def test_a_key_without_alias_that_carries_other_tags_is_left_alone(run: Run) -> None:
    tags = [{"TagKey": "Name", "TagValue": ALIAS}]
    other = client("kms").create_key(Tags=tags)["KeyMetadata"]["Arn"]
    _, facts, _ = run()
    assert facts["key"] != other
    assert len(keys()) == 2


def test_a_key_that_may_not_be_looked_at_is_somebody_elses(wire: Wire, run: Run) -> None:
    client("kms").create_key()
    wire.says("kms.ListResourceTags", "AccessDeniedException")
    code, facts, _ = run()
    assert (code, facts["made"]) == (0, MADE)


def test_two_at_once_make_one_bucket(wire: Wire, run: Run) -> None:
    """The other run made the bucket after this one looked."""
    wire.says("s3.CreateBucket", make_bucket)
    code, facts, _ = run()
    assert (code, facts["made"]) == (0, MADE)
    assert client("s3").head_bucket(Bucket=BUCKET)["BucketRegion"] == REGION
