"""What a policy pack says of a stack: its rules, and one finding for each rule and resource."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Result(StrEnum):
    """What a rule says of a resource."""

    COMPLIANT = "compliant"
    VIOLATION = "violation"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"
    EXEMPTED = "exempted"
    ERROR = "error"


@dataclass(frozen=True)
class Rule:
    """A rule as the pack describes it."""

    id: str
    title: str
    kind: str
    """`resource` or `stack`: whether it judges a resource alone or among the others."""
    on: frozenset[str]
    """Type tokens of the resources that it judges."""
    severity: str
    enforcement: str
    why: str
    fix: str
    standard: tuple[str, ...]
    controls: Mapping[str, tuple[str, ...]]
    tiers: tuple[str, ...] = ()
    """Tiers in which it is judged."""
    url: str = ""
    """More about it; empty where there is none."""


@dataclass(frozen=True)
class Finding:
    """What one rule says of one resource, or of the stack where `resource` is empty."""

    rule: Rule
    result: Result
    resource: str
    message: str
    severity: str
    enforcement: str

    @property
    def refuses(self) -> bool:
        """Whether the environment may not be deployed because of it."""
        return self.result is Result.ERROR or (self.result is Result.VIOLATION and self.enforcement == "mandatory")

    def as_json(self) -> dict[str, object]:
        """Give the finding as `docs/preview-json.md` describes it."""
        return {
            "rule": self.rule.id,
            "result": self.result.value,
            "resource": self.resource,
            "message": self.message,
            "severity": self.severity,
            "enforcement": self.enforcement,
            "standard": list(self.rule.standard),
            "controls": {framework: list(ids) for framework, ids in self.rule.controls.items()},
        }


def of_result(findings: Iterable[Finding], result: Result) -> Sequence[Finding]:
    """Give the findings of one result."""
    return [finding for finding in findings if finding.result is result]
