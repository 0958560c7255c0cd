"""Listeners of load balancers and their rules: what is encrypted, and what happens to a request nobody asked for."""

from collections.abc import Iterator

from guardrails.props import Props
from guardrails.resource import Resource, Stack, StackResource
from guardrails.rule import NotApplicableError, rule, stack_rule
from guardrails.tier import Severity
from guardrails.tokens import CERTIFICATE, CERTIFICATE_VALIDATION, LISTENER_RULES, LISTENERS

TLS_POLICIES = frozenset(
    {
        "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
        "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04",
        "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
        "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-PQ-2025-09",
        "ELBSecurityPolicy-TLS13-1-3-2021-06",
        "ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04",
        "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",
        "ELBSecurityPolicy-TLS13-1-3-FIPS-PQ-2025-09",
    }
)
"""ELB.17's list: TLS 1.2 with forward secrecy and 1.3, or 1.3 alone."""
ENCRYPTED = frozenset({"HTTPS", "TLS"})
FORWARDS = frozenset({"forward", ""})
"""An action's type, where none says forward."""


def _forwards(action: Props) -> bool:
    return action.text("type") in FORWARDS


@rule(
    id="lb-http-redirects",
    on=LISTENERS,
    severity=Severity.HIGH,
    title="HTTP listeners do nothing but redirect to HTTPS.",
    why="Cookies and passwords would cross the internet in clear.",
    fix='Set default_actions=[{"type": "redirect", "redirect": {"protocol": "HTTPS", "status_code": "HTTP_301"}}].',
    standard=["M-01"],
    controls={
        "FSBP": ["ELB.1", "ELB.18"],
        "Checkov": ["CKV2_AWS_20", "CKV_AWS_2"],
        "cdk-nag": ["ALBHttpToHttpsRedirection"],
        "awsguard": ["alb-http-to-https-redirection"],
        "compliance-policies": [
            "aws-lb-listener-disallow-unencrypted-traffic",
            "aws-alb-listener-disallow-unencrypted-traffic",
        ],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-1",
)
def http_redirects(listener: Resource) -> Iterator[str]:
    """An HTTP listener with any other default action."""
    if listener.text("protocol") != "HTTP":
        raise NotApplicableError("it does not speak HTTP")
    if not listener.count("defaultActions"):
        yield "defaultActions is empty"
    for action in listener.sections("defaultActions"):
        if action.text("type") != "redirect" or action.section("redirect").text("protocol") != "HTTPS":
            yield "a default action does not redirect to HTTPS"


@rule(
    id="lb-tls-policy",
    on=LISTENERS,
    severity=Severity.HIGH,
    title="HTTPS listeners speak TLS 1.2 with forward secrecy, or 1.3.",
    why="AWS's default policy still takes TLS 1.0.",
    fix='Set ssl_policy="ELBSecurityPolicy-TLS13-1-2-Res-2021-06".',
    standard=["M-01"],
    controls={
        "FSBP": ["ELB.17"],
        "Checkov": ["CKV_AWS_103", "CKV2_AWS_74"],
        "compliance-policies": ["aws-lb-listener-configure-secure-tls", "aws-alb-listener-configure-secure-tls"],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-17",
)
def tls_policy(listener: Resource) -> Iterator[str]:
    """An encrypted listener with an older policy."""
    if listener.text("protocol") not in ENCRYPTED:
        raise NotApplicableError("it is not encrypted")
    policy = listener.text("sslPolicy")
    if policy not in TLS_POLICIES:
        yield f"sslPolicy is {policy or 'not set'}"


@rule(
    id="lb-closed-by-default",
    on=LISTENERS,
    severity=Severity.MEDIUM,
    title="An HTTPS listener forwards only what a rule asks for.",
    why="A default that forwards serves every host name that anybody points at the load balancer.",
    fix='Set default_actions=[{"type": "fixed-response", "fixed_response": {"status_code": "404", …}}].',
    standard=["M-01"],
    controls={},
    url="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html",
)
def closed_by_default(listener: Resource) -> Iterator[str]:
    """An encrypted listener that forwards whatever comes."""
    if listener.text("protocol") not in ENCRYPTED:
        raise NotApplicableError("it is not encrypted")
    if not listener.count("defaultActions"):
        yield "defaultActions is empty"
    for action in listener.sections("defaultActions"):
        if _forwards(action):
            yield "a default action forwards every request"


@stack_rule(
    id="lb-rule-on-https",
    on=LISTENER_RULES,
    severity=Severity.HIGH,
    title="Only rules of HTTPS listeners forward requests.",
    why="A rule is asked before the listener's redirect and would serve in clear.",
    fix="Give listener_arn of the HTTPS listener.",
    standard=["M-01"],
    controls={},
    url="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/create-https-listener.html",
)
def rule_on_https(listener_rule: StackResource, _stack: Stack) -> Iterator[str]:
    """A rule that forwards what came by HTTP."""
    listeners = listener_rule.depends("listenerArn", *LISTENERS)
    if not listeners:
        raise NotApplicableError("its listener is not in this stack")
    in_clear = [listener.name for listener in listeners if listener.text("protocol") not in ENCRYPTED]
    if in_clear and any(_forwards(action) for action in listener_rule.sections("actions")):
        yield f"it forwards what listener {', '.join(in_clear)} takes in clear"


@stack_rule(
    id="lb-certificate",
    on=LISTENERS,
    severity=Severity.HIGH,
    title="Listeners that speak TLS have a certificate of ACM.",
    why="A certificate that somebody uploaded expires on a day that nobody has in his calendar.",
    fix="Set certificate_arn to the ARN of a certificate in ACM.",
    standard=["G-03", "M-01"],
    controls={"cdk-nag": ["ELBv2ACMCertificateRequired"]},
    url="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/https-listener-certificates.html",
)
def certificate(listener: StackResource, _stack: Stack) -> Iterator[str]:
    """A certificate that does not renew itself, or none."""
    if listener.text("protocol") not in ENCRYPTED:
        raise NotApplicableError("it does not speak TLS")
    if listener.depends("certificateArn", CERTIFICATE, CERTIFICATE_VALIDATION):
        return
    if not listener.text("certificateArn").startswith("arn:aws:acm:"):
        yield "certificateArn names no certificate of ACM"
