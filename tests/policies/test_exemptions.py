"""Exemptions: what is refused, what is needed, what has ended."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from guardrails.evaluation import State
from guardrails.exemptions import EXEMPTIONS, Exemption, Exemptions, load_exemptions
from guardrails.registry import ALL_RULES
from guardrails.tier import Tier
from guardrails.tokens import LOG_GROUP, SUBNET

from tests.policies.harness import UNKNOWN, Given, Pack

RULES = {rule.id: rule for rule in ALL_RULES}
PUBLIC = RULES["subnet-no-public-address"]
KEYED = RULES["log-own-key"]
SUBNET_OF_ALL = Given(SUBNET, "network-public-1", {"mapPublicIpOnLaunch": True})
AT = "2026-11-21"

GOOD = """
- rule: subnet-no-public-address
  stack: prod
  resource: aws:ec2/subnet:Subnet::network-*
  reason: until the move
  owner: ops@glibiz.com
  expires: 2027-01-31
  ticket: OPS-1
"""


def exemption(**more: Any) -> Exemption:
    made: dict[str, Any] = {
        "label": "exemptions.yaml, entry 1",
        "rule": PUBLIC.id,
        "stack": "prod",
        "resource": f"{SUBNET}::network-*",
        "reason": "until the move",
        "owner": "ops@glibiz.com",
        "expires": date(2027, 1, 31),
    }
    return Exemption(**{**made, **more})


def load(tmp_path: Path, text: str) -> Exemptions:
    path = tmp_path / "exemptions.yaml"
    path.write_text(text, encoding="utf-8")
    return load_exemptions(set(RULES), path)


def findings(exemptions: Exemptions, policy: str, *, at: str = AT, resources: tuple[Given, ...] = ()) -> list[str]:
    """What a policy about exemptions finds after the resources were analysed, as the engine does."""
    pack = Pack([PUBLIC, KEYED], Tier.PRODUCTION, exemptions)
    pack.configure("exemptions-are-current", at=at)
    for given in resources:
        pack.analyze(given)
    return pack.findings(resources or [Given("aws:sqs/queue:Queue")], policy)


def test_the_pack_s_own_file_is_valid() -> None:
    assert load_exemptions(set(RULES), EXEMPTIONS).problems == []


def test_a_good_entry_counts(tmp_path: Path) -> None:
    exemptions = load(tmp_path, GOOD)

    assert exemptions.problems == []
    assert exemptions.entries == [exemption()]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("  reason: until the move\n", "", "entry 1: `reason` is missing; every entry has rule, stack"),
        ("until the move", '" "', "entry 1: `reason` is not a text; write what it is"),
        ("  owner: ops@glibiz.com\n", "", "entry 1: `owner` is missing"),
        ("  stack: prod\n", "", "entry 1: `stack` is missing"),
        ("stack: prod", "stack: [prod]", "entry 1: `stack` is not a text"),
        ("2027-01-31", "next year", "entry 1: `expires` 'next year' is no day; write it as 2027-01-31"),
        ("2027-01-31", "'2027-02-30'", "entry 1: `expires` '2027-02-30' is no day"),
        ("aws:ec2/subnet:Subnet::network-*", '"*"', "entry 1: `resource` '*' covers everything; name its type"),
        ("aws:ec2/subnet:Subnet::network-*", '"*::*"', "entry 1: `resource` '*::*' covers everything"),
        (
            "rule: subnet-no-public-address",
            'rule: "*"',
            "entry 1: `rule` '*' is no rule of this pack; name one by its id",
        ),
        ("rule: subnet-no-public-address", "rule: subnet", "entry 1: `rule` 'subnet' is no rule of this pack"),
        ("ticket:", "tickets:", "entry 1: `tickets` is no key of it; use rule, stack"),
    ],
)
def test_a_bad_entry_is_refused_with_a_sentence_and_does_not_count(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    exemptions = load(tmp_path, GOOD.replace(old, new))

    assert exemptions.entries == []
    assert len(exemptions.problems) == 1
    assert sentence in findings(exemptions, "exemptions-are-valid")[0]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("- rule: [", "exemptions.yaml is not valid YAML ("),
        ("- expires: 2027-02-30", "exemptions.yaml is not valid YAML (day is out of range for month); mend it"),
        ("rule: subnet", "exemptions.yaml holds no list; begin each entry with `- rule:`"),
        ("- subnet", "exemptions.yaml, entry 1: is not a mapping; write `rule: …` and the keys stack"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    problems = load(tmp_path, text).problems

    (problem,) = problems
    assert problem.startswith(sentence)
    assert "\n" not in problem


def test_a_missing_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    problems = load_exemptions(set(RULES), tmp_path / "exemptions.yaml").problems

    assert problems == ["exemptions.yaml is missing; an empty list `[]` says that there are none"]


def test_a_reason_over_several_lines_is_one_sentence(tmp_path: Path) -> None:
    (entry,) = load(tmp_path, GOOD.replace("until the move", "|\n    until\n    the move")).entries

    assert entry.reason == "until the move"


def test_an_empty_file_means_no_exemptions(tmp_path: Path) -> None:
    exemptions = load(tmp_path, "# none\n")

    assert (exemptions.entries, exemptions.problems) == ([], [])


def test_a_bad_entry_leaves_the_good_ones_beside_it(tmp_path: Path) -> None:
    exemptions = load(tmp_path, GOOD + GOOD.replace("prod", "[]"))

    assert [entry.label for entry in exemptions.entries] == ["exemptions.yaml, entry 1"]
    assert len(exemptions.problems) == 1


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


@pytest.mark.parametrize("at", ["tomorrow", "2026-13-01", ""])
def test_a_day_that_is_none_is_a_finding(at: str) -> None:
    assert findings(Exemptions(), "exemptions-are-current", at=at) == [f"`at` {at!r} is no day; write it as 2027-01-31"]


def test_another_setting_than_the_day_is_a_finding() -> None:
    pack = Pack([PUBLIC])
    pack.configure("exemptions-are-current", date="2026-11-21")

    assert pack.findings([SUBNET_OF_ALL], "exemptions-are-current") == [
        "exemptions-are-current has no setting date; its only one is `at`"
    ]


def test_without_a_day_today_decides() -> None:
    long_gone, far_away = exemption(expires=date(2020, 1, 1)), exemption(expires=date(2999, 1, 1))
    pack = Pack([PUBLIC], exemptions=Exemptions([long_gone, far_away]))
    pack.analyze(SUBNET_OF_ALL)

    found = " ".join(pack.findings([SUBNET_OF_ALL], "exemptions-are-current"))
    assert "expired on 2020-01-01" in found
    assert "lasts until 2999-01-01" in found
