"""How the bucket of the state is locked down: each setting looked at, and set where nobody set it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from botocore.exceptions import ClientError

from ops.bootstrap.documents import beside, same, statements, tls_only, with_statement
from ops.bootstrap.key import StateKey
from ops.bootstrap.part import Setting, State, tags_found
from ops.bootstrap.place import Place
from ops.live.aws import code_of

KEEP_OLD_VERSIONS_DAYS: Final = 90
"""How long a state can be taken back after it was overwritten: nobody has missed a stack for longer than a quarter."""
PUBLIC_ACCESS: Final = dict.fromkeys(
    ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
)
ENFORCED: Final = "BucketOwnerEnforced"
LIFECYCLE: Final[Sequence[Mapping[str, Any]]] = [
    {
        "ID": "old-versions",
        "Status": "Enabled",
        "Filter": {"Prefix": ""},
        "Expiration": {"ExpiredObjectDeleteMarker": True},
        "NoncurrentVersionExpiration": {"NoncurrentDays": KEEP_OLD_VERSIONS_DAYS},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
    }
]
Found = tuple[State, str]


def settings(s3: Any, place: Place, key: StateKey) -> Sequence[Setting]:
    """All of them, what closes the bucket first. Each call names the account that must own it."""
    of = {"Bucket": place.bucket, "ExpectedBucketOwner": place.account}
    return [
        _public_access(s3, of),
        _ownership(s3, of),
        _policy(s3, of, place),
        _encryption(s3, of, key),
        _versioning(s3, of),
        _lifecycle(s3, of),
        _tags(s3, of, {**place.tags, "Name": place.bucket}),
    ]


def _read(absent: str, call: Callable[..., Mapping[str, Any]], of: Mapping[str, str]) -> Mapping[str, Any]:
    """What S3 has; empty where it says that nobody set it."""
    try:
        return call(**of)
    except ClientError as error:
        if code_of(error) == absent:
            return {}
        raise


def _public_access(s3: Any, of: Mapping[str, str]) -> Setting:
    def look() -> Found:
        found = _read("NoSuchPublicAccessBlockConfiguration", s3.get_public_access_block, of)
        blocked = found.get("PublicAccessBlockConfiguration", {})
        open_ = [name for name in PUBLIC_ACCESS if not blocked.get(name)]
        return (State.OPEN, f"without {', '.join(open_)}") if open_ else (State.CORRECT, "blocked")

    return Setting(
        "public access",
        "Block all public access to the bucket",
        look,
        lambda: s3.put_public_access_block(**of, PublicAccessBlockConfiguration=PUBLIC_ACCESS),
    )


def _ownership(s3: Any, of: Mapping[str, str]) -> Setting:
    def look() -> Found:
        found = _read("OwnershipControlsNotFoundError", s3.get_bucket_ownership_controls, of)
        rules = found.get("OwnershipControls", {}).get("Rules", [])
        owns = [str(rule["ObjectOwnership"]) for rule in rules]
        return (State.CORRECT, "ours alone") if owns == [ENFORCED] else (State.OPEN, ", ".join(owns) or "ACLs")

    return Setting(
        "ownership",
        "Own whatever anybody writes there, without ACLs",
        look,
        lambda: s3.put_bucket_ownership_controls(**of, OwnershipControls={"Rules": [{"ObjectOwnership": ENFORCED}]}),
    )


def _policy(s3: Any, of: Mapping[str, str], place: Place) -> Setting:
    ours = tls_only(place)

    def policy() -> str | None:
        return _read("NoSuchBucketPolicy", s3.get_bucket_policy, of).get("Policy")

    def look() -> Found:
        found = policy()
        if not any(same(one, ours) for one in statements(found)):
            return State.OPEN, "reachable without TLS"
        others = beside(found, ours)
        return (State.DIFFERS, f"also says {', '.join(others)}") if others else (State.CORRECT, "TLS only")

    return Setting(
        "bucket policy",
        "Refuse whoever comes without TLS; what else the policy says stays",
        look,
        lambda: s3.put_bucket_policy(**of, Policy=with_statement(policy(), ours)),
    )


def _encryption(s3: Any, of: Mapping[str, str], key: StateKey) -> Setting:
    def look() -> Found:
        absent = "ServerSideEncryptionConfigurationNotFoundError"
        found = _read(absent, s3.get_bucket_encryption, of).get("ServerSideEncryptionConfiguration", {})
        rule: Mapping[str, Any] = next(iter(found.get("Rules", [])), {})
        by = rule.get("ApplyServerSideEncryptionByDefault", {})
        own = by.get("KMSMasterKeyID")
        if by.get("SSEAlgorithm", "AES256") == "AES256":
            return State.MISSING, "by S3's own keys"
        if not key.arn or own not in {key.arn, key.arn.rpartition("/")[2]}:
            return State.DIFFERS, f"by {own or 'the key aws/s3'}, which roles must be allowed to use, too"
        if not rule.get("BucketKeyEnabled"):
            return State.DIFFERS, "by the key, without a bucket key: each object asks KMS"
        return State.CORRECT, "by the key"

    def put() -> object:
        by = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key.arn}
        rule = {"ApplyServerSideEncryptionByDefault": by, "BucketKeyEnabled": True}
        return s3.put_bucket_encryption(**of, ServerSideEncryptionConfiguration={"Rules": [rule]})

    return Setting("encryption", "Encrypt the bucket by the key", look, put)


def _versioning(s3: Any, of: Mapping[str, str]) -> Setting:
    def look() -> Found:
        status = s3.get_bucket_versioning(**of).get("Status")
        if status == "Suspended":
            return (
                State.DIFFERS,
                "suspended: what is overwritten is lost; `aws s3api put-bucket-versioning` turns it on",
            )
        return (State.CORRECT, "on") if status else (State.MISSING, "never turned on")

    return Setting(
        "versioning",
        "Keep the old versions of what is overwritten or deleted",
        look,
        lambda: s3.put_bucket_versioning(**of, VersioningConfiguration={"Status": "Enabled"}),
    )


def _lifecycle(s3: Any, of: Mapping[str, str]) -> Setting:
    def look() -> Found:
        rules = _read("NoSuchLifecycleConfiguration", s3.get_bucket_lifecycle_configuration, of).get("Rules", [])
        if not rules:
            return State.MISSING, "old versions stay for ever"
        if rules == LIFECYCLE:
            return State.CORRECT, f"old versions go after {KEEP_OLD_VERSIONS_DAYS} days"
        return State.DIFFERS, "; ".join(_rules_told(rules))

    return Setting(
        "lifecycle",
        f"Delete old versions after {KEEP_OLD_VERSIONS_DAYS} days",
        look,
        lambda: s3.put_bucket_lifecycle_configuration(**of, LifecycleConfiguration={"Rules": LIFECYCLE}),
    )


def _rules_told(rules: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for rule in rules:
        expires = rule.get("Expiration", {})
        old = rule.get("NoncurrentVersionExpiration", {}).get("NoncurrentDays")
        name = f"the rule {rule.get('ID', 'without an id')}"
        if "Days" in expires or "Date" in expires:
            yield f"{name} deletes the state itself after {expires.get('Days', expires.get('Date'))} days"
        elif old:
            yield f"{name} deletes old versions after {old} days, not {KEEP_OLD_VERSIONS_DAYS}"
        else:
            yield f"{name} is not ours"


def _tags(s3: Any, of: Mapping[str, str], wanted: Mapping[str, str]) -> Setting:
    def tags() -> Mapping[str, str]:
        found = _read("NoSuchTagSet", s3.get_bucket_tagging, of).get("TagSet", [])
        return {tag["Key"]: tag["Value"] for tag in found}

    def put() -> object:
        every = {**wanted, **tags()}
        return s3.put_bucket_tagging(
            **of, Tagging={"TagSet": [{"Key": key, "Value": value} for key, value in every.items()]}
        )

    return Setting("bucket tags", f"Tag the bucket: {', '.join(wanted)}", lambda: tags_found(tags(), wanted), put)
