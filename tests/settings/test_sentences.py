"""Whatever a person writes, the program answers in sentences that name the place, and never with a secret."""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pulumi
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.harness import Config, load, stack_config
from tests.settings.stackfile import GOOD, STACK, edited, refusal

PROD = stack_config("prod")
NAMED_BY_PEOPLE = {
    "applications",
    "caches",
    "content_security_policy",
    "databases",
    "email",
    "environment",
    "firewalls",
    "load_balancers",
    "platform:images",
    "secrets",
    "services",
    "tags",
    "volumes",
    "websites",
}
"""Maps whose keys people choose."""
SENTENCE = re.compile(r"(platform:(stack|images)|aws:[A-Za-z]+|platform:[^ ]+)(\.|\[|:? ).*[^.?]([.?])")
LEAKS = ("Input should", "validation error", "pydantic", "Traceback", "Error(", " is None", " object at 0x")

Path = tuple[str | int, ...]


def places(value: Any, here: Path = ()) -> Iterator[Path]:
    """Every place in a stack file: maps, lists, and what stands in them."""
    if here:
        yield here
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield from places(inner, (*here, step))


def at(config: Any, path: Path) -> Any:
    for step in path:
        config = config[step]
    return config


def dotted(path: Path) -> str:
    """The path as sentences write it."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def as_id(path: Path) -> str:
    return dotted(path)


PLACES = list(places(PROD))
LEAVES = [path for path in PLACES if not isinstance(at(PROD, path), dict | list)]
SETTINGS = [
    path
    for path in PLACES
    if isinstance(path[-1], str)
    and not (len(path) > 1 and path[-2] in NAMED_BY_PEOPLE)
    and path != ("aws:defaultTags", "tags")
]


@pytest.mark.parametrize("path", LEAVES, ids=as_id)
def test_a_map_in_place_of_a_value_is_refused_at_its_path(path: Path) -> None:
    config = deepcopy(PROD)
    at(config, path[:-1])[path[-1]] = {"unexpected": True}
    assert any(line.startswith(dotted(path)) for line in refusal(config).splitlines())


@pytest.mark.parametrize("path", SETTINGS, ids=as_id)
def test_a_misspelt_setting_is_refused_with_the_right_spelling(path: Path) -> None:
    config = deepcopy(PROD)
    around = at(config, path[:-1])
    around[f"{path[-1]}x"] = around.pop(path[-1])
    right = str(path[-1]).rpartition(":")[2]
    assert f"{dotted(path)}x is not a setting; did you mean `{right}`?" in refusal(config).splitlines()


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["1000", "10.0.0.0/16"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=8), inner, max_size=2),
    max_leaves=4,
)


@st.composite
def spoiled(draw: st.DrawFn) -> Config:
    """Production's stack file after one to four slips of the hand."""
    config = deepcopy(PROD)
    for _ in range(draw(st.integers(1, 4))):
        path = draw(st.sampled_from(list(places(config))))
        around, step = at(config, path[:-1]), path[-1]
        match draw(st.sampled_from(["delete", "rename", "replace", "replace"])):
            case "delete":
                del around[step]
            case "rename" if isinstance(around, dict) and len(path) > 1:
                around[draw(st.text(max_size=12))] = around.pop(step)
            case _:
                around[step] = draw(JUNK)
        if not config:
            break
    return config


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(spoiled())
def test_no_stack_file_can_make_the_program_say_anything_but_sentences(config: Config) -> None:
    try:
        load(config)
    except pulumi.RunError as refused:
        for line in str(refused).splitlines():
            assert SENTENCE.fullmatch(line), line
            assert not any(leak in line for leak in LEAKS), line


SECRET_IN: dict[str, Any] = {
    "the value of a secret": lambda secret: {"secrets": {"TOKEN": secret}},
    "a list of secrets": lambda secret: {"secrets": [secret]},
    "a map of secrets as text": lambda secret: {"secrets": secret},
    "a secret that is a map": lambda secret: {"secrets": {"TOKEN": {"value": secret}}},
    "a secret that is a list": lambda secret: {"secrets": {"TOKEN": [secret]}},
    "a list of variables": lambda secret: {"environment": [f"TOKEN={secret}"]},
    "the environment as text": lambda secret: {"environment": f"TOKEN={secret}"},
    "a variable that is a map": lambda secret: {"environment": {"TOKEN": {"value": secret}}},
    "a variable with a wrong name": lambda secret: {"environment": {"MY-TOKEN": secret}},
    "a misspelt map of secrets": lambda secret: {"secret": {"TOKEN": secret}},
    "a variable that is secret too": lambda secret: {
        "environment": {"TOKEN": secret},
        "secrets": {"TOKEN": "arn:aws:ssm:ap-northeast-2:123456789012:parameter/token"},
    },
}


@pytest.mark.parametrize("place", SECRET_IN)
@settings(max_examples=30, deadline=None)
@given(rest=st.text(max_size=12) | st.sampled_from(["'", '"', "'\"", "' is not \"", "\n", "\\"]))
def test_no_value_of_a_variable_or_a_secret_is_ever_echoed(place: str, rest: str) -> None:
    service = SECRET_IN[place](f"hunter2{rest}hunter2")
    said = refusal(edited({f"{STACK}/services/worker": {"image_of": "api"} | service}, GOOD))
    assert "platform:stack.services.worker" in said
    assert "hunter2" not in said
