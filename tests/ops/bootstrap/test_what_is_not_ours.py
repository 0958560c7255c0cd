"""What somebody else made: another account, another bucket, other settings."""

import json
from pathlib import Path

import pytest

from ops.bootstrap.place import read_place, stacks_of
from ops.failures import ProgramRefusedError, WrongInputError
from ops.live.environment import read_environment
from tests.ops.bootstrap.conftest import ALIAS, BUCKET, OF, Run, keys, make_bucket, states
from tests.ops.moto_aws import ACCOUNT, ROOT, Wire, client


def written(file: Path, old: str, new: str) -> Path:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    return file


def test_another_account_is_refused_before_anything_is_asked(wire: Wire, file: Path, run: Run) -> None:
    code, _, said = run(config_file=written(file, ACCOUNT, "917891822317"))
    assert code == 2
    assert said == (
        f"The credentials are of account {ACCOUNT} and the stack account allows 917891822317; set AWS_PROFILE. "
        "Nothing was changed yet.\n"
    )
    assert wire.asked == []


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (f'["{ACCOUNT}"]', "[123456789012]", 'aws:allowedAccountIds does not name the one account, as in ["123'),
        (f'["{ACCOUNT}"]', f'["{ACCOUNT}", "999999999999"]', "aws:allowedAccountIds does not name the one account"),
        ("ap-northeast-2", "Seoul", "aws:region 'Seoul' is no Region, such as ap-northeast-2."),
        ("    system: gli\n", "    system: GLI\n", "platform:stack.system is no system's name of 2 to 10 lower-case"),
        ("  platform:stack:\n", "  platform:stack: none\n  platform:other:\n", "platform:stack is not a map."),
    ],
)
def test_a_stack_file_that_does_not_say_where_is_one_sentence(file: Path, old: str, new: str, sentence: str) -> None:
    with pytest.raises(WrongInputError) as refused:
        read_place(ROOT, None, written(file, old, new))
    assert str(refused.value).startswith(f"The stack file of account: {sentence}")


def test_a_stack_file_whose_secrets_nobody_could_set_yet_is_enough(wire: Wire, file: Path, run: Run) -> None:
    """The program refuses it until they are set, and they are encrypted by the key that is made here."""
    written(file, "alerts: {", "alerts: {pagerduty: {oncall: {}}, ")
    with pytest.raises(ProgramRefusedError, match="pulumi config set --secret"):
        read_environment(ROOT, "account", file)
    code, facts, _ = run()
    assert (code, facts["bucket"]) == (0, BUCKET)
    assert wire.calls("kms.CreateKey")


@pytest.mark.parametrize(("answer", "at"), [("403", "s3.HeadBucket"), ("BucketAlreadyExists", "s3.CreateBucket")])
def test_a_bucket_of_another_account_is_never_logged_in_to(wire: Wire, run: Run, answer: str, at: str) -> None:
    wire.says(at, answer)
    code, facts, said = run()
    assert (code, facts) == (2, None)
    assert f"The bucket {BUCKET} belongs to another AWS account: names of buckets are global." in said
    assert "choose another pattern for state_bucket in naming.yaml" in said


def test_our_bucket_that_these_credentials_may_not_see_is_not_called_another_accounts(wire: Wire, run: Run) -> None:
    make_bucket()
    wire.says("s3.HeadBucket", "403")
    code, _, said = run()
    assert code == 3
    assert f"does not allow these credentials to look at the bucket {BUCKET} (HeadBucket)" in said


def test_every_call_names_the_account_that_must_own_the_bucket(wire: Wire, run: Run) -> None:
    run()
    of_bucket = [(name, parameters) for name, parameters in wire.asked if "Bucket" in parameters]
    assert len(of_bucket) > 10
    owners = {name: parameters.get("ExpectedBucketOwner") for name, parameters in of_bucket}
    assert {name for name, owner in owners.items() if owner != ACCOUNT} == {"s3.CreateBucket"}


@pytest.mark.usefixtures("wire")
def test_a_bucket_in_another_region_is_named_with_its_region(run: Run) -> None:
    client("s3", "us-east-1").create_bucket(Bucket=BUCKET)
    code, _, said = run()
    assert code == 2
    assert f"The bucket {BUCKET} is in us-east-1 and the stack account in ap-northeast-2." in said
    assert keys() == []


@pytest.mark.usefixtures("wire")
def test_in_us_east_1_the_bucket_is_made_without_a_location(file: Path, run: Run) -> None:
    code, facts, _ = run(config_file=written(file, "ap-northeast-2", "us-east-1"))
    assert (code, facts["region"]) == (0, "us-east-1")
    assert client("s3", "us-east-1").head_bucket(Bucket=BUCKET)["BucketRegion"] == "us-east-1"


@pytest.mark.usefixtures("wire")
def test_what_somebody_set_otherwise_is_said_and_left(run: Run) -> None:
    run()
    s3, kms = client("s3"), client("kms")
    other_key = kms.create_key()["KeyMetadata"]["Arn"]
    by_other = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": other_key}}
    s3.put_bucket_encryption(**OF, ServerSideEncryptionConfiguration={"Rules": [by_other]})
    s3.put_bucket_versioning(**OF, VersioningConfiguration={"Status": "Suspended"})
    rule = {"ID": "all", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 30}}
    s3.put_bucket_lifecycle_configuration(**OF, LifecycleConfiguration={"Rules": [rule]})
    s3.put_bucket_tagging(**OF, Tagging={"TagSet": [{"Key": "ManagedBy", "Value": "terraform"}]})
    kms.put_key_policy(KeyId=keys()[0], PolicyName="default", Policy=json.dumps(shared_with("999999999999")))
    _, facts, _ = run()
    assert facts["made"] == ["bucket tags"], "tags that are missing are added"
    code, facts, said = run()
    assert (code, facts["made"]) == (0, [])
    found = {name: part["found"] for name, part in facts["parts"].items() if part["state"] == "differs"}
    assert found == {
        "encryption": f"by {other_key}, which roles must be allowed to use, too",
        "versioning": "suspended: what is overwritten is lost; `aws s3api put-bucket-versioning` turns it on",
        "lifecycle": "the rule all deletes the state itself after 30 days",
        "bucket tags": "ManagedBy is terraform, not ops-bootstrap",
        "key policy": "says otherwise than that IAM decides: Partner",
    }
    assert said.count("; left as it is") == len(found)
    assert s3.get_bucket_versioning(**OF)["Status"] == "Suspended"
    assert s3.get_bucket_lifecycle_configuration(**OF)["Rules"][0]["Expiration"] == {"Days": 30}


def shared_with(account: str) -> dict[str, object]:
    every = {"Effect": "Allow", "Action": "kms:*", "Resource": "*"}
    return {
        "Version": "2012-10-17",
        "Statement": [
            every | {"Sid": "Enable IAM User Permissions", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}},
            every | {"Sid": "Partner", "Principal": {"AWS": f"arn:aws:iam::{account}:root"}},
        ],
    }


@pytest.mark.usefixtures("wire")
def test_what_was_opened_is_closed_and_what_else_a_policy_says_stays(run: Run) -> None:
    run()
    s3 = client("s3")
    s3.delete_public_access_block(**OF)
    s3.put_bucket_ownership_controls(**OF, OwnershipControls={"Rules": [{"ObjectOwnership": "ObjectWriter"}]})
    auditor = {
        "Sid": "Auditor",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{BUCKET}/*",
    }
    s3.put_bucket_policy(**OF, Policy=json.dumps({"Version": "2012-10-17", "Statement": auditor}))
    client("kms").disable_key_rotation(KeyId=keys()[0])
    code, facts, said = run()
    assert (code, facts["made"]) == (0, ["key rotation", "public access", "ownership", "bucket policy"])
    assert said.count("open: ") == 4
    statements = json.loads(s3.get_bucket_policy(**OF)["Policy"])["Statement"]
    assert [one["Sid"] for one in statements] == ["Auditor", "TlsOnly"]
    assert states(run()[1])["bucket policy"] == "differs", "what else it says is told"


@pytest.mark.usefixtures("wire")
@pytest.mark.parametrize(("state", "way_out"), [("PendingDeletion", "cancel-key-deletion"), ("Disabled", "enable-key")])
def test_a_key_that_cannot_decrypt_is_refused_with_the_way_back(run: Run, state: str, way_out: str) -> None:
    run()
    kms = client("kms")
    if state == "Disabled":
        kms.disable_key(KeyId=keys()[0])
    else:
        kms.schedule_key_deletion(KeyId=keys()[0], PendingWindowInDays=7)
    code, _, said = run()
    assert code == 1
    assert f"{ALIAS} is the key {keys()[0]}, which is {state}" in said
    assert f"aws kms {way_out}" in said


@pytest.mark.usefixtures("wire")
def test_an_alias_of_a_key_for_signing_is_refused(run: Run) -> None:
    key = client("kms").create_key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    client("kms").create_alias(AliasName=ALIAS, TargetKeyId=key)
    code, _, said = run()
    assert code == 1
    assert "which is no symmetric key of this account's own; give that key another alias." in said


ISSUER = "https://token.actions.githubusercontent.com"
PULUMI = [{"Key": "ManagedBy", "Value": "pulumi"}, {"Key": "System", "Value": "gli"}]


@pytest.mark.usefixtures("wire")
@pytest.mark.parametrize(
    ("tags", "audience", "state", "found"),
    [
        (PULUMI, "sts.amazonaws.com", "correct", "oidc-provider/token.actions"),
        ([], "sts.amazonaws.com", "differs", "say `account: {github: false}`, or take it over with `pulumi import`"),
        (PULUMI, "somebody", "differs", "does not know the audience sts.amazonaws.com"),
    ],
)
def test_githubs_identity_is_looked_at_and_never_made(
    run: Run, tags: list[dict[str, str]], audience: str, state: str, found: str
) -> None:
    client("iam").create_open_id_connect_provider(Url=ISSUER, ClientIDList=[audience], Tags=tags)
    _, facts, _ = run()
    told = facts["parts"]["GitHub's identity"]
    assert told["state"] == state
    assert found in told["found"]


@pytest.mark.usefixtures("wire")
def test_without_an_identity_the_first_deployment_of_the_account_makes_it(run: Run, file: Path) -> None:
    _, facts, _ = run()
    assert facts["parts"]["GitHub's identity"]["found"] == "not there; `pulumi up --stack account` makes it"
    assert client("iam").list_open_id_connect_providers()["OpenIDConnectProviderList"] == []
    _, facts, _ = run(config_file=written(file, "    account:\n", "    account:\n      github: false\n"))
    assert facts["parts"]["GitHub's identity"]["found"] == "not there; another stack makes it"


def test_the_real_stack_files_say_where() -> None:
    place = read_place(ROOT, "account")
    assert place.keeps_identity
    assert set(stacks_of(ROOT, ROOT, place)) >= {"account", "dev", "stg", "prod"}
