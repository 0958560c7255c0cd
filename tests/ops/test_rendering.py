import io
import re
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from ops import render_tree
from ops.findings import Finding, Result, Rule
from ops.offline.program import record_stack
from ops.offline.recording import Recording
from ops.render_findings import findings_text, verdict


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
