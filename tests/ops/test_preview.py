import io
import json
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from ops import cli, render_tree
from ops.findings import Finding, Result, Rule
from ops.offline.program import record_stack
from ops.offline.recording import Recording
from ops.render_findings import findings_text, verdict

PACK = Path(__file__).parent / "pack"
PROGRAM = """
import pulumi
import pulumi_aws as aws
from pulumi import ResourceOptions


class Store(pulumi.ComponentResource):
    def __init__(self, name, state):
        super().__init__("platform:data:Store", name, {}, None)
        below = ResourceOptions(parent=self, protect=True)
        aws.s3.Bucket(name, bucket="gli-logs", tags={"state": state, "secret": secret}, opts=below)
        self.register_outputs({})


config = pulumi.Config()
secret = config.require_secret("password")
if config.get("refuse"):
    raise pulumi.RunError("platform:refuse is set; remove it.")
if config.get("break"):
    raise ValueError("broken")
print("said by the program")
Store("logs", config.require("state"))
aws.kms.Key("unused" if config.get("unused") else "key", description="data")
pulumi.export("password", secret)
"""

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "Pulumi.yaml").write_text("name: platform\n")
    (tmp_path / "__main__.py").write_text(PROGRAM)
    shutil.copytree(PACK, tmp_path / "policies")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `python -m ops` on a stack with these settings; gives exit code, stdout and stderr."""

    def run(*arguments: str, **settings: str) -> tuple[int, str, str]:
        config = {"state": "compliant", **settings}
        lines = [f"  platform:{key}: {value}" for key, value in config.items()]
        text = "\n".join(["config:", "  platform:password: {secure: v1:hunter2}", *lines])
        (project / "Pulumi.dev.yaml").write_text(text)
        monkeypatch.setattr(sys, "argv", ["ops", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert isinstance(ended.value.code, int)
        out, err = capsys.readouterr()
        return ended.value.code, out, err

    return run


def preview(run: Run, **settings: str) -> dict[str, Any]:
    code, out, _ = run("preview", "--stack", "dev", "--format", "json", **settings)
    found: dict[str, Any] = json.loads(out)
    refused = any(one["result"] == "violation" and one["enforcement"] == "mandatory" for one in found["policies"])
    assert code == int(refused)
    return found


def test_a_good_environment_may_be_deployed(run: Run) -> None:
    code, out, err = run("preview", "--stack", "dev")

    last = "dev may be deployed: 0 violations, 1 advisory, 1 exempted, 0 not known yet."
    assert (code, out.splitlines()[-1]) == (0, last)
    assert err == "said by the program\n"


def test_a_mandatory_violation_refuses_the_environment_and_says_what_to_do(run: Run) -> None:
    code, out, _ = run("preview", "--stack", "dev", state="violation", unused="yes")

    assert code == 1
    assert out.splitlines()[-1] == "dev may NOT be deployed: 3 mandatory violations."
    assert (
        "Violations\n"
        "  related (M-01)\n"
        "    Keys are used.\n"
        "    - kms Key unused: nothing uses it, inside platform-dev\n"
        "    Fix: F.\n"
        "  tagged (high: M-01)\n"
        "    Buckets are tagged.\n"
        "    - s3 Bucket logs: no cost centre\n"
        "    - s3 Bucket logs: no owner\n"
        "    Fix: F.\n"
    ) in out


def test_a_rule_that_fails_refuses_the_environment(run: Run) -> None:
    code, out, _ = run("preview", "--stack", "dev", state="error")

    assert (code, out.splitlines()[-1]) == (1, "dev may NOT be deployed: 1 failed rule.")
    assert "Rules that failed\n  tagged (high: M-01)\n" in out


def test_the_tree_has_components_resources_and_their_names_in_aws(run: Run) -> None:
    _, out, _ = run("preview", "--stack", "dev")

    assert out.startswith(
        "platform-dev\n"
        "├ logs Store\n"
        "│ └ logs s3 Bucket  gli-logs protected\n"
        "└ key kms Key\n"
        "\n"
        "2 resources in 1 component\n"
        "1 kms Key  1 s3 Bucket\n"
    )


def test_an_expired_exemption_refuses_from_the_day_that_is_named(run: Run) -> None:
    assert run("preview", "--stack", "dev", "--at", "2027-01-31")[0] == 0

    code, out, _ = run("preview", "--stack", "dev", "--at", "2027-02-01")

    assert (code, out.splitlines()[-1]) == (1, "dev may NOT be deployed: 1 mandatory violation.")
    assert "    - the stack: an exemption has expired on 2027-02-01\n" in out


def test_json_has_exactly_what_is_documented(run: Run) -> None:
    found = preview(run)

    documented = (Path(__file__).parents[2] / "docs" / "preview-json.md").read_text(encoding="utf-8")
    assert list(found) == ["stack", "project", "resources", "outputs", "policies"]
    assert set().union(*found["resources"]) == set(re.findall(r"^\| `resources\[\]\.(\w+)`", documented, re.MULTILINE))
    assert set().union(*found["policies"]) == set(re.findall(r"^\| `policies\[\]\.(\w+)`", documented, re.MULTILINE))
    assert found["outputs"] == {"password": "[secret]"}


def test_json_says_of_a_resource_what_the_engine_would_register(run: Run) -> None:
    bucket = preview(run)["resources"][2]

    urn = "urn:pulumi:dev::platform::platform:data:Store$aws:s3/bucket:Bucket::logs"
    assert {key: bucket[key] for key in ("urn", "type", "name", "id", "source")} == {
        "urn": urn,
        "type": "aws:s3/bucket:Bucket",
        "name": "logs",
        "id": "gli-logs",
        "source": "__main__.py:11",
    }
    assert bucket["parent"] == "urn:pulumi:dev::platform::platform:data:Store::logs"
    assert bucket["inputs"] == {"bucket": "gli-logs", "tags": {"secret": "[secret]", "state": "compliant"}}
    assert bucket["outputs"]["arn"] == "arn:aws:s3:::gli-logs"
    assert bucket["options"]["protect"] is True


def test_json_lists_every_answer_of_the_policies(run: Run) -> None:
    findings = preview(run, state="violation")["policies"]

    assert {(finding["rule"], finding["result"]) for finding in findings} == {
        ("configured", "violation"),
        ("related", "exempted"),
        ("tagged", "violation"),
    }
    tagged = next(finding for finding in findings if finding["rule"] == "tagged")
    assert tagged == {
        "rule": "tagged",
        "result": "violation",
        "resource": "urn:pulumi:dev::platform::platform:data:Store$aws:s3/bucket:Bucket::logs",
        "message": "no cost centre",
        "severity": "high",
        "enforcement": "mandatory",
        "standard": ["M-01"],
        "controls": {"FSBP": ["S3.1", "S3.2"]},
    }


def test_json_is_the_same_every_time(run: Run) -> None:
    assert run("preview", "--stack", "dev", "--format", "json") == run("preview", "--stack", "dev", "--format", "json")


def test_a_first_preview_has_unknown_values_where_aws_answers(run: Run) -> None:
    code, out, _ = run("preview", "--stack", "dev", "--format", "json", "--unknown-outputs")

    bucket = json.loads(out)["resources"][2]
    assert (code, bucket["id"], bucket["outputs"]["arn"]) == (0, "[unknown]", "[unknown]")


def test_what_the_program_prints_does_not_mix_with_the_preview(run: Run) -> None:
    _, out, err = run("preview", "--stack", "dev", "--format", "json")

    assert (json.loads(out)["stack"], err) == ("dev", "said by the program\n")


@pytest.mark.parametrize("form", ["tree", "json"])
def test_no_secret_is_printed(run: Run, form: str) -> None:
    _, out, err = run("preview", "--stack", "dev", "--format", form, state="violation")

    assert "hunter2" not in out + err


def test_another_stack_file_names_its_stack(run: Run, tmp_path: Path) -> None:
    text = "config: {state: compliant, password: {secure: v1:hunter2}}"
    (tmp_path / "Pulumi.shop.yaml").write_text(text)

    code, out, _ = run("preview", "--config-file", str(tmp_path / "Pulumi.shop.yaml"))

    assert (code, out.splitlines()[0]) == (0, "platform-shop")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--stack", "qa"], "There is no stack 'qa': Pulumi.qa.yaml does not exist; there are: dev."),
        ([], "No stack is named; add --stack, one of dev."),
        (["--stack", "dev", "--at", "soon"], "--at 'soon' is no day; write it as 2027-01-31."),
        (["--stack", "dev", "--at", "2027-02-30"], "--at '2027-02-30' is no day; write it as 2027-01-31."),
        (["--stack", "dev", "--at", "20270130"], "--at '20270130' is no day; write it as 2027-01-31."),
    ],
)
def test_wrong_input_is_one_sentence_and_exit_2(run: Run, arguments: list[str], sentence: str) -> None:
    assert run("preview", *arguments) == (2, "", f"{sentence}\n")


def test_what_the_program_refuses_is_its_sentence_and_exit_2(run: Run) -> None:
    assert run("preview", "--stack", "dev", refuse="yes") == (2, "", "platform:refuse is set; remove it.\n")


def test_a_bug_of_the_program_is_exit_3_with_its_traceback(run: Run) -> None:
    code, out, err = run("preview", "--stack", "dev", **{"break": "yes"})

    assert (code, out) == (3, "")
    assert err.startswith("Traceback (most recent call last):\n")
    assert err.endswith("ValueError: broken\nThe program failed with ValueError: broken\n")


def test_a_pack_that_does_not_start_is_exit_3_in_one_sentence(run: Run, project: Path) -> None:
    (project / "policies" / "__main__.py").write_text("raise KeyError('tier')")

    code, out, err = run("preview", "--stack", "dev")

    assert (code, out) == (3, "")
    assert err.splitlines()[-1] == "The policy pack in policies did not start: KeyError: 'tier'"
    assert "Traceback" not in err


def test_a_bug_of_ops_itself_is_no_refusal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("impossible")

    monkeypatch.setattr("ops.preview.preview", fail)

    code, _, err = run("preview", "--stack", "dev")

    assert code == 3
    assert err.endswith("RuntimeError: impossible\nThis is a bug in ops: please report it with the lines above.\n")


@pytest.fixture
def recording(project: Path) -> Recording:
    long = "x" * 90
    (project / "Pulumi.dev.yaml").write_text("config: {}\n")
    (project / "__main__.py").write_text(
        "import pulumi\nimport pulumi_aws as aws\n"
        f"aws.cloudwatch.LogGroup('logs', name='/ecs/{long}')\n"
        f"aws.s3.BucketServerSideEncryptionConfiguration('{long}', bucket='a', rules=[])\n"
        "for number in range(30):\n    aws.kms.Key(f'key-{number}')\n"
    )
    return record_stack(project, "dev")


def test_on_a_terminal_no_line_is_wider_than_it(recording: Recording, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()

    def terminal(**options: Any) -> Console:
        return Console(file=screen, force_terminal=True, width=80, color_system=None, **options)

    monkeypatch.setattr(render_tree, "Console", terminal)

    render_tree.show(recording, [finding(Result.VIOLATION, message="too long, " * 30)])

    lines = screen.getvalue().splitlines()
    assert max(map(len, lines)) == 80
    assert any(line.endswith("…") for line in lines)
    assert not re.search(r"\x1b", screen.getvalue().replace("\x1b[1m", ""))


def test_in_a_file_nothing_is_cut_off(recording: Recording, capsys: pytest.CaptureFixture[str]) -> None:
    render_tree.show(recording, [])

    out = capsys.readouterr().out
    assert f"/ecs/{'x' * 90}\n" in out
    assert "…" not in out
    assert "\x1b" not in out


def finding(result: Result, *, enforcement: str = "mandatory", message: str = "m") -> Finding:
    rule = Rule("a-rule", "It holds.", "resource", frozenset(), "high", enforcement, "W.", "F.", ("M-01",), {})
    urn = "urn:pulumi:dev::platform::aws:kms/key:Key::data"
    return Finding(rule, result, urn, message, "high", enforcement)


@pytest.mark.parametrize(
    ("findings", "line"),
    [
        ([], "may be deployed: 0 violations, 0 advisories, 0 exempted, 0 not known yet."),
        (
            [
                finding(Result.VIOLATION, enforcement="advisory"),
                *[finding(Result.EXEMPTED)] * 2,
                *[finding(Result.UNKNOWN)] * 14,
                finding(Result.COMPLIANT),
            ],
            "may be deployed: 0 violations, 1 advisory, 2 exempted, 14 not known yet.",
        ),
        ([finding(Result.VIOLATION)], "may NOT be deployed: 1 mandatory violation."),
        (
            [finding(Result.ERROR, enforcement="advisory"), *[finding(Result.VIOLATION)] * 2],
            "may NOT be deployed: 2 mandatory violations, 1 failed rule.",
        ),
    ],
)
def test_the_last_line_says_whether_the_environment_may_be_deployed(findings: list[Finding], line: str) -> None:
    assert verdict("prod", findings).plain == f"prod {line}"


def test_what_is_in_order_is_only_counted() -> None:
    findings = [finding(Result.COMPLIANT), finding(Result.COMPLIANT), finding(Result.NOT_APPLICABLE)]

    lines = [text.plain for text in findings_text(findings, 80)]

    assert lines == ["", "Policies: 1 rule had something to judge", "", "2 compliant, 1 not applicable"]
