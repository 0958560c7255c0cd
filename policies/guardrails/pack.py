"""Rules as policies of the SDK: one for each, so that Pulumi's own output has its name, severity and level.

What the SDK has no word for travels in its texts, and `ops` reads it there: `unknown`, `exempted` and why a rule does
not apply are reasons of "not applicable"; an error of a rule is a violation that begins with `error: `.
"""

from collections.abc import Iterator, Mapping, Sequence
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

from guardrails.evaluation import Result, State, judge_among, judge_resource
from guardrails.resource import Resource, Stack, StackResource
from guardrails.rule import ResourceRule, Rule, StackRule
from guardrails.situation import Situation
from guardrails.tier import BLOCKING, Tier
from guardrails.upkeep import UPKEEP, UpkeepRule

UNDECIDED = (State.UNKNOWN, State.EXEMPTED, State.NOT_APPLICABLE)


class _Facts(TypedDict):
    name: str
    display_name: str
    description: str
    enforcement_level: EnforcementLevel
    severity: PolicySeverity
    tags: list[str]
    remediation_steps: str
    url: str | None


def policies(rules: Sequence[ResourceRule | StackRule], situation: Situation) -> list[Policy]:
    """One policy for each rule, and then those of the pack's own footing, which must have seen all others."""
    return [
        *(
            _stack_policy(rule, situation) if isinstance(rule, StackRule) else _resource_policy(rule, situation)
            for rule in rules
        ),
        *(_upkeep_policy(upkeep, situation) for upkeep in UPKEEP),
    ]


def settings_of(rules: Sequence[Rule]) -> Mapping[str, Mapping[str, Any]]:
    """What `--policy-pack-config` may set besides its level, by policy."""
    return {rule.id: {} for rule in rules} | {upkeep.rule.id: upkeep.settings for upkeep in UPKEEP}


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
        display_name=rule.title.removesuffix("."),
        description=rule.title,
        enforcement_level=EnforcementLevel.MANDATORY if blocks else EnforcementLevel.ADVISORY,
        severity=PolicySeverity(rule.severity.value),
        tags=tags(rule),
        remediation_steps=_remediation(rule),
        url=rule.url,
    )


def _remediation(rule: Rule) -> str:
    steps = f"{rule.fix} {rule.why} Standard: {', '.join(rule.standard)}."
    return f"{steps} {rule.url}" if rule.url else steps


def _resource_policy(rule: ResourceRule, situation: Situation) -> Policy:
    def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
        if args.resource_type not in rule.on:
            args.not_applicable()
        resource = Resource(args.resource_type, args.name, args.urn, args.props, protect=args.opts.protect)
        resource.delete_before_replace = args.opts.delete_before_replace is True
        result = judge_resource(rule, resource, situation.tier, situation.exemptions)
        for message in result.messages:
            report(message, None)
        if result.state in UNDECIDED:
            args.not_applicable(f"{result.state}: {result.reason}")

    return ResourceValidationPolicy(validate=validate, **_facts(rule, situation.tier))


def _stack_policy(rule: StackRule, situation: Situation) -> Policy:
    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        tier, exemptions, stack = situation.tier, situation.exemptions, situation.stack
        results = [(resource, judge_among(rule, resource, stack, tier, exemptions)) for resource in stack.of(*rule.on)]
        for resource, result in results:
            for message in result.messages:
                report(message, resource.urn)
        undecided = list(_undecided(results))
        if undecided or not results:
            args.not_applicable("\n".join(undecided))

    return StackValidationPolicy(validate=validate, **_facts(rule, situation.tier))


def _undecided(results: Sequence[tuple[StackResource, Result]]) -> Iterator[str]:
    for resource, result in results:
        if result.state in UNDECIDED:
            yield f"{result.state} {resource.urn}: {' '.join(result.reason.split())}"


def _upkeep_policy(upkeep: UpkeepRule, situation: Situation) -> Policy:
    def validate(_args: StackValidationArgs, report: ReportViolation) -> None:
        for message, urn in upkeep.check(situation):
            report(message, urn)

    schema = PolicyConfigSchema(dict(upkeep.settings)) if upkeep.settings else None
    return StackValidationPolicy(validate=validate, config_schema=schema, **_facts(upkeep.rule, situation.tier))


def reading_stack(situation: Situation) -> Policy:
    """The policy that judges nothing and takes down the stack, for all those that look at it."""

    def validate(args: StackValidationArgs, _report: ReportViolation) -> None:
        situation.stack = _stack(args.resources)

    return StackValidationPolicy("reading-stack", "Reads the stack.", validate)


def _stack(given: Sequence[PolicyResource]) -> Stack:
    made = {
        resource.urn: StackResource(
            resource.resource_type, resource.name, resource.urn, resource.props, protect=resource.opts.protect
        )
        for resource in given
    }
    for resource in given:
        one = made[resource.urn]
        one.ignore_changes = tuple(resource.opts.ignore_changes)
        one.parent = made[resource.parent.urn] if resource.parent is not None else None
        one.property_dependencies = {
            key: [made[dependency.urn] for dependency in dependencies]
            for key, dependencies in resource.property_dependencies.items()
        }
    return Stack(list(made.values()))
