"""The file of exemptions: what an entry must say, and what it may not."""

from pathlib import Path

import pytest
from guardrails.exemptions import EXEMPTIONS, Exemptions, load_exemptions, stacks_of
from guardrails.registry import ALL_RULES
from guardrails.tokens import SUBNET

from tests.policies.test_exemptions import exemption, findings

TYPES = {rule.id: rule.on for rule in ALL_RULES}

GOOD = """
- rule: subnet-no-public-address
  stack: prod
  resource: aws:ec2/subnet:Subnet::network-*
  reason: until the move
  owner: ops@glibiz.com
  expires: 2027-01-31
  ticket: OPS-1
"""


def load(tmp_path: Path, text: str) -> Exemptions:
    path = tmp_path / "exemptions.yaml"
    path.write_text(text, encoding="utf-8")
    return load_exemptions(TYPES, path)


def test_the_pack_s_own_file_is_valid() -> None:
    assert load_exemptions(TYPES, EXEMPTIONS).problems == []


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
        (
            "aws:ec2/subnet:Subnet::network-*",
            '"*"',
            "entry 1: `resource` '*' does not name its type; write it as in aws:",
        ),
        ("aws:ec2/subnet:Subnet::network-*", '"*::*"', "entry 1: `resource` '*::*' does not name its type"),
        (
            "aws:ec2/subnet:Subnet::network-*",
            '"aws:*::network-*"',
            "entry 1: `resource` 'aws:*::network-*' does not name",
        ),
        (
            "aws:ec2/subnet:Subnet::network-*",
            "'aws:[a-z]*::*'",
            "entry 1: `resource` 'aws:[a-z]*::*' does not name its type",
        ),
        ("aws:ec2/subnet:Subnet::network-*", "network-1", "entry 1: `resource` 'network-1' does not name its type"),
        (
            "aws:ec2/subnet:Subnet::network-*",
            "aws:ec2/subnet:Subnets::network-*",
            "is of a type that the rule does not judge (did you mean aws:ec2/subnet:Subnet?)",
        ),
        (
            "stack: prod\n  resource: aws:ec2/subnet:Subnet::network-*",
            'stack: "*"\n  resource: aws:ec2/subnet:Subnet::*',
            "entry 1: `stack` '*' and `resource` 'aws:ec2/subnet:Subnet::*' cover everything; name the stacks or the",
        ),
        (
            "stack: prod\n  resource: aws:ec2/subnet:Subnet::network-*",
            'stack: "[a-z]*"\n  resource: "aws:ec2/subnet:Subnet::[!~]*"',
            "entry 1: `stack` '[a-z]*' and `resource` 'aws:ec2/subnet:Subnet::[!~]*' cover everything; name the stacks",
        ),
        (
            "stack: prod",
            "stack: prdo",
            "entry 1: `stack` 'prdo' is no stack of this project (did you mean prod?); name one, or a pattern of some",
        ),
        (
            "stack: prod",
            "stack: qa-*",
            "entry 1: `stack` 'qa-*' is no stack of this project; name one, or a pattern of some",
        ),
        (
            "rule: subnet-no-public-address",
            'rule: "*"',
            "entry 1: `rule` '*' is no rule of this pack; name one by its id",
        ),
        ("rule: subnet-no-public-address", 'rule: "subnet-*"', "entry 1: `rule` 'subnet-*' is no rule of this pack"),
        (
            "rule: subnet-no-public-address",
            "rule: subnet-no-public-addresses",
            "is no rule of this pack (did you mean subnet-no-public-address?); name one by its id",
        ),
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


def test_an_exemption_of_all_resources_in_one_stack_or_of_some_in_all_stacks_counts(tmp_path: Path) -> None:
    in_prod = GOOD.replace("network-*", "*")
    of_network = GOOD.replace("stack: prod", 'stack: "*"')

    exemptions = load(tmp_path, in_prod + of_network)

    assert exemptions.problems == []
    assert [(entry.stack, entry.resource) for entry in exemptions.entries] == [
        ("prod", f"{SUBNET}::*"),
        ("*", f"{SUBNET}::network-*"),
    ]


def test_where_no_stack_file_stands_beside_the_pack_an_exemption_may_name_any_stack(tmp_path: Path) -> None:
    path = tmp_path / "exemptions.yaml"
    path.write_text(GOOD.replace("prod", "elsewhere"), encoding="utf-8")

    assert load_exemptions(TYPES, path, stacks=()).problems == []
    assert len(load_exemptions(TYPES, path, stacks=("prod",)).problems) == 1


def test_the_stacks_of_the_project_are_those_that_have_a_file_beside_the_pack(tmp_path: Path) -> None:
    (tmp_path / "examples" / "sweet").mkdir(parents=True)
    for name in ("Pulumi.yaml", "Pulumi.prod.yaml", "examples/sweet/Pulumi.sweet-prod.yaml"):
        (tmp_path / name).write_text("")

    assert stacks_of(tmp_path) == ["prod", "sweet-prod"]


def test_a_missing_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    problems = load_exemptions(TYPES, tmp_path / "exemptions.yaml").problems

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
