"""`python -m ops adopt` from its first word to its exit code."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from ops import cli
from ops.adopt.report import show
from tests.harness import ROOT
from tests.ops.adopt.by_hand import PASSWORD
from tests.ops.adopt.conftest import Looked

Run = Callable[..., tuple[int, str, str]]
NO_STATE = {"version": 3, "deployment": {"resources": []}}


@pytest.fixture
def run(looked: Looked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Types the command for production, with a stack file changed by `change`."""
    monkeypatch.chdir(ROOT)
    state = tmp_path / "state.json"
    state.write_text(json.dumps(NO_STATE), "utf-8")

    def typed(*words: str, change: Callable[[dict[str, Any]], None] | None = None) -> tuple[int, str, str]:
        file = looked.made.file(tmp_path, change)
        common = ["--stack", "prod", "--config-file", str(file), "--state", str(state)]
        monkeypatch.setattr(sys, "argv", ["ops", "adopt", *common, "--output", str(tmp_path / "import.json"), *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return int(ended.value.code or 0), *capsys.readouterr()

    return typed


def test_the_file_is_written_and_the_facts_are_given(run: Run, tmp_path: Path) -> None:
    code, out, err = run("--json")
    facts = json.loads(out)
    assert (code, facts["safe"], facts["network"], facts["images"]) == (0, True, None, {})
    written = json.loads((tmp_path / "import.json").read_text("utf-8"))["resources"]
    imported = {one["id"] for one in facts["resources"] if one["fate"] == "imported"}
    assert {one["id"] for one in written if "id" in one} == imported
    assert "nothing is changed" in err


def other_network(config: dict[str, Any]) -> None:
    config["platform:stack"]["network"]["cidr"] = "10.40.0.0/16"
    config["platform:images"] = {}


def test_another_network_and_unnamed_images_stop_it_and_what_to_paste_is_printed(
    run: Run, looked: Looked, tmp_path: Path
) -> None:
    code, out, _ = run(change=other_network)
    live = looked.made.live
    assert code == 1
    assert not (tmp_path / "import.json").exists()
    lines = [line.strip() for line in out.splitlines()]
    assert "existing:" in lines
    assert f"vpc_id: {live['vpc']}" in lines
    assert f"public_subnet_ids: [{live['public-1']}," in " ".join(lines)
    assert f"{live['isolated-2']}]" in " ".join(lines)
    assert "its range is 10.30.0.0/16 and not 10.40.0.0/16" in " ".join(lines)
    assert f"api: {live['digest-api']}" in lines
    assert "production-django-api-service runs 2 tasks" in out
    assert "Refused: nothing was written" in out


def test_a_network_that_is_pasted_is_used_and_not_imported(run: Run, looked: Looked, tmp_path: Path) -> None:
    vpc = ("ec2.describe_vpcs", "Vpcs[?!IsDefault]", {"CidrBlock": "10.99.0.0/16"})
    layout = looked.otherwise(vpc).verdict.layout
    assert layout is not None

    def paste(config: dict[str, Any]) -> None:
        block = yaml.safe_load(layout.block())
        config["platform:stack"]["network"] = {"existing": block["existing"] | {"cidr": "10.30.0.0/16"}}

    code, out, _ = run("--json", change=paste)
    assert (code, json.loads(out)["network"]) == (0, None)
    written = json.loads((tmp_path / "import.json").read_text("utf-8"))["resources"]
    types = {one["type"] for one in written}
    assert types & {"aws:ec2/vpc:Vpc", "aws:ec2/subnet:Subnet", "aws:ec2/natGateway:NatGateway"} == set()
    groups = {one["id"] for one in written if one["type"] == "aws:ec2/securityGroup:SecurityGroup"}
    assert looked.made.live["sg-db"] in groups


def test_the_report_fits_eighty_cells_and_shows_no_secret(looked: Looked, capsys: pytest.CaptureFixture[str]) -> None:
    show(looked.environment, looked.verdict, Path("import.json"))
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 80
    assert PASSWORD not in out
    assert "[secret]" not in out
    for said in (
        "imported, then changed in place",
        "Changed in place by `up`",
        "AWS does not tell it",
        "Rules of adopted security groups that nobody declares; they stay open",
        "its import id is the password itself",
        "pulumi refresh --stack prod",
    ):
        assert said in out


def test_what_stops_is_said_first_with_its_properties_and_the_way_out(
    looked: Looked, capsys: pytest.CaptureFixture[str]
) -> None:
    other = looked.otherwise(("ecs.describe_services", "services[]", {"capacityProviderStrategy": []}))
    show(other.environment, other.verdict, None)
    out = capsys.readouterr().out
    assert out.index("In the way: nothing is imported until this is settled") < out.index("Changed in place")
    assert "Service api" in out
    assert "aws ecs update-service --capacity-provider-strategy" in " ".join(out.split())
