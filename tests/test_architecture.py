"""The house: from a file's place a reader knows what it may touch. Read from the code itself, without running it."""

import ast
import re
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness import ROOT

FLOORS = ("account", "compute", "data", "delivery", "edge", "foundation", "host", "watch")
HELPERS = {
    "components",
    "components._bucket",
    "components._calendar",
    "components._cidr",
    "components._dead_letters",
    "components._fixed_texts",
    "components._hosts",
    "components._iam",
    "components._off_hours",
    "components._settings",
    "components._watched",
    "components.wiring",
}
"""What every floor may use."""
FLOOR_OF = {"PrivateBucket": "edge"}
"""The floor in the type of what every floor may make: the one where it was first."""
READS_YAML = {ROOT / "components/delivery/deploy_policy.py", ROOT / "components/host/compose.py"}
"""A table of our own, and compose files."""
OURS = {"__main__", "bench", "components", "naming", "ops", "policies", "guardrails", "settings", "tests"}
ENVIRONMENTS = {"dev", "stg", "prod", "development", "staging", "production"}
INVOKES = {"pulumi.runtime.invoke", "pulumi.runtime.invoke_async", "pulumi.StackReference"}
SKIPPED = {".venv", ".git", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", "__pycache__"}
MAX_LINES = 300


def files(*places: str) -> list[Path]:
    """Python files of the project, by where they stand."""
    found = [
        path
        for place in places
        for path in sorted((ROOT / place).rglob("*.py") if "." not in place else [ROOT / place])
    ]
    return [path for path in found if not SKIPPED.intersection(path.relative_to(ROOT).parts)]


PROGRAM = files("__main__.py", "naming.py", "settings", "components")
COMPONENTS = files("components")
EVERYTHING = PROGRAM + files("bench", "ops", "policies", "tests")


def tokens(path: Path) -> list[tokenize.TokenInfo]:
    with path.open("rb") as file:
        return list(tokenize.tokenize(file.readline))


def as_id(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported(source: str) -> set[str]:
    """Modules that a file imports; `from a.b import c` gives `a.b`."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add("." * node.level + (node.module or ""))
    return found


def roots(source: str) -> set[str]:
    """The first part of each import that is not Python's own."""
    return {module.partition(".")[0] for module in imported(source)} - sys.stdlib_module_names


def dotted(node: ast.AST) -> str:
    """`aws.ec2.get_vpc` of the expression that says so; empty for another one."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        inner = dotted(node.value)
        return f"{inner}.{node.attr}" if inner else ""
    return ""


def lookups(source: str) -> Iterator[str]:
    """Calls that ask AWS what is there."""
    for node in ast.walk(ast.parse(source)):
        name = dotted(node)
        package, _, rest = name.partition(".")
        last = rest.rpartition(".")[2]
        of_provider = package in {"aws", "awsx", "pulumi_aws", "pulumi_awsx"}
        if (of_provider and (last == "get" or last.startswith("get_"))) or name in INVOKES:
            yield name


def made_in_apply(source: str) -> Iterator[str]:
    """Resources and components made inside `.apply`, which no preview shows before the value is known."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "apply":
            for inner in (part for argument in node.args for part in ast.walk(argument)):
                if isinstance(inner, ast.Call) and dotted(inner.func).rpartition(".")[2][:1].isupper():
                    yield dotted(inner.func)


def environments_asked_for(source: str) -> Iterator[str]:
    """Environments that code compares something with; data may name them."""
    for node in ast.walk(ast.parse(source)):
        parts = [node.left, *node.comparators] if isinstance(node, ast.Compare) else []
        parts += [node.value] if isinstance(node, ast.MatchValue) else []
        for part in (inner for outer in parts for inner in ast.walk(outer)):
            if isinstance(part, ast.Constant) and part.value in ENVIRONMENTS:
                yield part.value


def written(source: str) -> Iterator[str]:
    """All text in the code that is no documentation."""
    tree = ast.parse(source)
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def classes(path: Path) -> Iterator[ast.ClassDef]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ClassDef) and "ComponentResource" in {dotted(b).rpartition(".")[2] for b in node.bases}:
            yield node


def constructor(component: ast.ClassDef) -> ast.FunctionDef:
    (made,) = [n for n in component.body if isinstance(n, ast.FunctionDef) and n.name == "__init__"]
    return made


COMPONENT_CLASSES = [pytest.param(path, node, id=node.name) for path in COMPONENTS for node in classes(path)]


def test_the_table_of_contents_imports_settings_and_components_alone() -> None:
    assert roots((ROOT / "__main__.py").read_text("utf-8")) == {"pulumi", "settings", "components"}


def test_the_table_of_contents_has_no_branches() -> None:
    tree = ast.parse((ROOT / "__main__.py").read_text("utf-8"))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.If | ast.IfExp | ast.Match | ast.Try)]


@pytest.mark.parametrize("path", COMPONENTS, ids=as_id)
def test_a_component_imports_pulumi_its_providers_pydantic_and_names(path: Path) -> None:
    awsx = {"pulumi_awsx"} if path == ROOT / "components/foundation/network.py" else set()
    random = {"pulumi_random"} if path.parent in {ROOT / "components/data", ROOT / "components/host"} else set()
    reads = {"yaml"} if path in READS_YAML else set()
    allowed = {"components", "naming", "pulumi", "pulumi_aws", "pydantic"} | awsx | random | reads
    assert roots(path.read_text("utf-8")) - allowed == set()


@pytest.mark.parametrize("path", COMPONENTS, ids=as_id)
def test_a_component_knows_its_own_floor_and_what_all_floors_share(path: Path) -> None:
    inside = path.relative_to(ROOT).parts
    floor = f"components.{inside[1]}." if inside[1] in FLOORS else "nothing"
    ours = {module for module in imported(path.read_text("utf-8")) if module.startswith("components")}
    assert {module for module in ours - HELPERS if not f"{module}.".startswith(floor)} == set()


def test_every_floor_is_known_here() -> None:
    assert {path.name for path in (ROOT / "components").iterdir() if path.is_dir()} - SKIPPED == set(FLOORS)


@pytest.mark.parametrize("path", files("settings"), ids=as_id)
def test_settings_know_the_components_models_and_make_no_resource(path: Path) -> None:
    allowed = {"components", "naming", "pulumi", "pulumi_aws", "pydantic", "pydantic_core", "settings"}
    assert roots(path.read_text("utf-8")) - allowed == set()
    assert "ResourceOptions" not in path.read_text("utf-8")


def test_names_know_nothing_of_the_rest() -> None:
    assert roots((ROOT / "naming.py").read_text("utf-8")) == {"yaml"}


@pytest.mark.parametrize("path", files("components", "naming.py", "policies"), ids=as_id)
def test_settings_are_read_by_the_table_of_contents_alone(path: Path) -> None:
    assert "settings" not in roots(path.read_text("utf-8"))


@pytest.mark.parametrize("path", PROGRAM, ids=as_id)
def test_the_program_runs_without_ops_policies_and_tests(path: Path) -> None:
    assert roots(path.read_text("utf-8")).isdisjoint(
        {"ops", "policies", "guardrails", "tests", "bench", "pulumi_policy"}
    )


@pytest.mark.parametrize("path", files("policies"), ids=as_id)
def test_policies_judge_what_is_registered_and_know_nothing_of_the_program(path: Path) -> None:
    assert roots(path.read_text("utf-8")) & OURS <= {"guardrails"}


@pytest.mark.parametrize("path", PROGRAM, ids=as_id)
def test_the_program_looks_nothing_up(path: Path) -> None:
    assert list(lookups(path.read_text("utf-8"))) == []
    assert roots(path.read_text("utf-8")).isdisjoint({"boto3", "botocore", "requests", "httpx"})


@pytest.mark.parametrize("path", PROGRAM, ids=as_id)
def test_no_resource_is_made_inside_apply(path: Path) -> None:
    assert list(made_in_apply(path.read_text("utf-8"))) == []


@pytest.mark.parametrize("path", PROGRAM, ids=as_id)
def test_an_environment_is_data_that_no_code_asks_for(path: Path) -> None:
    assert list(environments_asked_for(path.read_text("utf-8"))) == []


@pytest.mark.parametrize("path", PROGRAM, ids=as_id)
def test_no_system_is_named_in_code(path: Path) -> None:
    assert [text for text in written(path.read_text("utf-8")) if "gli" in text.lower().replace("stringlike", "")] == []


@pytest.mark.parametrize("path", PROGRAM, ids=as_id)
def test_configuration_environment_variables_and_the_clock_are_read_by_settings_alone(path: Path) -> None:
    names = {dotted(node) for node in ast.walk(ast.parse(path.read_text("utf-8")))}
    outside = {"os.environ", "os.getenv", "datetime.now", "datetime.datetime.now", "time.time"}
    if path.parent != ROOT / "settings":
        outside |= {"pulumi.Config", "Config", "pulumi.get_stack", "get_stack", "pulumi.get_project"}
    assert names & outside == set()


@pytest.mark.parametrize("path", EVERYTHING, ids=as_id)
def test_a_file_can_be_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MAX_LINES


@pytest.mark.parametrize("path", EVERYTHING, ids=as_id)
def test_whatever_silences_a_check_says_which_and_why(path: Path) -> None:
    comments = [token.string for token in tokens(path) if token.type == tokenize.COMMENT]
    silencing = [comment for comment in comments if re.search(r"\b(noqa|type: ?ignore)\b", comment)]
    reasoned = re.compile(r"(noqa: [A-Z0-9, ]+|ignore\[[\w-]+\]) +[-#] ?\w")
    assert [comment for comment in silencing if not reasoned.search(comment)] == []


@pytest.mark.parametrize(("path", "component"), COMPONENT_CLASSES)
def test_a_components_type_says_where_it_lives(path: Path, component: ast.ClassDef) -> None:
    first = constructor(component).body[0]
    assert isinstance(first, ast.Expr)
    assert isinstance(first.value, ast.Call)
    assert ast.unparse(first.value.func) == "super().__init__"
    token, name, _, opts = first.value.args
    floor = FLOOR_OF.get(component.name, path.parent.name)
    assert ast.literal_eval(token) == f"platform:{floor}:{component.name}"
    assert (ast.unparse(name), ast.unparse(opts)) == ("name", "opts")


@pytest.mark.parametrize(("path", "component"), COMPONENT_CLASSES)
def test_a_component_registers_its_outputs_last(path: Path, component: ast.ClassDef) -> None:
    last = constructor(component).body[-1]
    assert isinstance(last, ast.Expr), path
    assert isinstance(last.value, ast.Call)
    assert dotted(last.value.func) == "self.register_outputs"
    assert [dotted(n) for n in ast.walk(component)].count("self.register_outputs") == 1


@pytest.mark.parametrize(("path", "component"), COMPONENT_CLASSES)
def test_a_callers_options_reach_the_component_and_no_child(path: Path, component: ast.ClassDef) -> None:
    uses = [n for n in ast.walk(component) if isinstance(n, ast.Name) and n.id == "opts"]
    assert len(uses) == 1, path


@pytest.mark.parametrize(("path", "component"), COMPONENT_CLASSES)
def test_a_components_public_attributes_are_annotated(path: Path, component: ast.ClassDef) -> None:
    annotated = {dotted(n.target) for n in component.body if isinstance(n, ast.AnnAssign)}
    targets = [t for n in ast.walk(component) if isinstance(n, ast.Assign) for t in n.targets]
    flat = [e for t in targets for e in (t.elts if isinstance(t, ast.Tuple) else [t])]
    public = {name.removeprefix("self.") for name in map(dotted, flat) if name.startswith("self.")}
    assert {name for name in public if not name.startswith("_")} == annotated, path


def test_there_are_components_to_look_at() -> None:
    assert len(COMPONENT_CLASSES) == 33
    assert len(PROGRAM) > 50


def test_the_detectors_see_what_they_look_for() -> None:
    assert imported("import a.b\nfrom c.d import e\nfrom . import f") == {"a.b", "c.d", "."}
    assert list(lookups("aws.ec2.get_vpc(id='x')\naws.ec2.Vpc.get('n', 'x')\nnames.get('x')")) == [
        "aws.ec2.get_vpc",
        "aws.ec2.Vpc.get",
    ]
    assert list(made_in_apply("x.apply(lambda v: aws.s3.Bucket(v))\ny.apply(lambda v: f(v))")) == ["aws.s3.Bucket"]
    assert list(environments_asked_for("if tier == 'production': pass\nLiteral['production']")) == ["production"]
    assert list(environments_asked_for("x in ('dev', 'qa')")) == ["dev"]
    assert list(written('"""GLI."""\nx = "y"')) == ["y"]
