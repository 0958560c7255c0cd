"""A copy of this project, deployed by the real engine into an account that is not there."""

import json
import shutil
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from pulumi import automation
from pulumi.automation import EngineEvent, LocalWorkspaceOptions, PulumiCommand
from ruamel.yaml import YAML

from tests.engine.provider.account import Account
from tests.engine.provider.passwords import Passwords
from tests.engine.provider.server import StandIn, serving

ROOT = Path(__file__).parents[2]
PROGRAM = (
    "Pulumi*.yaml",
    "__main__.py",
    "components",
    "examples",
    "naming.*",
    "policies",
    "requirements.txt",
    "settings",
)
"""What belongs to the program and its policy pack, and files that stacks name; nothing else is copied."""
AMBIENT_PLUGIN = "from $PATH at"
"""In the engine's warning that it takes a plugin from PATH, where one built from source is."""


@dataclass
class Run:
    """What the engine did, or said that it would do."""

    error: str = ""
    """Everything the CLI printed, when it failed."""
    printed: str = ""
    """Everything the CLI printed."""
    summary: dict[str, int] = field(default_factory=dict)
    """How many resources were created, updated, the same …"""
    steps: dict[str, set[str]] = field(default_factory=dict)
    """The operations on each resource: `same`, `update`, `create-replacement` …"""
    changed: dict[str, set[str]] = field(default_factory=dict)
    """The changed properties of each resource, as paths."""
    diagnostics: list[str] = field(default_factory=list)
    """Warnings and errors."""
    violations: set[tuple[str, str]] = field(default_factory=set)
    """Mandatory policy violations: the rule, and the resource that violates it."""

    def did(self, *operations: str) -> set[str]:
        """The resources to which any of these operations happened."""
        return {name for name, steps in self.steps.items() if steps & set(operations)}

    @property
    def replaced(self) -> set[str]:
        """The resources that were replaced."""
        return self.did("replace", "create-replacement", "delete-replaced")

    @property
    def touched(self) -> set[str]:
        """The resources of AWS that did not stay the same."""
        return {name for name, steps in self.steps.items() if name.startswith("aws:") and steps - {"same", "refresh"}}

    def note(self, event: EngineEvent) -> None:
        """Take down an event of the engine."""
        for happened in (event.resource_pre_event, event.res_outputs_event):
            if happened:
                step = happened.metadata
                self.steps.setdefault(short(step.urn), set()).add(str(step.op.value))
                self.changed.setdefault(short(step.urn), set()).update(step.detailed_diff or step.diffs or ())
        if event.diagnostic_event and event.diagnostic_event.severity in {"warning", "error"}:
            self.diagnostics.append(event.diagnostic_event.message)
        if event.policy_event and event.policy_event.enforcement_level == "mandatory":
            self.violations.add((event.policy_event.policy_name, short(event.policy_event.resource_urn or "")))
        if event.summary_event:
            self.summary = {str(operation): count for operation, count in event.summary_event.resource_changes.items()}


@dataclass(frozen=True)
class Toolbox:
    """What all deployments of a test run share: the CLI, and a home of its own."""

    command: PulumiCommand
    home: Path
    servers: ExitStack


class Deployment:
    """One stack with its own project directory, state and account."""

    def __init__(self, toolbox: Toolbox, root: Path, stack: str, account: Account) -> None:
        self.toolbox, self.root, self.name, self.account = toolbox, root, stack, account
        providers = {"aws": StandIn(account), "random": Passwords(account)}
        ports = {name: toolbox.servers.enter_context(serving(provider)) for name, provider in providers.items()}
        self.stack = automation.create_or_select_stack(stack, work_dir=str(self.project), opts=self._options(ports))

    @classmethod
    def fresh(cls, toolbox: Toolbox, root: Path, stack: str) -> Self:
        """A stack of which nothing has been deployed yet."""
        project = root / "project"
        project.mkdir(parents=True)
        (root / "state").mkdir()
        for path in (path for pattern in PROGRAM for path in ROOT.glob(pattern)):
            if path.is_dir():
                shutil.copytree(path, project / path.name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy2(path, project / path.name)
        for path in ROOT.glob(f"examples/*/Pulumi.{stack}.yaml"):
            shutil.copy2(path, project / path.name)
        (project / ".venv").symlink_to(sys.prefix)
        return cls(toolbox, root, stack, Account())

    def copy(self, root: Path) -> "Deployment":
        """The same stack in another place: what happens to one does not happen to the other."""
        shutil.copytree(self.root, root, symlinks=True)
        return Deployment(self.toolbox, root, self.name, self.account.copy())

    @property
    def project(self) -> Path:
        """Where the program lies."""
        return self.root / "project"

    @property
    def file(self) -> Path:
        """The stack's configuration."""
        return self.project / f"Pulumi.{self.name}.yaml"

    def write(self, values: Mapping[str, object]) -> None:
        """Change the stack file: dotted paths under `config` to values."""
        yaml = YAML()
        document = yaml.load(self.file)
        for path, value in values.items():
            *parents, last = path.split(".")
            place = document["config"]
            for parent in parents:
                place = place.setdefault(parent, {})
            place[last] = value
        yaml.dump(document, self.file)

    def up(self, *, policies: bool = False) -> Run:
        """Deploy, where wanted with the policy pack."""
        return self._run(self.stack.up, **self._judged(policies=policies))

    def preview(self, *, policies: bool = False, levels: Mapping[str, object] | None = None) -> Run:
        """Show what `up` would do, and what the policy pack says of it with `levels` as its configuration."""
        return self._run(self.stack.preview, **self._judged(policies=policies, levels=levels))

    def refresh(self) -> Run:
        """Read everything again."""
        return self._run(self.stack.refresh)

    def destroy(self) -> Run:
        """Show what would be deleted, then delete everything, as `pulumi destroy` does."""
        shown = self._run(self.stack.preview_destroy)
        return shown if shown.error else self._run(self.stack.destroy)

    def unprotect(self) -> None:
        """Let everything be deleted, as a person does who ends an environment."""
        self.pulumi("state", "unprotect", "--all", "--yes")

    def state(self) -> list[dict[str, Any]]:
        """Every resource as the engine has written it down."""
        deployment = self.stack.export_stack().deployment or {}
        resources: list[dict[str, Any]] = deployment.get("resources", [])
        return resources

    def exported(self) -> str:
        """What `pulumi stack export` prints."""
        return self.pulumi("stack", "export")

    def pulumi(self, *words: str) -> str:
        """Run the CLI on this stack, and give what it prints."""
        environment = {**self.stack.workspace.env_vars, "PULUMI_HOME": str(self.toolbox.home)}
        run = self.toolbox.command.run([*words, "--stack", self.name], str(self.project), environment)
        return str(run.stdout)

    def stored(self) -> str:
        """Everything that the backend keeps: state, history and backups."""
        files = (path for path in sorted((self.root / "state").rglob("*")) if path.is_file())
        return "\n".join(path.read_text("utf-8", "replace") for path in files)

    def _judged(self, *, policies: bool, levels: Mapping[str, object] | None = None) -> dict[str, list[str]]:
        """The engine's options for the policy pack and the file that configures it."""
        options = {"policy_packs": [str(self.project / "policies")]} if policies else {}
        if levels is None:
            return options
        file = self.root / "levels.json"
        file.write_text(json.dumps(levels), encoding="utf-8")
        return options | {"policy_pack_configs": [str(file)]}

    def _run(self, operation: Callable[..., object], **options: Any) -> Run:
        run = Run()
        printed: list[str] = []
        try:
            operation(on_event=run.note, on_output=printed.append, on_error=printed.append, color="never", **options)
        except automation.CommandError as error:
            run.error = str(error)
        run.printed = "\n".join(printed)
        return run

    def _options(self, ports: Mapping[str, int]) -> LocalWorkspaceOptions:
        return LocalWorkspaceOptions(
            pulumi_command=self.toolbox.command,
            pulumi_home=str(self.toolbox.home),
            env_vars={
                "PULUMI_BACKEND_URL": (self.root / "state").as_uri(),
                "PULUMI_CONFIG_PASSPHRASE": "not a secret",
                "PULUMI_DEBUG_PROVIDERS": ",".join(f"{name}:{port}" for name, port in ports.items()),
                "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
                "PULUMI_SKIP_UPDATE_CHECK": "true",
            },
        )


def short(urn: str) -> str:
    """A URN's type and name, such as `aws:lb/listener:Listener::main-https`."""
    types, name = urn.split("::")[-2:]
    return f"{types.rpartition('$')[2]}::{name}"
