import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ops.failures import WrongInputError
from ops.offline.goyaml import resolve
from ops.offline.stackfile import read_stack, stacks

READ_BY_ENGINE = Path(__file__).parent / "read_by_engine"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.yaml").write_text("name: platform\nruntime: python\n")
    return tmp_path


def read(root: Path, text: str, *, project: str = "name: platform") -> dict[str, str]:
    (root / "Pulumi.yaml").write_text(project)
    (root / "Pulumi.dev.yaml").write_text(text)
    return dict(read_stack(root, "dev").config)


def refusal(root: Path, text: str, *, project: str = "name: platform") -> str:
    with pytest.raises(WrongInputError) as refused:
        read(root, text, project=project)
    return str(refused.value).replace(f"{root}/", "")


def test_a_stack_file_is_read_as_the_engine_reads_it() -> None:
    stack_file = read_stack(READ_BY_ENGINE, "dev")

    assert dict(stack_file.config) == json.loads((READ_BY_ENGINE / "config.json").read_text())
    assert stack_file.secret_keys == ("platform:deep", "platform:sec")
    assert (stack_file.project, stack_file.stack) == ("platform", "dev")


def test_a_secret_in_a_list_makes_its_key_secret_and_its_text_is_gone(project: Path) -> None:
    (project / "Pulumi.dev.yaml").write_text("config: {a: [{b: {secure: v1:abc}}, c], d: {secure: 5}}")
    stack_file = read_stack(project, "dev")

    assert stack_file.config == {"platform:a": '[{"b":"[secret]"},"c"]', "platform:d": '{"secure":5}'}
    assert stack_file.secret_keys == ("platform:a",)


def test_what_belongs_to_pulumi_itself_is_no_configuration(project: Path) -> None:
    text = "encryptionsalt: v1:abc\nsecretsprovider: awskms://a\nencryptedkey: abc\nenvironment: [base]\n"

    assert read(project, text) == {}


@pytest.mark.parametrize(
    ("written", "key"),
    [("a", "platform:a"), ("aws:region", "aws:region"), ("platform:config:a", "platform:a")],
)
def test_a_key_without_a_namespace_is_the_projects(project: Path, written: str, key: str) -> None:
    assert read(project, f"config: {{'{written}': x}}") == {key: "x"}


def test_the_stack_file_wins_over_the_project_file(project: Path) -> None:
    declared = "name: platform\nconfig: {a: 1, b: {default: 2}, c: {type: string}, 'aws:region': {value: eu-west-1}}"

    given_all = read(project, "config: {a: 9, c: x}", project=declared)

    assert given_all == {"platform:a": "9", "platform:b": "2", "platform:c": "x", "aws:region": "eu-west-1"}


def test_merged_mappings_give_way_to_what_is_written_beside_them(project: Path) -> None:
    text = "config:\n  x: &x {a: 1, b: 1}\n  y: &y {b: 2, c: 2}\n  z: {<<: [*x, *y], c: 3}\n"

    assert json.loads(read(project, text)["platform:z"]) == {"a": 1, "b": 1, "c": 3}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Pulumi.dev.yaml is empty; it needs at least config:."),
        ("# nothing yet\n", "Pulumi.dev.yaml is empty; it needs at least config:."),
        ("- a\n", "Pulumi.dev.yaml holds a list; it must hold a mapping, such as 'config:' and what is in it."),
        ("hunter2", "Pulumi.dev.yaml holds text; it must hold a mapping, such as 'config:' and what is in it."),
        ("config: true\n", "Pulumi.dev.yaml: 'config' holds true or false; it must hold a mapping of keys to values."),
        ("config: 12\n", "Pulumi.dev.yaml: 'config' holds a number; it must hold a mapping of keys to values."),
        ("config: [a]\n", "Pulumi.dev.yaml: 'config' holds a list; it must hold a mapping of keys to values."),
        (
            "conifg: {a: 1}\n",
            (
                "Pulumi.dev.yaml: Pulumi does not know 'conifg' at the top of a stack file; "
                "it knows config, encryptedkey, encryptionsalt, environment, secretsprovider."
            ),
        ),
        (
            "config:\n  a: 1\n  b: 2\n  a: 3\n",
            "Pulumi.dev.yaml:4:3: 'a' already stands in line 2; keep one of them.",
        ),
        ("config:\n  a: {b: 1, b: 2}\n", "Pulumi.dev.yaml:2:13: 'b' already stands in line 2; keep one of them."),
        (
            "config:\n  a: [1, 2\n",
            "Pulumi.dev.yaml:3:1: this is not YAML: expected ',' or ']', but got '<stream end>'.",
        ),
        (
            "config:\n\ta: 1\n",
            "Pulumi.dev.yaml:2:1: this is not YAML: found character '\\t' that cannot start any token.",
        ),
        ("config:\n  a: *b\n", "Pulumi.dev.yaml:2:6: nothing complete is marked &b before this; mark it above."),
        ("config:\n  a: &a [*a]\n", "Pulumi.dev.yaml:2:10: nothing complete is marked &a before this; mark it above."),
        ("config:\n  a: {<<: 1}\n", "Pulumi.dev.yaml:2:7: << takes a mapping, or a list of mappings."),
        (
            "config: {'a:b:c': 1}\n",
            "Pulumi.dev.yaml: config.a:b:c is not a key; write it as '<namespace>:<name>' or '<name>'.",
        ),
        (
            "config: {':b': 1}\n",
            "Pulumi.dev.yaml: config.:b is not a key; write it as '<namespace>:<name>' or '<name>'.",
        ),
    ],
)
def test_a_stack_file_that_cannot_be_used_is_refused_in_one_sentence(project: Path, text: str, sentence: str) -> None:
    assert refusal(project, text) == sentence


def test_bytes_that_are_not_utf8_are_refused(project: Path) -> None:
    (project / "Pulumi.dev.yaml").write_bytes(b"config: \xff\n")

    with pytest.raises(WrongInputError, match=r"Pulumi.dev.yaml: byte 9 is not UTF-8; save the file as UTF-8\.$"):
        read_stack(project, "dev")


@pytest.mark.parametrize(
    ("declared", "sentence"),
    [
        ("runtime: python", "Pulumi.yaml: 'name' is missing; it names the project."),
        ("", "Pulumi.yaml is empty; it needs at least name:."),
        (
            "name: platform\nconfig: {'aws:region': eu-west-1}",
            "Pulumi.yaml: config.aws:region belongs to another namespace; write its value under 'value:'.",
        ),
        (
            "name: platform\nconfig: {size: {type: integer}}",
            "Pulumi.yaml: config.size has no default, so the stack file has to set platform:size.",
        ),
    ],
)
def test_a_project_file_that_cannot_be_used_is_refused(project: Path, declared: str, sentence: str) -> None:
    assert refusal(project, "config: {}", project=declared) == sentence


def test_a_stack_without_a_file_is_refused_with_those_that_have_one(project: Path) -> None:
    for stack in ("prod", "dev"):
        (project / f"Pulumi.{stack}.yaml").write_text("config: {}")

    with pytest.raises(WrongInputError) as refused:
        read_stack(project, "qa")

    assert str(refused.value) == "There is no stack 'qa': Pulumi.qa.yaml does not exist; there are: dev, prod."
    assert stacks(project) == ("dev", "prod")


def test_no_stack_at_all_is_refused_with_those_that_there_are(project: Path) -> None:
    (project / "Pulumi.dev.yaml").write_text("config: {}")

    with pytest.raises(WrongInputError, match=r"^No stack is named; add --stack, one of dev\.$"):
        read_stack(project, None)


def test_a_name_that_is_no_stacks_is_refused(project: Path) -> None:
    with pytest.raises(WrongInputError, match=r"^'\.\./secret' is not a stack's name"):
        read_stack(project, "../secret")


def test_any_stack_file_can_be_named_and_names_its_stack(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("systems") / "Pulumi.shop-prod.yaml"
    elsewhere.write_text("config: {a: b}")

    assert read_stack(project, None, elsewhere).stack == "shop-prod"
    assert read_stack(project, "shop-stg", elsewhere).stack == "shop-stg"
    assert read_stack(project, None, elsewhere).config == {"platform:a": "b"}


def test_a_stack_file_that_is_not_there_or_names_no_stack_is_refused(project: Path, tmp_path: Path) -> None:
    with pytest.raises(WrongInputError, match=r"^/nowhere/Pulumi\.dev\.yaml does not exist\.$"):
        read_stack(project, None, Path("/nowhere/Pulumi.dev.yaml"))
    with pytest.raises(WrongInputError, match=r"^shop\.yaml does not say which stack it is for"):
        read_stack(project, None, tmp_path / "shop.yaml")


def test_a_directory_without_a_project_is_refused(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.dev.yaml").write_text("config: {}")

    with pytest.raises(WrongInputError, match=r"Pulumi\.yaml does not exist; run this in the directory of the Pulumi"):
        read_stack(tmp_path, "dev")


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]))
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=3),
    max_leaves=8,
)


def as_the_program_gets_it(value: Any) -> str:
    with TemporaryDirectory() as directory:
        document = json.dumps({"config": {"platform:a": {"whole": value}}}, ensure_ascii=False)
        return read(Path(directory), document)["platform:a"]


@settings(deadline=None)
@given(PLAIN)
def test_a_structured_value_reaches_the_program_as_the_json_of_itself(value: Any) -> None:
    assert json.loads(as_the_program_gets_it(value)) == {"whole": value}


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_reaches_the_program_with_every_digit(number: float) -> None:
    assert json.loads(as_the_program_gets_it(number), parse_int=float) == {"whole": number}


@given(st.text("0123456789eE+-._:xobTZnaulftrsy~<#", max_size=12))
def test_plain_text_is_itself_unless_it_is_a_constant_a_number_or_a_date(text: str) -> None:
    resolved = resolve(text)

    dated = isinstance(resolved, str) and resolved.endswith((" UTC", " +0000")) and text[:4].isdigit()
    assert resolved == text or not isinstance(resolved, str) or dated


def test_quoted_text_is_never_resolved(project: Path) -> None:
    quoted = read(project, "config: {account: '012345678901', switch: \"on\", nothing: '', number: \"1\"}")

    assert list(quoted.values()) == ["012345678901", "", "1", "on"]
