"""Our program against a flat one of the same resources, on the real engine, with the tests' stand-ins for providers."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pulumi.automation import PulumiCommand

from bench.figures import RUNS, Table, spread
from bench.flat import write_flat
from ops.offline.program import record_stack
from tests.engine.deployment import Deployment, Run, Toolbox
from tests.engine.tools import missing, plugin_cache

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Two:
    """The same environment, made by either program."""

    ours: Deployment
    flat: Deployment


def measured() -> Table:
    """Time a preview and an update of what is deployed, in turns; a sentence instead where the CLI is missing."""
    table = Table("On the real engine, without policies", ("Command", "Ours", "Flat program", "Ratio of medians"))
    if reason := missing():
        return table.saying(f"Not measured: {reason}.")
    with _deployed() as two:
        resources = len(two.ours.state())
        table = table.saying(f"{resources} entries in the state, {len(two.flat.state())} in that of the flat program.")
        table.add("preview, nothing to change", *_compared(two, lambda one: one.preview))
        table.add("up, nothing to change", *_compared(two, lambda one: one.up))
    return table


def _compared(two: Two, operation: Callable[[Deployment], Callable[[], Run]]) -> tuple[str, str, str]:
    pairs = [(_seconds(operation(two.ours)), _seconds(operation(two.flat))) for _ in range(RUNS)]
    ours, flat = ([pair[side] for pair in pairs] for side in (0, 1))
    return spread(ours), spread(flat), f"{sorted(ours)[RUNS // 2] / sorted(flat)[RUNS // 2]:.2f}"


def _seconds(operation: Callable[[], Run]) -> float:
    started = time.perf_counter()
    run = operation()
    if run.error or run.touched:
        raise RuntimeError(run.error or f"these were to stay the same: {sorted(run.touched)}")
    return time.perf_counter() - started


@contextmanager
def _deployed() -> Iterator[Two]:
    with TemporaryDirectory() as folder, ExitStack() as servers:
        home = Path(folder) / "home"
        home.mkdir()
        if plugin_cache().is_dir():
            (home / "plugins").symlink_to(plugin_cache())
        toolbox = Toolbox(PulumiCommand(), home, servers)
        two = Two(*(Deployment.fresh(toolbox, Path(folder) / name, "prod") for name in ("ours", "flat")))
        write_flat(record_stack(ROOT, "prod"), two.flat.project / "__main__.py")
        for deployment in (two.ours, two.flat):
            if error := deployment.up().error:
                raise RuntimeError(error)
        yield two


if __name__ == "__main__":
    measured().show()
