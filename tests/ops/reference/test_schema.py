"""The JSON Schema of stack files: it takes every right one, and refuses what a schema can refuse."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from ops.live.stack_file import edited as rewritten
from ops.offline import goyaml
from ops.reference.command import as_json
from ops.reference.schema import Schema, stack_schema
from tests.examples.stacks import FILES
from tests.harness import ROOT
from tests.ops.reference.refusals import Refused, all_refused
from tests.settings.stackfile import GONE, GOOD, STACK, edited

COMMITTED = ROOT / "docs/stack.schema.json"
WRITE = "python -m ops settings --format schema --output docs/stack.schema.json"
STACK_FILES = [*sorted(ROOT.glob("Pulumi.*.yaml")), *FILES]
BEYOND = [
    case
    for cases in yaml.safe_load((ROOT / "tests/data/beyond-the-schema.yaml").read_text()).values()
    for case in cases
]
SCHEMA = stack_schema()
VALIDATOR = Draft7Validator(SCHEMA)
API = f"{STACK}/services/api"


def problems(file: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(file)]


def is_taken(edits: dict[str, Any]) -> bool:
    return not problems({"config": edited(edits)})


def test_the_committed_schema_is_what_the_settings_say() -> None:
    assert COMMITTED.read_text("utf-8") == as_json(SCHEMA), f"docs/stack.schema.json is out of date: run `{WRITE}`"


def test_it_is_a_schema_of_its_draft() -> None:
    Draft7Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"


@pytest.mark.parametrize("path", [*STACK_FILES, ROOT / "tests/data/everything.yaml"], ids=lambda path: path.stem)
def test_every_stack_file_is_right_by_it(path: Path) -> None:
    assert problems(goyaml.read(path)) == []


@pytest.mark.parametrize("path", STACK_FILES, ids=lambda path: path.stem)
def test_the_first_line_of_a_stack_file_leads_editors_to_it(path: Path) -> None:
    first = path.read_text("utf-8").splitlines()[0]
    named = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert named, "write `# yaml-language-server: $schema=<way to docs/stack.schema.json>` as the first line"
    assert (path.parent / named[1]).resolve() == COMMITTED


def test_what_changes_a_stack_file_leaves_that_line(tmp_path: Path) -> None:
    file = tmp_path / "Pulumi.prod.yaml"
    before = (ROOT / "Pulumi.prod.yaml").read_text("utf-8")
    file.write_text(before, "utf-8")
    after = rewritten(file, lambda config: config["platform:stack"]["budget"].update(monthly_usd=1))
    changed = [pair for pair in zip(before.splitlines(), after.splitlines(), strict=True) if pair[0] != pair[1]]
    assert [new.strip().partition("}")[0] for _, new in changed] == ["budget: {monthly_usd: 1"]


@pytest.mark.parametrize("case", [one for one in all_refused() if str(one) not in BEYOND], ids=str)
def test_what_the_program_refuses_editors_mark(case: Refused) -> None:
    assert problems(case.file), (
        f"the schema takes it: express it, or add {str(case)!r} to tests/data/beyond-the-schema.yaml"
    )


def test_what_no_schema_can_say_is_listed_and_nothing_else() -> None:
    taken = [str(one) for one in all_refused() if not problems(one.file)]
    assert sorted(BEYOND) == sorted(taken)
    assert len(taken) < 200


@pytest.mark.parametrize(
    ("edits", "taken"),
    [
        ({f"{STACK}/services/more": {}}, True),
        ({f"{STACK}/services/More": {}}, False),
        ({f"{STACK}/services/a": {}}, False),
        ({f"{STACK}/databases/db": {"backup_window": "18:00-19:00"}}, True),
        ({f"{STACK}/databases/db": {"backup_window": "18-19"}}, False),
        ({f"{STACK}/databases/db": {"maintenance_window": "sun:19:30-sun:20:30"}}, True),
        ({f"{STACK}/databases/db": {"maintenance_window": "19:30-20:30"}}, False),
        ({f"{STACK}/databases/db": {"secret_recovery_window_in_days": 0}}, True),
        ({f"{STACK}/databases/db": {"secret_recovery_window_in_days": 3}}, False),
        ({f"{API}/alarms": {"task_cpu": None}}, True),
        ({f"{API}/alarms": {"task_cpu": {"anomaly": 2}}}, True),
        ({f"{API}/alarms": {"task_cpu": "85"}}, False),
        ({"platform:secrets": {"a-key": {"secure": "v1:x"}}}, True),
        ({"platform:secrets": {"a-key": "in clear"}}, False),
        ({"pulumi:tags": {"team": "a"}}, True),
        ({"awsx:anything": "a"}, True),
        ({"platform:stacks": {}}, False),
        ({"aws:profil": "a"}, False),
        ({"aws:profile": "a"}, True),
        ({"aws:region": GONE}, False),
        ({f"{STACK}/network": GONE}, True),
    ],
)
def test_maps_windows_thresholds_and_foreign_keys_are_judged(edits: dict[str, Any], taken: bool) -> None:  # noqa: FBT001 - a row of the table
    assert is_taken(edits) is taken


def test_beside_config_stands_what_pulumi_writes_and_nothing_else() -> None:
    written = {"encryptionsalt": "v1:x", "encryptedkey": "x", "secretsprovider": "awskms://x", "environment": ["a"]}
    assert problems({"config": GOOD} | written) == []
    assert problems({"config": GOOD, "confg": {}})
    assert problems({})


def parts(schema: Any, path: str = "") -> Iterator[tuple[str, Schema]]:
    """Every key's part of a schema, with where it stands."""
    if isinstance(schema, list):
        for one in schema:
            yield from parts(one, path)
    if isinstance(schema, dict):
        for name, about in schema.get("properties", {}).items() if isinstance(schema.get("properties"), dict) else ():
            yield f"{path}/{name}", about
        for key, one in schema.items():
            yield from parts(one, f"{path}/{key}")


def test_every_default_is_right_by_its_own_schema() -> None:
    checked = 0
    for path, about in parts(SCHEMA):
        if "default" in about:
            own = Draft7Validator({**about, "definitions": SCHEMA["definitions"]})
            assert own.is_valid(about["default"]), path
            checked += 1
    assert checked > 300


def test_every_key_says_what_it_is() -> None:
    silent = [path for path, about in parts(SCHEMA) if "description" not in about and "$ref" not in json.dumps(about)]
    assert [path for path in silent if not path.endswith("/secure")] == []


def test_words_of_python_do_not_reach_people_who_write_yaml() -> None:
    text = json.dumps([about.get("description", "") for _, about in parts(SCHEMA)])
    assert not re.search(r"\bNone\b|\bTrue\b|\bFalse\b", text)
