"""What the tests on the real engine share: its CLI, and each stack deployed once."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pulumi.automation import PulumiCommand

from tests.engine.deployment import Deployment, Run, Toolbox, opened
from tests.engine.tools import missing

ENVIRONMENTS = ("dev", "stg", "prod")
STACKS = (*ENVIRONMENTS, "account")
MARK = "real_engine"
REQUIRED = "REQUIRE_ENGINE"
"""Environment variable that turns a missing tool from a skip into an error; CI sets it."""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", f"{MARK}: runs the Pulumi CLI; skipped where it is not installed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the CLI, and skip it where there is none."""
    reason = missing()
    for item in items:
        if isinstance(item, pytest.Function) and "toolbox" in item.fixturenames:
            item.add_marker(MARK)
            if reason:
                item.add_marker(pytest.mark.skip(reason=reason))
    if reason and os.environ.get(REQUIRED) and any(item.get_closest_marker(MARK) for item in items):
        raise pytest.UsageError(f"{REQUIRED} is set, and there is {reason}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests ran on the engine, how many did not, and which engine it was."""
    counts = {
        outcome: sum(MARK in getattr(report, "keywords", ()) for report in terminalreporter.getreports(outcome))
        for outcome in ("passed", "failed", "error", "skipped")
    }
    skipped = counts.pop("skipped")
    engine = f"Pulumi CLI {PulumiCommand().version}" if sum(counts.values()) else missing() or "none selected"
    terminalreporter.write_line(f"real engine: {sum(counts.values())} tests ran, {skipped} skipped ({engine})")


@pytest.fixture(scope="session")
def toolbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Toolbox]:
    """The CLI, with a home of its own."""
    with opened(tmp_path_factory.mktemp("pulumi-home")) as toolbox:
        yield toolbox


@pytest.fixture
def fresh(toolbox: Toolbox, tmp_path: Path) -> Callable[[str], Deployment]:
    """Gives a stack of which nothing has been deployed."""
    return lambda stack: Deployment.fresh(toolbox, tmp_path / stack, stack)


Deployed = Callable[[str], tuple[Deployment, Run]]


@pytest.fixture(scope="session")
def deployed(toolbox: Toolbox, tmp_path_factory: pytest.TempPathFactory) -> Deployed:
    """Gives a deployed stack, never to be changed, and what its first `up`, with the policy pack, did; each once."""
    done: dict[str, tuple[Deployment, Run]] = {}

    def deploy(stack: str) -> tuple[Deployment, Run]:
        if stack not in done:
            deployment = Deployment.fresh(toolbox, tmp_path_factory.mktemp("deployed") / stack, stack)
            done[stack] = deployment, deployment.up(policies=True)
        return done[stack]

    return deploy


@pytest.fixture
def copy_of(deployed: Deployed, tmp_path: Path) -> Callable[[str], Deployment]:
    """Gives a deployed stack that the test may change."""
    return lambda stack: deployed(stack)[0].copy(tmp_path / f"copy-of-{stack}")
