import re

from ops.findings import Result
from ops.report.counts import Counts
from ops.report.coverage import coverage, natural
from ops.report.model import DecisionFacts, FrameworkCoverage
from ops.report.registers import Framework, read_frameworks
from tests.harness import ROOT
from tests.ops.report.samples import BUCKET, judged, rule

FSBP = Framework("FSBP", "Best Practices", "1", "https://example.com", "By hand.", verified=True)
RULES = (
    rule("encrypted", controls={"FSBP": ("RDS.3", "RDS.27")}, standard=("M-01",)),
    rule("copied", controls={"FSBP": ("RDS.3",), "Else": ("1",)}, standard=("G-27",)),
)


def by_control(framework: FrameworkCoverage) -> dict[str, tuple[tuple[str, ...], Counts]]:
    return {control.control: (control.rules, control.counts) for control in framework.controls}


def test_a_control_counts_the_results_of_all_its_rules() -> None:
    results = [
        judged("encrypted", Result.VIOLATION),
        judged("encrypted", Result.COMPLIANT, BUCKET),
        judged("copied", Result.UNKNOWN),
    ]

    fsbp, _ = coverage([FSBP], RULES, results, ())

    assert by_control(fsbp) == {
        "RDS.3": (("copied", "encrypted"), Counts(compliant=1, violation=1, unknown=1)),
        "RDS.27": (("encrypted",), Counts(compliant=1, violation=1)),
    }


def test_a_control_whose_rules_judged_nothing_has_passed_nothing() -> None:
    fsbp, _ = coverage([FSBP], RULES, [], ())

    assert {counts.total for _, counts in by_control(fsbp).values()} == {0}


def test_a_framework_that_nothing_describes_is_unverified() -> None:
    *_, unknown = coverage([FSBP], RULES, [], ())

    assert (unknown.key, unknown.verified, unknown.mapping) == ("Else", False, "No source is known.")
    assert not any(control.verified for control in unknown.controls)


def test_the_standards_ids_lead_to_the_controls_that_are_mapped_to_them() -> None:
    isms = Framework(
        "ISMS-P", "N", "1", "", "Ours.", verified=False, titles={"2.9.3": "T"}, of_standard={"G-27": ("2.9.3",)}
    )

    (framework, *_) = coverage([isms], RULES, [], ())

    assert [(control.control, control.title, control.rules) for control in framework.controls] == [
        ("2.9.3", "T", ("copied",))
    ]


def test_a_decision_stands_beside_the_rules_of_its_control() -> None:
    decisions = [DecisionFacts("FSBP", name, "Title.", "Because.", "G-20") for name in ("RDS.3", "S3.7")]

    fsbp, _ = coverage([FSBP], RULES, [], decisions)

    found = {control.control: (control.title, control.decision, bool(control.rules)) for control in fsbp.controls}
    assert found["RDS.3"] == ("Title.", "Because.", True)
    assert found["S3.7"] == ("Title.", "Because.", False)
    assert found["RDS.27"] == ("", "", True)


def test_ids_are_ordered_as_people_do() -> None:
    assert sorted(["2.10.1", "RDS.27", "2.9.4", "RDS.3"], key=natural) == ["2.9.4", "2.10.1", "RDS.3", "RDS.27"]


def test_every_framework_has_a_source_and_all_that_is_ours_is_unverified() -> None:
    frameworks = {framework.key: framework for framework in read_frameworks()}

    assert all(one.name and one.version and one.mapping and one.url for one in frameworks.values())
    assert {key for key, one in frameworks.items() if one.verified} == {"standard", "FSBP"}


def test_the_mapping_of_the_standard_names_facts_that_exist_and_criteria_with_titles() -> None:
    facts = set(re.findall(r"\b[A-Z]-\d\d\b", (ROOT / "docs" / "standard.md").read_text("utf-8")))
    (isms,) = [framework for framework in read_frameworks() if framework.key == "ISMS-P"]

    assert set(isms.of_standard) <= facts
    assert {control for controls in isms.of_standard.values() for control in controls} == set(isms.titles)


def test_every_framework_that_a_rule_or_a_decision_names_is_described() -> None:
    from guardrails.decisions import load_decisions  # noqa: PLC0415 - the pack's modules are for this test alone
    from guardrails.registry import ALL_RULES  # noqa: PLC0415 - as above

    named = {key for one in ALL_RULES for key in one.controls}
    named |= {decision.control.partition(":")[0] for decision in load_decisions()}
    assert named <= {framework.key for framework in read_frameworks()}
