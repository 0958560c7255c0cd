"""No generated password is read by anyone who has the state, the CLI's output or a recording."""

import json
from dataclasses import asdict

import pytest

from ops.offline import cloud
from ops.offline.program import record_stack
from ops.offline.shapes import RANDOM_PASSWORD
from ops.offline.values import SECRET
from tests.engine.conftest import ENVIRONMENTS, Deployed
from tests.engine.deployment import ROOT

CLEAR = "this-is-what-nobody-may-read"
GENERATED = {"db-password", "redis-password"}


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_the_state_and_the_engine_s_output_hold_no_password(deployed: Deployed, stack: str) -> None:
    deployment, run = deployed(stack)
    passwords = deployment.account.passwords
    shown = {
        "the exported state": deployment.exported(),
        "what the backend keeps": deployment.stored(),
        "what `up` printed": run.printed + "".join(run.diagnostics),
        "the stack's outputs": json.dumps({key: str(out.value) for key, out in deployment.stack.outputs().items()}),
    }

    assert len(set(passwords)) == len(GENERATED)
    assert {name for name, text in shown.items() for password in passwords if password in text} == set()
    assert "ReplicationGroup" in shown["the exported state"]
    assert "aws:rds/instance:Instance" in shown["what the backend keeps"]
    assert "created" in shown["what `up` printed"]


@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_whoever_has_the_passphrase_reads_them(deployed: Deployed, stack: str) -> None:
    """So that the test above does not look for what is nowhere."""
    deployment, _ = deployed(stack)
    decrypted = json.dumps(deployment.state())

    assert [password in decrypted for password in deployment.account.passwords] == [True, True]


@pytest.mark.parametrize("unknown", [False, True])
@pytest.mark.parametrize("stack", ENVIRONMENTS)
def test_the_offline_recording_holds_no_password(monkeypatch: pytest.MonkeyPatch, stack: str, *, unknown: bool) -> None:
    monkeypatch.setattr(cloud, "_letters", lambda *_: CLEAR)

    recording = record_stack(ROOT, stack, unknown_outputs=unknown)

    generated = {resource.name: resource for resource in recording.resources if resource.type == RANDOM_PASSWORD}
    assert set(generated) == GENERATED
    assert {resource.outputs["result"] for resource in generated.values()} == {SECRET}
    assert CLEAR not in repr(recording)
    assert CLEAR not in json.dumps(asdict(recording), default=str)
