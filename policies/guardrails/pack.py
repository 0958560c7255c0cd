"""Rules as policies of the SDK. Nothing else here knows the SDK, besides the unknown values of `props.py`.

What the SDK has no word for travels in its texts, and `ops` reads it there: `unknown`, `exempted` and why a rule does
not apply are reasons of "not applicable"; an error of a rule is a violation that begins with `error: `.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, TypedDict

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyConfigSchema,
    PolicyResource,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy import Severity as PolicySeverity

from guardrails.entries import parse_date
from guardrails.evaluation import Result, State, judge_among, judge_resource
from guardrails.exemptions import Exemptions, stack_of
from guardrails.resource import Resource, Stack, StackResource
from guardrails.rule import ResourceRule, Rule, StackRule
from guardrails.tier import BLOCKING, Severity, Tier

UNDECIDED = (State.UNKNOWN, State.EXEMPTED, State.NOT_APPLICABLE)

VALID = Rule(
    id="exemptions-are-valid",
    on=(),
    severity=Severity.HIGH,
    title="Every exemption names a rule, a resource, a reason, an owner and its last day.",
    why="An exemption that nobody answers for, or that covers everything, is a rule switched off.",
    fix="Mend or remove the entry in policies/exemptions.yaml.",
    standard=["M-05"],
    controls={},
)
CURRENT = Rule(
    id="exemptions-are-current",
    on=(),
    severity=Severity.HIGH,
    title="No exemption has expired, lasts longer than 12 months or is unused.",
    why="What was accepted for a while would stay accepted for ever.",
    fix="Mend the violation, or renew or remove the entry in policies/exemptions.yaml.",
    standard=["M-05"],
    controls={},
)
EXPIRING = Rule(
    id="exemptions-expire-soon",
    on=(),
    severity=Severity.LOW,
    title="No exemption expires within 30 days.",
    why="The day after its last day it blocks every deployment.",
    fix="Mend the violation, or renew the entry in policies/exemptions.yaml.",
    standard=["M-05"],
    controls={},
)


class _Facts(TypedDict):
    name: str
    description: str
    enforcement_level: EnforcementLevel
    severity: PolicySeverity
    tags: list[str]
    remediation_steps: str
    url: str | None


def policies(rules: Sequence[ResourceRule | StackRule], tier: Tier, exemptions: Exemptions) -> list[Policy]:
    """One policy for each rule, and then those that look after the exemptions, which must have seen all others."""
    return [*(_policy(rule, tier, exemptions) for rule in rules), *_upkeep(exemptions, tier)]


def tags(rule: Rule) -> list[str]:
    """A rule's data as the tags of its policy, for whoever has only the pack's answer to GetAnalyzerInfo."""
    return [
        "kind:resource" if isinstance(rule, ResourceRule) else "kind:stack",
        *(f"on:{token}" for token in rule.on),
        *(f"standard:{fact}" for fact in rule.standard),
        *(f"control:{framework}:{control}" for framework, ids in rule.controls.items() for control in ids),
        f"why:{rule.why}",
        f"fix:{rule.fix}",
        f"tiers:{','.join(rule.tiers)}",
    ]


def _facts(rule: Rule, tier: Tier) -> _Facts:
    blocks = rule.severity in BLOCKING[tier]
    return _Facts(
        name=rule.id,
        description=rule.title,
        enforcement_level=EnforcementLevel.MANDATORY if blocks else EnforcementLevel.ADVISORY,
        severity=PolicySeverity(rule.severity.value),
        tags=tags(rule),
        remediation_steps=f"{rule.fix} {rule.why}",
        url=rule.url,
    )


def _policy(rule: ResourceRule | StackRule, tier: Tier, exemptions: Exemptions) -> Policy:
    if isinstance(rule, StackRule):
        return _stack_policy(rule, tier, exemptions)

    def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
        if args.resource_type not in rule.on:
            args.not_applicable()
        resource = Resource(args.resource_type, args.name, args.urn, args.props, protect=args.opts.protect)
        result = judge_resource(rule, resource, tier, exemptions)
        for message in result.messages:
            report(message, None)
        if result.state in UNDECIDED:
            args.not_applicable(f"{result.state}: {result.reason}")

    return ResourceValidationPolicy(validate=validate, **_facts(rule, tier))


def _stack_policy(rule: StackRule, tier: Tier, exemptions: Exemptions) -> Policy:
    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        stack = _stack(args.resources)
        results = [(resource, judge_among(rule, resource, stack, tier, exemptions)) for resource in stack.of(*rule.on)]
        for resource, result in results:
            for message in result.messages:
                report(message, resource.urn)
        undecided = list(_undecided(results))
        if undecided or not results:
            args.not_applicable("\n".join(undecided))

    return StackValidationPolicy(validate=validate, **_facts(rule, tier))


def _undecided(results: Sequence[tuple[StackResource, Result]]) -> Iterator[str]:
    for resource, result in results:
        if result.state in UNDECIDED:
            yield f"{result.state} {resource.urn}: {' '.join(result.reason.split())}"


def _stack(given: Sequence[PolicyResource]) -> Stack:
    made = {
        resource.urn: StackResource(
            resource.resource_type, resource.name, resource.urn, resource.props, protect=resource.opts.protect
        )
        for resource in given
    }
    for resource in given:
        one = made[resource.urn]
        one.parent = made[resource.parent.urn] if resource.parent is not None else None
        one.property_dependencies = {
            key: [made[dependency.urn] for dependency in dependencies]
            for key, dependencies in resource.property_dependencies.items()
        }
    return Stack(list(made.values()))


def _upkeep(exemptions: Exemptions, tier: Tier) -> list[Policy]:
    """The policies that judge the exemptions themselves; only here does a day matter."""
    configured: list[date] = []

    def valid(_args: StackValidationArgs, report: ReportViolation) -> None:
        for problem in exemptions.problems:
            report(problem, None)

    def current(args: StackValidationArgs, report: ReportViolation) -> None:
        try:
            configured[:] = [judging_day(args.get_config())]
        except ValueError as error:
            report(str(error), None)
            return
        for problem, urn in exemptions.overdue(_stack_name(args), configured[0]):
            report(problem, urn)

    def expiring(args: StackValidationArgs, report: ReportViolation) -> None:
        at = configured[0] if configured else judging_day({})
        for notice in exemptions.expiring(_stack_name(args), at):
            report(notice, None)

    schema = PolicyConfigSchema({"at": {"type": "string", "description": "The day to judge on, as 2027-01-31."}})
    return [
        StackValidationPolicy(validate=valid, **_facts(VALID, tier)),
        StackValidationPolicy(validate=current, config_schema=schema, **_facts(CURRENT, tier)),
        StackValidationPolicy(validate=expiring, **_facts(EXPIRING, tier)),
    ]


def judging_day(config: Mapping[str, Any]) -> date:
    """The day in a policy's configuration, or today; raises ValueError with a sentence."""
    unknown = sorted(set(config) - {"at"})
    if unknown:
        raise ValueError(f"{CURRENT.id} has no setting {', '.join(unknown)}; its only one is `at`")
    given = config.get("at")
    if given is None:
        return datetime.now(tz=UTC).date()
    day = parse_date(given) if isinstance(given, str) else None
    if day is None:
        raise ValueError(f"`at` {given!r} is no day; write it as 2027-01-31")
    return day


def _stack_name(args: StackValidationArgs) -> str:
    return stack_of(args.resources[0].urn) if args.resources else ""
