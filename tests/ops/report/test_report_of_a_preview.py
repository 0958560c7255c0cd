import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ops.report.json_format import SCHEMA
from tests.ops.conftest import Run

MADE = ("--made", "2026-11-21T08:00:00Z")
LOGS = "urn:pulumi:dev::platform::platform:data:Store$aws:s3/bucket:Bucket::logs"
EXEMPTIONS = """
- rule: related
  stack: d*
  resource: aws:kms/key:Key::*
  reason: "until 2027-01-31:"
  owner: ops@glibiz.com
  expires: 2026-12-01
  ticket: OPS-12
- rule: related
  stack: prod
  resource: aws:kms/key:Key::*
  reason: Not of this stack.
  owner: ops@glibiz.com
  expires: 2026-12-01
- rule: related
  stack: dev
  resource: aws:kms/key:Key::*
  reason: Without an owner.
  expires: 2026-12-01
"""


def report(run: Run, *arguments: str, **settings: str) -> dict[str, Any]:
    _, out, err = run("report", "--stack", "dev", "--format", "json", *MADE, *arguments, **settings)
    assert out, err
    document: dict[str, Any] = json.loads(out)
    schema = json.loads(SCHEMA.read_text("utf-8"))
    assert [error.message for error in Draft202012Validator(schema).iter_errors(document)] == []
    return document


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, text=True)  # noqa: S603, S607 - arguments of this file
    return done.stdout.strip()


def test_a_report_says_what_was_judged_when_and_by_what(run: Run, project: Path) -> None:
    (project / "pyproject.toml").write_text('[project]\nversion = "4.5.6"\n')

    document = report(run, "--at", "2026-12-24")

    facts = ("stack", "project", "tier", "source", "commit", "made", "at")
    assert [document[key] for key in facts] == [
        "dev",
        "platform",
        "production",
        "preview",
        "unknown",
        "2026-11-21T08:00:00Z",
        "2026-12-24",
    ]
    assert document["versions"]["program"] == "4.5.6"
    assert any("not what is deployed" in note for note in document["notes"])


def test_the_day_of_judging_is_that_of_the_report_where_none_is_named(run: Run) -> None:
    assert report(run)["at"] == "2026-11-21"


def test_every_rule_has_one_result_for_each_resource_that_it_judges(run: Run) -> None:
    document = report(run, state="violation")

    assert [
        (one["rule"], one["resource"].split("::")[-1], one["result"], one["message"]) for one in document["results"]
    ][1:] == [
        ("related", "key", "exempted", "until 2027-01-31: by ops"),
        ("tagged", "logs", "violation", "no cost centre"),
        ("tagged", "logs", "violation", "no owner"),
    ]
    assert document["results"][2]["source"] == "__main__.py:11"
    assert document["refused"]


def test_counts_are_of_resources_and_not_of_messages(run: Run) -> None:
    document = report(run, state="violation")

    counts = {rule["id"]: {name: n for name, n in rule["counts"].items() if n} for rule in document["rules"]}
    assert counts == {
        "configured": {"violation": 1},
        "exemptions-are-current": {},
        "related": {"exempted": 1},
        "tagged": {"violation": 1},
    }
    assert {name: number for name, number in document["counts"].items() if number} == {"violation": 2, "exempted": 1}


@pytest.mark.parametrize("state", ["unknown", "exempted", "not_applicable", "error", "compliant"])
def test_a_rule_that_did_not_pass_is_not_counted_as_passed(run: Run, state: str) -> None:
    (tagged,) = [rule for rule in report(run, state=state)["rules"] if rule["id"] == "tagged"]

    assert {name for name, number in tagged["counts"].items() if number} == {state}


def test_a_control_has_its_rules_and_their_results(run: Run) -> None:
    coverage = {framework["key"]: framework for framework in report(run, state="violation")["coverage"]}

    control = next(one for one in coverage["FSBP"]["controls"] if one["control"] == "S3.1")
    assert control["rules"] == ["configured", "related", "tagged"]
    assert (control["counts"]["violation"], control["counts"]["exempted"], control["counts"]["compliant"]) == (2, 1, 0)
    assert (coverage["FSBP"]["verified"], coverage["ISMS-P"]["verified"]) == (True, False)


def test_an_exempted_result_says_who_answers_for_it_and_until_when(run: Run, project: Path) -> None:
    (project / "policies" / "exemptions.yaml").write_text(EXEMPTIONS)

    document = report(run)

    (exempted,) = [one for one in document["results"] if one["result"] == "exempted"]
    who = {"reason": "until 2027-01-31:", "owner": "ops@glibiz.com", "expires": "2026-12-01", "ticket": "OPS-12"}
    assert exempted["justification"] == who
    assert [(one["justification"], one["days_left"], one["excuses"]) for one in document["exemptions"]] == [
        (who, 10, 1)
    ]


def test_an_exemption_that_no_file_explains_keeps_the_packs_own_words(run: Run) -> None:
    (exempted,) = [one for one in report(run)["results"] if one["result"] == "exempted"]

    assert exempted["justification"]["reason"] == "until 2027-01-31: by ops"
    assert exempted["justification"]["expires"] == ""


def test_decisions_stand_in_the_report_and_at_their_control(run: Run, project: Path) -> None:
    (project / "policies" / "decisions.yaml").write_text(
        "- {control: 'Checkov:CKV_AWS_338', title: Kept a year., reason: Ours are kept for 90 days., standard: G-20}\n"
    )

    document = report(run)

    assert document["decisions"][0]["control"] == "CKV_AWS_338"
    (checkov,) = [framework for framework in document["coverage"] if framework["key"] == "Checkov"]
    (control,) = checkov["controls"]
    assert (control["decision"], control["rules"]) == ("Ours are kept for 90 days.", [])
    assert set(control["counts"].values()) == {0}


@pytest.mark.parametrize("form", ["html", "json", "csv", "sarif", "markdown"])
def test_two_reports_of_the_same_inputs_and_time_have_the_same_bytes(run: Run, project: Path, form: str) -> None:
    asked = ("report", "--stack", "dev", "--format", form, *MADE, "--output")
    for name in ("one", "two"):
        run(*asked, str(project / name), state="violation")

    assert (project / "one").read_bytes() == (project / "two").read_bytes()
    assert (project / "one").read_bytes().strip()


def test_the_digest_changes_with_what_is_judged_and_by_what(run: Run, project: Path) -> None:
    first = report(run)["digest"]
    assert report(run)["digest"] == first

    digests = {first, report(run, state="violation")["digest"]}
    (project / "policies" / "exemptions.yaml").write_text(EXEMPTIONS)
    digests.add(report(run)["digest"])
    with (project / "policies" / "__main__.py").open("a") as pack:
        pack.write("\n# a rule's code\n")
    digests.add(report(run)["digest"])

    assert len(digests) == 4


def test_the_commit_is_gits_and_says_when_the_tree_was_changed(run: Run, project: Path) -> None:
    git(project, "init", "--quiet")
    git(project, "add", "__main__.py")
    git(project, "commit", "--quiet", "--message", "first")
    head = git(project, "rev-parse", "HEAD")
    clean = report(run)["commit"]
    with (project / "__main__.py").open("a") as program:
        program.write("\n")

    assert (clean, report(run)["commit"]) == (head, f"{head}-dirty")


@pytest.mark.parametrize("form", ["html", "json", "csv", "sarif", "markdown"])
def test_no_secret_reaches_a_report(run: Run, form: str) -> None:
    _, out, err = run("report", "--stack", "dev", "--format", form, state="violation")

    assert out
    assert "hunter2" not in out + err


def test_a_first_preview_says_that_nothing_is_deployed(run: Run) -> None:
    assert any("before its first deployment" in note for note in report(run, "--unknown-outputs")["notes"])


def test_levels_of_the_policy_configuration_count(run: Run, project: Path) -> None:
    (project / "levels.json").write_text('{"tagged": "advisory", "configured": "disabled"}')

    document = report(run, "--policy-pack-config", "levels.json", state="violation")

    assert not document["refused"]
    assert {one["result"] for one in document["results"] if one["rule"] == "configured"} == {"not_applicable"}
