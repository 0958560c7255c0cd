"""What a policy pack answers over gRPC, as rules and findings.

The pack says with the SDK's words what the SDK has no word for: a rule's data are tags of its policy, `unknown` and
`exempted` are reasons of "not applicable", and an error of a rule is a violation that begins with `error: `.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from pulumi.runtime.proto import analyzer_pb2

from ops.findings import Finding, Result, Rule
from ops.offline.recording import Recorded, Recording

ERROR: Final = "error: "
CANNOT_RUN: Final = "can't run policy"  # what the SDK says of a policy that met an unknown value by itself
DISABLED: Final = "disabled"
REASONS: Final = (Result.UNKNOWN, Result.EXEMPTED, Result.NOT_APPLICABLE)


def rule(info: analyzer_pb2.PolicyInfo, level: str) -> Rule:
    """Give a rule from its policy's description and its configured level."""
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
        enforcement=level,
        why=_first(tagged, "why"),
        fix=_first(tagged, "fix"),
        standard=tuple(tagged.get("standard", ())),
        controls=controls,
        tiers=tuple(filter(None, _first(tagged, "tiers").split(","))),
        url=info.url,
    )


def of_resource(rules: Sequence[Rule], resource: Recorded, response: analyzer_pb2.AnalyzeResponse) -> Iterator[Finding]:
    """Give what the resource rules say of one resource, from the pack's answer to Analyze."""
    diagnostics, reasons = _by_rule(response)
    for judge in rules:
        applies = resource.type in judge.on
        if not (applies or judge.id in diagnostics or reasons.get(judge.id)):
            continue
        said = [_diagnosed(judge, diagnostic, resource.urn) for diagnostic in diagnostics.get(judge.id, ())]
        if judge.id in reasons and (applies or reasons[judge.id]):
            said.append(_reasoned(judge, reasons[judge.id], resource.urn))
        if not applies:
            yield from (finding for finding in said if finding.result in LOUD)
        elif said or judge.kind != "resource":
            yield from said
        else:
            yield _silent(judge, resource.urn)


def of_stack(rules: Sequence[Rule], recording: Recording, response: analyzer_pb2.AnalyzeResponse) -> Iterator[Finding]:
    """Give what the stack rules say of every resource of their types, from the pack's answer to AnalyzeStack."""
    diagnostics, reasons = _by_rule(response)
    for judge in rules:
        said = [_diagnosed(judge, diagnostic, "") for diagnostic in diagnostics.get(judge.id, ())]
        lines = reasons.get(judge.id, "").splitlines()
        said += [finding for line in lines if (finding := _of_line(judge, line))]
        yield from said
        if judge.kind == "stack":
            mentioned = {finding.resource for finding in said}
            yield from (
                _silent(judge, resource.urn)
                for resource in recording.resources
                if resource.type in judge.on and resource.urn not in mentioned
            )


LOUD: Final = (Result.VIOLATION, Result.ERROR, Result.UNKNOWN)


def _by_rule(
    response: analyzer_pb2.AnalyzeResponse,
) -> tuple[Mapping[str, Sequence[analyzer_pb2.AnalyzeDiagnostic]], Mapping[str, str]]:
    """Give the diagnostics of each rule, and why each does not apply: all rules speak in one long list."""
    diagnostics: dict[str, list[analyzer_pb2.AnalyzeDiagnostic]] = {}
    for diagnostic in response.diagnostics:
        diagnostics.setdefault(diagnostic.policyName, []).append(diagnostic)
    return diagnostics, {answer.policy_name: answer.reason for answer in response.not_applicable}


def reported(judge: Rule, message: str) -> tuple[Result, str]:
    """Give what a rule means by the message of a diagnostic, and the message without what only says so."""
    message = message.removeprefix(f"{judge.title}\n")
    if message.startswith(ERROR):
        return Result.ERROR, message.removeprefix(ERROR)
    if message.startswith(CANNOT_RUN):
        return Result.UNKNOWN, message.rpartition("during preview: ")[2]
    return Result.VIOLATION, message


def _diagnosed(judge: Rule, diagnostic: analyzer_pb2.AnalyzeDiagnostic, urn: str) -> Finding:
    result, message = reported(judge, diagnostic.message)
    return Finding(
        rule=judge,
        result=result,
        resource=diagnostic.urn or urn,
        message=message,
        severity=_severity(diagnostic.severity) or judge.severity,
        enforcement=_enforcement(diagnostic.enforcementLevel),
    )


def _reasoned(judge: Rule, reason: str, urn: str) -> Finding:
    """Read `<state>: <text>`."""
    state, found, text = reason.partition(": ")
    if found and state in REASONS:
        return _finding(judge, Result(state), urn, text)
    return _finding(judge, Result.NOT_APPLICABLE, urn, reason)


def _of_line(judge: Rule, line: str) -> Finding | None:
    """Read `<state> <urn>: <text>`."""
    state, _, rest = line.partition(" ")
    urn, _, text = rest.partition(": ")
    return _finding(judge, Result(state), urn, text) if state in REASONS else None


def _silent(judge: Rule, urn: str) -> Finding:
    """Of a rule that says nothing: it is content, unless nobody asked it."""
    if judge.enforcement == DISABLED:
        return _finding(judge, Result.NOT_APPLICABLE, urn, "disabled by the policy configuration")
    return _finding(judge, Result.COMPLIANT, urn, "")


def _finding(judge: Rule, result: Result, urn: str, message: str) -> Finding:
    return Finding(judge, result, urn, message, judge.severity, judge.enforcement)


def _first(tagged: dict[str, list[str]], key: str) -> str:
    return tagged.get(key, [""])[0]


def _severity(value: analyzer_pb2.PolicySeverity.ValueType) -> str:
    name = str(analyzer_pb2.PolicySeverity.Name(value)).removeprefix("POLICY_SEVERITY_").lower()
    return "" if name == "unspecified" else name


def _enforcement(value: analyzer_pb2.EnforcementLevel.ValueType) -> str:
    return str(analyzer_pb2.EnforcementLevel.Name(value)).lower()
