"""A report as plain data, in the order in which every format shows it; `docs/evidence.md` says what fields mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from ops.findings import Result
from ops.labels import STACK_TYPE, label, service_of
from ops.report.counts import Counts

SCHEMA_VERSION: Final = "1"
"""Version of the JSON format; a report of another one cannot be compared."""
SEVERITIES: Final = ("low", "medium", "high", "critical")
"""From the least to the worst."""


class Source(StrEnum):
    """What a report was made from."""

    PREVIEW = "preview"
    """The offline preview: the program as it would be deployed."""
    EVENTS = "events"
    """What the engine said during a preview or an update."""
    STATE = "state"
    """An exported state: what is deployed."""


@dataclass(frozen=True)
class Versions:
    """What made the report."""

    program: str
    """Version of the program, from pyproject.toml."""
    pack: str
    """Version of the policy pack, from policies/PulumiPolicy.yaml."""
    pulumi: str
    """Version of Pulumi's SDK for Python."""


@dataclass(frozen=True)
class RuleFacts:
    """A rule as it was in force, whether it had something to judge or not."""

    id: str
    title: str
    why: str
    fix: str
    url: str
    """More about it, such as AWS's documentation; empty where there is none."""
    severity: str
    """One of SEVERITIES; `high` where the pack names none."""
    enforcement: str
    """`mandatory` (a violation refuses the environment), `advisory` or `disabled`."""
    kind: str
    """`resource` or `stack`: judged alone or among the others; `steps` for rules of the report itself."""
    on: tuple[str, ...]
    """Type tokens of the resources that it judges."""
    standard: tuple[str, ...]
    controls: Mapping[str, tuple[str, ...]]
    """Ids of other rule sets' controls, by framework."""
    tiers: tuple[str, ...]
    """Tiers in which it is judged."""
    counts: Counts

    @property
    def looked_at_something(self) -> bool:
        """Whether it decided about anything; where it did not, nothing can be called passed."""
        return self.counts.compliant + self.counts.violation + self.counts.exempted > 0


@dataclass(frozen=True)
class Justification:
    """Why a violation is excused, by whom and until when."""

    reason: str
    owner: str
    expires: str
    """The last day on which it counts, as 2027-01-31; empty where the source does not tell."""
    ticket: str = ""


@dataclass(frozen=True)
class Judgement:
    """What one rule says of one resource, or of the stack where `resource` is empty."""

    rule: str
    """Id of the rule."""
    result: Result
    resource: str
    """URN; empty for the stack as a whole."""
    message: str
    """What is wrong, what is unknown, or why it is exempted or does not apply; empty if compliant."""
    severity: str
    enforcement: str
    source: str = ""
    """`file:line` of the project that makes the resource; empty where that is not known."""
    justification: Justification | None = None
    """Of an exempted result alone."""

    @property
    def refuses(self) -> bool:
        """Whether the environment may not be deployed because of it."""
        return self.result is Result.ERROR or (self.result is Result.VIOLATION and self.enforcement == "mandatory")

    @property
    def type(self) -> str:
        """Type token of the resource, such as `aws:rds/instance:Instance`; that of the stack where there is none."""
        parts = self.resource.split("::")
        return parts[2].rpartition("$")[2] if len(parts) > 3 else STACK_TYPE  # noqa: PLR2004 - a URN has four parts

    @property
    def name(self) -> str:
        """Logical name of the resource; empty for the stack as a whole."""
        return "::".join(self.resource.split("::")[3:])

    @property
    def label(self) -> str:
        """Short name for people, such as `ec2 Subnet network-public-1`."""
        return label(self.resource) if self.resource else "the stack"

    @property
    def service(self) -> str:
        """AWS's service, such as `rds`; the package or `stack` for what is of no service."""
        return service_of(self.type)

    @property
    def order(self) -> tuple[str, str, str, str]:
        """Where it stands among the others."""
        return (self.rule, self.resource, self.result.value, self.message)


@dataclass(frozen=True)
class ExemptionFacts:
    """An exemption that speaks of this stack."""

    rule: str
    stack: str
    """Glob over stacks' names."""
    resource: str
    """Glob over `<type>::<name>`."""
    justification: Justification
    days_left: int
    """Days from the day of judging to the last day; 0 on the last day, negative once it has expired."""
    excuses: int
    """How many results it excuses in this report."""


@dataclass(frozen=True)
class DecisionFacts:
    """A control of another rule set that the platform answers differently, for good."""

    framework: str
    control: str
    title: str
    reason: str
    standard: str


@dataclass(frozen=True)
class ControlCoverage:
    """One control of a framework, and what is known of it."""

    control: str
    rules: tuple[str, ...]
    """Ids of the rules that answer it; empty where a decision alone does."""
    counts: Counts
    """Results of those rules."""
    verified: bool
    """Whether the mapping was checked against the framework's own text."""
    title: str = ""
    """What the framework calls it; empty where that is not known here."""
    decision: str = ""
    """Why the platform answers it differently; empty where it does not."""


@dataclass(frozen=True)
class FrameworkCoverage:
    """The controls of one framework that this pack speaks of; it says nothing of the framework's other controls."""

    key: str
    """As rules name it, such as `FSBP`."""
    name: str
    version: str
    url: str
    """Its official text."""
    mapping: str
    """Where the mapping comes from, as a sentence."""
    verified: bool
    """Whether the mapping was checked against the official text; where not, formats print `unverified`."""
    controls: tuple[ControlCoverage, ...]


@dataclass(frozen=True)
class Report:
    """All that was judged and what came of it."""

    stack: str
    project: str
    tier: str
    """Tier by which it was judged; `production` where the stack names none that is known."""
    source: Source
    commit: str
    """Git commit of the working tree, with `-dirty` where it was changed; `unknown` without git."""
    made: str
    """When the report was made, in UTC, as 2026-11-21T08:00:00Z."""
    at: str
    """Day on which exemptions were judged, as 2026-11-21."""
    versions: Versions
    digest: str
    """`sha256:…` of what was judged, the rules, the exemptions and the decisions; the same for the same inputs."""
    notes: tuple[str, ...]
    """What this source cannot show; every format prints it."""
    rules: tuple[RuleFacts, ...]
    """All rules in force, by id."""
    results: tuple[Judgement, ...]
    """By rule, resource, result and message."""
    exemptions: tuple[ExemptionFacts, ...]
    decisions: tuple[DecisionFacts, ...]
    coverage: tuple[FrameworkCoverage, ...]
    counts: Counts
    """All results together."""

    def rule(self, rule_id: str) -> RuleFacts:
        """Give a rule by its id; raise LookupError where there is none."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise LookupError(f"the report has no rule {rule_id!r}")

    @property
    def refused(self) -> bool:
        """Whether the environment may not be deployed."""
        return any(result.refuses for result in self.results)


@dataclass(frozen=True)
class Change:
    """A rule and resource whose result is another one than in the older report."""

    rule: str
    resource: str
    before: str
    """The older result; empty where the rule or the resource was not there."""
    after: str
    """The newer result; empty where the rule or the resource is gone."""
    severity: str
    message: str
    """The newer message; the older one where the result is gone."""

    @property
    def label(self) -> str:
        """Short name of the resource, for people."""
        return label(self.resource) if self.resource else "the stack"


@dataclass(frozen=True)
class LevelChange:
    """A rule whose severity or enforcement is another one than in the older report."""

    rule: str
    before: str
    """Severity and enforcement, as `high mandatory`."""
    after: str


@dataclass(frozen=True)
class Comparison:
    """What became better or worse since an older report of the same stack."""

    commit: str
    """Of the older report, as its time, digest and source."""
    made: str
    digest: str
    source: str
    violations: tuple[Change, ...] = ()
    """Worse: violated now, and was not."""
    errors: tuple[Change, ...] = ()
    """Worse: the rule fails now, and did not."""
    unknown: tuple[Change, ...] = ()
    """Not decided now, and was, or was not there."""
    exempted: tuple[Change, ...] = ()
    """Excused now, and was not."""
    fixed: tuple[Change, ...] = ()
    """Better: was violated, excused, unknown or failed, and is compliant now."""
    gone: tuple[Change, ...] = ()
    """Was violated, excused or failed, and is not judged now: rule or resource is gone, or the rule does not apply."""
    rules_added: tuple[str, ...] = ()
    rules_removed: tuple[str, ...] = ()
    levels: tuple[LevelChange, ...] = ()
    """Rules that weigh more or less than before."""
    counts_before: Counts = field(default_factory=Counts)
    counts_after: Counts = field(default_factory=Counts)

    @property
    def worse(self) -> bool:
        """Whether there is a violation or a failed rule that was not there before."""
        return bool(self.violations or self.errors)
