"""ElastiCache among the other resources of its stack: keys, users, subnets, security groups and logs."""

from collections.abc import Iterator

from guardrails.data_stores import has_log_group, reached_by_address, ways_to_internet, written_out
from guardrails.kms import uses_own_key
from guardrails.resource import Stack, StackResource
from guardrails.rule import NotApplicableError, UndecidedError, stack_rule
from guardrails.tier import Severity
from guardrails.tokens import CACHE, CACHE_SERVERLESS, CACHE_SUBNETS, CACHE_USER

USERS = {CACHE: ("userGroupIds", "authToken", "authTokenWo"), CACHE_SERVERLESS: ("userGroupId",)}
PASSWORDS = {CACHE: ("authToken", "authTokenWo"), CACHE_USER: ("passwords", "passwordsWo")}


@stack_rule(
    id="elasticache-own-key",
    on=(CACHE, CACHE_SERVERLESS),
    severity=Severity.MEDIUM,
    title="Caches are encrypted with a key of our own.",
    why="AWS's key cannot be restricted or revoked; it cannot be changed later.",
    fix="Set kms_key_id before it is created.",
    standard=["M-01"],
    controls={"Checkov": ["CKV_AWS_191"]},
    url="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/at-rest-encryption.html",
)
def own_key(cache: StackResource, _stack: Stack) -> Iterator[str]:
    """A cache with AWS's key."""
    if not uses_own_key(cache, "kmsKeyId", lambda: cache.text("kmsKeyId")):
        yield "kmsKeyId is not set"


@stack_rule(
    id="elasticache-users",
    on=(CACHE, CACHE_SERVERLESS),
    severity=Severity.HIGH,
    title="Caches ask who connects.",
    why="Whoever reaches the port would read and write everything.",
    fix="Set user_group_ids (of a serverless cache: user_group_id) to an aws.elasticache.UserGroup.",
    standard=["M-01", "G-10"],
    controls={
        "FSBP": ["ElastiCache.6"],
        "Checkov": ["CKV_AWS_31"],
        "cdk-nag": ["AwsSolutions-AEC6"],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/elasticache-controls.html#elasticache-6",
)
def users(cache: StackResource, _stack: Stack) -> Iterator[str]:
    """A cache without users and without a token."""
    keys = USERS[cache.type]
    if not any(cache.depends(key) for key in keys) and not any(any(cache.texts(key)) for key in keys):
        yield f"{keys[0]} is not set"


@stack_rule(
    id="elasticache-generated-passwords",
    on=(CACHE_USER, CACHE),
    severity=Severity.CRITICAL,
    title="Passwords of caches are generated.",
    why="What somebody wrote down is in the program, in the repository and in his head.",
    fix="Set passwords, or auth_token, to the result of a random.RandomPassword.",
    standard=["M-02", "G-10"],
    controls={},
    url="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth.html",
)
def generated_passwords(resource: StackResource, _stack: Stack) -> Iterator[str]:
    """A password that no resource made."""
    yield from written_out(resource, *PASSWORDS[resource.type])
    if resource.type == CACHE_USER and not resource.depends("authenticationMode"):
        mode = resource.section("authenticationMode")
        if "passwords" in mode.names() and mode.count("passwords"):
            yield "authenticationMode.passwords is no resource's output"


@stack_rule(
    id="elasticache-subnet-group",
    on=(CACHE, CACHE_SERVERLESS),
    severity=Severity.MEDIUM,
    title="Caches stand in subnets that somebody chose.",
    why="ElastiCache's default group has every subnet of the default VPC, which are public.",
    fix="Set subnet_group_name (of a serverless cache: subnet_ids) to isolated subnets.",
    standard=["M-01", "G-10"],
    controls={"FSBP": ["ElastiCache.7"], "cdk-nag": ["AwsSolutions-AEC1"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/elasticache-controls.html#elasticache-7",
)
def subnet_group(cache: StackResource, _stack: Stack) -> Iterator[str]:
    """A cache in the default subnets."""
    key = "subnetGroupName" if cache.type == CACHE else "subnetIds"
    if not cache.depends(key) and not any(name != "default" for name in cache.texts(key) if name):
        yield f"{key} is not set"


@stack_rule(
    id="elasticache-no-internet-route",
    on=(CACHE, CACHE_SERVERLESS),
    severity=Severity.MEDIUM,
    title="No cache stands in a subnet that routes to an internet gateway.",
    why="A cache asks nothing of the internet, and nothing there should have a way to it.",
    fix="Set subnet_ids of its aws.elasticache.SubnetGroup, or its own, to isolated subnets.",
    standard=["M-01", "G-10"],
    controls={},
    url="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/SubnetGroups.html",
)
def no_internet_route(cache: StackResource, stack: Stack) -> Iterator[str]:
    """A cache in a public subnet."""
    groups = [cache] if cache.type == CACHE_SERVERLESS else cache.depends("subnetGroupName", CACHE_SUBNETS)
    if not groups:
        raise UndecidedError("its subnet group is not in this stack")
    for group in groups:
        yield from ways_to_internet(group, stack)


@stack_rule(
    id="elasticache-closed",
    on=(CACHE, CACHE_SERVERLESS),
    severity=Severity.HIGH,
    title="Only members of other security groups reach a cache.",
    why="A range of addresses lets in whatever stands there, today or later.",
    fix="Set security_group_ids, and in their rules referenced_security_group_id in place of ranges.",
    standard=["M-01", "G-10"],
    controls={},
    url="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/elasticache-vpc-accessing.html",
)
def closed(cache: StackResource, stack: Stack) -> Iterator[str]:
    """A cache that is open to addresses."""
    return reached_by_address(cache, "securityGroupIds", stack)


@stack_rule(
    id="elasticache-log-groups",
    on=(CACHE,),
    severity=Severity.LOW,
    title="The log groups that a cache writes to are made by the stack.",
    why="What the stack does not make has no retention and not our key.",
    fix="Set destination in log_delivery_configurations to an aws.cloudwatch.LogGroup of the stack.",
    standard=["G-20", "M-04"],
    controls={},
    url="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Log_Delivery.html",
)
def log_groups(cache: StackResource, stack: Stack) -> Iterator[str]:
    """A cache that writes to a log group of others."""
    names = [
        part.text("destination")
        for part in cache.sections("logDeliveryConfigurations")
        if part.text("destinationType") == "cloudwatch-logs"
    ]
    if not names:
        raise NotApplicableError("it writes no logs to CloudWatch")
    for name in names:
        if not has_log_group(name, stack):
            yield f"no log group is named {name}"
