"""Certificates of ACM and records of Route 53."""

from collections.abc import Iterator

from guardrails.resource import Resource, Stack, StackResource
from guardrails.rule import NotApplicableError, rule, stack_rule
from guardrails.tier import Severity
from guardrails.tokens import CERTIFICATE, RECORD

KEY_ALGORITHMS = frozenset({"", "RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1"})
"""None is ACM's default, RSA_2048."""


@rule(
    id="acm-key-algorithm",
    on=(CERTIFICATE,),
    severity=Severity.HIGH,
    title="Certificates have RSA keys of 2048 bits, or elliptic curves.",
    why="A shorter key can be computed.",
    fix='Leave key_algorithm out, or set "RSA_2048" or more.',
    standard=["G-13", "M-01"],
    controls={"FSBP": ["ACM.2"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/acm-controls.html#acm-2",
)
def key_algorithm(certificate: Resource) -> Iterator[str]:
    """A certificate with a weak key."""
    algorithm = certificate.text("keyAlgorithm")
    if algorithm not in KEY_ALGORITHMS:
        yield f"keyAlgorithm is {algorithm}"


@rule(
    id="acm-transparency",
    on=(CERTIFICATE,),
    severity=Severity.MEDIUM,
    title="Certificates are in the public logs of certificates.",
    why="Browsers refuse one that is not.",
    fix='Leave options out, or set certificate_transparency_logging_preference="ENABLED".',
    standard=["G-13"],
    controls={"Checkov": ["CKV_AWS_234"]},
    url="https://docs.aws.amazon.com/acm/latest/userguide/acm-bestpractices.html",
)
def transparency(certificate: Resource) -> Iterator[str]:
    """A certificate that is kept out."""
    if certificate.section("options").text("certificateTransparencyLoggingPreference") == "DISABLED":
        yield "options.certificateTransparencyLoggingPreference is DISABLED"


@rule(
    id="acm-renews-itself",
    on=(CERTIFICATE,),
    severity=Severity.HIGH,
    title="ACM issues and renews certificates by a DNS record.",
    why="Proven by mail it expires when nobody answers, and an imported one is renewed by nobody.",
    fix='Set validation_method="DNS" and leave certificate_body out.',
    standard=["G-13"],
    controls={},
    url="https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html",
)
def renews_itself(certificate: Resource) -> Iterator[str]:
    """A certificate that somebody has to remember."""
    if certificate.get("certificateBody") is not None:
        yield "certificateBody is set"
    elif certificate.text("validationMethod") != "DNS":
        yield "validationMethod is not DNS"


@stack_rule(
    id="dns-alias-of-the-stack",
    on=(RECORD,),
    severity=Severity.HIGH,
    title="Alias records lead to something that the stack makes.",
    why="A name that leads to what is gone can be taken over by whoever makes it next.",
    fix="Give name and zone_id in aliases as outputs of the load balancer or distribution.",
    standard=["G-13", "M-01"],
    controls={"Checkov": ["CKV2_AWS_23"]},
    url="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-choosing-alias-non-alias.html",
)
def alias_of_the_stack(record: StackResource, _stack: Stack) -> Iterator[str]:
    """An alias that outlives its target."""
    if not record.count("aliases"):
        raise NotApplicableError("it is no alias")
    if record.depends("aliases"):
        return
    for alias in record.sections("aliases"):
        yield f"{alias.path('name')} is {alias.text('name')}, which nothing in this stack makes"


@rule(
    id="dns-shared-by-health",
    on=(RECORD,),
    severity=Severity.HIGH,
    title="A Region that shares a host takes its turn only while it is healthy.",
    why="Route 53 goes on sending users to a Region that is down.",
    fix="Set evaluate_target_health=True in aliases, or health_check_id.",
    standard=["T-01", "A-01"],
    controls={},
    url="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover.html",
)
def shared_by_health(record: Resource) -> Iterator[str]:
    """A record of several that is always answered."""
    if not record.count("latencyRoutingPolicies") and not record.count("failoverRoutingPolicies"):
        raise NotApplicableError("it is the only one of its name")
    if any(alias.flag("evaluateTargetHealth") for alias in record.sections("aliases")):
        return
    if not record.text("healthCheckId"):
        yield "neither evaluateTargetHealth of its alias nor healthCheckId is set"
