"""Names are the standard's to the letter, or are refused before AWS refuses them."""

import re
import string

import pytest
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER
from hypothesis import given, settings
from hypothesis import strategies as st

from naming import InvalidNameError, Names, load_patterns
from tests.harness import NAMES, REGION, ROOT
from tests.naming_tables import CLOUDFORMATION, FILLED, LIMITS, PARTS


def aws_takes(kind: str, name: str) -> bool:
    """Whether CloudFormation's own schema lets this name pass."""
    resource, key = CLOUDFORMATION[kind]
    allowed = PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, resource).schema["properties"][key]
    fits = len(name) <= allowed.get("maxLength", 512)
    return fits and re.search(allowed["pattern"], name) is not None


@pytest.mark.parametrize(("kind", "name"), FILLED.items(), ids=list(FILLED))
def test_each_kind_of_name_is_filled_as_the_standard_writes_it(kind: str, name: str) -> None:
    wanted = set(re.findall(r"\{(\w+)\}", load_patterns()[kind].pattern)) & set(PARTS)
    assert NAMES.fill(kind, **{part: PARTS[part] for part in wanted}) == name


def test_every_kind_of_name_is_tested_here() -> None:
    assert set(load_patterns()) == set(FILLED) == set(LIMITS)


@pytest.mark.parametrize("kind", FILLED)
def test_every_kind_of_name_is_used_by_a_component(kind: str) -> None:
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "components").rglob("*.py"))
    beside = ("__main__.py", "ops/bootstrap/place.py", "settings/log_groups.py")
    sources += "".join((ROOT / path).read_text("utf-8") for path in beside)
    assert f'fill("{kind}"' in sources


@pytest.mark.parametrize(("kind", "limit"), LIMITS.items(), ids=list(LIMITS))
def test_a_name_may_be_as_long_as_aws_allows_and_no_longer(kind: str, limit: int) -> None:
    longest = "a" * limit
    assert NAMES.fill(kind, override=longest) == longest
    with pytest.raises(InvalidNameError) as refused:
        NAMES.fill(kind, override=f"{longest}a")
    assert str(refused.value) == (
        f"the {kind.replace('_', ' ')} name '{longest}a' has {limit + 1} characters and AWS allows {limit}; "
        "shorten the role, or set `short` or `name`"
    )


@pytest.mark.parametrize("kind", FILLED)
def test_a_name_without_a_letter_is_refused(kind: str) -> None:
    with pytest.raises(InvalidNameError) as refused:
        NAMES.fill(kind, override="")
    assert str(refused.value).endswith("name is empty; leave `name` out or give one")


def test_all_characters_that_aws_refuses_are_named_once() -> None:
    with pytest.raises(InvalidNameError) as refused:
        NAMES.fill("load_balancer", override="gli_prod_ü alb")
    assert str(refused.value) == (
        "the load balancer name 'gli_prod_ü alb' contains '  _ ü'; AWS allows only [A-Za-z0-9-]"
    )


@given(st.sampled_from(sorted(CLOUDFORMATION)), st.sampled_from(string.printable + "äß字"))
def test_no_character_is_let_through_that_cloudformation_refuses(kind: str, letter: str) -> None:
    stem = "alias/a" if "key_alias" in kind else "a"
    try:
        name = NAMES.fill(kind, override=f"{stem}{letter}a")
    except InvalidNameError:
        return
    assert aws_takes(kind, name)


SHORT = st.from_regex(r"[a-z][a-z0-9]{1,7}", fullmatch=True)
SYSTEM = st.from_regex(r"[a-z][a-z0-9]{1,9}", fullmatch=True)
LONG = st.from_regex(r"[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,9})?", fullmatch=True)
ROLE = st.from_regex(r"[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,9})?", fullmatch=True)


@settings(deadline=None)
@given(SYSTEM, SHORT, LONG, ROLE, ROLE)
def test_whatever_the_environment_is_called_its_names_are_aws_names_or_refused(
    system: str, short: str, long: str, role: str, container: str
) -> None:
    names = Names(system=system, short=short, long=long, account="123456789012", region=REGION)
    own = {
        "role": role,
        "container": container,
        "abbreviation": role,
        "load_balancer": f"{system}-{long}-alb",
        "website": f"{system}-{role}-{long}",
        "instance": f"{system}-{short}-{role}",
        "proxy": f"{system}-{short}-{role}",
        "cache": f"{system}-{short}-{role}",
    }
    filled = PARTS | own
    for kind, pattern in load_patterns().items():
        try:
            name = names.fill(kind, **{part: filled[part] for part in filled if f"{{{part}}}" in pattern.pattern})
        except InvalidNameError as refused:
            assert f"AWS allows {pattern.max}" in str(refused)  # noqa: PT017 - refusing is right, for one reason alone
            continue
        assert len(name) <= pattern.max
        assert kind not in CLOUDFORMATION or aws_takes(kind, name)


def test_an_override_replaces_the_pattern_and_is_checked_all_the_same() -> None:
    assert NAMES.fill("service", override="legacy_service", container="api") == "legacy_service"
    with pytest.raises(InvalidNameError):
        NAMES.fill("service", override="legacy service", container="api")


def test_an_arn_names_partition_region_account_and_resource() -> None:
    assert NAMES.arn("logs", "log-group:/ecs/x") == "arn:aws:logs:ap-northeast-2:123456789012:log-group:/ecs/x"


def test_patterns_name_no_system_and_no_environment() -> None:
    written = " ".join(pattern.pattern for pattern in load_patterns().values())
    assert not re.search(r"gli|prod|stag|devel|ap-northeast|\d{12}", written)
