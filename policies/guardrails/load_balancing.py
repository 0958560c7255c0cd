"""Load balancers and their target groups."""

from collections.abc import Iterator

from guardrails.resource import Resource
from guardrails.rule import NotApplicableError, rule
from guardrails.tier import Severity, Tier
from guardrails.tokens import LOAD_BALANCERS, TARGET_GROUPS

MIN_SUBNETS = 2
MAX_DRAINING_SECONDS = 900
"""A longer wait makes a deployment, and the way back from it, wait too."""
HTTP_PROTOCOLS = frozenset({"HTTP", "HTTPS"})


def _application(load_balancer: Resource) -> None:
    if load_balancer.text("loadBalancerType") not in {"", "application"}:
        raise NotApplicableError("it is no Application Load Balancer")


@rule(
    id="lb-access-logs",
    on=LOAD_BALANCERS,
    severity=Severity.MEDIUM,
    title="Load balancers log every request.",
    why="Requests that never reached a task are seen nowhere else.",
    fix='Set access_logs={"enabled": True, "bucket": …}.',
    standard=["M-04", "M-05"],
    controls={
        "FSBP": ["ELB.5"],
        "Checkov": ["CKV_AWS_91"],
        "cdk-nag": ["AwsSolutions-ELB2"],
        "awsguard": ["elb-logging-enabled"],
        "compliance-policies": [
            "aws-lb-loadbalancer-enable-access-logging",
            "aws-lb-loadbalancer-configure-access-logging",
        ],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-5",
)
def access_logs(load_balancer: Resource) -> Iterator[str]:
    """A load balancer without access logs."""
    if not load_balancer.section("accessLogs").flag("enabled"):
        yield "accessLogs.enabled is not true"


@rule(
    id="lb-connection-logs",
    on=LOAD_BALANCERS,
    severity=Severity.LOW,
    title="Application Load Balancers log every connection.",
    why="A client whose TLS handshake fails is in no access log.",
    fix='Set connection_logs={"enabled": True, "bucket": …}.',
    standard=["M-05"],
    controls={},
    url="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-connection-logs.html",
)
def connection_logs(load_balancer: Resource) -> Iterator[str]:
    """An Application Load Balancer without connection logs."""
    _application(load_balancer)
    if not load_balancer.section("connectionLogs").flag("enabled"):
        yield "connectionLogs.enabled is not true"


@rule(
    id="lb-deletion-protection",
    on=LOAD_BALANCERS,
    severity=Severity.HIGH,
    title="Production load balancers cannot be deleted by accident.",
    why="Its DNS name and everything that points there would be lost.",
    fix="Set enable_deletion_protection=True.",
    standard=["A-01"],
    controls={
        "FSBP": ["ELB.6"],
        "Checkov": ["CKV_AWS_150"],
        "cdk-nag": ["ELBDeletionProtectionEnabled"],
        "awsguard": ["elb-deletion-protection-enabled"],
    },
    tiers=(Tier.PRODUCTION,),
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-6",
)
def deletion_protection(load_balancer: Resource) -> Iterator[str]:
    """A load balancer that anyone may delete."""
    if not load_balancer.flag("enableDeletionProtection"):
        yield "enableDeletionProtection is not true"


@rule(
    id="lb-drop-invalid-headers",
    on=LOAD_BALANCERS,
    severity=Severity.MEDIUM,
    title="Application Load Balancers drop invalid header fields.",
    why="Headers that two servers read differently are how requests are smuggled.",
    fix="Set drop_invalid_header_fields=True.",
    standard=["M-01"],
    controls={
        "FSBP": ["ELB.4"],
        "Checkov": ["CKV_AWS_131"],
        "cdk-nag": ["ALBHttpDropInvalidHeaderEnabled"],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-4",
)
def drop_invalid_headers(load_balancer: Resource) -> Iterator[str]:
    """An Application Load Balancer that passes any header."""
    _application(load_balancer)
    if not load_balancer.flag("dropInvalidHeaderFields"):
        yield "dropInvalidHeaderFields is not true"


@rule(
    id="lb-desync-mitigation",
    on=LOAD_BALANCERS,
    severity=Severity.MEDIUM,
    title="Application Load Balancers defend against request smuggling.",
    why="In monitor mode an ambiguous request is counted and passed on.",
    fix='Set desync_mitigation_mode="defensive" or "strictest", or leave it out.',
    standard=["M-01"],
    controls={"FSBP": ["ELB.12"], "Checkov": ["CKV_AWS_328"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-12",
)
def desync_mitigation(load_balancer: Resource) -> Iterator[str]:
    """An Application Load Balancer that only watches."""
    _application(load_balancer)
    if load_balancer.text("desyncMitigationMode") not in {"", "defensive", "strictest"}:
        yield "desyncMitigationMode is neither defensive nor strictest"


@rule(
    id="lb-two-subnets",
    on=LOAD_BALANCERS,
    severity=Severity.MEDIUM,
    title="Load balancers stand in two Availability Zones.",
    why="One zone's failure would take the only entrance with it.",
    fix="Give subnets of two zones.",
    standard=["A-03"],
    controls={"FSBP": ["ELB.13"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-13",
)
def two_subnets(load_balancer: Resource) -> Iterator[str]:
    """A load balancer in one subnet."""
    places = load_balancer.count("subnets") + load_balancer.count("subnetMappings")
    if places < MIN_SUBNETS:
        yield f"it stands in {places} subnet(s)"


@rule(
    id="lb-cross-zone",
    on=LOAD_BALANCERS,
    severity=Severity.LOW,
    title="Network Load Balancers send to the targets of every Availability Zone.",
    why="A zone with few tasks would get as many requests as one with many.",
    fix="Set enable_cross_zone_load_balancing=True.",
    standard=["A-03"],
    controls={"Checkov": ["CKV_AWS_152"]},
    url="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-load-balancer-attributes.html",
)
def cross_zone(load_balancer: Resource) -> Iterator[str]:
    """A Network Load Balancer whose zones are alone."""
    if load_balancer.text("loadBalancerType") in {"", "application"}:
        raise NotApplicableError("Application Load Balancers always do")
    if not load_balancer.flag("enableCrossZoneLoadBalancing"):
        yield "enableCrossZoneLoadBalancing is not true"


@rule(
    id="target-group-health-check",
    on=TARGET_GROUPS,
    severity=Severity.HIGH,
    title="Target groups say how a task is asked for its health.",
    why="AWS's default asks for `/` and takes any task that answers 200 there.",
    fix="Set health_check with the path that the service answers when it can serve.",
    standard=["A-01", "A-02", "G-05"],
    controls={"Checkov": ["CKV_AWS_261"]},
    url="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html",
)
def health_check(group: Resource) -> Iterator[str]:
    """A target group with AWS's default health check, or none."""
    check = group.section("healthCheck")
    if not check.names():
        yield "healthCheck is not set"
        return
    if not check.flag("enabled", default=True):
        yield "healthCheck.enabled is false"
    if group.text("protocol") in HTTP_PROTOCOLS and not check.text("path"):
        yield "healthCheck.path is not set"


@rule(
    id="target-group-draining",
    on=TARGET_GROUPS,
    severity=Severity.LOW,
    title="Target groups say how long a leaving task finishes its requests: up to 15 minutes, and never not at all.",
    why="0 cuts requests off at every deployment; the default of 300 s, or more, makes each one wait.",
    fix="Set deregistration_delay to the longest request, in seconds.",
    standard=["A-01"],
    controls={},
    url="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html",
)
def draining(group: Resource) -> Iterator[str]:
    """A target group that drains not at all, too long, or as long as nobody decided."""
    if group.get("deregistrationDelay") is None:
        yield "deregistrationDelay is not set"
    elif not 0 < group.number("deregistrationDelay") <= MAX_DRAINING_SECONDS:
        yield f"deregistrationDelay is {group.number('deregistrationDelay'):g}"
