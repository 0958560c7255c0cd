import json
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft4Validator

from ops.findings import Result
from ops.report.model import Justification, Report
from ops.report.sarif import SCHEMA, render
from ops.report.sarif_rules import MOST_TAGS
from tests.harness import ROOT
from tests.ops.report import samples

PUBLISHED = json.loads((ROOT / "tests/data/sarif-schema-2.1.0.json").read_text("utf-8"))
"""OASIS's schema of SARIF 2.1.0 with errata 01: `sarif-2.1/schema` of github.com/oasis-tcs/sarif-spec at e058381.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json
"""


def run(report: Report) -> dict[str, Any]:
    (only,) = json.loads(render(report, None))["runs"]
    return dict(only)


def results(report: Report) -> dict[str, dict[str, Any]]:
    """By rule; the sample has one for each."""
    return {result["ruleId"]: result for result in run(report)["results"]}


@pytest.mark.parametrize(
    "report", [samples.good(), samples.mixed(), samples.hostile()], ids=["good", "mixed", "hostile"]
)
def test_it_is_valid_by_the_published_schema(report: Report) -> None:
    document = json.loads(render(report, samples.compared()))

    assert document["$schema"] == SCHEMA == PUBLISHED["id"]
    validator = Draft4Validator(PUBLISHED, format_checker=Draft4Validator.FORMAT_CHECKER)
    assert [error.message for error in validator.iter_errors(document)] == []


def test_the_schema_refuses_what_is_no_sarif() -> None:
    document = json.loads(render(samples.mixed(), None))
    document["runs"][0]["results"][0]["kind"] = "compliant"

    assert not Draft4Validator(PUBLISHED).is_valid(document)


def test_violations_errors_unknown_and_exempted_are_results_and_nothing_else_is() -> None:
    found = {
        rule: (result["kind"], result["level"], result["properties"]["result"])
        for rule, result in results(samples.mixed()).items()
    }

    assert found == {
        "rds-parsed": ("fail", "error", "error"),
        "rds-storage-encrypted": ("fail", "error", "violation"),
        "s3-logged": ("fail", "error", "exempted"),
        "s3-tls-only": ("open", "none", "unknown"),
        "s3-versioned": ("fail", "warning", "violation"),
    }
    assert len(run(samples.mixed())["results"]) == 5


def test_what_is_not_listed_is_counted() -> None:
    counts = run(samples.mixed())["properties"]["counts"]

    assert counts == {
        "compliant": 2,
        "violation": 2,
        "not_applicable": 1,
        "unknown": 1,
        "exempted": 1,
        "error": 1,
    }


def test_a_result_stands_where_the_program_makes_the_resource() -> None:
    (location,) = results(samples.mixed())["rds-storage-encrypted"]["locations"]

    assert location == {
        "physicalLocation": {
            "artifactLocation": {"uri": "components/data/database.py", "uriBaseId": "%SRCROOT%"},
            "region": {"startLine": 88},
        },
        "logicalLocations": [{"name": "main", "fullyQualifiedName": samples.DATABASE, "kind": "resource"}],
    }


@pytest.mark.parametrize("source", ["", "database.py", "database.py:", "database.py:0", "database.py:x", ":8"])
def test_a_result_without_a_position_stands_in_the_file_of_its_stack_and_says_so(source: str) -> None:
    one = samples.judged("a", Result.VIOLATION, message="m", source=source)

    (location,) = results(samples.report([samples.rule("a")], [one]))["a"]["locations"]

    assert location["physicalLocation"]["artifactLocation"]["uri"] == "Pulumi.prod.yaml"
    assert "is not known" in location["message"]["text"]


def test_a_position_is_a_uri() -> None:
    one = samples.judged("a", Result.VIOLATION, message="m", source="some where/da#ta.py:3")

    (location,) = results(samples.report([samples.rule("a")], [one]))["a"]["locations"]

    assert location["physicalLocation"]["artifactLocation"]["uri"] == "some%20where/da%23ta.py"


def test_a_result_of_the_whole_stack_has_no_resource() -> None:
    one = samples.judged("a", Result.VIOLATION, "", "there is no budget", source="")

    result = results(samples.report([samples.rule("a")], [one]))["a"]

    assert "logicalLocations" not in result["locations"][0]
    assert result["message"]["text"] == "the stack: there is no budget"


def test_an_exemption_is_a_suppression_with_who_answers_for_it() -> None:
    found = results(samples.mixed())

    assert found["s3-logged"]["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": ("Nobody is on call yet. Answered for by platform@glibiz.com until 2027-01-31 (OPS-12)."),
        }
    ]
    assert [rule for rule, result in found.items() if "suppressions" in result] == ["s3-logged"]


def test_an_exemption_of_which_only_the_reason_is_known_says_no_more() -> None:
    excuse = Justification("until 2027-01-31", owner="", expires="")
    one = samples.judged("a", Result.EXEMPTED, message="m", justification=excuse)

    (suppression,) = results(samples.report([samples.rule("a")], [one]))["a"]["suppressions"]

    assert suppression["justification"] == "until 2027-01-31"


def fingerprints(report: Report) -> list[str]:
    return [result["partialFingerprints"]["primaryLocationLineHash"] for result in run(report)["results"]]


def test_a_fingerprint_stays_when_the_line_and_the_message_move() -> None:
    one = samples.judged("a", Result.VIOLATION, message="before", source="x.py:1")
    moved = replace(one, message="after", source="y.py:2")

    before, after = (fingerprints(samples.report([samples.rule("a")], [judged])) for judged in (one, moved))

    assert before == after


def test_fingerprints_tell_rules_resources_and_messages_apart() -> None:
    rules = [samples.rule("a"), samples.rule("b")]
    every = [
        samples.judged(rule, Result.VIOLATION, resource, message)
        for rule in ("a", "b")
        for resource in (samples.DATABASE, samples.BUCKET)
        for message in ("one", "two")
    ]

    assert len(set(fingerprints(samples.report(rules, every)))) == 8


def rule_of(report: Report, rule_id: str) -> dict[str, Any]:
    return next(dict(rule) for rule in run(report)["tool"]["driver"]["rules"] if rule["id"] == rule_id)


def test_a_rule_carries_what_it_asks_for_why_and_the_way_out() -> None:
    rule = rule_of(samples.mixed(), "rds-storage-encrypted")

    assert rule["name"] == "RdsStorageEncrypted"
    assert rule["shortDescription"]["text"] == "Databases are encrypted on disk."
    assert rule["fullDescription"]["text"].endswith("Disks, backups and snapshots would be readable.")
    assert rule["help"]["text"].splitlines() == [
        "Fix: Set storage_encrypted=True before it is created.",
        "Why: Disks, backups and snapshots would be readable.",
        "Standard: M-01.",
        "FSBP RDS.3; Checkov CKV_AWS_16",
    ]
    assert rule["help"]["markdown"].startswith("**Fix:** Set storage\\_encrypted=True")
    assert rule["helpUri"] == "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html"
    assert rule["properties"]["tags"] == ["security", "M-01", "FSBP:RDS.3", "Checkov:CKV_AWS_16"]


@pytest.mark.parametrize(
    ("severity", "least", "below"), [("critical", 9, 10), ("high", 7, 9), ("medium", 4, 7), ("low", 0, 4)]
)
def test_severities_are_githubs(severity: str, least: float, below: float) -> None:
    rule = rule_of(samples.report([samples.rule("a", severity=severity)], []), "a")

    assert least < float(rule["properties"]["security-severity"]) < below


@pytest.mark.parametrize(
    ("enforcement", "level", "enabled"),
    [("mandatory", "error", True), ("advisory", "warning", True), ("disabled", "none", False)],
)
def test_the_level_of_a_rule_is_how_it_is_enforced(enforcement: str, level: str, *, enabled: bool) -> None:
    rule = rule_of(samples.report([samples.rule("a", enforcement=enforcement)], []), "a")

    assert rule["defaultConfiguration"] == {"enabled": enabled, "level": level}


def test_a_rule_has_no_more_tags_than_github_keeps_and_all_controls_beside_them() -> None:
    controls = {"FSBP": tuple(f"RDS.{number}" for number in range(40))}
    properties = rule_of(samples.report([samples.rule("a", controls=controls)], []), "a")["properties"]

    assert len(properties["tags"]) == MOST_TAGS
    assert properties["controls"] == {"FSBP": list(controls["FSBP"])}


def test_a_rule_that_failed_is_a_run_that_did_not_succeed() -> None:
    (failed,), (fine,) = (run(report)["invocations"] for report in (samples.mixed(), samples.good()))

    assert failed["executionSuccessful"] is False
    (notification,) = failed["toolExecutionNotifications"]
    assert notification["associatedRule"]["id"] == "rds-parsed"
    assert notification["message"]["text"] == "rds Instance main: KeyError: parameters"
    assert (fine["executionSuccessful"], fine["toolExecutionNotifications"]) == (True, [])


def test_runs_of_other_stacks_and_sources_do_not_replace_each_other() -> None:
    assert run(samples.good())["automationDetails"]["id"] == "policies/platform/prod/preview"


def test_text_is_neither_a_placeholder_nor_a_link() -> None:
    one = samples.judged("a", Result.VIOLATION, message="{0} of [x](1) in policy[0]")

    text = results(samples.report([samples.rule("a")], [one]))["a"]["message"]["text"]

    assert text == "rds Instance main: {{0}} of [x] (1) in policy[0]"


def test_rules_are_found_by_their_index() -> None:
    of_run = run(samples.mixed())
    rules = [rule["id"] for rule in of_run["tool"]["driver"]["rules"]]

    assert [rules[result["ruleIndex"]] for result in of_run["results"]] == [
        result["ruleId"] for result in of_run["results"]
    ]


def test_the_same_report_gives_the_same_bytes() -> None:
    assert render(samples.mixed(), None).encode() == render(samples.mixed(), None).encode()
