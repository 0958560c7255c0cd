"""Every stack file under examples/ is judged good, before its first deployment and after it, by names of its own."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from functools import cache
from itertools import chain
from pathlib import Path
from types import MappingProxyType

import pytest
from ruamel.yaml import YAML

from ops.findings import Finding, Result
from ops.offline.pack import PolicyPack
from ops.offline.program import record_stack
from ops.offline.stackfile import read_stack
from ops.restore.entry import Entry
from tests.conftest import Record
from tests.examples.stacks import FILES, STACKS, file_of, name_of
from tests.harness import ROOT, json_of
from tests.physical_names import taken
from tests.settings.stackfile import DIGEST

Judged = Callable[[str], Mapping[str, tuple[Finding, ...]]]
FACTS: Mapping[str, str] = {"aed": "A-", "aut": "T-", "mnt": "M-", "rse": "R-"}
"""How the ids of the standard begin that come from a system's guide."""
PROVIDER = ("pulumi:providers:aws", "aws")


@pytest.fixture(scope="module")
def judged(deployed: Record, first_preview: Record) -> Judged:
    """What the pack says of a stack `deployed` and at its `first` preview; asked once."""

    @cache
    def judge(stack: str) -> Mapping[str, tuple[Finding, ...]]:
        recordings = {"deployed": deployed(stack), "first": first_preview(stack)}
        with PolicyPack(ROOT / "policies", read_stack(ROOT, stack, file_of(stack))) as pack:
            return MappingProxyType({when: pack.judge(recording) for when, recording in recordings.items()})

    return judge


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize("when", ["deployed", "first"])
def test_no_rule_is_violated_that_is_not_exempted(stack: str, when: str, judged: Judged) -> None:
    findings = judged(stack)[when]
    assert [(one.rule.id, one.resource, one.message) for one in findings if one.refuses] == []
    assert sum(one.result is Result.COMPLIANT for one in findings) > 50


@pytest.mark.parametrize("stack", STACKS)
def test_after_a_deployment_every_rule_can_decide(stack: str, judged: Judged) -> None:
    undecided = [one for one in judged(stack)["deployed"] if one.result is Result.UNKNOWN]
    assert [(one.rule.id, one.resource) for one in undecided] == []


@pytest.mark.parametrize("stack", STACKS)
def test_what_is_exempted_follows_from_the_systems_own_guide(stack: str, judged: Judged) -> None:
    reasons = {one.message for one in judged(stack)["deployed"] if one.result is Result.EXEMPTED}
    facts = FACTS.get(file_of(stack).parent.name, "none")
    assert [reason for reason in reasons if not reason.startswith(facts)] == []


def test_what_is_past_its_communitys_support_is_said_and_refuses_nothing(judged: Judged) -> None:
    told = [one for one in judged("mnt-prod")["deployed"] if one.rule.id == "rds-maintained-version"]
    assert [(one.result, one.enforcement, one.refuses) for one in told] == [(Result.VIOLATION, "advisory", False)]
    assert told[0].message == "the PostgreSQL project has ended its support of 14"


@pytest.mark.parametrize("stack", STACKS)
def test_before_the_first_deployment_the_same_resources_are_planned(
    stack: str, deployed: Record, first_preview: Record
) -> None:
    assert sorted(first_preview(stack).urns()) == sorted(set(deployed(stack).urns()))


def test_the_stacks_of_one_account_share_no_name(deployed: Record) -> None:
    accounts: defaultdict[str, list[str]] = defaultdict(list)
    for stack in STACKS:
        (account,) = json_of(deployed(stack).one(*PROVIDER), "allowedAccountIds")
        accounts[account].append(stack)
    assert max(map(len, accounts.values())) > 3
    for stacks in accounts.values():
        names = Counter(chain.from_iterable(taken(deployed(stack)) for stack in stacks))
        assert [row for row, times in names.items() if times > 1] == [], stacks


def test_no_two_systems_share_an_account(deployed: Record) -> None:
    systems: defaultdict[str, set[str]] = defaultdict(set)
    for path in FILES:
        (account,) = json_of(deployed(name_of(path)).one(*PROVIDER), "allowedAccountIds")
        systems[account].add(path.parent.name)
    assert [one for one in systems.values() if len(one) > 1] == []


def test_a_file_says_the_system_whose_folder_it_is_in(deployed: Record) -> None:
    said = {
        name_of(path): json_of(deployed(name_of(path)).one(*PROVIDER), "defaultTags")["tags"]["System"]
        for path in FILES
    }
    assert said == {name_of(path): path.parent.name for path in FILES}


def test_a_copy_of_the_data_that_is_made_anonymous_violates_nothing_either(tmp_path: Path) -> None:
    yaml = YAML()
    document = yaml.load(file_of("mnt-prod"))
    document["config"]["platform:images"] = {"api": DIGEST}
    copy = Entry(role="db", new="db-sample", time="latest", storage=50, anonymise="api")
    copy.put(document["config"]["platform:stack"])
    file = tmp_path / "Pulumi.mnt-prod.yaml"
    yaml.dump(document, file)
    with PolicyPack(ROOT / "policies", read_stack(ROOT, "mnt-prod", file)) as pack:
        findings = pack.judge(record_stack(ROOT, "mnt-prod", file))
    assert [(one.rule.id, one.resource, one.message) for one in findings if one.refuses] == []
