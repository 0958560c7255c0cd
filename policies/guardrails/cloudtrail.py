"""CloudTrail: who did what in the account, whole, unchanged and where it is read."""

from collections.abc import Iterator

from guardrails.kms import uses_own_key
from guardrails.props import Props
from guardrails.resource import Resource, Stack, StackResource
from guardrails.rule import UndecidedError, rule, stack_rule
from guardrails.s3 import open_flags
from guardrails.tier import Severity
from guardrails.tokens import ACCOUNT_PUBLIC_ACCESS_BLOCK, BUCKET_LOGGINGS, BUCKETS, TRAIL

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudtrail-controls.html"


@stack_rule(
    id="account-trail",
    on=(ACCOUNT_PUBLIC_ACCESS_BLOCK,),
    severity=Severity.MEDIUM,
    title="The stack that sets up the account records who does what there.",
    why="Without a trail the account remembers 90 days of changes, Region by Region, and no alarm sees any.",
    fix="Add an aws.cloudtrail.Trail with is_multi_region_trail=True.",
    standard=["M-05"],
    controls={"SecurityHub": ["CloudTrail.3"]},
    url=f"{_HUB}#cloudtrail-3",
)
def account_trail(_block: StackResource, stack: Stack) -> Iterator[str]:
    """An account without a trail."""
    if not stack.of(TRAIL):
        yield "there is no trail beside it"


@rule(
    id="trail-complete",
    on=(TRAIL,),
    severity=Severity.HIGH,
    title="Trails record every Region's management events, those that read and those that write.",
    why="An intruder works in the Region where nobody looks.",
    fix="Set is_multi_region_trail=True; leave enable_logging and include_global_service_events out.",
    standard=["M-05"],
    controls={"FSBP": ["CloudTrail.1"], "CIS-3.0": ["3.1"], "Checkov": ["CKV_AWS_67", "CKV_AWS_251"]},
    url=f"{_HUB}#cloudtrail-1",
)
def complete(trail: Resource) -> Iterator[str]:
    """A trail with gaps."""
    if not trail.flag("isMultiRegionTrail"):
        yield "isMultiRegionTrail is not true"
    for key in ("enableLogging", "includeGlobalServiceEvents"):
        if not trail.flag(key, default=True):
            yield f"{key} is false"
    for key, sees in (("eventSelectors", _sees_changes), ("advancedEventSelectors", _sees_changes_by_fields)):
        selectors = list(trail.sections(key))
        if selectors and not any(map(sees, selectors)):
            yield f"{key} leave management events out"


def _sees_changes(selector: Props) -> bool:
    return selector.flag("includeManagementEvents", default=True) and selector.text("readWriteType") in {"", "All"}


def _sees_changes_by_fields(selector: Props) -> bool:
    """Management events, without a field that leaves some of them out."""
    fields = {one.text("field"): set(one.texts("equals")) for one in selector.sections("fieldSelectors")}
    return fields.get("eventCategory") == {"Management"} and "readOnly" not in fields


@rule(
    id="trail-validated",
    on=(TRAIL,),
    severity=Severity.MEDIUM,
    title="Whether a trail's files were changed can be proved.",
    why="What an intruder could have rewritten is no evidence.",
    fix="Set enable_log_file_validation=True.",
    standard=["M-05"],
    controls={"FSBP": ["CloudTrail.4"], "CIS-3.0": ["3.2"], "Checkov": ["CKV_AWS_36"]},
    url=f"{_HUB}#cloudtrail-4",
)
def validated(trail: Resource) -> Iterator[str]:
    """A trail without digests."""
    if not trail.flag("enableLogFileValidation"):
        yield "enableLogFileValidation is not true"


@stack_rule(
    id="trail-own-key",
    on=(TRAIL,),
    severity=Severity.MEDIUM,
    title="Trails are encrypted with a key of our own.",
    why="Whoever may read the bucket would read who did what; the key's policy says it a second time.",
    fix="Set kms_key_id.",
    standard=["M-05", "M-01"],
    controls={"FSBP": ["CloudTrail.2"], "CIS-3.0": ["3.5"], "Checkov": ["CKV_AWS_35"]},
    url=f"{_HUB}#cloudtrail-2",
)
def own_key(trail: StackResource, _stack: Stack) -> Iterator[str]:
    """A trail with S3's keys."""
    if not uses_own_key(trail, "kmsKeyId", lambda: trail.text("kmsKeyId")):
        yield "kmsKeyId is not set"


@stack_rule(
    id="trail-to-logs",
    on=(TRAIL,),
    severity=Severity.LOW,
    title="Trails write to CloudWatch Logs.",
    why="Alarms on what people do in the account read it there; files in S3 are read afterwards.",
    fix="Set cloud_watch_logs_group_arn and cloud_watch_logs_role_arn.",
    standard=["M-05", "M-04"],
    controls={"FSBP": ["CloudTrail.5"], "Checkov": ["CKV2_AWS_10"]},
    url=f"{_HUB}#cloudtrail-5",
)
def to_logs(trail: StackResource, _stack: Stack) -> Iterator[str]:
    """A trail that is only kept."""
    for key in ("cloudWatchLogsGroupArn", "cloudWatchLogsRoleArn"):
        if not trail.depends(key) and not trail.text(key):
            yield f"{key} is not set"


@stack_rule(
    id="trail-bucket-private",
    on=(TRAIL,),
    severity=Severity.CRITICAL,
    title="The bucket of a trail cannot become public.",
    why="It tells an intruder who has which rights, and how the account is watched.",
    fix="Add an aws.s3.BucketPublicAccessBlock with all four flags True to the bucket of s3_bucket_name.",
    standard=["M-05", "M-01"],
    controls={"SecurityHub": ["CloudTrail.6"]},
    url=f"{_HUB}#cloudtrail-6",
)
def bucket_private(trail: StackResource, stack: Stack) -> Iterator[str]:
    """A trail in a bucket that could be published."""
    for bucket in _buckets(trail, stack):
        yield from open_flags(bucket, stack)


@stack_rule(
    id="trail-bucket-logged",
    on=(TRAIL,),
    severity=Severity.LOW,
    title="Who reads the bucket of a trail is logged.",
    why="Who looks at the evidence, or takes it away, should be seen.",
    fix="Add an aws.s3.BucketLogging with bucket of the one of s3_bucket_name.",
    standard=["M-05"],
    controls={"SecurityHub": ["CloudTrail.7"], "CIS-3.0": ["3.4"]},
    url=f"{_HUB}#cloudtrail-7",
)
def bucket_logged(trail: StackResource, stack: Stack) -> Iterator[str]:
    """A trail in a bucket that is read unseen."""
    for bucket in _buckets(trail, stack):
        if not stack.referring(bucket, "bucket", *BUCKET_LOGGINGS):
            yield f"no logging names bucket {bucket.name}"


def _buckets(trail: StackResource, stack: Stack) -> list[StackResource]:
    made = [bucket for bucket in stack.of(*BUCKETS) if bucket in _sources(trail)]
    if made:
        return made
    named = [bucket for bucket in stack.of(*BUCKETS) if bucket.text("bucket") == trail.text("s3BucketName")]
    if not named:
        raise UndecidedError("its bucket is not in this stack")
    return named


def _sources(trail: StackResource) -> list[StackResource]:
    """What the bucket's name comes from, also by way of its policy (`s3_bucket_name=policy.bucket`)."""
    first = trail.depends("s3BucketName")
    return [*first, *(bucket for one in first for bucket in one.depends("bucket"))]
