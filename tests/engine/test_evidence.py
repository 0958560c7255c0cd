"""Reports of what the real engine wrote: an exported state and the events of a preview."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.engine.conftest import Deployed
from tests.engine.deployment import ROOT, Deployment, short

Violation = tuple[str, str, str]
"""Rule, resource and message."""


def pulumi(deployment: Deployment, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    home = {"PULUMI_HOME": str(deployment.toolbox.home), **environment}
    return subprocess.run(  # noqa: S603 - arguments of this file
        ["pulumi", *arguments],  # noqa: S607 - the CLI on PATH is what is tested
        cwd=deployment.project,
        env={**os.environ, **deployment.stack.workspace.env_vars, **home},
        capture_output=True,
        text=True,
        check=False,
    )


def report(deployment: Deployment, *arguments: str) -> dict[str, Any]:
    made = subprocess.run(  # noqa: S603 - this Python
        [sys.executable, "-m", "ops", "report", "--stack", deployment.name, "--format", "json", *arguments],
        cwd=deployment.project,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.stdout, made.stderr
    document: dict[str, Any] = json.loads(made.stdout)
    assert made.returncode == int(document["refused"])
    return document


def of_report(document: dict[str, Any]) -> set[Violation]:
    """What a report says is wrong, with the stack's own URN where the engine puts it."""
    stack = f"urn:pulumi:{document['stack']}::platform::pulumi:pulumi:Stack::platform-{document['stack']}"
    results = [one for one in document["results"] if one["result"] in {"violation", "error"}]
    return {(one["rule"], one["resource"] or stack, one["message"]) for one in results}


def of_engine(printed: str, titles: dict[str, str]) -> set[Violation]:
    """What the engine prints, without what its messages repeat of the rule."""
    said = [event["policyEvent"] for event in map(json.loads, printed.splitlines()) if "policyEvent" in event]
    return {
        (
            one["policyName"],
            one["resourceUrn"],
            one["message"].strip().removeprefix(titles[one["policyName"]]).strip().removeprefix("error: "),
        )
        for one in said
    }


def spoilt(value: Any) -> Any:
    """The same with every protection turned off."""
    if isinstance(value, dict):
        return {key: spoilt(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [spoilt(inner) for inner in value]
    return False if value is True else value


def spoilt_state(deployment: Deployment) -> Path:
    """An exported state in which much is wrong: nothing is protected, encrypted or turned on."""
    state = json.loads(deployment.exported())
    for resource in state["deployment"]["resources"]:
        resource |= {key: spoilt(resource[key]) for key in ("inputs", "outputs") if key in resource}
        resource.pop("protect", None)
    path = deployment.root / "spoilt.json"
    path.write_text(json.dumps(state))
    return path


@pytest.mark.parametrize("spoil", [False, True], ids=["as deployed", "spoilt"])
def test_pulumi_and_a_report_of_the_same_state_agree_on_every_violation(
    copy_of: Callable[[str], Deployment], *, spoil: bool
) -> None:
    deployment = copy_of("prod")
    state = deployment.root / "state.json"
    state.write_text(deployment.exported())
    state = spoilt_state(deployment) if spoil else state
    (deployment.root / "tier.json").write_text('{"tier-is-known": {"tier": "production"}}')
    config = ("--policy-pack-config", str(deployment.root / "tier.json"))

    engine = pulumi(
        deployment,
        *("policy", "analyze", "--file", str(state), "--policy-pack", "policies", *config, "--json"),
        PULUMI_CONFIG_PASSPHRASE="",
    )
    document = report(deployment, "--state", str(state))

    titles = {rule["id"]: rule["title"] for rule in document["rules"]}
    found = of_report(document)
    assert of_engine(engine.stdout, titles) == found
    assert (engine.returncode != 0) is document["refused"]
    assert (len({rule for rule, _, _ in found}) >= 30) is spoil
    assert {one["result"] for one in document["results"]}.isdisjoint({"unknown"})


def test_no_secret_of_a_state_reaches_its_report(deployed: Deployed, tmp_path: Path) -> None:
    deployment, _ = deployed("prod")
    (tmp_path / "state.json").write_text(deployment.exported())

    text = json.dumps(report(deployment, "--state", str(tmp_path / "state.json")))

    assert "ciphertext" in (tmp_path / "state.json").read_text()
    assert "ciphertext" not in text
    assert deployment.account.passwords
    assert [password for password in deployment.account.passwords if password in text] == []


def test_a_report_of_the_engines_events_claims_nothing_that_the_preview_does_not(
    fresh: Callable[[str], Deployment], tmp_path: Path
) -> None:
    deployment = fresh("prod")
    deployment.write({"platform:stack.load_balancers.main.deletion_protection": False})
    asked = ("preview", "--stack", "prod", "--policy-pack", "policies", "--json")
    log = tmp_path / "events.jsonl"

    log.write_text(pulumi(deployment, *asked, PULUMI_ENABLE_STREAMING_JSON_PREVIEW="true").stdout)
    events, preview = report(deployment, "--events", str(log)), report(deployment, "--unknown-outputs")

    named = {(rule, short(urn)) for rule, urn, _ in of_report(events)}
    assert ("lb-deletion-protection", "aws:lb/loadBalancer:LoadBalancer::main") in named
    assert of_report(events) == of_report(preview)
    offline = {(one["rule"], one["resource"]): one["result"] for one in preview["results"]}
    decided = [one for one in events["results"] if one["result"] in {"compliant", "not_applicable"}]
    claimed = [one for one in decided if one["rule"] != "no-stateful-replacement"]
    assert len(claimed) > 200
    assert [one for one in claimed if offline[one["rule"], one["resource"]] != one["result"]] == []
    kept = {one["result"] for one in events["results"] if one["rule"] == "no-stateful-replacement"}
    assert kept == {"compliant"}


def test_an_update_that_would_replace_what_holds_state_is_refused_by_its_report(
    copy_of: Callable[[str], Deployment], tmp_path: Path
) -> None:
    deployment = copy_of("prod")
    deployment.write({"platform:stack.network.cidr": "10.40.0.0/16"})
    log = tmp_path / "events.jsonl"
    asked = ("preview", "--stack", "prod", "--policy-pack", "policies", "--json")

    log.write_text(pulumi(deployment, *asked, PULUMI_ENABLE_STREAMING_JSON_PREVIEW="true").stdout)
    document = report(deployment, "--events", str(log))

    lost = {short(urn): message for rule, urn, message in of_report(document) if rule == "no-stateful-replacement"}
    assert lost["aws:ec2/vpc:Vpc::network"] == "it is replaced for cidrBlock"
    assert {name.split("::")[0] for name in lost} == {"aws:ec2/vpc:Vpc", "aws:ec2/subnet:Subnet"}
    assert document["refused"]
