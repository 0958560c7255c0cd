import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.ops.conftest import Run


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
