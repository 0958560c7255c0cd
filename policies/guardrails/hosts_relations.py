"""Hosts and their volumes among the other resources of a stack, and the volumes' backups."""

from collections.abc import Iterator

from guardrails.documents import allowing
from guardrails.kms import uses_own_key
from guardrails.props import Props, each, fitting
from guardrails.resource import Resource, Stack, StackResource
from guardrails.rule import UndecidedError, rule, stack_rule
from guardrails.security_groups import is_world, openings
from guardrails.tier import Severity, Tier
from guardrails.tokens import (
    INGRESS_RULE,
    INSTANCE,
    INSTANCE_PROFILE,
    PREFIX_LIST,
    PREFIX_LIST_ENTRY,
    ROLE,
    ROLE_POLICY,
    ROLE_POLICY_ATTACHMENT,
    SECURITY_GROUP,
    SECURITY_GROUP_RULE,
    SNAPSHOTS,
    TEMPLATE,
    VOLUME,
)

LAUNCHED = (TEMPLATE, INSTANCE)
WORN = ("networkInterfaces", "vpcSecurityGroupIds")
"""The properties that name a host's security groups."""
REPORTS = "ssm:UpdateInstanceInformation"
"""What an instance does to be managed."""
MANAGED_POLICY = "AmazonSSMManagedInstanceCore"
MIN_KEPT, MOST_HOURS = 7, 24
_EC2 = "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html"
_SNAPSHOTS = "https://docs.aws.amazon.com/ebs/latest/userguide/snapshot-lifecycle.html"


@stack_rule(
    id="host-closed",
    on=LAUNCHED,
    severity=Severity.HIGH,
    title="The internet does not reach a host; those do that its security group names.",
    why="A host has an address of its own, and nothing in front of it but its security group.",
    fix="Give the group in vpc_security_group_ids rules with a prefix_list_id of what stands in front, not cidr_ipv4.",
    standard=["M-01"],
    controls={},
    url="https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
)
def closed(host: StackResource, stack: Stack) -> Iterator[str]:
    """A host that everybody reaches, at whatever port."""
    groups = [group for key in WORN for group in host.depends(key, SECURITY_GROUP)]
    if not groups:
        if any(key in host.names() for key in WORN):
            raise UndecidedError("its security groups are not in this stack")
        yield "it names no security group, so that it wears the VPC's default one"
    sources = (
        source
        for group in groups
        for source in [group, *stack.referring(group, "securityGroupId", INGRESS_RULE, SECURITY_GROUP_RULE)]
    )
    yield from each(sources, _opened_to_everybody)


def _opened_to_everybody(source: StackResource) -> Iterator[str]:
    for opening in openings(source):
        if opening.direction == "ingress" and opening.public:
            yield f"{source.name} lets the internet in"


@rule(
    id="prefix-list-narrow",
    on=(PREFIX_LIST, PREFIX_LIST_ENTRY),
    severity=Severity.HIGH,
    title="No prefix list stands for the whole internet.",
    why="A security group that names a list looks closed, whatever is in it.",
    fix="Remove the entry, or name narrower ranges.",
    standard=["M-01"],
    controls={},
    url="https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html",
)
def prefix_list_narrow(resource: Resource) -> Iterator[str]:
    """A list with everybody in it."""

    def check(entry: Props) -> Iterator[str]:
        if is_world(entry.text("cidr"), entry.path("cidr")):
            yield f"{entry.path('cidr')} is the internet, or a great part of it"

    return each([resource] if resource.type == PREFIX_LIST_ENTRY else resource.sections("entries"), check)


@stack_rule(
    id="host-managed",
    on=LAUNCHED,
    severity=Severity.MEDIUM,
    title="Hosts are managed by Systems Manager.",
    why="Without it there is no way to a host but SSH, and no command reaches it.",
    fix=f"Set iam_instance_profile to one whose role may {REPORTS}.",
    standard=["M-05"],
    controls={"FSBP": ["SSM.1"], "Checkov": ["CKV2_AWS_41"], "cdk-nag": ["EC2InstanceProfileAttached"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/ssm-controls.html#ssm-1",
)
def managed(host: StackResource, stack: Stack) -> Iterator[str]:
    """A host that reports to nobody."""
    profiles = host.depends("iamInstanceProfile", INSTANCE_PROFILE)
    if not profiles:
        if "iamInstanceProfile" in host.names():
            raise UndecidedError("its instance profile is not in this stack")
        yield "iamInstanceProfile is not set"
        return
    roles = [role for profile in profiles for role in profile.depends("role", ROLE)]
    if not any(_reports(role, stack) for role in roles):
        yield f"its role may not {REPORTS}"


def _reports(role: StackResource, stack: Stack) -> bool:
    """Whether a role may report; the complaint about a policy that is not known yet comes where none says so."""
    attached = stack.referring(role, "role", ROLE_POLICY_ATTACHMENT)
    if any(attachment.text("policyArn").endswith(f"/{MANAGED_POLICY}") for attachment in attached):
        return True
    return any(True for _ in fitting(stack.referring(role, "role", ROLE_POLICY), _lets_report))


def _lets_report(policy: StackResource) -> bool:
    return any(statement.includes(REPORTS) for statement in allowing(policy, "policy"))


@rule(
    id="volume-encrypted",
    on=(VOLUME,),
    severity=Severity.HIGH,
    title="Data volumes are encrypted.",
    why="It cannot be turned on later without a copy, and snapshots are what their volume is.",
    fix="Set encrypted=True.",
    standard=["M-01"],
    controls={"FSBP": ["EC2.3"], "Checkov": ["CKV_AWS_3"], "cdk-nag": ["AwsSolutions-EC26"]},
    url=f"{_EC2}#ec2-3",
)
def volume_encrypted(volume: Resource) -> Iterator[str]:
    """Data in clear."""
    if not volume.flag("encrypted"):
        yield "encrypted is not true"


@stack_rule(
    id="volume-own-key",
    on=(VOLUME,),
    severity=Severity.MEDIUM,
    title="Data volumes are encrypted with a key of our own.",
    why="AWS's key cannot be restricted, shared or revoked.",
    fix="Set kms_key_id.",
    standard=["M-01"],
    controls={"Checkov": ["CKV_AWS_189"]},
    url="https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html",
)
def volume_own_key(volume: StackResource, _stack: Stack) -> Iterator[str]:
    """A volume with AWS's key."""
    if not uses_own_key(volume, "kmsKeyId", lambda: volume.text("kmsKeyId")):
        yield "kmsKeyId is not set"


@rule(
    id="volume-final-snapshot",
    on=(VOLUME,),
    severity=Severity.MEDIUM,
    title="Before a production volume is deleted a last snapshot is taken.",
    why="Deleted by mistake, what was written since the last night is lost.",
    fix="Set final_snapshot=True.",
    standard=["G-27"],
    controls={},
    tiers=(Tier.PRODUCTION,),
    url="https://docs.aws.amazon.com/ebs/latest/userguide/ebs-deleting-volume.html",
)
def volume_final_snapshot(volume: Resource) -> Iterator[str]:
    """A volume that goes without a trace."""
    if not volume.flag("finalSnapshot"):
        yield "finalSnapshot is not true"


@stack_rule(
    id="volume-snapshots",
    on=(VOLUME,),
    severity=Severity.HIGH,
    title="Every data volume has snapshots that AWS takes by itself.",
    why="A disk fails, and people delete; what nobody copied is gone.",
    fix="Add an aws.dlm.LifecyclePolicy whose target_tags in policy_details are among the volume's tags.",
    standard=["R-01", "G-27"],
    controls={},
    url=_SNAPSHOTS,
)
def volume_snapshots(volume: StackResource, stack: Stack) -> Iterator[str]:
    """A volume of which nothing takes snapshots."""
    own = volume.section("tags")
    for policy in stack.of(SNAPSHOTS):
        wanted = policy.section("policyDetails").section("targetTags")
        if wanted.names() and all(own.text(key) == wanted.text(key) for key in wanted.names()):
            return
    yield "no lifecycle policy targets its tags"


@rule(
    id="snapshots-daily",
    on=(SNAPSHOTS,),
    severity=Severity.MEDIUM,
    title="Snapshots are taken each day, and those of a week are kept.",
    why="A mistake is seen days later; the copy from before it must still be there.",
    fix='Set "create_rule" to 24 hours or fewer, and "retain_rule" to 7 or more, in each schedule of policy_details.',
    standard=["R-01", "G-27"],
    controls={},
    url=_SNAPSHOTS,
)
def snapshots_daily(policy: Resource) -> Iterator[str]:
    """Copies that are too rare, too few, or none."""
    if policy.text("state") not in {"", "ENABLED"}:
        yield "state is not ENABLED"
    schedules = list(policy.section("policyDetails").sections("schedules"))
    if not schedules:
        yield "policyDetails.schedules is empty"
    yield from each(schedules, _too_few)


def _too_few(schedule: Props) -> Iterator[str]:
    create, retain = schedule.section("createRule"), schedule.section("retainRule")
    if create.text("cronExpression"):
        raise UndecidedError("how often a cron expression comes round is not judged")
    hours, kept = create.number("interval"), retain.number("count")
    if not 0 < hours <= MOST_HOURS:
        yield f"{create.path('interval')} is {hours:g} hours"
    if kept < MIN_KEPT:
        yield f"{retain.path('count')} is {kept:g}"
