"""What a policy pack answers over gRPC, as rules and findings.

The pack says with the SDK's words what the SDK has no word for: a rule's data are tags of its policy, `unknown` and
`exempted` are reasons of "not applicable", and an error of a rule is a violation that begins with `error: `.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from pulumi.runtime.proto import analyzer_pb2

from ops.findings import Finding, Result, Rule
from ops.offline.recording import Recorded, Recording

ERROR: Final = "error: "
CANNOT_RUN: Final = "can't run policy"  # what the SDK says of a policy that met an unknown value by itself
REASONS: Final = (Result.UNKNOWN, Result.EXEMPTED, Result.NOT_APPLICABLE)


def rule(info: analyzer_pb2.PolicyInfo) -> Rule:
    """Give a rule from its policy's description."""
    tagged: dict[str, list[str]] = {}
    for tag in info.tags:
        key, _, value = tag.partition(":")
        tagged.setdefault(key, []).append(value)
    controls: dict[str, tuple[str, ...]] = {}
    for control in tagged.get("control", ()):
        framework, _, number = control.partition(":")
        controls[framework] = (*controls.get(framework, ()), number)
    return Rule(
        id=info.name,
        title=info.description,
        kind=_first(tagged, "kind"),
        on=frozenset(tagged.get("on", ())),
        severity=_severity(info.severity),
        enforcement=_enforcement(info.enforcementLevel),
        why=_first(tagged, "why"),
        fix=_first(tagged, "fix"),
        standard=tuple(tagged.get("standard", ())),
        controls=controls,
    )


def of_resource(rules: Sequence[Rule], resource: Recorded, response: analyzer_pb2.AnalyzeResponse) -> Iterator[Finding]:
    """Give what the resource rules say of one resource, from the pack's answer to Analyze."""
    for judge in rules:
        said = list(_diagnostics(judge, response, resource.urn))
        said += _reasons(judge, response, resource.urn)
        if said:
            yield from (finding for finding in said if resource.type in judge.on or finding.result in LOUD)
        elif judge.kind == "resource" and resource.type in judge.on:
            yield _finding(judge, Result.COMPLIANT, resource.urn, "")


def of_stack(rules: Sequence[Rule], recording: Recording, response: analyzer_pb2.AnalyzeResponse) -> Iterator[Finding]:
    """Give what the stack rules say of every resource of their types, from the pack's answer to AnalyzeStack."""
    for judge in rules:
        said = list(_diagnostics(judge, response, ""))
        said += [finding for line in _lines(judge, response) if (finding := _of_line(judge, line))]
        yield from said
        if judge.kind == "stack":
            mentioned = {finding.resource for finding in said}
            yield from (
                _finding(judge, Result.COMPLIANT, resource.urn, "")
                for resource in recording.resources
                if resource.type in judge.on and resource.urn not in mentioned
            )


LOUD: Final = (Result.VIOLATION, Result.ERROR, Result.UNKNOWN)


def _diagnostics(judge: Rule, response: analyzer_pb2.AnalyzeResponse, urn: str) -> Iterator[Finding]:
    for diagnostic in response.diagnostics:
        if diagnostic.policyName != judge.id:
            continue
        message = diagnostic.message.removeprefix(f"{judge.title}\n")
        result = Result.VIOLATION
        if message.startswith(ERROR):
            result, message = Result.ERROR, message.removeprefix(ERROR)
        elif message.startswith(CANNOT_RUN):
            result, message = Result.UNKNOWN, message.rpartition("during preview: ")[2]
        yield Finding(
            rule=judge,
            result=result,
            resource=diagnostic.urn or urn,
            message=message,
            severity=_severity(diagnostic.severity) or judge.severity,
            enforcement=_enforcement(diagnostic.enforcementLevel),
        )


def _lines(judge: Rule, response: analyzer_pb2.AnalyzeResponse) -> Iterator[str]:
    for answer in response.not_applicable:
        if answer.policy_name == judge.id:
            yield from answer.reason.splitlines()


def _reasons(judge: Rule, response: analyzer_pb2.AnalyzeResponse, urn: str) -> Iterator[Finding]:
    for answer in response.not_applicable:
        if answer.policy_name == judge.id:
            state, found, text = answer.reason.partition(": ")
            if found and state in REASONS:
                yield _finding(judge, Result(state), urn, text)
            else:
                yield _finding(judge, Result.NOT_APPLICABLE, urn, answer.reason)


def _of_line(judge: Rule, line: str) -> Finding | None:
    """Read `<state> <urn>: <text>`."""
    state, _, rest = line.partition(" ")
    urn, _, text = rest.partition(": ")
    return _finding(judge, Result(state), urn, text) if state in REASONS else None


def _finding(judge: Rule, result: Result, urn: str, message: str) -> Finding:
    return Finding(judge, result, urn, message, judge.severity, judge.enforcement)


def _first(tagged: dict[str, list[str]], key: str) -> str:
    return tagged.get(key, [""])[0]


def _severity(value: analyzer_pb2.PolicySeverity.ValueType) -> str:
    name = str(analyzer_pb2.PolicySeverity.Name(value)).removeprefix("POLICY_SEVERITY_").lower()
    return "" if name == "unspecified" else name


def _enforcement(value: analyzer_pb2.EnforcementLevel.ValueType) -> str:
    return str(analyzer_pb2.EnforcementLevel.Name(value)).lower()
