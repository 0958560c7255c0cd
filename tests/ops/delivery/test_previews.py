"""What is read from the engine's events of a preview."""

from pathlib import Path

import pytest

from ops.delivery.previews import CUT_OFF, NO_ANSWER, Kind, read_preview
from tests.ops.delivery.events import ALARM, ASKED, CACHE, DATABASE, SERVICE, error, log, refused, replaced, step
from tests.ops.report.files import BEGUN, BUCKET, ENDED, urn

RECORDINGS = Path(__file__).parent / "recordings"


def test_the_sentence_of_a_program_that_refuses_is_read_from_the_real_engines_log() -> None:
    found = read_preview("dev", RECORDINGS / "refused-by-the-program.jsonl")

    assert found.problems == (
        "platform:stack.network.cidr is '10.0.0.0/33'; the prefix is at most 28.",
        "aws:region is missing; write it.",
    )
    assert found.changes == ()


def test_a_replacement_is_one_change_with_the_properties_of_all_its_steps(tmp_path: Path) -> None:
    found = read_preview("dev", log(tmp_path, "dev", *replaced("dev", DATABASE, "db", "engine")))

    [change] = found.changes
    assert (change.kind, change.properties) == (Kind.REPLACE, ("engine", "tags"))
    assert found.lost == {urn(DATABASE, "db"): "it is replaced for engine"}


def test_changes_are_in_the_order_of_what_they_cost(tmp_path: Path) -> None:
    operations = {"a": "create", "b": "read", "c": "update", "d": "delete", "e": "same", "f": "replace"}
    steps = [step("dev", ALARM, name, operation) for name, operation in operations.items()]

    found = read_preview("dev", log(tmp_path, "dev", *steps))

    assert [one.urn[-1] for one in found.changes] == ["f", "d", "c", "a", "b"]
    assert found.lost == {}


def test_every_tier_hears_of_what_is_lost_and_no_one_of_what_is_kept(tmp_path: Path) -> None:
    steps = [
        step("dev", CACHE, "gone", "delete", old={}),
        step("dev", BUCKET, "kept", "delete", old={"retainOnDelete": True}),
        *replaced("dev", DATABASE, "copy", "engine", old={"inputs": {"replicateSourceDb": "db"}}),
        *replaced("dev", SERVICE, "api", "cluster"),
    ]

    assert read_preview("dev", log(tmp_path, "dev", *steps)).lost == {urn(CACHE, "gone"): "it is deleted"}


def test_values_are_never_read(tmp_path: Path) -> None:
    secret = {"inputs": {"password": "hunter2"}, "outputs": {"password": "hunter2"}}
    diff = {"password": {"kind": "update", "inputDiff": True}}
    step_ = step("dev", DATABASE, "db", "update", old=secret, new=secret, diffs=["password"], detailedDiff=diff)

    found = read_preview("dev", log(tmp_path, "dev", step_))

    assert "hunter2" not in str(found)
    assert found.changes[0].properties == ("password",)


def test_rules_are_mandatory_or_advice(tmp_path: Path) -> None:
    said = [
        refused("dev", "one", DATABASE, "db", "Title.\nmessage"),
        refused("dev", "two", DATABASE, "db", "Other.", level="advisory"),
    ]

    found = read_preview("dev", log(tmp_path, "dev", *said))

    assert [(one.rule, one.message) for one in found.refused] == [("one", "Title.\nmessage")]
    assert [one.rule for one in found.advised] == ["two"]


@pytest.mark.parametrize(
    ("message", "problems"),
    [
        ("an unhandled error occurred: program exited with non-zero exit code: 1\n", ()),
        ("preview failed", ()),
        ("one\n\n  two\n", ("one", "two")),
        ('Traceback (most recent call last):\n  File "x"\nKeyError: 1\n', ("KeyError: 1",)),
        ("password=hunter2 is wrong", ("password=[redacted] is wrong",)),
    ],
)
def test_errors_are_the_lines_that_help(tmp_path: Path, message: str, problems: tuple[str, ...]) -> None:
    assert read_preview("dev", log(tmp_path, "dev", error(message), error(message))).problems == problems


def test_a_log_that_ends_early_is_not_taken_for_no_change(tmp_path: Path) -> None:
    assert read_preview("dev", log(tmp_path, "dev", around=(BEGUN, ASKED, {}))).problems == (CUT_OFF,)


def test_a_preview_without_policies_is_not_taken_for_one_that_passed(tmp_path: Path) -> None:
    assert read_preview("dev", log(tmp_path, "dev", around=(BEGUN, ENDED))).problems == (NO_ANSWER,)


def test_only_the_last_run_of_a_log_counts(tmp_path: Path) -> None:
    first = [step("dev", DATABASE, "db", "delete", old={}), error("of the first run")]

    found = read_preview("dev", log(tmp_path, "dev", *first, BEGUN, ASKED))

    assert (found.problems, found.lost, found.changes) == ((), {}, ())


def test_a_log_of_another_stack_is_refused(tmp_path: Path) -> None:
    found = read_preview("dev", log(tmp_path, "prod").rename(tmp_path / "dev.jsonl"))

    assert found.problems == (
        "Its log is of another stack, which has `urn:pulumi:prod::platform::pulumi:pulumi:Stack::platform-prod`.",
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"sequence": 1', "is not JSON at line 1"),
        ('{"resourcePreEvent": {}}', "Its log is garbled"),
        ('{"resourcePreEvent": null}', "Its log is garbled"),
        ("[]", "holds no JSON objects"),
        ('{"policyEvent": {"policyName": 1}}', "Its log is garbled"),
    ],
)
def test_a_log_that_cannot_be_read_is_a_problem_and_no_crash(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "dev.jsonl"
    path.write_text(text)

    [problem] = read_preview("dev", path).problems
    assert said in problem
