"""A deployment that breaks off in the middle: what is there afterwards, what the CLI says, and what heals it.

It breaks off at a database's instance, which takes longest on AWS and has a name that AWS gives once, and at a VPC,
which has none, so that AWS would make a second one.
"""

from collections.abc import Callable

import pytest

from tests.engine.changing import lost
from tests.engine.deployment import SMALL, Deployment, Run
from tests.engine.faults.breaking import held, pending, said, with_a_plugin_of_its_own
from tests.engine.faults.sayings import EXISTS, LOCKED, PENDING, PLUGIN_DIED
from tests.engine.provider import plugin
from tests.engine.provider.account import Live
from tests.engine.provider.troubles import Gate

Kind = tuple[str, str]
INSTANCE: Kind = ("aws:rds/instance:Instance", "db")
VPC: Kind = ("aws:ec2/vpc:Vpc", "network")
PARENTS = {INSTANCE: "platform:data:Database::db", VPC: "awsx:ec2:Vpc::network"}
CANCEL = ("cancel", "--yes")
REFRESH = ("refresh", "--yes", "--skip-preview")


@pytest.fixture
def small(fresh: Callable[[str], Deployment]) -> Deployment:
    """A network and a database, of which nothing has been deployed yet."""
    return fresh(SMALL)


def heals(deployment: Deployment) -> Run:
    """One more `up`, after which everything is there once and nothing is left to do."""
    run = deployment.up()
    assert run.error == ""
    assert run.replaced | run.did("delete") == lost(run) == set()
    assert deployment.strays() == set()
    assert pending(deployment) == []
    assert deployment.preview().touched == set()
    return run


def kill_the_engine(deployment: Deployment, gate: Gate) -> None:
    """Kill it while the gate holds; the state knows what was under way."""
    with held(deployment, gate) as engine:
        engine.kill()
        engine.wait()
    [(operation, urn)] = pending(deployment)
    assert (operation, urn.rpartition("::")[2]) == ("creating", gate.name)


def take_over(deployment: Deployment, kind: Kind, live: Live) -> None:
    """What the runbook says: import it, in its place."""
    urns = [one["urn"] for one in deployment.checkpoint()["resources"]]
    [parent] = [urn for urn in urns if urn.endswith(PARENTS[kind])]
    [provider] = [urn for urn in urns if urn.endswith("pulumi:providers:aws::aws")]
    deployment.cli(
        "import", *kind, live.id, "--parent", f"parent={parent}", "--provider", f"provider={provider}",
        "--protect=false", "--generate-code=false", "--yes", "--skip-preview",
    )  # fmt: skip


def made(deployment: Deployment, kind: Kind) -> list[Live]:
    """What there is of a resource in the account."""
    token, name = kind
    return [live for live in deployment.account.of_type(token) if live.urn.endswith(f"::{name}")]


def test_an_engine_that_was_killed_leaves_a_lock_and_nothing_happens_until_it_is_cancelled(small: Deployment) -> None:
    kill_the_engine(small, Gate("create", *INSTANCE))
    before = small.account.copy().live

    locked = small.up()

    assert LOCKED in locked.error
    assert small.account.live == before
    small.cli(*CANCEL)
    small.cli(*REFRESH, "--clear-pending-creates")
    assert "::".join(INSTANCE) in heals(small).did("create")


def test_without_a_refresh_up_goes_on_after_a_killed_engine_and_goes_on_warning(small: Deployment) -> None:
    kill_the_engine(small, Gate("create", *INSTANCE))
    small.cli(*CANCEL)

    run = small.up()

    assert run.error == ""
    assert PENDING in "\n".join(run.diagnostics)
    assert small.strays() == set()
    assert len(made(small, INSTANCE)) == len(pending(small)) == 1


@pytest.mark.parametrize("kind", [INSTANCE, VPC], ids=["named", "nameless"])
def test_what_aws_made_while_the_engine_was_killed_is_imported(small: Deployment, kind: Kind) -> None:
    kill_the_engine(small, Gate("create", *kind, done=True))
    [live] = made(small, kind)
    small.cli(*CANCEL)
    small.cli(*REFRESH, "--clear-pending-creates")

    take_over(small, kind, live)

    assert "::".join(kind) not in heals(small).did("create")
    assert made(small, kind) == [live]


def test_without_that_import_aws_refuses_what_has_a_name(small: Deployment) -> None:
    kill_the_engine(small, Gate("create", *INSTANCE, done=True))
    small.cli(*CANCEL)

    assert EXISTS in small.up().error
    assert len(made(small, INSTANCE)) == 1


def test_without_that_import_aws_makes_twice_what_has_no_name(small: Deployment) -> None:
    kill_the_engine(small, Gate("create", *VPC, done=True))
    small.cli(*CANCEL)

    assert small.up().error == ""
    assert len(made(small, VPC)) == 2


def test_a_provider_that_was_killed_fails_the_update_and_the_next_up_goes_on(small: Deployment) -> None:
    folder = with_a_plugin_of_its_own(small)
    gate = Gate("create", *INSTANCE)
    with held(small, gate) as engine:
        plugin.kill(folder)
        gate.open(broken=True)
        assert engine.wait() != 0

    assert PLUGIN_DIED in said(small).read_text("utf-8")
    assert pending(small) == []
    assert "::".join(INSTANCE) in heals(small).did("create")


def test_what_aws_made_while_the_provider_was_killed_is_imported(small: Deployment) -> None:
    folder = with_a_plugin_of_its_own(small)
    with held(small, Gate("create", *INSTANCE, done=True)) as engine:
        plugin.kill(folder)
        assert engine.wait() != 0
    refused = small.up()
    assert EXISTS in refused.error
    [live] = made(small, INSTANCE)
    take_over(small, INSTANCE, live)

    heals(small)
    assert made(small, INSTANCE) == [live]


def test_of_two_updates_at_once_the_second_is_refused_and_the_first_is_not_disturbed(small: Deployment) -> None:
    gate = Gate("create", *INSTANCE)
    with held(small, gate) as engine:
        before = small.account.copy().live

        second = small.up()

        assert LOCKED in second.error
        assert second.touched == set()
        assert small.account.live == before
        gate.open()
        assert engine.wait() == 0
    assert small.strays() == set()
    assert small.preview().touched == set()
