import json
from pathlib import Path
from typing import Any

import pytest

from ops.report.steps import STATEFUL
from ops.report.steps import judge as judge_steps
from ops.report.steps import steps as read_steps
from tests.ops.conftest import Run
from tests.ops.report.files import (
    BEGUN,
    BUCKET,
    ENDED,
    KEY,
    STACK,
    Event,
    analyzed,
    analyzed_together,
    step,
    urn,
    violated,
    write_events,
)
from tests.ops.report.test_report_of_a_preview import report

LOGS = urn(BUCKET, "logs")
ASKED = (step(BUCKET, "logs"), analyzed(BUCKET, "logs", "tagged"), analyzed_together("related"))


def results(run: Run, project: Path, *events: Event, rule: str = "tagged") -> list[tuple[str, str, str]]:
    document = report(run, "--events", write_events(project, BEGUN, *events, ENDED))
    return [(one["resource"], one["result"], one["message"]) for one in document["results"] if one["rule"] == rule]


def test_a_rule_that_the_engine_names_as_passed_is_compliant(run: Run, project: Path) -> None:
    assert results(run, project, *ASKED) == [(LOGS, "compliant", "")]


def test_a_violation_keeps_its_message_and_its_level(run: Run, project: Path) -> None:
    said = violated("tagged", LOGS, "<{%fg 1%}>Buckets are tagged.\nno owner<{%reset%}>\n", "advisory")
    path = write_events(project, step(BUCKET, "logs"), analyzed(BUCKET, "logs", failed=("tagged",)), said, ENDED)

    document = report(run, "--events", path)

    (result,) = [one for one in document["results"] if one["rule"] == "tagged"]
    assert (result["result"], result["message"], result["enforcement"]) == ("violation", "no owner", "advisory")
    assert not document["refused"]


def test_an_error_of_a_rule_is_no_violation(run: Run, project: Path) -> None:
    said = violated("tagged", LOGS, "Buckets are tagged.\nerror: KeyError at tags.py:3\n")

    assert results(run, project, step(BUCKET, "logs"), said) == [(LOGS, "error", "KeyError at tags.py:3")]


def test_what_the_engine_names_in_no_list_is_unknown_and_never_passed(run: Run, project: Path) -> None:
    ((_, result, message),) = results(run, project, step(BUCKET, "logs"), analyzed(BUCKET, "logs", "other"))

    assert result == "unknown"
    assert message == "the engine does not tell whether it applies, is exempted or is undecided"


def test_a_resource_that_no_rule_was_asked_about_is_unknown(run: Run, project: Path) -> None:
    assert results(run, project, step(BUCKET, "logs"), analyzed_together("related")) == [
        (LOGS, "unknown", "the engine did not ask the rule about it")
    ]


def test_a_stack_rule_that_passed_is_compliant_for_every_resource_of_its_types(run: Run, project: Path) -> None:
    events = (step(KEY, "one"), step(KEY, "two"), analyzed_together("related"))

    assert {result for _, result, _ in results(run, project, *events, rule="related")} == {"compliant"}


def test_a_stack_rule_that_failed_says_nothing_of_the_resources_that_it_does_not_name(run: Run, project: Path) -> None:
    said = violated("related", urn(KEY, "one"), "Keys are used.\nnothing uses it")
    events = (step(KEY, "one"), step(KEY, "two"), said, analyzed_together())

    found = {resource.split("::")[-1]: result for resource, result, _ in results(run, project, *events, rule="related")}

    assert found == {"one": "violation", "two": "unknown"}


def test_stack_rules_are_unknown_where_the_engine_never_asked_them(run: Run, project: Path) -> None:
    events = (step(KEY, "one"), analyzed(KEY, "one"))

    assert [result for _, result, _ in results(run, project, *events, rule="related")] == ["unknown"]


def test_what_concerns_the_stack_belongs_to_no_resource(run: Run, project: Path) -> None:
    said = violated("exemptions-are-current", STACK, "No exemption has expired.\nan exemption has expired")

    found = results(run, project, *ASKED, said, rule="exemptions-are-current")

    assert found == [("", "violation", "an exemption has expired")]


def test_the_last_run_of_a_log_counts(run: Run, project: Path) -> None:
    earlier = (step(BUCKET, "logs"), violated("tagged", LOGS, "Buckets are tagged.\nno owner"), ENDED)

    assert results(run, project, *earlier, BEGUN, *ASKED) == [(LOGS, "compliant", "")]


def test_the_same_events_in_another_order_and_at_another_time_are_the_same_report(run: Run, project: Path) -> None:
    log = write_events(project, *ASKED, ENDED)
    again = write_events(project, BEGUN, BEGUN, *ASKED, ENDED, name="again.jsonl")

    assert report(run, "--events", log) == report(run, "--events", again)


def test_a_run_that_was_cut_off_says_so(run: Run, project: Path) -> None:
    whole, cut_off = write_events(project, *ASKED, ENDED), write_events(project, *ASKED, name="cut.jsonl")

    assert report(run, "--events", whole)["notes"][0] == "The run was a preview: it changed nothing."
    assert "cut off" in report(run, "--events", cut_off)["notes"][0]


def test_the_digest_of_pulumi_up_before_its_events_is_passed_over(run: Run, project: Path) -> None:
    path = Path(write_events(project, *ASKED, ENDED))
    path.write_text(json.dumps({"config": {}, "steps": []}, indent=4) + "\n" + path.read_text())

    assert report(run, "--events", str(path))["source"] == "events"


@pytest.mark.parametrize(
    ("events", "sentence"),
    [
        ((), "events.jsonl is empty: the engine wrote no event about a resource."),
        ((BEGUN, ENDED), "events.jsonl is empty: the engine wrote no event about a resource."),
        (
            (step(BUCKET, "logs"), ENDED),
            "events.jsonl holds no answer of a policy pack; run pulumi with --policy-pack policies.",
        ),
        (
            (step(BUCKET, "logs"), violated("gone", LOGS, "m")),
            (
                "events.jsonl names the rule 'gone' of the pack 'test', which policies/ does not have; "
                "report with the pack and the version that ran."
            ),
        ),
        (
            ({"resourcePreEvent": {}}, analyzed_together()),
            "events.jsonl is garbled: an event lacks what the engine writes; record it again.",
        ),
        (
            (analyzed_together(), violated("tagged", urn(BUCKET, "logs", "prod"), "m")),
            (
                "events.jsonl is of stack 'prod' of project 'platform', "
                "and the report is asked for 'dev' of 'platform'; change --stack or the file."
            ),
        ),
    ],
)
def test_what_is_no_log_of_the_stacks_policies_is_refused_in_one_sentence(
    run: Run, project: Path, events: tuple[Event, ...], sentence: str
) -> None:
    write_events(project, *events)

    assert run("report", "--stack", "dev", "--events", "events.jsonl") == (2, "", f"{sentence}\n")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x", "events.jsonl is not JSON at line 1; if the run was cut off there, delete the rest of the line."),
        (
            '{"sequence": 1}\n{"sequ',
            "events.jsonl is not JSON at line 2; if the run was cut off there, delete the rest of the line.",
        ),
        ("[]", "events.jsonl holds no JSON objects; it should have one for each event."),
        (
            '{"steps": []}',
            (
                "events.jsonl holds no events of the engine; "
                "set PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true for `pulumi preview --json`."
            ),
        ),
    ],
)
def test_a_garbled_log_is_refused(run: Run, project: Path, text: str, sentence: str) -> None:
    (project / "events.jsonl").write_text(text)

    assert run("report", "--stack", "dev", "--events", "events.jsonl") == (2, "", f"{sentence}\n")


DATABASE = "aws:rds/instance:Instance"


def judged(*events: Event, tier: str = "production") -> list[tuple[str, str]]:
    metadata: list[dict[str, Any]] = [event["resourcePreEvent"]["metadata"] for event in events]
    return [(finding.result.value, finding.message) for finding in judge_steps(read_steps(metadata), tier)]


@pytest.mark.parametrize("operation", ["replace", "create-replacement", "delete-replaced", "import-replacement"])
def test_a_replaced_database_is_a_violation_in_production(operation: str) -> None:
    assert judged(step(DATABASE, "db", operation, keys=["engine", "dbName"])) == [
        ("violation", "it is replaced for dbName, engine")
    ]


def test_the_steps_of_one_replacement_are_one_finding() -> None:
    operations = ("create-replacement", "replace", "delete-replaced")

    assert len(judged(*(step(DATABASE, "db", operation) for operation in operations))) == 1


def test_a_deleted_database_is_a_violation_unless_aws_keeps_it() -> None:
    assert judged(step(DATABASE, "db", "delete", old={"protect": True})) == [("violation", "it is deleted")]
    assert judged(step(DATABASE, "db", "delete", old={"retainOnDelete": True})) == [("compliant", "")]


@pytest.mark.parametrize("operation", ["same", "update", "create", "refresh", "import"])
def test_a_database_that_stays_is_compliant(operation: str) -> None:
    assert judged(step(DATABASE, "db", operation)) == [("compliant", "")]


def test_a_replica_holds_nothing_of_its_own() -> None:
    replica = step(DATABASE, "db", "delete", old={"inputs": {"replicateSourceDb": "db"}})

    assert [result for result, _ in judged(replica)] == ["not_applicable"]


def test_outside_production_a_replacement_is_not_judged() -> None:
    assert judged(step(DATABASE, "db", "replace"), tier="staging") == [
        ("not_applicable", "judged in production only, this is staging")
    ]


def test_what_holds_no_state_may_be_replaced() -> None:
    assert judged(step("aws:ecs/taskDefinition:TaskDefinition", "api", "replace")) == []


def test_whatever_the_pack_wants_protected_must_not_be_replaced() -> None:
    from guardrails.protection import stateful_protected  # noqa: PLC0415 - the pack's module is for this test alone

    assert set(stateful_protected.on) <= STATEFUL


def test_a_replacement_refuses_the_run(run: Run, project: Path) -> None:
    path = write_events(project, *ASKED, step(BUCKET, "old", "delete"), ENDED)

    document = report(run, "--events", path)

    (lost,) = [one for one in document["results"] if one["rule"] == "no-stateful-replacement" and one["message"]]
    assert (lost["resource"], document["refused"]) == (urn(BUCKET, "old"), True)
    assert run("report", "--stack", "dev", "--events", path, "--format", "json")[0] == 1
