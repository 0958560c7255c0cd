"""WAF's web ACLs: what they stop, what they log, and what they stand in front of."""

from collections.abc import Iterator

from guardrails.props import Props, each
from guardrails.resource import Resource, Stack, StackResource
from guardrails.rule import NotApplicableError, UndecidedError, rule, stack_rule
from guardrails.tier import Severity, Tier
from guardrails.tokens import DISTRIBUTION, LOAD_BALANCERS, WEB_ACL, WEB_ACL_ASSOCIATION, WEB_ACL_LOGGING

KNOWN_BAD_INPUTS = "AWSManagedRulesKnownBadInputsRuleSet"
CREDENTIALS = ("authorization", "cookie")
LOG_PREFIX = "aws-waf-logs-"


def _rules(acl: Resource) -> Iterator[Props]:
    if acl.text("ruleJson"):
        raise UndecidedError("its rules are in ruleJson, which no rule reads; write them in rules")
    return acl.sections("rules")


@rule(
    id="waf-has-rules",
    on=(WEB_ACL,),
    severity=Severity.HIGH,
    title="Web ACLs have rules.",
    why="An empty one lets everything pass and looks like a firewall.",
    fix="Set rules.",
    standard=["M-01"],
    controls={"FSBP": ["WAF.10"], "Checkov": ["CKV_AWS_175"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/waf-controls.html#waf-10",
)
def has_rules(acl: Resource) -> Iterator[str]:
    """A web ACL that decides nothing."""
    if not acl.text("ruleJson") and not acl.count("rules"):
        yield "rules is empty"


@rule(
    id="waf-rule-actions",
    on=(WEB_ACL,),
    severity=Severity.HIGH,
    title="Every rule of a web ACL says what happens to a request.",
    why="WAF refuses a rule without an action, in the middle of a deployment.",
    fix="Set action on a rule of our own, override_action on a group of rules.",
    standard=["M-01"],
    controls={"Checkov": ["CKV_AWS_342"]},
    url="https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-action.html",
)
def rule_actions(acl: Resource) -> Iterator[str]:
    """A rule that matches and does nothing."""
    return each(_rules(acl), _does_nothing)


def _does_nothing(part: Props) -> Iterator[str]:
    if not part.section("action").names() and not part.section("overrideAction").names():
        yield f"{part.path('action')} and overrideAction are not set"


@rule(
    id="waf-known-bad-inputs",
    on=(WEB_ACL,),
    severity=Severity.HIGH,
    title="Web ACLs block known bad inputs, Log4j among them.",
    why="These are tried on every host within hours of its first certificate.",
    fix=f"Add to rules a managed_rule_group_statement of {KNOWN_BAD_INPUTS} with override_action none.",
    standard=["M-01"],
    controls={"Checkov": ["CKV_AWS_192", "CKV2_AWS_76", "CKV2_AWS_47"]},
    url="https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html",
)
def known_bad_inputs(acl: Resource) -> Iterator[str]:
    """A web ACL without AWS's group, or one that only counts."""
    groups = [part for part in _rules(acl) if _group(part) == KNOWN_BAD_INPUTS]
    if not groups:
        yield f"no rule has {KNOWN_BAD_INPUTS}"
    for part in groups:
        if "count" in part.section("overrideAction").names():
            yield f"{part.path('overrideAction')} only counts"


def _group(part: Props) -> str:
    return part.section("statement").section("managedRuleGroupStatement").text("name")


@rule(
    id="waf-rate-limit",
    on=(WEB_ACL,),
    severity=Severity.MEDIUM,
    title="Web ACLs limit how much one address may ask for.",
    why="One client could take what all others need, and guess passwords as fast as it likes.",
    fix="Add to rules one with a rate_based_statement.",
    standard=["M-01"],
    controls={},
    url="https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html",
)
def rate_limit(acl: Resource) -> Iterator[str]:
    """A web ACL that counts nobody's requests."""
    if not any(part.section("statement").section("rateBasedStatement").names() for part in _rules(acl)):
        yield "no rule is rate based"


@rule(
    id="waf-metrics",
    on=(WEB_ACL,),
    severity=Severity.MEDIUM,
    title="Web ACLs and each of their rules are counted in CloudWatch.",
    why="Nobody would see an attack, nor that a rule blocks customers.",
    fix="Set cloudwatch_metrics_enabled=True in visibility_config, also of every rule.",
    standard=["G-21", "M-04"],
    controls={"FSBP": ["WAF.12"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/waf-controls.html#waf-12",
)
def metrics(acl: Resource) -> Iterator[str]:
    """A web ACL, or a rule, that is not counted."""

    def check(part: Props) -> Iterator[str]:
        if not part.section("visibilityConfig").flag("cloudwatchMetricsEnabled"):
            yield f"{part.path('visibilityConfig')}.cloudwatchMetricsEnabled is not true"

    yield from check(acl)
    yield from each(_rules(acl), check)


@stack_rule(
    id="waf-logs",
    on=(WEB_ACL,),
    severity=Severity.MEDIUM,
    title="Web ACLs log what they decide.",
    why="Why a request was blocked, and who sent it, could not be found out.",
    fix="Add an aws.wafv2.WebAclLoggingConfiguration with resource_arn of this one.",
    standard=["M-04", "M-05"],
    controls={
        "SecurityHub": ["WAF.11"],
        "Checkov": ["CKV2_AWS_31"],
        "cdk-nag": ["WAFv2LoggingEnabled"],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/waf-controls.html#waf-11",
)
def logs(acl: StackResource, stack: Stack) -> Iterator[str]:
    """A web ACL that keeps its decisions to itself."""
    if not stack.referring(acl, "resourceArn", WEB_ACL_LOGGING):
        yield "no logging configuration names this web ACL"


@rule(
    id="waf-log-destination",
    on=(WEB_ACL_LOGGING,),
    severity=Severity.MEDIUM,
    title="WAF's logs go where WAF may write: names that start with aws-waf-logs-.",
    why="AWS refuses any other destination, in the middle of a deployment.",
    fix="Set log_destination_configs to the ARN of a log group, bucket or stream whose name starts with aws-waf-logs-.",
    standard=["G-09"],
    controls={},
    url="https://docs.aws.amazon.com/waf/latest/developerguide/logging-destinations.html",
)
def log_destination(logging: Resource) -> Iterator[str]:
    """A destination with another name, or none."""
    if not logging.count("logDestinationConfigs"):
        yield "logDestinationConfigs is empty"
    for arn in logging.texts("logDestinationConfigs"):
        if f":{LOG_PREFIX}" not in arn and f"/{LOG_PREFIX}" not in arn:
            yield f"{arn} does not start with {LOG_PREFIX}"


@rule(
    id="waf-log-credentials",
    on=(WEB_ACL_LOGGING,),
    severity=Severity.HIGH,
    title="WAF's logs hold no credentials.",
    why="Whoever may read logs could log in as any user whose request is there.",
    fix='Add {"single_header": {"name": …}} for authorization and cookie to redacted_fields.',
    standard=["M-02", "M-04"],
    controls={},
    url="https://docs.aws.amazon.com/waf/latest/developerguide/logging-management.html",
)
def log_credentials(logging: Resource) -> Iterator[str]:
    """Logs with tokens and sessions in them."""
    redacted = {field.section("singleHeader").text("name").lower() for field in logging.sections("redactedFields")}
    for header in CREDENTIALS:
        if header not in redacted:
            yield f"redactedFields has no singleHeader {header}"


@stack_rule(
    id="waf-protects-something",
    on=(WEB_ACL,),
    severity=Severity.LOW,
    title="Every web ACL stands in front of something.",
    why="It is paid for, and makes believe that there is protection.",
    fix="Name it in web_acl_arn of an aws.wafv2.WebAclAssociation, or in web_acl_id of a distribution.",
    standard=["M-01"],
    controls={},
    url="https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-associating-aws-resource.html",
)
def protects_something(acl: StackResource, stack: Stack) -> Iterator[str]:
    """A web ACL that no request meets."""
    regional = stack.referring(acl, "webAclArn", WEB_ACL_ASSOCIATION)
    if not regional and not stack.referring(acl, "webAclId", DISTRIBUTION):
        yield "no association and no distribution names this web ACL"


@stack_rule(
    id="lb-firewall",
    on=LOAD_BALANCERS,
    severity=Severity.MEDIUM,
    title="Public load balancers stand behind a firewall.",
    why="Whoever floods or probes the services is stopped by nothing.",
    fix="Add an aws.wafv2.WebAclAssociation with resource_arn of this one.",
    standard=["M-01"],
    controls={
        "SecurityHub": ["ELB.16"],
        "Checkov": ["CKV2_AWS_28"],
        "cdk-nag": ["ALBWAFEnabled"],
    },
    tiers=(Tier.PRODUCTION, Tier.STAGING),
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-16",
)
def load_balancer_firewall(load_balancer: StackResource, stack: Stack) -> Iterator[str]:
    """A load balancer that anyone may ask anything."""
    if load_balancer.text("loadBalancerType") not in {"", "application"}:
        raise NotApplicableError("it is no Application Load Balancer")
    if load_balancer.flag("internal"):
        raise NotApplicableError("it is internal")
    if not stack.referring(load_balancer, "resourceArn", WEB_ACL_ASSOCIATION):
        yield "no web ACL association names this load balancer"
