import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from ops.findings import Result
from ops.report.compare import compare, read_older
from ops.report.counts import Counts
from ops.report.json_format import render
from ops.report.model import Comparison, Judgement, LevelChange, RuleFacts
from tests.ops.conftest import Run
from tests.ops.report.samples import BUCKET, DATABASE, judged, mixed, report, rule
from tests.ops.report.test_report_of_a_preview import report as run_report

ENCRYPTED = rule("encrypted")
MADE = ("--made", "2026-11-21T08:00:00Z")
KINDS = ("violations", "errors", "unknown", "exempted", "fixed", "gone")


def compared(
    folder: Path,
    before: Sequence[Judgement],
    after: Sequence[Judgement],
    rules: Sequence[RuleFacts] = (ENCRYPTED,),
    newer: Sequence[RuleFacts] = (ENCRYPTED,),
) -> Comparison:
    path = folder / "old.json"
    path.write_text(render(report(rules, before), None))
    return compare(read_older(path, "prod"), report(newer, after))


def filled(comparison: Comparison) -> dict[str, list[tuple[str, str]]]:
    """The kinds of change that there are, each with what became what."""
    kinds = {kind: [(one.before, one.after) for one in getattr(comparison, kind)] for kind in KINDS}
    return {kind: changes for kind, changes in kinds.items() if changes}


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        (None, Result.VIOLATION, {"violations"}),
        (Result.COMPLIANT, Result.VIOLATION, {"violations"}),
        (Result.EXEMPTED, Result.VIOLATION, {"violations"}),
        (Result.COMPLIANT, Result.ERROR, {"errors"}),
        (Result.COMPLIANT, Result.UNKNOWN, {"unknown"}),
        (Result.VIOLATION, Result.UNKNOWN, {"unknown"}),
        (Result.VIOLATION, Result.EXEMPTED, {"exempted"}),
        (Result.VIOLATION, Result.COMPLIANT, {"fixed"}),
        (Result.UNKNOWN, Result.COMPLIANT, {"fixed"}),
        (Result.VIOLATION, None, {"gone"}),
        (Result.EXEMPTED, Result.NOT_APPLICABLE, {"gone"}),
        (Result.COMPLIANT, None, set()),
        (None, Result.COMPLIANT, set()),
        (Result.NOT_APPLICABLE, Result.COMPLIANT, set()),
        *[(result, result, set()) for result in Result],
    ],
)
def test_every_change_of_a_result_is_of_one_kind(
    tmp_path: Path, before: Result | None, after: Result | None, kinds: set[str]
) -> None:
    old, new = ([judged("encrypted", result)] if result else [] for result in (before, after))

    found = filled(compared(tmp_path, old, new))

    assert set(found) == kinds
    assert all(changes == [(before or "", after or "")] for changes in found.values())


def test_a_change_has_the_newer_message_and_names_its_resource(tmp_path: Path) -> None:
    old = [judged("encrypted", Result.UNKNOWN, message="storageEncrypted")]
    new = [judged("encrypted", Result.VIOLATION, message="it is not"), judged("encrypted", Result.VIOLATION, BUCKET)]

    first, second = compared(tmp_path, old, new).violations

    assert (first.resource, first.label) == (BUCKET, "s3 Bucket logs")
    assert (second.resource, second.message, second.severity) == (DATABASE, "it is not", "critical")


def test_another_message_about_what_was_violated_is_no_change(tmp_path: Path) -> None:
    old = [judged("encrypted", Result.VIOLATION, message="no owner")]
    new = [judged("encrypted", Result.VIOLATION, message=message) for message in ("no owner", "no cost centre")]

    assert filled(compared(tmp_path, old, new)) == {}


def test_a_rule_that_fails_after_a_violation_is_a_failed_rule(tmp_path: Path) -> None:
    old = [judged("encrypted", Result.VIOLATION, message="no owner")]

    found = compared(tmp_path, old, [*old, judged("encrypted", Result.ERROR, message="KeyError")])

    assert filled(found) == {"errors": [("violation", "error")]}
    assert found.counts_after == Counts(error=1)


def test_rules_that_come_go_or_weigh_another_thing_are_named(tmp_path: Path) -> None:
    rules, newer = [rule("a"), rule("b")], [rule("b", severity="low", enforcement="advisory"), rule("c")]

    found = compared(tmp_path, [], [], rules, newer)

    assert (found.rules_added, found.rules_removed) == (("c",), ("a",))
    assert found.levels == (LevelChange("b", "critical mandatory", "low advisory"),)


def test_a_comparison_names_the_older_report(tmp_path: Path) -> None:
    found = compared(tmp_path, [judged("encrypted", Result.VIOLATION)], [judged("encrypted", Result.COMPLIANT)])

    assert (found.source, found.made, found.digest) == ("preview", "2026-11-21T08:00:00Z", "sha256:" + "ab" * 32)
    assert (found.counts_before, found.counts_after) == (Counts(violation=1), Counts(compliant=1))


def test_a_report_is_the_same_as_itself(tmp_path: Path) -> None:
    whole = mixed()

    assert filled(compared(tmp_path, whole.results, whole.results, whole.rules, whole.rules)) == {}


def test_the_command_compares_with_an_older_report(run: Run, project: Path) -> None:
    run("report", "--stack", "dev", "--format", "json", *MADE, "--output", "old.json")

    comparison = run_report(run, "--compare", "old.json", state="violation")["comparison"]

    assert [(one["rule"], one["before"], one["after"]) for one in comparison["violations"]] == [
        ("tagged", "compliant", "violation")
    ]
    assert (project / "old.json").is_file()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "old.json is not JSON at line 1; if it was cut off, make it again."),
        ("{}", "old.json is no report; give what `ops report --format json` wrote."),
        (
            json.dumps({"schema": "0", "results": []}),
            "old.json is a report of version '0'; this is version '1'. Make the older report again from its commit.",
        ),
        (
            json.dumps({"schema": "1", "results": [], "stack": "prod"}),
            "old.json is a report of stack 'prod'; compare 'dev' with itself.",
        ),
        (
            json.dumps({"schema": "1", "results": [{}], "stack": "dev"}),
            "old.json is a garbled report; make it again from its commit.",
        ),
    ],
)
def test_what_is_no_report_of_the_stack_is_refused(run: Run, project: Path, text: str, sentence: str) -> None:
    (project / "old.json").write_text(text)

    assert run("report", "--stack", "dev", "--compare", "old.json") == (2, "", f"{sentence}\n")
