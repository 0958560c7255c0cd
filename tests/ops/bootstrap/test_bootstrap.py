"""The state's bucket and key, from nothing and a second time; nobody is surprised."""

import json
from pathlib import Path

import pytest
import typer

from ops.bootstrap.command import Options, bootstrap, commands
from ops.bootstrap.place import read_place
from ops.failures import AwsFailedError
from ops.live.console import Console
from tests.ops.bootstrap.conftest import ALIAS, BUCKET, MADE, OF, Run, keys, states
from tests.ops.moto_aws import ACCOUNT, REGION, ROOT, Ops, Wire, client, fake_clock, stack_file


@pytest.mark.usefixtures("wire")
def test_from_nothing_everything_is_made_and_a_second_look_finds_it_correct(run: Run) -> None:
    code, facts, _ = run()
    assert (code, facts["made"]) == (0, MADE)
    code, again, said = run()
    assert (code, again["made"]) == (0, [])
    assert set(states(again).values()) == {"correct", "later"}
    assert again["key"] == facts["key"]
    assert "1. " not in said


@pytest.mark.usefixtures("wire")
def test_the_bucket_is_versioned_encrypted_by_the_key_ours_alone_and_closed(run: Run) -> None:
    _, facts, _ = run()
    s3 = client("s3")
    assert s3.get_bucket_versioning(**OF)["Status"] == "Enabled"
    assert set(s3.get_public_access_block(**OF)["PublicAccessBlockConfiguration"].values()) == {True}
    owned = s3.get_bucket_ownership_controls(**OF)["OwnershipControls"]["Rules"]
    assert owned == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    [rule] = s3.get_bucket_encryption(**OF)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": facts["key"]}
    assert rule["BucketKeyEnabled"] is True
    [denied] = json.loads(s3.get_bucket_policy(**OF)["Policy"])["Statement"]
    assert (denied["Effect"], denied["Principal"], denied["Condition"]) == (
        "Deny",
        "*",
        {"Bool": {"aws:SecureTransport": "false"}},
    )
    assert denied["Resource"] == [f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}/*"]
    [lifecycle] = s3.get_bucket_lifecycle_configuration(**OF)["Rules"]
    assert lifecycle["NoncurrentVersionExpiration"] == {"NoncurrentDays": 90}
    assert set(lifecycle["Expiration"]) == {"ExpiredObjectDeleteMarker"}, "the state itself never expires"


@pytest.mark.usefixtures("wire")
def test_the_key_rotates_has_its_alias_and_leaves_to_iam_who_may_use_it(run: Run) -> None:
    _, facts, _ = run()
    kms = client("kms")
    key = kms.describe_key(KeyId=ALIAS)["KeyMetadata"]
    assert (key["Arn"], key["MultiRegion"]) == (facts["key"], True)
    assert kms.get_key_rotation_status(KeyId=key["KeyId"])["KeyRotationEnabled"] is True
    [statement] = json.loads(kms.get_key_policy(KeyId=key["KeyId"], PolicyName="default")["Policy"])["Statement"]
    assert statement["Principal"] == {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}


@pytest.mark.usefixtures("wire")
def test_both_say_whose_they_are(run: Run) -> None:
    run()
    tags = {tag["Key"]: tag["Value"] for tag in client("s3").get_bucket_tagging(**OF)["TagSet"]}
    of_key = client("kms").list_resource_tags(KeyId=keys()[0])["Tags"]
    ours = {"System": "gli", "Environment": "account", "ManagedBy": "ops-bootstrap"}
    assert tags == ours | {"Name": BUCKET}
    assert {tag["TagKey"]: tag["TagValue"] for tag in of_key} == ours | {"Name": ALIAS}


@pytest.mark.usefixtures("wire")
def test_the_next_commands_are_told_for_every_stack_of_the_account_and_the_system(file: Path, run: Run) -> None:
    for stack in ("prod", "dev"):
        stack_file(file.parent, stack)
    other = stack_file(file.parent, "stg")
    other.write_text(other.read_text("utf-8").replace(ACCOUNT, "999999999999"), "utf-8")
    (file.parent / "Pulumi.broken.yaml").write_text("config: [", "utf-8")
    _, facts, _ = run()
    provider = f"awskms://{ALIAS}?region={REGION}&context_stack"
    assert facts["next"] == [
        f"pulumi login 's3://{BUCKET}?region={REGION}'",
        *(f"pulumi stack init {stack} --secrets-provider '{provider}={stack}'" for stack in ("account", "dev", "prod")),
        "pulumi up --stack account --policy-pack policies",
    ]


@pytest.mark.usefixtures("wire")
def test_without_json_a_person_reads_the_same_commands(
    file: Path, ops: Ops, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ops("bootstrap", "--config-file", str(file), "--yes") == 0
    out = capsys.readouterr().out
    assert f"pulumi login 's3://{BUCKET}?region={REGION}'" in out
    assert "Not as it should be" not in out


@pytest.mark.usefixtures("wire")
def test_a_stack_with_a_profile_is_logged_in_by_it(file: Path) -> None:
    text = file.read_text("utf-8").replace("config:\n", "config:\n  aws:profile: gli-admin\n", 1)
    file.write_text(text, "utf-8")
    place = read_place(ROOT, None, file)
    assert commands(place, ["account"])[0] == "export AWS_PROFILE=gli-admin"


def test_what_will_be_done_is_said_before_and_without_an_answer_nothing_is(wire: Wire, run: Run) -> None:
    code, facts, said = run("--stack", "account")
    assert (code, facts) == (2, None)
    assert f"4. Make the bucket {BUCKET} in {REGION}" in said
    assert said.splitlines()[-1] == (
        f"Make this in account {ACCOUNT}, {REGION}? Nobody can be asked here; add --yes. Nothing was changed yet."
    )
    changing = [
        name for name, _ in wire.asked if not name.split(".")[1].startswith(("Get", "List", "Head", "Describe"))
    ]
    assert changing == []


def test_an_answer_of_no_changes_nothing(wire: Wire, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ops.live.console.Console.confirm", no)
    code, _, _ = run("--stack", "account")
    assert code == 1
    assert wire.calls("kms.CreateKey") == []


def no(_: Console, question: str, *, needed: bool) -> None:
    if needed and f"account {ACCOUNT}" in question:
        raise typer.Abort


def test_the_page_says_the_commands_that_bootstrap_says() -> None:
    page = (ROOT / "docs/delivery.md").read_text("utf-8").splitlines()
    place = read_place(ROOT, "account")
    assert set(commands(place, ["account", "dev"])) <= set(page)
    assert f"| the bucket `{place.bucket}` |" in "\n".join(page)


def test_what_was_made_a_moment_ago_is_waited_for(wire: Wire, file: Path) -> None:
    """KMS and S3 may not know yet what they have just made."""
    wire.says("kms.EnableKeyRotation", "NotFoundException", "NotFoundException", goes_on)
    wire.says("s3.PutPublicAccessBlock", "NoSuchBucket", goes_on)
    waited: list[float] = []
    bootstrap(ROOT, Options(config_file=file, yes=True), fake_clock(waited))
    assert waited == [3.0, 3.0, 3.0]


def test_and_not_for_ever(wire: Wire, file: Path) -> None:
    wire.says("s3.CreateBucket", "OperationAborted")
    waited: list[float] = []
    with pytest.raises(AwsFailedError, match=r"the step 'bucket': OperationAborted .*Not done: bucket,"):
        bootstrap(ROOT, Options(config_file=file, yes=True), fake_clock(waited))
    assert sum(waited) == 30


def goes_on() -> None:
    """AWS answers itself."""
