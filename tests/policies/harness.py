"""Drives the pack as the engine does: protobuf requests to the SDK's own analyzer, in this process.

So rules see properties through the SDK's real serialisation and proxies, and results are read back from the texts that
`ops` reads.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from google.protobuf import json_format, struct_pb2
from guardrails.analyzer import Analyzer
from guardrails.evaluation import State
from guardrails.exemptions import Exemptions
from guardrails.rule import ResourceRule, Rule, StackRule
from guardrails.situation import Situation
from guardrails.tier import Tier
from pulumi.runtime import proto
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE as UNKNOWN

STACK = "prod"
OTHER_TYPE = "aws:glacier/vault:Vault"

Props = Mapping[str, Any]
AnyRule = ResourceRule | StackRule


def urn_of(resource_type: str, name: str, stack: str = STACK) -> str:
    return f"urn:pulumi:{stack}::platform::{resource_type}::{name}"


@dataclass(frozen=True)
class Given:
    """A resource as the engine would hand it over; `deps` names resources by property."""

    type: str
    name: str = "it"
    props: Props = field(default_factory=dict)
    deps: Mapping[str, Sequence[str]] = field(default_factory=dict)
    parent: str = ""
    protect: bool = False
    delete_before_replace: bool = False
    ignore_changes: Sequence[str] = ()
    stack: str = STACK

    @property
    def urn(self) -> str:
        return urn_of(self.type, self.name, self.stack)


@dataclass(frozen=True)
class Verdict:
    """What came back for one resource and one rule."""

    state: State
    text: str = ""
    messages: tuple[str, ...] = ()


class RefusedError(Exception):
    """What the pack told the engine instead of an answer."""


class Refusing:
    """Stands in for gRPC's context."""

    def abort(self, code: object, details: str) -> None:
        raise RefusedError(f"{code}: {details}")


class Pack:
    """The SDK's analyzer around some rules."""

    def __init__(
        self, rules: Sequence[AnyRule], tier: Tier | None = Tier.PRODUCTION, exemptions: Exemptions | None = None
    ) -> None:
        self.rules = {rule.id: rule for rule in rules}
        self.servicer: Any = Analyzer(rules, Situation(tier, exemptions or Exemptions()))

    def configure(self, policy: str, level: str = "", /, **properties: Any) -> None:
        """As the engine's --policy-pack-config or the offline runner does: every policy has its level, one has more."""
        configs = {p.name: proto.PolicyConfig(enforcementLevel=p.enforcementLevel) for p in self.info().policies}
        one = configs.setdefault(policy, proto.PolicyConfig())
        one.properties.MergeFrom(_struct(properties))
        if level:
            one.enforcementLevel = proto.EnforcementLevel.Value(level.upper())
        self.servicer.Configure(proto.ConfigureAnalyzerRequest(policyConfig=configs), Refusing())

    def info(self) -> Any:
        """The pack's description of itself."""
        return self.servicer.GetAnalyzerInfo(None, None)

    def analyze(self, given: Given) -> dict[str, Verdict]:
        """Every resource rule's verdict on a resource."""
        response = self.respond_to(given)
        reasons = {skipped.policy_name: skipped.reason for skipped in response.not_applicable}
        return {
            rule.id: _verdict(messages_of(response, rule), _resource_reason(reasons.get(rule.id)))
            for rule in self.rules.values()
            if isinstance(rule, ResourceRule)
        }

    def respond_to(self, given: Given) -> Any:
        """The raw answer about a resource."""
        return self.servicer.Analyze(request_about(given), None)

    def analyze_stack(self, resources: Sequence[Given]) -> dict[str, dict[str, Verdict]]:
        """Every stack rule's verdict on each resource of its types, by rule and URN."""
        response = self.respond_to_stack(resources)
        reasons = {skipped.policy_name: skipped.reason for skipped in response.not_applicable}
        return {
            rule.id: {
                given.urn: _verdict(
                    messages_of(response, rule, given.urn), _stack_reason(reasons.get(rule.id, ""), given.urn)
                )
                for given in resources
                if given.type in rule.on
            }
            for rule in self.rules.values()
            if isinstance(rule, StackRule)
        }

    def respond_to_stack(self, resources: Sequence[Given]) -> Any:
        """The raw answer about a stack."""
        return self.servicer.AnalyzeStack(request_about_stack(resources), None)

    def findings(self, resources: Sequence[Given], policy: str) -> list[str]:
        """The messages of one policy about a stack, as `<urn> <message>` where they have a URN."""
        response = self.respond_to_stack(resources)
        return [
            f"{diagnostic.urn} {diagnostic.message.partition(chr(10))[2]}".strip()
            for diagnostic in response.diagnostics
            if diagnostic.policyName == policy
        ]


def request_about(given: Given) -> Any:
    """The question about a resource."""
    return proto.AnalyzeRequest(
        type=given.type,
        name=given.name,
        urn=given.urn,
        properties=_struct(given.props),
        options=_options(given),
    )


def request_about_stack(resources: Sequence[Given]) -> Any:
    """The question about a stack."""
    urns = {given.name: given.urn for given in resources}
    assert len(urns) == len(resources), "a case's resources are told apart by their names"
    return proto.AnalyzeStackRequest(resources=[_analyzer_resource(given, urns) for given in resources])


def judge(rule: AnyRule, resources: Sequence[Given], tier: Tier, exemptions: Exemptions | None = None) -> Verdict:
    """The rule's verdict on the first of these resources."""
    pack = Pack([rule], tier, exemptions)
    if isinstance(rule, ResourceRule):
        return pack.analyze(resources[0])[rule.id]
    return pack.analyze_stack(resources)[rule.id].get(resources[0].urn, Verdict(State.NOT_APPLICABLE))


def messages_of(response: Any, rule: Rule, urn: str = "") -> tuple[str, ...]:
    """The messages of a rule's diagnostics, without the title that the SDK puts before each."""
    return tuple(
        diagnostic.message.removeprefix(f"{rule.title}\n")
        for diagnostic in response.diagnostics
        if diagnostic.policyName == rule.id and diagnostic.urn == urn
    )


def _verdict(messages: tuple[str, ...], reason: tuple[State, str] | None) -> Verdict:
    if messages:
        assert reason is None, "a resource is in one state"
        errors = [message for message in messages if message.startswith("error: ")]
        return Verdict(State.ERROR if errors else State.VIOLATION, "\n".join(messages), messages)
    return Verdict(*reason) if reason else Verdict(State.COMPLIANT)


def _resource_reason(reason: str | None) -> tuple[State, str] | None:
    if reason is None:
        return None
    state, _, text = reason.partition(": ")
    return State(state or "not_applicable"), text


def _stack_reason(reason: str, urn: str) -> tuple[State, str] | None:
    for line in reason.splitlines():
        state, _, rest = line.partition(" ")
        if rest.startswith(f"{urn}: "):
            return State(state), rest.removeprefix(f"{urn}: ")
    return None


def _analyzer_resource(given: Given, urns: Mapping[str, str]) -> Any:
    return proto.AnalyzerResource(
        type=given.type,
        name=given.name,
        urn=given.urn,
        properties=_struct(given.props),
        options=_options(given),
        parent=urns.get(given.parent, ""),
        propertyDependencies={
            key: proto.AnalyzerPropertyDependencies(urns=[urns.get(name, f"{name} of another stack") for name in names])
            for key, names in given.deps.items()
        },
    )


def _options(given: Given) -> Any:
    return proto.AnalyzerResourceOptions(
        protect=given.protect,
        deleteBeforeReplace=given.delete_before_replace,
        ignoreChanges=given.ignore_changes,
        deleteBeforeReplaceDefined=given.delete_before_replace,
    )


def _struct(props: Props) -> Any:
    return json_format.ParseDict(props, struct_pb2.Struct())


__all__ = [
    "OTHER_TYPE",
    "STACK",
    "UNKNOWN",
    "AnyRule",
    "Given",
    "Pack",
    "Props",
    "RefusedError",
    "Verdict",
    "judge",
    "request_about",
    "request_about_stack",
    "urn_of",
]
