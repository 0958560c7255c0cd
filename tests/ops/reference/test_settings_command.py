"""`python -m ops settings` at a terminal of 80 columns, and the page that it writes."""

import re
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from ops import cli
from ops.reference.keys import Keys
from ops.reference.page import COMMAND, render_settings
from ops.reference.schema import stack_schema
from ops.reference.words import inline
from tests.docs.markdown import anchors, links_inside
from tests.harness import ROOT

Told = tuple[int, str, str]
PAGE = ROOT / "docs/configuration.md"
KEYS = Keys(stack_schema())


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Told]:
    def told(*arguments: str) -> Told:
        monkeypatch.chdir(ROOT)
        monkeypatch.setenv("COLUMNS", "80")
        monkeypatch.setattr(sys, "argv", ["ops", "settings", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return int(ended.value.code or 0), *capsys.readouterr()

    return told


def test_the_page_is_what_the_settings_and_the_stack_files_say() -> None:
    assert PAGE.read_text("utf-8") == render_settings(ROOT, KEYS), (
        f"docs/configuration.md is out of date: run `{COMMAND}`"
    )


def test_every_link_inside_the_page_leads_somewhere_and_to_one_place() -> None:
    text = PAGE.read_text("utf-8")
    assert links_inside(text) <= set(anchors(text))
    assert len(anchors(text)) == len(set(anchors(text)))
    assert len(links_inside(text)) > 60


def test_every_table_has_rows_as_wide_as_its_head() -> None:
    widths = [re.sub(r"\\\|", "", line).count("|") for line in PAGE.read_text("utf-8").splitlines() if "|" in line]
    assert set(widths) == {5}


def test_every_example_is_yaml_that_a_stack_file_has() -> None:
    text = PAGE.read_text("utf-8")
    shown = re.findall(r"^From \[(\S+)\]\(\.\./\1\):\n\n```yaml\n(.+?)```$", text, re.MULTILINE | re.DOTALL)
    assert len(shown) > 40
    for file, example in shown:
        ((name, part),) = yaml.safe_load(example).items()
        assert part in list(values_of(yaml.safe_load((ROOT / file).read_text("utf-8")), name)), (file, name)


def values_of(value: object, name: str) -> list[object]:
    """What stands at a key of this name, anywhere."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    here = [value[name]] if isinstance(value, dict) and name in value else []
    return here + [found for one in inner for found in values_of(one, name)]


def test_one_key_is_explained(settings: Callable[..., Told]) -> None:
    code, out, err = settings("databases.db.backup_retention_days")
    assert (code, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines() if not line.startswith(" ")] == [
        "databases.<role>.backup_retention_days", "What", "Value", "Default", "Example"
    ]  # fmt: skip
    assert "whole number, 0 to 35" in out
    assert max(map(len, out.splitlines())) <= 80


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("services.api.cpu", "services.<role>.cpu"),
        ("services.cpu", "services.<role>.cpu"),
        ("services.cpu.cpu", "services.<role>.cpu"),
        ("platform:stack.services.api.route.priority", "services.<role>.route.priority"),
        ("platform:stack.network.zones[1]", "network.zones"),
        ("services.api.environment.LOG_LEVEL", "services.<role>.environment"),
        ("services.api", "services"),
        ("platform:stack", "platform:stack"),
        ("platform:images.api", "platform:images"),
        ("aws:defaultTags.tags", "aws:defaultTags.tags"),
        ("delivery.window.from", "delivery.window.from"),
        ("hosts.web.alarms.cpu.anomaly", "hosts.<role>.alarms.cpu.anomaly"),
    ],
)
def test_a_path_is_understood_as_people_and_the_programs_messages_write_it(written: str, key: str) -> None:
    assert KEYS.find(written).spoken == key


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("databases.db.retention",),
            (
                "'databases.db.retention' names no setting: databases has no `retention`; did you mean "
                "`backup_retention_days`?"
            ),
        ),
        (
            ("environment.colour",),
            (
                "'environment.colour' names no setting: environment has no `colour`; the settings there are short, "
                "long, tier, regional."
            ),
        ),
        (
            ("logs.error_lines.x",),
            "'logs.error_lines.x' names no setting: logs.error_lines has no `x`; the settings there are anomaly.",
        ),
        (("...",), "'...' names no setting; `python -m ops settings` lists them all."),
        (("--output", "x"), "--output writes the page or the schema; add --format markdown or --format schema."),
        (
            ("dns", "--format", "schema"),
            "--format schema is of all settings; leave 'dns' or --format out.",
        ),
        (("--format", "markdown", "--output", "."), "--output . cannot be written: Is a directory."),
    ],
)
def test_wrong_input_is_one_sentence(settings: Callable[..., Told], arguments: tuple[str, ...], sentence: str) -> None:
    assert settings(*arguments) == (2, "", f"{sentence}\n")


def test_a_terminal_shows_each_key_in_a_line(settings: Callable[..., Told]) -> None:
    code, out, _ = settings()
    lines = [line.split("  ")[0] for line in out.splitlines()]
    assert code == 0
    assert {key.spoken for key in KEYS.all} <= set(lines)
    assert "services.<role>.cpu  512" in out.splitlines()


def test_page_and_schema_are_written_where_they_are_asked_for(settings: Callable[..., Told], tmp_path: Path) -> None:
    for form, committed in (("markdown", PAGE), ("schema", ROOT / "docs/stack.schema.json")):
        assert settings("--format", form, "--output", str(tmp_path / form)) == (0, "", "")
        assert (tmp_path / form).read_bytes() == committed.read_bytes()


@pytest.mark.parametrize(
    ("value", "text"),
    [("18:00", "'18:00'"), ("prod", "prod"), (None, "null"), (True, "true"), (80.0, "80"), (2.5, "2.5"), ([], "[]")],
)
def test_a_value_stands_as_it_could_in_the_file(value: object, text: str) -> None:
    assert inline(value) == text


def test_every_pair_of_neighbours_in_the_page_is_in_the_order_of_the_program() -> None:
    tops = [section.path[1] for section in KEYS.sections if len(section.path) > 1]
    order = [key.name for key in KEYS.section_of("StackSettings").keys]
    assert all(order.index(one) <= order.index(two) for one, two in pairwise(tops) if one in order and two in order)
