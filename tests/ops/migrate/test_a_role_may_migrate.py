"""What migrations ask of AWS is what the application's role may do, and no more."""

from pathlib import Path

import pytest

from ops.failures import OpsError
from ops.migrate import ledger
from ops.migrate.command import migrate
from ops.migrate.status import show
from tests.api_calls import requests
from tests.ops.migrate.conftest import ROLE, options, task_says
from tests.ops.moto_aws import ROOT, Wire, client, fake_clock
from tests.ops.release.test_a_role_may_release import OF_MIGRATIONS, documents
from tests.permissions import refused, unused, with_names


def everything(deployed: Wire, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forward with a snapshot, back, its state; one that is stopped, and so many that the oldest are forgotten."""
    client("rds").create_db_instance(
        DBInstanceIdentifier="gli-dev-db", DBInstanceClass="db.t4g.micro", Engine="postgres", AllocatedStorage=20
    )
    deployed.says("ecs.DescribeTasks", task_says())
    migrate(ROOT, options(file, snapshot=True), fake_clock())
    migrate(ROOT, options(file, down="base"), fake_clock())
    show(ROOT, options(file, status=True))
    monkeypatch.setattr(ledger, "KEPT", 0)
    migrate(ROOT, options(file, again=True), fake_clock())
    deployed.says("ecs.DescribeTasks", task_says(status="RUNNING", code=None))
    with pytest.raises(OpsError):
        migrate(ROOT, options(file, again=True, timeout_minutes=1), fake_clock())


def test_the_applications_role_may_do_what_migrations_ask_for_and_no_more(
    deployed: Wire, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything(deployed, file, monkeypatch)
    found = documents(file)
    roles = {f"{ROLE}-execution": found["roles"][0], f"{ROLE}-task": found["roles"][1]}
    asked = with_names(requests(deployed.asked, roles), roles)
    own = found["api-application"]
    assert refused(asked, own, boundary=found["boundary"]) == []
    assert unused(asked, own, *OF_MIGRATIONS) == set()
    assert refused(asked, found["deploy-release"], boundary=found["boundary"]) == []
    assert refused(asked, found["websocket-application"]) != []
