"""Plays a job: its `run:` steps in bash as GitHub starts it, with fake programs that write down how they are called."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.workflows.expressions import Context, evaluate, filled
from tests.workflows.files import Yaml, action, workflow

PROGRAMS = ("chromium", "curl", "docker", "gh", "git", "go", "jq", "make", "npm", "pulumi", "python", "sh")
LOCAL = "./.github/actions/"
FAKE = """#!{python} -S
import json, os, pathlib, sys
log = pathlib.Path(os.environ["FAKE_LOG"])
call = [pathlib.Path(sys.argv[0]).name, *sys.argv[1:]]
words = " ".join(call)
reads = words.endswith("--changed=-")
with log.open("a") as out:
    out.write(json.dumps(call + ([sys.stdin.read()] if reads else [])) + "\\n")
for start, (text, code) in json.loads(os.environ["FAKE_ANSWERS"]).items():
    if words.startswith(start):
        sys.stdout.write(text)
        sys.exit(code)
"""
LOCK = "pulumi==3.272.0 \\\n    --hash=sha256:0a\npulumi-awsx==3.11.0 \\\n    --hash=sha256:0b\n"
Answers = Mapping[str, tuple[str, int]]
"""What a program that is called so prints, and its exit code; all others print nothing and succeed."""


@dataclass
class Played:
    """What became of a job."""

    calls: list[list[str]] = field(default_factory=list)
    """Every program as it was called, and `uses` with an action's name and inputs, in their order."""
    steps: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Outputs, outcome and conclusion of steps with an id."""
    status: str = "success"

    @property
    def lines(self) -> list[str]:
        """The calls as lines, without actions."""
        return [" ".join(call) for call in self.calls if call[0] != "uses"]

    def ops(self) -> list[str]:
        """The calls of `python -m ops`, without that."""
        start = "python -m ops "
        return [line.removeprefix(start) for line in self.lines if line.startswith(start)]

    def inputs(self, name: str) -> Mapping[str, str]:
        """What an action that is not ours was given."""
        found: dict[str, str] = next(json.loads(call[2]) for call in self.calls if call[:2] == ["uses", name])
        return found


class Player:
    """One machine: a workspace, fake programs, and what GitHub knows."""

    def __init__(self, folder: Path, names: Mapping[str, Any], answers: Answers | None = None) -> None:
        self.workspace, self.temp = folder / "workspace", folder / "temp"
        self._programs, self._log = folder / "bin", folder / "log"
        for path in (self.workspace, self.temp, self._programs):
            path.mkdir(parents=True, exist_ok=True)
        for name in PROGRAMS:
            (self._programs / name).write_text(FAKE.format(python=sys.executable))
            (self._programs / name).chmod(0o755)
        (self.workspace / ".venv/bin").mkdir(parents=True)
        (self.workspace / ".venv/bin/python").symlink_to(self._programs / "python")
        (self.workspace / "requirements.txt").write_text(LOCK)
        self._answers, self._names = answers or {}, {"runner": {"temp": str(self.temp)}, "secrets": {}, **names}
        self._played = Played()

    def play(self, file: str, job: str) -> Played:
        """Play the job of a workflow."""
        found, self._played = workflow(file), Played()
        names = {**self._names, "env": {}}
        names["env"] = {**self._env(found, names), **self._env(found["jobs"][job], names)}
        self._steps(found["jobs"][job]["steps"], names, self._played.steps)
        return self._played

    def _env(self, part: Yaml, names: Mapping[str, Any]) -> dict[str, str]:
        return {key: filled(value, names) for key, value in part.get("env", {}).items()}

    def _steps(self, steps: Sequence[Yaml], names: Mapping[str, Any], results: dict[str, dict[str, Any]]) -> bool:
        good = True
        for step in steps:
            here = {**names, "steps": results, "job": {"status": "success" if good else "failure"}}
            outcome = "skipped"
            outputs: dict[str, str] = {}
            if self._runs(step, here, good=good):
                done, outputs = self._step(step, here)
                outcome = "success" if done else "failure"
                good = good and (done or bool(step.get("continue-on-error")))
            if "id" in step:
                results[step["id"]] = {"outputs": outputs, "outcome": outcome}
        self._played.status = "success" if good else "failure"
        return good

    def _runs(self, step: Yaml, names: Mapping[str, Any], *, good: bool) -> bool:
        condition = str(step.get("if", "success()")).removeprefix("${{").removesuffix("}}")
        functions = {
            "success": lambda: good,
            "failure": lambda: not good,
            "always": lambda: True,
            "cancelled": lambda: False,
        }
        met = evaluate(condition, {**names, **functions, "hashFiles": self._hash})
        return bool(met) and (good or any(f"{name}()" in condition for name in functions))

    def _hash(self, pattern: str) -> str:
        return "hash" if list(self.workspace.glob(pattern)) else ""

    def _step(self, step: Yaml, names: Mapping[str, Any]) -> tuple[bool, dict[str, str]]:
        given = {key: filled(value, names) for key, value in step.get("with", {}).items()}
        used = str(step.get("uses", ""))
        if used.startswith(LOCAL):
            return self._action(used.removeprefix(LOCAL), given, names)
        if used:
            self._played.calls.append(["uses", used.partition("@")[0], json.dumps(given)])
            return True, {}
        return self._run(step, names)

    def _action(self, name: str, given: Mapping[str, str], names: Mapping[str, Any]) -> tuple[bool, dict[str, str]]:
        found, results = action(name), dict[str, dict[str, Any]]()
        inputs = {key: given.get(key, one.get("default")) for key, one in found.get("inputs", {}).items()}
        assert set(given) <= set(inputs), f"{name} has no input {set(given) - set(inputs)}"
        missing = [key for key, one in found.get("inputs", {}).items() if one.get("required") and not inputs[key]]
        assert not missing, f"{name} needs {missing}"
        good = self._steps(found["runs"]["steps"], {**names, "inputs": inputs}, results)
        here = {**names, "steps": results}
        return good, {key: filled(one["value"], here) for key, one in found.get("outputs", {}).items()}

    def _run(self, step: Yaml, names: Mapping[str, Any]) -> tuple[bool, dict[str, str]]:
        output, path = self.temp / "output", f"{self._programs}{os.pathsep}{os.environ['PATH']}"
        output.write_text("")
        self._log.write_text("")
        github = {
            "GITHUB_OUTPUT": str(output), "GITHUB_PATH": str(self.temp / "path"), "RUNNER_TEMP": str(self.temp),
            "GITHUB_STEP_SUMMARY": "summary.md",
            "GITHUB_SHA": names["github"]["sha"], "GITHUB_REF": names["github"]["ref"],
            "GITHUB_REF_NAME": names["github"]["ref_name"], "GITHUB_REPOSITORY": names["github"]["repository"],
        }  # fmt: skip
        script = self.temp / "script"
        script.write_text(step["run"])
        done = subprocess.run(  # noqa: S603 - the steps are this repository's own
            ["/bin/bash", "--noprofile", "--norc", "-eo", "pipefail", script],
            cwd=self.workspace,
            env={
                "PATH": path, "HOME": str(self.temp), "FAKE_LOG": str(self._log), **github,
                "FAKE_ANSWERS": json.dumps(self._answers), **names["env"], **self._env(step, names),
            },
            check=False,
            capture_output=True,
        )  # fmt: skip
        self._played.calls += [json.loads(line) for line in self._log.read_text().splitlines()]
        pairs = (line.partition("=") for line in output.read_text().splitlines())
        return done.returncode == 0, Context({key: value for key, _, value in pairs})
