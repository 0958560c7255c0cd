"""What AWS calls the parts of GLI's environments: to the letter, and no name twice in the account that they share."""

from collections import Counter, defaultdict

import pytest
import yaml

from components.data.monitoring import METRICS_GROUP
from settings.rules import MAX_DATABASE_NAMES, MAX_STACK_NAME
from tests.conftest import Record
from tests.harness import OF_THE_ACCOUNT, ROOT, STACKS
from tests.physical_names import ONE_AT_ALL, ONE_OF, physical_names, taken

NAMES: dict[str, dict[str, list[str]]] = yaml.safe_load((ROOT / "tests/data/names.yaml").read_text("utf-8"))
"""By type and stack: G-04 to G-11 to the letter, and what the standard leaves to the platform."""
ONE_OF_A_CHANNEL = "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration"
"""Every stack may have one, of a channel of its own."""
LONGEST_ROLE = "r" * 20


@pytest.mark.parametrize(("stack", "token"), [(stack, token) for stack in STACKS for token in NAMES])
def test_names_are_the_standards_to_the_letter(stack: str, token: str, deployed: Record) -> None:
    assert sorted(name for kind, name in physical_names(deployed(stack)) if kind == token) == NAMES[token][stack]


@pytest.mark.parametrize("stack", STACKS)
def test_what_has_no_standard_name_is_named_after_its_stack_or_its_environment_and_region(
    stack: str, deployed: Record
) -> None:
    named = [(kind, name) for kind, name in physical_names(deployed(stack)) if kind not in NAMES]
    assert named
    assert [row for row in named if not row[1].startswith((f"{stack}-", f"gli-{stack}-ap-northeast-2-"))] == []


def test_the_three_stacks_of_the_account_and_its_own_share_no_name(deployed: Record) -> None:
    names = Counter(row for stack in (*STACKS, OF_THE_ACCOUNT) for row in taken(deployed(stack)))
    assert [row for row, times in names.items() if times > 1] == []


def test_what_the_account_has_once_is_in_its_own_stack_alone(deployed: Record) -> None:
    once = {*ONE_OF, *ONE_AT_ALL, "aws:cloudtrail/trail:Trail"} - {ONE_OF_A_CHANNEL}
    kinds = {stack: {resource.type for resource in deployed(stack).resources} for stack in (*STACKS, OF_THE_ACCOUNT)}
    assert {stack: once & kinds[stack] for stack in kinds} == {key: set() for key in STACKS} | {OF_THE_ACCOUNT: once}


def test_the_log_group_that_every_database_writes_to_is_made_once(deployed: Record) -> None:
    names = {stack: {name for _, name in physical_names(deployed(stack))} for stack in (*STACKS, OF_THE_ACCOUNT)}
    assert [stack for stack in names if METRICS_GROUP in names[stack]] == [OF_THE_ACCOUNT]


def test_what_is_unique_in_the_world_or_in_the_account_is_among_the_names(deployed: Record) -> None:
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    for stack in STACKS:
        for kind, _ in physical_names(deployed(stack)):
            kinds[kind.partition(":")[2].partition("/")[0]].add(kind.rpartition(":")[2])
    assert {"Bucket"} <= kinds["s3"]
    assert {"Role", "RolePolicy"} <= kinds["iam"]
    assert {"CachePolicy", "Distribution", "Function", "OriginAccessControl", "ResponseHeadersPolicy"} == kinds[
        "cloudfront"
    ]
    assert {"WebAcl"} == kinds["wafv2"]
    assert {"Record"} == kinds["route53"]


@pytest.mark.parametrize("stack", [*STACKS, "all"])
def test_names_that_pulumi_makes_fit_into_64_characters(stack: str, deployed: Record) -> None:
    named = [name for kind, name in physical_names(deployed(stack)) if kind == "aws:iam/role:Role"]
    roles = [name for name in named if name.endswith("-******")]
    assert roles
    for name in roles:
        others = name.removeprefix(f"{stack}-")
        for part in ("scheduler", "websocket"):
            others = others.replace(f"{part}-", f"{LONGEST_ROLE}-")
        assert len(f"{'s' * MAX_STACK_NAME}-{others}") <= 64, name


@pytest.mark.parametrize(("role", "password"), [("db-monitoring", "own"), ("ledger-redeploy-start", "managed")])
def test_a_databases_longest_role_fits_into_64_characters(role: str, password: str, deployed: Record) -> None:
    name = str(deployed("all").one("aws:iam/role:Role", role).outputs["name"])
    beside = len(name) - len("all") - len(role.partition("-")[0])
    assert beside + MAX_DATABASE_NAMES[password] == 64
