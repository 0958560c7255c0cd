"""Every stack of the other systems comes up, stays as it is, and goes down once nothing protects it any more."""

from collections.abc import Callable

import pytest

from tests.engine.conftest import Deployed
from tests.engine.deployment import AMBIENT_PLUGIN, Deployment
from tests.engine.provider.account import DELETION_PROTECTION, Account
from tests.examples.stacks import STACKS

CopyOf = Callable[[str], Deployment]


@pytest.mark.parametrize("stack", STACKS)
def test_a_stack_comes_up_stays_as_it_is_and_goes_down(stack: str, deployed: Deployed, copy_of: CopyOf) -> None:
    _, first = deployed(stack)
    assert (first.error, first.violations) == ("", set())
    assert [message for message in first.diagnostics if AMBIENT_PLUGIN not in message] == []
    assert set(first.summary) == {"create"}

    deployment = copy_of(stack)
    second = deployment.up()
    assert second.error == ""
    assert second.summary == {"same": first.summary["create"]}

    made = len(deployment.account.live)
    assert made == len([name for name in first.did("create") if name.startswith("aws:")])
    if any(resource.get("protect") for resource in deployment.state()):
        assert "because it is protected" in deployment.destroy().error
        assert len(deployment.account.live) == made
        deployment.unprotect()
        by_hand_in_the_console(deployment.account)
    kept = {str(resource["id"]) for resource in deployment.state() if resource.get("retainOnDelete")}
    gone = deployment.destroy()
    assert gone.error == ""
    assert {found.id for found in deployment.account.live.values()} == kept
    assert kept == proofs(deployment.account), "other stacks may prove the same certificate's names by the same record"
    assert deployment.state() == []


def proofs(account: Account) -> set[str]:
    """The records by which ACM sees that a certificate's names are ours."""
    return {found.id for found in account.of_type("aws:route53/record:Record") if found.inputs["type"] == "CNAME"}


def by_hand_in_the_console(account: Account) -> None:
    """Switch off AWS's own protection from deletion."""
    for found in account.live.values():
        for key in DELETION_PROTECTION:
            found.inputs.pop(key, None)
