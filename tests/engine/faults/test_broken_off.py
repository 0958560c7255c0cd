"""A deployment that breaks off in the middle: what is there afterwards, what the CLI says, and what heals it.

Development gets a second database, and a service that uses it. Its instance takes longest on AWS, so that runs break
off there; a rule of its firewall has no name of its own, so that AWS would make it twice.
"""

from collections.abc import Callable

import pytest

from tests.engine.changing import STACK, lost
from tests.engine.deployment import Deployment, Run
from tests.engine.faults.breaking import held, pending, said, with_a_plugin_of_its_own
from tests.engine.faults.sayings import EXISTS, LOCKED, PENDING, PLUGIN_DIED
from tests.engine.provider import plugin
from tests.engine.provider.account import Live
from tests.engine.provider.troubles import Gate

CopyOf = Callable[[str], Deployment]
INSTANCE = ("aws:rds/instance:Instance", "reports")
RULE = ("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "reports-from-api")
KINDS = pytest.mark.parametrize("kind", [INSTANCE, RULE], ids=["named", "nameless"])
REFRESH = ("refresh", "--yes", "--skip-preview")


@pytest.fixture
def growing(copy_of: CopyOf) -> Deployment:
    """Development, which is to get a second database."""
    deployment = copy_of("dev")
    settings = {**deployment.setting("databases.db"), "name": "gli-dev-reports"}
    deployment.write({f"{STACK}.databases.reports": settings})
    deployment.write({f"{STACK}.services.api.uses": ["db", "redis", "reports"]})
    return deployment


def heals(deployment: Deployment) -> Run:
    """One more `up`, after which everything is there once and nothing is left to do."""
    run = deployment.up()
    assert run.error == ""
    assert lost(run) == set()
    assert run.replaced | run.did("delete") == set()
    assert deployment.strays() == set()
    assert pending(deployment) == []
    assert deployment.preview().touched == set()
    return run


def kill_the_engine(deployment: Deployment, gate: Gate) -> None:
    """Kill it while the gate holds."""
    with held(deployment, gate) as engine:
        engine.kill()
        engine.wait()
    assert pending(deployment) == [("creating", urn) for _, urn in pending(deployment)]
    assert [urn.rpartition("::")[2] for _, urn in pending(deployment)] == [gate.name]


def made(deployment: Deployment, kind: tuple[str, str]) -> list[Live]:
    """What there is of a resource in the account."""
    token, name = kind
    return [live for live in deployment.account.of_type(token) if live.urn.endswith(f"::{name}")]


def test_an_engine_that_was_killed_leaves_a_lock_behind_and_nothing_happens_until_it_is_cancelled(
    growing: Deployment,
) -> None:
    kill_the_engine(growing, Gate("create", *INSTANCE))
    before = growing.account.copy().live

    locked = growing.up()

    assert LOCKED in locked.error
    assert growing.account.live == before
    growing.cli("cancel", "--yes")
    growing.cli(*REFRESH, "--clear-pending-creates")
    assert "::".join(INSTANCE) in heals(growing).did("create")


def test_without_a_refresh_up_goes_on_after_a_killed_engine_and_goes_on_warning(growing: Deployment) -> None:
    kill_the_engine(growing, Gate("create", *INSTANCE))
    growing.cli("cancel", "--yes")

    run = growing.up()

    assert run.error == ""
    assert PENDING in "\n".join(run.diagnostics)
    assert growing.strays() == set()
    assert len(made(growing, INSTANCE)) == len(pending(growing)) == 1


@KINDS
def test_what_aws_made_while_the_engine_was_killed_is_taken_over_by_a_refresh(
    growing: Deployment, kind: tuple[str, str]
) -> None:
    kill_the_engine(growing, Gate("create", *kind, done=True))
    [(_, urn)], [live] = pending(growing), made(growing, kind)
    growing.cli("cancel", "--yes")

    growing.cli(*REFRESH, "--import-pending-creates", urn, "--import-pending-creates", live.id)

    assert "::".join(kind) not in heals(growing).did("create")
    assert made(growing, kind) == [live]


def test_without_that_refresh_aws_refuses_what_has_a_name_and_makes_what_has_none_twice(growing: Deployment) -> None:
    other = growing.copy(growing.root.with_name("other"))
    kill_the_engine(growing, Gate("create", *INSTANCE, done=True))
    kill_the_engine(other, Gate("create", *RULE, done=True))
    for deployment in (growing, other):
        deployment.cli("cancel", "--yes")

    refused, twice = growing.up(), other.up()

    assert EXISTS in refused.error
    assert len(made(growing, INSTANCE)) == 1
    assert twice.error == ""
    assert len(made(other, RULE)) == 2


def test_a_provider_that_was_killed_fails_the_update_and_the_next_up_goes_on(growing: Deployment) -> None:
    folder = with_a_plugin_of_its_own(growing)
    gate = Gate("create", *INSTANCE)
    with held(growing, gate) as engine:
        plugin.kill(folder)
        gate.open(broken=True)
        assert engine.wait() != 0

    assert PLUGIN_DIED in said(growing).read_text("utf-8")
    assert pending(growing) == []
    assert "::".join(INSTANCE) in heals(growing).did("create")


def test_what_aws_made_while_the_provider_was_killed_is_imported(growing: Deployment) -> None:
    folder = with_a_plugin_of_its_own(growing)
    with held(growing, Gate("create", *INSTANCE, done=True)) as engine:
        plugin.kill(folder)
        assert engine.wait() != 0

    refused = growing.up()

    assert EXISTS in refused.error
    assert len(made(growing, INSTANCE)) == 1


def test_of_two_updates_at_once_the_second_is_refused_and_the_first_is_not_disturbed(growing: Deployment) -> None:
    gate = Gate("create", *INSTANCE)
    with held(growing, gate) as engine:
        before = growing.account.copy().live

        second = growing.up()

        assert LOCKED in second.error
        assert second.touched == set()
        assert growing.account.live == before
        gate.open()
        assert engine.wait() == 0
    assert growing.strays() == set()
    assert growing.preview().touched == set()
