"""The comment of a pull request, rendered for what may happen; hostile names and long ones included."""

import json
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from ops import cli
from ops.delivery.comment import MARKER, render, write_comment
from ops.delivery.previews import Change, Kind, Preview, Verdict, read_preview
from ops.failures import WrongInputError
from tests.harness import ROOT
from tests.ops.delivery.conftest import REPOSITORY, write
from tests.ops.delivery.events import ALARM, CACHE, DATABASE, SERVICE, error, log, refused, replaced, step
from tests.ops.report.files import urn
from tests.settings.stackfile import STACK

GITHUB_TAKES = 65_536
RECORDINGS = Path(__file__).parent / "recordings"


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    folder = tmp_path / "logs"
    folder.mkdir()
    return folder


@pytest.fixture
def delivered(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose one stack file is right, and in which the command is run, as it always is."""
    monkeypatch.chdir(project)
    write(
        project,
        "prod",
        "ap-northeast-2",
        {f"{STACK}/delivery": {"repository": REPOSITORY, "deploys": {"manual": True}}},
    )
    return Path()


def comment(root: Path, folder: Path) -> str:
    return write_comment(root, [], [folder], [], None)


def test_no_change(delivered: Path, logs: Path, snapshot: SnapshotAssertion) -> None:
    log(logs, "prod", step("prod", DATABASE, "db"))
    log(logs, "dev", step("dev", SERVICE, "api"))

    assert comment(delivered, logs) == snapshot


def test_a_harmless_change(delivered: Path, logs: Path, snapshot: SnapshotAssertion) -> None:
    log(
        logs,
        "prod",
        step("prod", DATABASE, "db"),
        step("prod", SERVICE, "api", "update", diffs=["desiredCount"], detailedDiff={"tags.Owner": {"kind": "add"}}),
        step("prod", ALARM, "cpu", "create"),
    )
    log(logs, "dev")

    assert comment(delivered, logs) == snapshot


def test_a_replaced_database(delivered: Path, logs: Path, snapshot: SnapshotAssertion) -> None:
    log(logs, "dev", step("dev", ALARM, "cpu", "update", diffs=["threshold"]))
    log(
        logs,
        "prod",
        step("prod", SERVICE, "api", "update", diffs=["taskDefinition"]),
        *replaced("prod", DATABASE, "db", "engine", "username"),
        step("prod", CACHE, "redis", "delete", old={}),
    )

    assert comment(delivered, logs) == snapshot


def test_a_policy_violation(delivered: Path, logs: Path, snapshot: SnapshotAssertion) -> None:
    log(
        logs,
        "prod",
        step("prod", DATABASE, "db", "create"),
        refused("prod", "rds-storage-encrypted", DATABASE, "db", "Databases are encrypted.\nstorageEncrypted is off"),
        refused("prod", "rds-tagged", DATABASE, "db", "Databases are tagged.", level="advisory"),
    )

    assert comment(delivered, logs) == snapshot


def test_a_broken_stack_file(delivered: Path, logs: Path, snapshot: SnapshotAssertion) -> None:
    log(logs, "dev")
    write(delivered, "prod", "ap-northeast-2", {f"{STACK}/network/cidr": "10.0.0.0/33"})
    (delivered / "Pulumi.qa.yaml").write_text("config: [")

    assert comment(delivered, logs) == snapshot


def test_a_program_that_refuses_as_the_engine_tells_it(
    delivered: Path, logs: Path, snapshot: SnapshotAssertion
) -> None:
    recorded = (RECORDINGS / "refused-by-the-program.jsonl").read_bytes()
    (logs / "dev.jsonl").write_bytes(recorded)

    assert comment(delivered, logs) == snapshot


def test_three_hundred_changes(delivered: Path, logs: Path, snapshot: SnapshotAssertion) -> None:
    many = [step("prod", ALARM, f"alarm-{number:03}", "update", diffs=["threshold"]) for number in range(298)]
    log(logs, "prod", *many, *replaced("prod", DATABASE, "db", "engine"), step("prod", ALARM, "old", "delete"))

    text = comment(delivered, logs)

    assert len(text) <= GITHUB_TAKES
    assert text == snapshot


def test_more_than_fits_is_counted_and_the_worst_is_there(delivered: Path, logs: Path) -> None:
    names = [f"property{'x' * 70}{number}" for number in range(20)]
    many = [step("prod", ALARM, f"{'alarm' * 20}-{number}", "update", diffs=names) for number in range(300)]
    log(logs, "prod", *many, *replaced("prod", DATABASE, "db", "engine"))

    text = comment(delivered, logs)

    shown = len(re.findall(r"^- update ", text, re.MULTILINE))
    [missing] = re.findall(
        r"^- … and (\d+) more, left out for want of room; the job's log has them\.", text, re.MULTILINE
    )
    assert len(text) <= GITHUB_TAKES
    assert shown + int(missing) == 300
    assert shown > 10
    assert text.index("- replace `rds Instance db`") < text.index("- update ")
    assert " and 8 more" in text


def test_the_first_line_is_always_the_same_and_not_seen(delivered: Path, logs: Path) -> None:
    log(logs, "prod")

    assert comment(delivered, logs).splitlines()[0] == MARKER == "<!-- platform-preview -->"
    assert render([], {}) == f"{MARKER}\n## ✅ No stack is touched\n"


def preview(stack: str, **facts: object) -> Preview:
    return Preview(stack, **facts)  # type: ignore[arg-type]  # a test names the facts that it is about


def change(name: str, kind: Kind = Kind.UPDATE, *properties: str) -> Change:
    return Change(urn(ALARM, name), kind, "update", properties)


VERDICT = Verdict("rule", urn(ALARM, "a"), "It is so.", mandatory=True)
BY_RANK = [
    preview("e-lost", lost={urn(DATABASE, "db"): "it is deleted"}),
    preview("d-unknown", problems=("It cannot be read.",)),
    preview("c-refused", verdicts=(VERDICT,)),
    preview("b-changed", changes=(change("a"),)),
    preview("a-same"),
]


@given(st.permutations(BY_RANK))
def test_the_worst_stack_comes_first(previews: list[Preview]) -> None:
    text = render(previews, {})

    assert re.findall(r"^- . `([a-e]-\w+)`: ", text, re.MULTILINE) == [one.stack for one in BY_RANK]


@pytest.mark.parametrize(
    ("worst", "title"),
    [
        (0, "🛑 1 stack would lose what is kept there"),
        (1, "❌ 1 stack cannot be previewed"),
        (2, "❌ The policies refuse 1 stack"),
        (3, "📝 1 stack would change"),
        (4, "✅ No changes"),
    ],
)
def test_the_title_says_the_worst(worst: int, title: str) -> None:
    assert render(BY_RANK[worst:], {}).splitlines()[1] == f"## {title}"


def test_a_report_of_the_same_preview_says_what_the_rules_decided(delivered: Path, logs: Path) -> None:
    report = logs / "report.json"
    report.write_text(json.dumps({"stack": "prod", "counts": {"compliant": 4, "exempted": 2, "unknown": 3}}))
    log(logs, "prod")

    text = write_comment(delivered, [], [logs], [report], None)
    assert write_comment(delivered, [], [logs], [logs], None) == text, "a folder of reports"

    assert "- ✅ `prod`: no changes · rules: 4 compliant, 2 exempted, 3 unknown\n" in text


def test_a_preview_that_left_no_log_is_not_passed_over(delivered: Path, logs: Path) -> None:
    (logs / "dev.jsonl").touch()

    text = write_comment(delivered, ["dev", "stg"], [logs, logs / "none.jsonl"], [], None)

    said = "The preview left no log; the job's output says why."
    assert re.findall(rf"- `(\w+)`: {said}", text) == ["dev", "none", "stg"]
    assert "## ❌ 3 stacks cannot be previewed" in text


def test_a_log_is_called_after_its_stack(delivered: Path, logs: Path) -> None:
    (logs / "<b>@x.jsonl").touch()

    with pytest.raises(WrongInputError, match="'<b>@x' is no stack's name"):
        comment(delivered, logs)


def test_it_is_written_where_it_is_wanted(delivered: Path, logs: Path) -> None:
    log(logs, "prod")

    text = write_comment(delivered, [], [logs], [], logs / "comment.md")

    assert (logs / "comment.md").read_text() == text


def test_the_command_prints_it(
    delivered: Path, logs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = log(logs, "prod")
    monkeypatch.setattr(sys, "argv", ["ops", "comment", "--stack", "prod", "--events", str(path)])

    with pytest.raises(SystemExit) as ended:
        cli.main()

    assert ended.value.code == 0
    assert capsys.readouterr().out == comment(delivered, logs)


def test_the_stack_files_of_this_project_are_not_broken(logs: Path) -> None:
    log(logs, "dev")

    assert "### Not known" not in comment(ROOT, logs)


def test_what_is_read_twice_says_the_same(logs: Path) -> None:
    path = log(logs, "prod", *replaced("prod", DATABASE, "db", "engine"), error("x"))

    assert render([read_preview("prod", path)], {}) == render([read_preview("prod", path)], {})
