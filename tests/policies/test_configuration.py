"""What a file of `--policy-pack-config` may say: the engine lets everything through."""

from datetime import date

import pytest
from guardrails.configuration import ALL, Configuration, read_configuration
from guardrails.pack import settings_of
from guardrails.registry import ALL_RULES
from pulumi.runtime import proto

from tests.policies.harness import Given, Pack, RefusedError

RULES = {rule.id: rule for rule in ALL_RULES}
PUBLIC = RULES["subnet-no-public-address"]
SUBNET = PUBLIC.on[0]
OPEN = Given(SUBNET, "network-1", {"mapPublicIpOnLaunch": True})


@pytest.mark.parametrize(
    ("policy", "level", "properties", "sentence"),
    [
        ("subnet-public", "mandatory", {}, "subnet-public is no rule of this pack"),
        ("All", "mandatory", {}, "All is no rule of this pack"),
        (
            "subnet-no-public-adress",
            "disabled",
            {"at": "2027-01-31"},
            "subnet-no-public-adress is no rule of this pack (did you mean subnet-no-public-address?)",
        ),
        (PUBLIC.id, "", {"level": "advisory"}, f"{PUBLIC.id} has no setting `level`; it takes enforcementLevel"),
        (PUBLIC.id, "", {"enforcementlevel": "x"}, f"{PUBLIC.id} has no setting `enforcementlevel`; it takes enforce"),
        ("all", "mandatory", {"tier": "staging"}, "all has no setting `tier`; it takes enforcementLevel"),
        ("exemptions-are-current", "", {"day": "x"}, "has no setting `day`; it takes enforcementLevel, at"),
        ("exemptions-are-current", "", {"at": "tomorrow"}, "`at` 'tomorrow' is no day; write it as 2027-01-31"),
        ("exemptions-are-current", "", {"at": "2026-13-01"}, "`at` '2026-13-01' is no day"),
        ("exemptions-are-current", "", {"at": 20261301}, "`at` 20261301.0 is no day"),
        ("tier-is-known", "", {"tier": "prod"}, "`tier` 'prod' is none; it is one of production, staging, development"),
        ("tier-is-known", "", {"tier": ["staging"]}, "`tier` ['staging'] is none"),
        (PUBLIC.id, "remediate", {}, f"{PUBLIC.id} cannot be `remediate`: no rule of this pack changes a resource"),
        ("all", "remediate", {}, "all cannot be `remediate`"),
    ],
)
def test_what_nothing_would_read_is_refused_with_a_sentence(
    policy: str, level: str, properties: dict[str, object], sentence: str
) -> None:
    with pytest.raises(RefusedError) as refusal:
        Pack(ALL_RULES).configure(policy, level, **properties)

    assert "INVALID_ARGUMENT" in str(refusal.value)
    assert sentence in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    given = {"vpc-dsn": proto.PolicyConfig(), PUBLIC.id: proto.PolicyConfig(enforcementLevel=proto.REMEDIATE)}

    with pytest.raises(ValueError, match="vpc-dsn is no rule") as refusal:
        read_configuration(given, settings_of(ALL_RULES))

    assert len(str(refusal.value).splitlines()) == 2


def test_a_level_of_all_is_told_once_and_not_for_every_rule() -> None:
    given = dict.fromkeys([ALL, *settings_of(ALL_RULES)], proto.PolicyConfig(enforcementLevel=proto.REMEDIATE))

    with pytest.raises(ValueError, match=r"^all cannot be `remediate`[^\n]*$"):
        read_configuration(given, settings_of(ALL_RULES))


def test_what_the_engine_sends_without_a_file_sets_nothing() -> None:
    given = {name: proto.PolicyConfig(enforcementLevel=proto.MANDATORY) for name in settings_of(ALL_RULES)}

    assert read_configuration({**given, "all": proto.PolicyConfig()}, settings_of(ALL_RULES)) == Configuration()


def test_a_day_that_is_configured_is_the_day_of_judging() -> None:
    config = proto.PolicyConfig()
    config.properties.update({"at": "2027-01-31"})

    assert read_configuration({"exemptions-are-current": config}, settings_of(ALL_RULES)).at == date(2027, 1, 31)


def test_the_engine_learns_the_schema_of_what_may_be_set() -> None:
    schemas = {
        policy.name: sorted(policy.configSchema.properties.fields)
        for policy in Pack(ALL_RULES).info().policies
        if policy.configSchema.properties.fields
    }

    assert schemas == {"tier-is-known": ["tier"], "exemptions-are-current": ["at"]}


@pytest.mark.parametrize(
    ("level", "expected"), [("advisory", [proto.ADVISORY]), ("mandatory", [proto.MANDATORY]), ("disabled", [])]
)
def test_a_configured_level_is_that_of_the_violations(level: str, expected: list[int]) -> None:
    pack = Pack([PUBLIC])
    pack.configure(PUBLIC.id, level)

    assert [diagnostic.enforcementLevel for diagnostic in pack.respond_to(OPEN).diagnostics] == expected


def test_a_level_that_is_configured_again_counts_for_types_that_were_judged_before() -> None:
    pack = Pack([PUBLIC])
    pack.respond_to(OPEN)
    pack.configure(PUBLIC.id, "disabled")

    assert not pack.respond_to(OPEN).diagnostics


def test_a_disabled_rule_says_nothing_of_any_resource() -> None:
    pack = Pack([PUBLIC])
    pack.configure(PUBLIC.id, "disabled")

    for given in (OPEN, Given("aws:sqs/queue:Queue")):
        assert not pack.respond_to(given).not_applicable
