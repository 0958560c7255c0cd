"""Exemptions: what is refused, what is needed, what has ended."""

from datetime import date
from typing import Any

import pytest
from guardrails.evaluation import State
from guardrails.exemptions import Exemption, Exemptions
from guardrails.registry import ALL_RULES
from guardrails.tier import Tier
from guardrails.tokens import LOG_GROUP, SUBNET

from tests.policies.harness import UNKNOWN, Given, Pack

RULES = {rule.id: rule for rule in ALL_RULES}
PUBLIC = RULES["subnet-no-public-address"]
KEYED = RULES["log-own-key"]
SUBNET_OF_ALL = Given(SUBNET, "network-public-1", {"mapPublicIpOnLaunch": True})
AT = "2026-11-21"


def exemption(**more: Any) -> Exemption:
    made: dict[str, Any] = {
        "label": "exemptions.yaml, entry 1",
        "rule": PUBLIC.id,
        "stack": "prod",
        "resource": f"{SUBNET}::network-*",
        "reason": "until the move",
        "owner": "ops@glibiz.com",
        "expires": date(2027, 1, 31),
        "ticket": "OPS-1",
    }
    return Exemption(**{**made, **more})


def findings(exemptions: Exemptions, policy: str, *, at: str = AT, resources: tuple[Given, ...] = ()) -> list[str]:
    """What a policy about exemptions finds after the resources were analysed, as the engine does."""
    pack = Pack([PUBLIC, KEYED], Tier.PRODUCTION, exemptions)
    pack.configure("exemptions-are-current", at=at)
    for given in resources:
        pack.analyze(given)
    return pack.findings(resources or [Given("aws:sqs/queue:Queue")], policy)


@pytest.mark.parametrize(
    ("ticket", "told"),
    [
        ("OPS-1", "until the move (owner ops@glibiz.com, until 2027-01-31, ticket OPS-1)"),
        ("", "until the move (owner ops@glibiz.com, until 2027-01-31)"),
    ],
)
def test_what_is_exempted_says_why_by_whom_until_when_and_where_it_is_discussed(ticket: str, told: str) -> None:
    verdicts = Pack([PUBLIC], exemptions=Exemptions([exemption(ticket=ticket)])).analyze(SUBNET_OF_ALL)

    assert verdicts[PUBLIC.id].text == told


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (exemption(), State.EXEMPTED),
        (exemption(stack="pr*"), State.EXEMPTED),
        (exemption(stack="dev"), State.VIOLATION),
        (exemption(resource=f"{SUBNET}::database-*"), State.VIOLATION),
        (exemption(resource="aws:ec2/vpc:Vpc::network-*"), State.VIOLATION),
        (exemption(rule=KEYED.id), State.VIOLATION),
    ],
)
def test_an_exemption_covers_its_rule_its_resources_and_its_stacks_alone(entry: Exemption, expected: State) -> None:
    verdicts = Pack([PUBLIC], exemptions=Exemptions([entry])).analyze(SUBNET_OF_ALL)

    assert verdicts[PUBLIC.id].state is expected


def test_a_needed_exemption_is_no_finding() -> None:
    assert findings(Exemptions([exemption()]), "exemptions-are-current", resources=(SUBNET_OF_ALL,)) == []


def test_an_exemption_that_a_stack_rule_needs_is_no_finding() -> None:
    entry = exemption(rule=KEYED.id, resource=f"{LOG_GROUP}::*")

    assert findings(Exemptions([entry]), "exemptions-are-current", resources=(Given(LOG_GROUP),)) == []


def test_an_unused_exemption_is_a_finding() -> None:
    private = Given(SUBNET, "network-private-1", {"mapPublicIpOnLaunch": False})

    (finding,) = findings(Exemptions([exemption()]), "exemptions-are-current", resources=(private,))
    assert finding == (
        "exemptions.yaml, entry 1: nothing in stack prod needs the exemption of subnet-no-public-address for "
        "aws:ec2/subnet:Subnet::network-*; remove it, or name the stacks that do"
    )


def test_an_exemption_of_another_stack_is_nobody_s_business_here() -> None:
    entries = [exemption(stack="dev"), exemption(stack="dev", expires=date(2020, 1, 1))]

    assert findings(Exemptions(entries), "exemptions-are-current", resources=(Given(SUBNET, "network-1"),)) == []


def test_an_exemption_whose_resource_is_not_known_yet_is_not_called_unused() -> None:
    unknown = Given(SUBNET, "network-1", {"mapPublicIpOnLaunch": UNKNOWN})

    assert findings(Exemptions([exemption()]), "exemptions-are-current", resources=(unknown,)) == []


@pytest.mark.parametrize(("at", "expired"), [("2027-01-31", False), ("2027-02-01", True)])
def test_an_exemption_counts_until_the_end_of_its_last_day(at: str, *, expired: bool) -> None:
    found = findings(Exemptions([exemption()]), "exemptions-are-current", at=at, resources=(SUBNET_OF_ALL,))

    sentence = (
        f"{SUBNET_OF_ALL.urn} exemptions.yaml, entry 1: the exemption of subnet-no-public-address expired on "
        "2027-01-31; mend the violation, or renew it with ops@glibiz.com and a reason"
    )
    assert found == ([sentence] if expired else [])


def test_an_expired_exemption_that_nothing_needs_is_a_finding_too() -> None:
    found = findings(Exemptions([exemption()]), "exemptions-are-current", at="2027-02-01")

    assert len(found) == 1
    assert found[0].startswith("exemptions.yaml, entry 1: the exemption of subnet-no-public-address expired")


@pytest.mark.parametrize(("expires", "refused"), [(date(2027, 11, 22), False), (date(2027, 11, 23), True)])
def test_an_exemption_may_last_366_days_and_no_longer(expires: date, *, refused: bool) -> None:
    entries = Exemptions([exemption(expires=expires)])
    found = findings(entries, "exemptions-are-current", resources=(SUBNET_OF_ALL,))

    sentence = (
        "subnet-no-public-address lasts until 2027-11-23, more than 12 months after 2026-11-21; choose an earlier day"
    )
    assert [finding.partition("exemption of ")[2] for finding in found] == ([sentence] if refused else [])


@pytest.mark.parametrize(("at", "soon"), [("2026-12-31", False), ("2027-01-01", True), ("2027-01-31", True)])
def test_an_exemption_that_ends_within_30_days_is_announced(at: str, *, soon: bool) -> None:
    found = findings(Exemptions([exemption()]), "exemptions-expire-soon", at=at, resources=(SUBNET_OF_ALL,))

    sentence = (
        "exemptions.yaml, entry 1: the exemption of subnet-no-public-address expires on 2027-01-31; "
        "ops@glibiz.com mends the violation or renews it"
    )
    assert found == ([sentence] if soon else [])


def test_an_expired_exemption_is_not_announced_any_more() -> None:
    assert findings(Exemptions([exemption()]), "exemptions-expire-soon", at="2027-02-01") == []


def test_without_a_day_today_decides() -> None:
    long_gone, far_away = exemption(expires=date(2020, 1, 1)), exemption(expires=date(2999, 1, 1))
    pack = Pack([PUBLIC], exemptions=Exemptions([long_gone, far_away]))
    pack.analyze(SUBNET_OF_ALL)

    found = " ".join(pack.findings([SUBNET_OF_ALL], "exemptions-are-current"))
    assert "expired on 2020-01-01" in found
    assert "lasts until 2999-01-01" in found
