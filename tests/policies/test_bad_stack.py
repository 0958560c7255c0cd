"""A stack that somebody might write, against the whole pack: every kind of result, and no password in any of them."""

import subprocess
import sys
from pathlib import Path

import pytest

from ops.findings import Finding, Result
from tests.bad_stack import AT, STACK, judged, laid_out
from tests.harness import ROOT


def found(result: Result) -> list[Finding]:
    return [finding for finding in judged()[1] if finding.result is result]


def test_it_breaks_many_different_rules_of_either_level() -> None:
    broken = {finding.rule.id: finding.enforcement for finding in found(Result.VIOLATION)}

    assert len([rule for rule, level in broken.items() if level == "mandatory"]) >= 120
    assert len([rule for rule, level in broken.items() if level == "advisory"]) >= 20
    assert found(Result.ERROR) == []


def test_one_violation_is_exempted_and_says_by_whom_and_until_when() -> None:
    [exempted] = found(Result.EXEMPTED)

    assert (exempted.rule.id, exempted.resource.split("::")[-1]) == ("vpc-dns", "open")
    assert exempted.message.endswith("(owner platform@glibiz.com, until 2027-01-31)")
    assert {finding.rule.id for finding in found(Result.VIOLATION)}.isdisjoint({"vpc-dns", "exemptions-are-current"})


def test_a_document_that_holds_what_is_not_known_yet_is_unknown_and_the_known_one_beside_it_is_not() -> None:
    results = {
        finding.resource.split("::")[-1]: finding.result
        for finding in judged()[1]
        if finding.rule.id == "ecs-no-plain-secrets"
    }

    assert results == {"app": Result.UNKNOWN, "readable": Result.VIOLATION}


@pytest.mark.parametrize(
    ("rule", "resource"),
    [
        ("lb-deletion-protection", "aws:alb/loadBalancer:LoadBalancer::front"),
        ("lb-http-redirects", "aws:alb/listener:Listener::clear"),
        ("target-group-health-check", "aws:alb/targetGroup:TargetGroup::target"),
    ],
)
def test_old_types_are_judged_as_new_ones(rule: str, resource: str) -> None:
    broken = {(finding.rule.id, finding.resource) for finding in found(Result.VIOLATION)}

    assert any(one == rule and urn.endswith(resource) for one, urn in broken)


def test_no_finding_repeats_a_password() -> None:
    told = [finding.message for finding in judged()[1]]

    assert any("DB_PASSWORD" in message for message in told)
    assert [message for message in told if "hunter2" in message] == []


def test_its_preview_says_so_and_ends_with_the_code_of_a_refusal(tmp_path: Path) -> None:
    root = laid_out(tmp_path / "project")

    ended = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "ops", "preview", "--stack", STACK, "--at", AT],
        cwd=root,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 1, ended.stderr
    assert "iam-no-administrator" in ended.stdout
    assert "hunter2" not in ended.stdout + ended.stderr
