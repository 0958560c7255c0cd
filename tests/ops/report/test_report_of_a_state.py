import json
from pathlib import Path
from typing import Any

import pytest

from tests.ops.conftest import Run
from tests.ops.report.files import BUCKET, IN_CLEAR, KEY, SECRET, STACK, resource, urn, write_state
from tests.ops.report.test_report_of_a_preview import report

PROVIDER = urn("pulumi:providers:aws", "aws")


def bucket(state: str = "compliant", **facts: Any) -> dict[str, Any]:
    return resource(BUCKET, "logs", {"tags": {"state": state}}, **facts)


def results(run: Run, project: Path, *resources: dict[str, Any], rule: str = "tagged") -> dict[str, str]:
    document = report(run, "--state", write_state(project, *resources))
    return {one["resource"].split("::")[-1]: one["result"] for one in document["results"] if one["rule"] == rule}


@pytest.mark.parametrize("state", ["compliant", "violation", "error", "exempted"])
def test_what_is_deployed_is_judged_by_the_same_rules(run: Run, project: Path, state: str) -> None:
    assert results(run, project, bucket(state)) == {"logs": state}


def test_a_report_of_a_state_says_so_and_what_it_cannot_show(run: Run, project: Path) -> None:
    document = report(run, "--state", write_state(project, bucket()))

    assert document["source"] == "state"
    assert any("not seen" in note for note in document["notes"])


def test_what_only_waits_for_its_deletion_is_not_judged(run: Run, project: Path) -> None:
    assert results(run, project, bucket("violation", delete=True)) == {}


def test_resource_rules_see_inputs_as_the_engine_shows_them(run: Run, project: Path) -> None:
    assert results(run, project, bucket("violation", outputs={"tags": {"state": "compliant"}})) == {"logs": "violation"}


def test_relations_options_and_the_provider_reach_the_rules(run: Run, project: Path) -> None:
    provider = resource("pulumi:providers:aws", "aws", {"region": "eu-central-1"}, id="0c1d")
    key = resource(KEY, "unused", {"description": "data"}, protect=True, customTimeouts={"create": 5400})
    path = write_state(project, provider, key | {"provider": f"{PROVIDER}::0c1d"})

    found = {one["rule"]: one["message"] for one in report(run, "--state", path)["results"]}

    assert found["related"] == "nothing uses it, inside platform-dev"
    assert found["configured"] == "platform dev None data eu-central-1 True 5400.0"


def test_a_result_has_the_line_of_the_project_that_made_its_resource(run: Run, project: Path) -> None:
    frames = [
        {"sourcePosition": "project:///.venv/lib/python3.11/site-packages/pulumi_aws/s3/bucket.py#9"},
        {},
        {"sourcePosition": "project:///components/data/store.py#12"},
        {"sourcePosition": "project:///__main__.py#3"},
    ]
    path = write_state(project, bucket("violation", stackTrace=frames))

    (source,) = {one["source"] for one in report(run, "--state", path)["results"] if one["rule"] == "tagged"}

    assert source == "components/data/store.py:12"


@pytest.mark.parametrize("secret", [SECRET, IN_CLEAR], ids=["encrypted", "exported in clear"])
def test_a_secret_is_neither_decrypted_nor_printed(run: Run, project: Path, secret: dict[str, str]) -> None:
    key = resource(KEY, "key", {"description": secret, "tags": [secret]})

    code, out, err = run("report", "--stack", "dev", "--format", "json", "--state", write_state(project, key))

    (configured,) = [one for one in json.loads(out)["results"] if one["rule"] == "configured"]
    assert (code, "hunter2" in out + err) == (0, False)
    assert "[secret]" in configured["message"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "state.json is not JSON at line 1; if it was cut off, make it again."),
        ("{'version': 3}", "state.json is not JSON at line 1; if it was cut off, make it again."),
        ("[]", "state.json holds no JSON object."),
        ('{"resources": []}', "state.json is no exported state; give what `pulumi stack export` prints."),
        (
            '{"version": 3, "checkpoint": {"latest": {}}}',
            "state.json is a backend's checkpoint; give what `pulumi stack export` prints.",
        ),
        (
            '{"version": 2, "deployment": {}}',
            "state.json is a state of version 2; the versions 3 and 4 can be read.",
        ),
        (
            '{"version": 3, "deployment": {"manifest": {}}}',
            "state.json holds no resource: nothing is deployed, so there is nothing to judge.",
        ),
        (
            '{"version": 3, "deployment": {"resources": [7]}}',
            "state.json is garbled: its resources are no list of objects; export the state again.",
        ),
        (
            '{"version": 3, "deployment": {"resources": [{"type": "aws:kms/key:Key"}]}}',
            "state.json is garbled: '' is no URN.",
        ),
        (
            json.dumps({"version": 3, "deployment": {"resources": [{"urn": STACK, "type": "x", "inputs": 7}]}}),
            f"state.json is garbled at {STACK}; export the state again.",
        ),
        (
            json.dumps({"version": 3, "deployment": {"resources": [{"urn": urn(KEY, "key", "prod")}]}}),
            (
                "state.json is of stack 'prod' of project 'platform', and the report is asked for 'dev' of 'platform'; "
                "change --stack or the file."
            ),
        ),
    ],
)
def test_what_is_no_state_of_the_stack_is_refused_in_one_sentence(
    run: Run, project: Path, text: str, sentence: str
) -> None:
    (project / "state.json").write_text(text)

    assert run("report", "--stack", "dev", "--state", "state.json") == (2, "", f"{sentence}\n")


def test_an_encrypted_file_is_refused(run: Run, project: Path) -> None:
    (project / "state.json").write_bytes(bytes(range(128, 256)))

    code, out, err = run("report", "--stack", "dev", "--state", "state.json")

    assert (code, out) == (2, "")
    assert err == "state.json is no text; if it is encrypted or packed, undo that first.\n"


def test_a_missing_file_and_a_folder_are_refused(run: Run) -> None:
    assert run("report", "--stack", "dev", "--state", "nope.json") == (2, "", "nope.json does not exist.\n")
    assert run("report", "--stack", "dev", "--state", ".") == (2, "", ". cannot be read: Is a directory.\n")
