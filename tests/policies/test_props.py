"""Properties, read through the SDK's own proxies."""

from typing import Any

import pytest
from guardrails.props import MalformedError, Props, each
from pulumi_policy.proxy import UnknownValueError, unknown_checking_proxy

from tests.policies.harness import UNKNOWN


def given(**props: Any) -> Props:
    return Props(unknown_checking_proxy(props))


def test_null_counts_as_missing() -> None:
    props = given(text=None, flag=None, number=None, section=None, parts=None)

    assert props.text("text") == props.text("absent") == ""
    assert props.flag("flag", default=True) is props.flag("absent", default=True) is True
    assert props.number("number", default=7) == props.number("absent", default=7) == 7
    assert props.section("section").names() == props.section("absent").names() == []
    assert not [*props.sections("parts"), *props.sections("absent"), *props.texts("parts"), *props.texts("absent")]
    assert props.count("parts") == props.count("absent") == 0


def test_a_null_in_a_list_is_no_element() -> None:
    assert list(given(parts=["a", None, "b"]).texts("parts")) == ["a", "b"]


def test_names_are_told_even_where_values_are_unknown() -> None:
    assert given(known=1, unknown=UNKNOWN).names() == ["known", "unknown"]


def test_a_list_is_counted_even_where_its_elements_are_unknown() -> None:
    assert given(subnets=[UNKNOWN, UNKNOWN]).count("subnets") == 2


@pytest.mark.parametrize(
    "read",
    [
        lambda props: props.text("it"),
        lambda props: props.flag("it"),
        lambda props: props.number("it"),
        lambda props: props.section("it"),
        lambda props: list(props.sections("it")),
        lambda props: list(props.texts("it")),
        lambda props: props.count("it"),
    ],
)
def test_reading_an_unknown_value_raises_with_its_path(read: Any) -> None:
    outer = given(outer={"it": UNKNOWN}).section("outer")

    with pytest.raises(UnknownValueError) as caught:
        read(outer)
    assert caught.value.props == ["outer", "it"]


@pytest.mark.parametrize(
    ("value", "read", "message"),
    [
        (5, lambda props: props.text("it"), "it is not a string"),
        ("true", lambda props: props.flag("it"), "it is not true or false"),
        ("443", lambda props: props.number("it"), "it is not a number"),
        (True, lambda props: props.number("it"), "it is not a number"),
        ([], lambda props: props.section("it"), "it is not an object"),
        ("[1]", lambda props: props.section("it"), "it is not an object"),
        ("{", lambda props: props.section("it"), "it is not valid JSON"),
        (["x"], lambda props: list(props.sections("it")), "it.0 is not an object"),
        (5, lambda props: list(props.sections("it")), "it is not a list"),
        ([["x"]], lambda props: list(props.texts("it")), "it.0 is not a string"),
        ({}, lambda props: list(props.texts("it")), "it is not a list"),
        ("ab", lambda props: props.count("it"), "it is not a list"),
        ({"a": 1}, lambda props: props.count("it"), "it is not a list"),
    ],
)
def test_a_value_of_another_kind_is_malformed(value: Any, read: Any, message: str) -> None:
    with pytest.raises(MalformedError, match=f"^{message}$"):
        read(given(it=value))


def test_malformed_json_is_never_repeated() -> None:
    with pytest.raises(MalformedError) as caught:
        given(policy="{hunter2").section("policy")
    assert "hunter2" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_json_and_the_object_that_it_spells_read_alike() -> None:
    spelt = given(document='{"parts": [{"name": "a"}, {"name": "b"}]}').section("document")
    plain = given(document={"parts": [{"name": "a"}, {"name": "b"}]}).section("document")

    for document in (spelt, plain):
        assert [part.text("name") for part in document.sections("parts")] == ["a", "b"]
        assert [part.path("name") for part in document.sections("parts")] == [
            "document.parts.0.name",
            "document.parts.1.name",
        ]


def test_one_object_and_one_string_count_as_lists_of_them() -> None:
    assert [part.text("name") for part in given(parts={"name": "a"}).sections("parts")] == ["a"]
    assert list(given(parts="a").texts("parts")) == ["a"]
    assert list(given(parts='["a", "b"]').texts("parts")) == ["a", "b"]


@pytest.mark.parametrize(("value", "spelt"), [(True, ["true"]), (5, ["5"]), ("x", ["x"]), (["x", "y"], ["x", "y"])])
def test_scalars_are_spelt_as_json_spells_them(value: Any, spelt: list[str]) -> None:
    assert list(given(it=value).scalars("it")) == spelt


def test_known_elements_are_seen_before_an_unknown_one_is_complained_about() -> None:
    seen: list[str] = []

    with pytest.raises(UnknownValueError) as caught:
        seen.extend(given(parts=[UNKNOWN, "a", UNKNOWN, "b"]).texts("parts"))
    assert seen == ["a", "b"]
    assert caught.value.props == ["parts", "0"]


def test_each_part_is_judged_also_after_one_that_cannot_be() -> None:
    parts = given(parts=[{"name": UNKNOWN}, {"name": "bad"}]).sections("parts")
    seen: list[str] = []

    with pytest.raises(UnknownValueError):
        seen.extend(each(parts, lambda part: [part.text("name")]))
    assert seen == ["bad"]


@pytest.mark.parametrize("depth", [700, 5_000, 100_000])
def test_a_document_too_deep_to_be_read_is_malformed_and_no_failure(depth: int) -> None:
    props = Props({"policy": "[" * depth + "]" * depth})

    with pytest.raises(MalformedError, match=r"policy(.0)? is not "):
        list(props.sections("policy"))
