"""`python -m bench.policies`: what the policy pack adds to a preview, offline and on the engine.

Runs without and with the pack take turns, so that whatever else the machine does meets both.
"""

import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from pulumi.automation import PulumiCommand
from rich.console import Console
from rich.table import Table

from bench.grown import grow
from bench.measure import run, spread
from tests.engine.deployment import Deployment, Toolbox
from tests.engine.tools import missing, plugin_cache

ROOT = Path(__file__).parents[1]
PROD = ROOT / "Pulumi.prod.yaml"
RUNS = 7
OFFLINE_COPIES = 5
"""Of a service: 310 resources."""
ENGINE_COPIES = 3
"""258 resources."""
LEVELS = '{"all": "advisory"}'
"""For `--policy-pack-config`: a violation takes as long to find, and ends no preview."""

Timed = Callable[[], float]
"""Runs a preview once and gives its seconds."""


def main() -> None:
    """Print a row for each size of stack, offline, and one for the engine where it is installed."""
    title = f"{RUNS} runs, warm: minimum / median / maximum seconds"
    table = Table("Preview", "Without policies", "With policies", "Added (medians)", title=title)
    reason = missing()
    with TemporaryDirectory() as folder:
        grown, levels = Path(folder) / "Pulumi.prod.yaml", Path(folder) / "levels.json"
        levels.write_text(LEVELS, encoding="utf-8")
        grow(PROD, grown, OFFLINE_COPIES)
        more = f"prod and {OFFLINE_COPIES} more services, offline"
        table.add_row("prod, offline", *_compared(_recording(PROD), _preview(PROD, levels)))
        table.add_row(more, *_compared(_recording(grown), _preview(grown, levels)))
        if not reason:
            table.add_row(f"prod and {ENGINE_COPIES} more services, engine", *_on_the_engine(levels))
    Console().print(table)
    if reason:
        print(f"The engine was not measured: {reason}.")


def _compared(without: Timed, with_policies: Timed) -> tuple[str, str, str]:
    without()
    with_policies()
    pairs = [(without(), with_policies()) for _ in range(RUNS)]
    plain, judged = ([pair[side] for pair in pairs] for side in (0, 1))
    return spread(plain, 2), spread(judged, 2), f"{median(judged) - median(plain):.2f}"


def _recording(file: Path) -> Timed:
    return lambda: run((sys.executable, "-m", "bench.recording", str(file)), ROOT).seconds


def _preview(file: Path, levels: Path) -> Timed:
    chosen = ("--stack", "prod", "--config-file", str(file), "--policy-pack-config", str(levels))
    command = (sys.executable, "-m", "ops", "preview", *chosen)
    return lambda: run(command, ROOT).seconds


def _on_the_engine(levels: Path) -> tuple[str, str, str]:
    """A first preview by the CLI, with the tests' stand-ins for providers."""
    with TemporaryDirectory() as folder, ExitStack() as servers:
        home = Path(folder) / "home"
        home.mkdir()
        if plugin_cache().is_dir():
            (home / "plugins").symlink_to(plugin_cache())
        deployment = Deployment.fresh(Toolbox(PulumiCommand(), home, servers), Path(folder) / "prod", "prod")
        grow(PROD, deployment.file, ENGINE_COPIES)
        preview, pack = deployment.stack.preview, str(deployment.project / "policies")
        return _compared(
            lambda: _timed(preview),
            lambda: _timed(partial(preview, policy_packs=[pack], policy_pack_configs=[str(levels)])),
        )


def _timed(preview: Callable[[], object]) -> float:
    started = time.perf_counter()
    preview()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
