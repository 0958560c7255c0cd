"""`python -m ops components`, and the page docs/components.md that it writes."""

import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from ops import cli
from ops.reference.components import Component, read_components
from ops.reference.components_page import COMMAND, render_components
from ops.reference.keys import Keys
from ops.reference.made import Made, made_by, record_all
from ops.reference.schema import stack_schema
from tests.docs.markdown import anchors, links_inside
from tests.harness import ROOT

Told = tuple[int, str, str]
PAGE = ROOT / "docs/components.md"
COMPONENTS = read_components(ROOT)
BY_NAME = {one.name: one for one in COMPONENTS}


@pytest.fixture(scope="module")
def made() -> Mapping[str, Made]:
    return made_by(record_all(ROOT))


@pytest.fixture
def components(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Told]:
    def told(*arguments: str) -> Told:
        monkeypatch.chdir(ROOT)
        monkeypatch.setenv("COLUMNS", "80")
        monkeypatch.setattr(sys, "argv", ["ops", "components", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return int(ended.value.code or 0), *capsys.readouterr()

    return told


def test_the_page_is_what_the_code_says(made: Mapping[str, Made]) -> None:
    page = render_components(COMPONENTS, made, Keys(stack_schema()))
    assert PAGE.read_text("utf-8") == page, f"docs/components.md is out of date: run `{COMMAND}`"


def test_every_component_was_seen_in_a_preview(made: Mapping[str, Made]) -> None:
    assert {one.token for one in COMPONENTS} == set(made)


def test_what_is_made_protected_and_kept_is_what_a_preview_shows(made: Mapping[str, Made]) -> None:
    database = made["platform:data:Database"]
    assert {"rds Instance", "rds ParameterGroup", "random RandomPassword"} <= database.types
    assert database.protected == {"rds Instance", "secretsmanager Secret"}
    assert database.kept == {"rds Instance"}
    assert "ec2 Vpc" in made["platform:foundation:Network"].types, "what awsx makes is the network's"
    assert made["platform:edge:Website"].components == {"PrivateBucket"}
    assert "s3 Bucket" not in made["platform:edge:Website"].types, "that of a component inside is that one's"


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda one: one.name)
def test_everything_public_of_a_component_says_what_it_is(component: Component) -> None:
    assert component.description
    assert component.usage.startswith(f"{component.name}(")
    members = (*component.arguments, *component.attributes, *component.verbs)
    assert [one.name for one in members if not one.description] == []


def test_a_component_is_read_as_it_stands() -> None:
    database = BY_NAME["Database"]
    assert (database.token, database.file) == ("platform:data:Database", "components/data/database.py")
    assert database.settings == "DatabaseSettings"
    assert [one.name for one in database.arguments][:3] == ["settings", "names", "network"]
    assert [one.name for one in database.verbs] == ["allow_from", "redeploy_on_rotation"]
    assert database.verbs[0].type == "(role: str, *, security_group_id: Input[str]) -> pulumi.Resource"
    assert {one.name: one.type for one in database.attributes}["identifier"] == "str"
    assert "exported" in {one.name for one in BY_NAME["Website"].attributes}, "properties are attributes"
    assert database.used_in == "__main__.py"


def test_links_of_the_page_lead_somewhere() -> None:
    text = PAGE.read_text("utf-8")
    assert links_inside(text) <= set(anchors(text))
    of_settings = re.findall(r"\(configuration\.md#([^)]+)\)", text)
    assert set(of_settings) <= set(anchors((ROOT / "docs/configuration.md").read_text("utf-8")))
    assert len(of_settings) > 15


def test_one_is_explained_and_all_are_listed(components: Callable[..., Told]) -> None:
    code, out, err = components("Registry")
    assert (code, err) == (0, "")
    assert "allow_pull(role: str, *, role_name: Input[str]) -> pulumi.Resource" in " ".join(out.split())
    code, out, _ = components()
    assert code == 0
    assert {line.split()[0] for line in out.splitlines() if line.strip()} >= set(BY_NAME)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("Databse",), "'Databse' is no component; did you mean Database?"),
        (("?",), "'?' is no component; `python -m ops components` lists them all."),
        (("Cache", "--output", "x"), "--output writes the page of all components; leave 'Cache' or --output out."),
    ],
)
def test_wrong_input_is_one_sentence(
    components: Callable[..., Told], arguments: tuple[str, ...], sentence: str
) -> None:
    assert components(*arguments) == (2, "", f"{sentence}\n")


def test_the_page_is_written_where_it_is_asked_for(components: Callable[..., Told], tmp_path: Path) -> None:
    assert components("--output", str(tmp_path / "page.md"))[:2] == (0, "")
    assert (tmp_path / "page.md").read_bytes() == PAGE.read_bytes()
