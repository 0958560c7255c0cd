"""Each guide is done as it stands there: what the reader writes is written, and comes out as the page says."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import guardrails.logs
import pytest
import yaml
from guardrails.evaluation import State
from guardrails.registry import ALL_RULES
from guardrails.rule import ResourceRule
from guardrails.tier import Tier

import naming
from ops import cli
from ops.offline.program import record_stack
from ops.offline.recording import Recording
from ops.reference.keys import Keys
from ops.reference.schema import stack_schema
from tests import test_architecture as house
from tests.docs.guides import edited, shell_line, step
from tests.harness import ROOT
from tests.policies.cases import logs as log_cases
from tests.policies.cases.table import resources_of
from tests.policies.harness import judge

START, RULE, COMPONENT = "getting-started.md", "how-to-add-a-rule.md", "how-to-add-a-component.md"
SYSTEM, ENVIRONMENT = "how-to-add-a-system.md", "how-to-add-an-environment.md"
Typed = Callable[..., tuple[int, str, str]]


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    """Runs `python -m ops` in this process."""

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.chdir(ROOT)
        monkeypatch.setattr(sys, "argv", ["ops", *words])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return int(ended.value.code or 0), *capsys.readouterr()

    return run


def previewed(typed: Typed, file: Path) -> tuple[int, str, str]:
    return typed("preview", "--config-file", str(file))


def test_the_first_violation_is_said_as_the_page_shows_it(typed: Typed, tmp_path: Path) -> None:
    change = step(START, "edit")
    broken = tmp_path / change.about
    broken.write_text(edited(ROOT / change.about, change.text), "utf-8")
    code, out, _ = previewed(typed, broken)
    assert code == 1
    shown = re.escape(step(START, "said").text).replace("…", ".+")
    assert re.search(f"\n{shown}$", out), out[-900:]

    refused = step(START, "refused")
    broken.write_text(broken.read_text("utf-8").replace("days: 3}", f"days: {refused.about}}}"), "utf-8")
    assert previewed(typed, broken) == (2, "", refused.text)


def test_what_the_violation_names_is_explained(typed: Typed) -> None:
    code, out, _ = typed("policies", "rds-backups-production")
    assert (code, out.partition(" ")[0]) == (0, "rds-backups-production")
    code, out, _ = typed("settings", "databases.db.backup_retention_days")
    assert (code, "0 to 35" in out) == (0, True)


def test_the_added_service_is_there_and_no_policy_minds(typed: Typed, tmp_path: Path) -> None:
    added = step(START, "insert")
    file, _, key = added.about.partition(" under ")
    text = (ROOT / file).read_text("utf-8")
    assert text.count(f"    {key}:\n") == 1
    written = tmp_path / file
    block = "".join(f"      {line}\n" for line in added.text.splitlines())
    written.write_text(text.replace(f"    {key}:\n", f"    {key}:\n{block}"), "utf-8")
    code, out, _ = previewed(typed, written)
    assert (code, "dev may be deployed: 0 violations" in out) == (0, True), out[-900:]

    recording = record_stack(ROOT, None, written)
    made = {one.type.rpartition(":")[2] for one in recording.resources if service_of(recording, one.urn) == "worker"}
    assert {"TaskDefinition", "Service", "Role", "SecurityGroup"} <= made


def service_of(recording: Recording, urn: str) -> str:
    """The service that a resource belongs to."""
    by_urn = {one.urn: one for one in recording.resources}
    while urn in by_urn:
        if by_urn[urn].type == "platform:compute:Service":
            return by_urn[urn].name
        urn = by_urn[urn].parent
    return ""


def test_the_environment_that_is_made_by_one_command_violates_nothing(typed: Typed, tmp_path: Path) -> None:
    command = shell_line(ENVIRONMENT, "sed -e")
    assert command == shell_line(START, "sed -e"), "both pages make the same environment"
    (tmp_path / "Pulumi.stg.yaml").write_bytes((ROOT / "Pulumi.stg.yaml").read_bytes())
    subprocess.run(command, shell=True, cwd=tmp_path, check=True)  # noqa: S602 - the page's own command
    code, out, _ = previewed(typed, tmp_path / "Pulumi.qa.yaml")
    assert (code, "qa may be deployed: 0 violations" in out) == (0, True), out[-900:]


def test_the_system_of_one_file_may_be_deployed(typed: Typed, tmp_path: Path) -> None:
    file = step(SYSTEM, "file")
    written = tmp_path / file.about
    written.write_text(file.text, "utf-8")
    code, out, _ = previewed(typed, written)
    assert (code, "shop-prod may be deployed: 0 violations" in out) == (0, True), out[-900:]


@pytest.fixture
def added_rule() -> ResourceRule:
    """The rule of the guide, written into its module."""
    there = dict(vars(guardrails.logs))
    exec(compile(step(RULE, "rule").text, "how-to-add-a-rule.md", "exec"), there)  # noqa: S102 - the page's own code
    return next(
        one for name, one in there.items() if name not in vars(guardrails.logs) and isinstance(one, ResourceRule)
    )


def test_the_added_rule_says_of_each_case_what_its_table_says(added_rule: ResourceRule) -> None:
    table = eval("{" + step(RULE, "cases").text + "}", dict(vars(log_cases)))  # noqa: S307 - the page's own code
    ((rule_id, cases),) = table.items()
    assert rule_id == added_rule.id
    assert rule_id not in {one.id for one in ALL_RULES}
    for state, case in cases.by_state():
        assert judge(added_rule, resources_of(added_rule, case), Tier.PRODUCTION).state is state
    assert {state for state, _ in cases.by_state()} >= {State.COMPLIANT, State.VIOLATION, State.UNKNOWN}
    assert max(map(len, step(RULE, "rule").text.splitlines())) <= 120


@pytest.fixture
def added_component(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The component of the guide, with its name in naming.yaml."""
    patterns = dict(naming.load_patterns()) | {
        kind: naming.Pattern(**row) for kind, row in yaml.safe_load(step(COMPONENT, "names").text).items()
    }
    monkeypatch.setattr(naming, "load_patterns", lambda: patterns)
    component = step(COMPONENT, "component")
    module = ModuleType(component.about.removesuffix(".py").replace("/", "."))
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(compile(component.text, component.about, "exec"), vars(module))  # noqa: S102 - the page's own code
    return module


def test_the_added_component_does_what_its_test_says(added_component: ModuleType) -> None:
    given: dict[str, Any] = {}
    exec("from pulumi import ResourceOptions\nfrom tests.harness import NAMES, build", given)  # noqa: S102 - as below
    exec(step(COMPONENT, "test").text, given | vars(added_component), given)  # noqa: S102 - the page's own code
    (test,) = [one for name, one in given.items() if name.startswith("test_")]
    test.__globals__.update(vars(added_component) | {key: given[key] for key in ("NAMES", "build", "ResourceOptions")})
    test()


def test_the_added_component_keeps_the_rules_of_the_house(added_component: ModuleType, tmp_path: Path) -> None:  # noqa: ARG001 - it is there
    component = step(COMPONENT, "component")
    file = tmp_path / "data" / "queue.py"
    file.parent.mkdir()
    file.write_text(component.text, "utf-8")
    (made,) = house.classes(file)
    house.test_a_components_type_says_where_it_lives(file, made)
    house.test_a_component_registers_its_outputs_last(file, made)
    house.test_a_callers_options_reach_the_component_and_no_child(file, made)
    house.test_a_components_public_attributes_are_annotated(file, made)
    assert max(map(len, component.text.splitlines())) <= 120


def test_the_parts_that_guides_add_are_not_there_yet() -> None:
    """Or the guide would tell to write what exists."""
    assert "queues" not in {key.name for key in Keys(stack_schema()).section_of("StackSettings").keys}
    assert not (ROOT / "components/data/queue.py").exists()
