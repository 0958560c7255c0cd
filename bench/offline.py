"""The offline preview with policies of ever larger stacks, in turns with what others take for the same work."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import peers
from bench.figures import RUNS, Table, spread
from bench.flat import write_flat
from bench.grown import grow
from bench.measure import Sample, run
from ops.offline.program import record_stack

ROOT = Path(__file__).parents[1]
SIZES = (2, 10, 50)
"""Services, as in the figures of others."""
RECORDING = (sys.executable, "-m", "bench.recording")
OPS = (sys.executable, "-m", "ops")


@dataclass
class Timed:
    """A command and what its runs took."""

    what: str
    command: Sequence[str]
    environment: dict[str, str] = field(default_factory=dict)
    refuses: bool = False
    """Whether it ends with exit code 1, since it finds something."""
    samples: list[Sample] = field(default_factory=list)

    def run(self) -> None:
        """Run it once more."""
        self.samples.append(run(self.command, ROOT, environment=self.environment, refuses=self.refuses))

    def row(self) -> tuple[str, str, str]:
        """Give name, seconds and megabytes."""
        seconds, megabytes = zip(*((one.seconds, one.megabytes) for one in self.samples), strict=True)
        return self.what, spread(seconds), spread(megabytes, 0)


def measured(installed: peers.Installed) -> list[Table]:
    """Time every size, and how much each service adds."""
    with TemporaryDirectory() as folder:
        by_size = {size: _commands(size, Path(folder), installed) for size in SIZES}
        for commands in by_size.values():
            _in_turns(commands)
    tables = []
    for size, commands in by_size.items():
        table = Table(f"{size} services, whole processes", ("Command", "Seconds", "Peak MB"))
        for timed in commands:
            table.add(*timed.row())
        tables.append(table.saying(installed.missing) if size == SIZES[0] else table)
    return [*tables, _growth(by_size)]


def alone() -> Table:
    """Time what a preview of production is made of."""
    commands = [
        Timed("python -c pass", (sys.executable, "-c", "pass")),
        Timed("import pulumi", (sys.executable, "-c", "import pulumi")),
        Timed("import our program's parts", (sys.executable, "-c", "import settings.load, ops.offline.program")),
        Timed("recording of prod, no policies", (*RECORDING, "Pulumi.prod.yaml")),
        Timed("preview of prod", (*OPS, "preview", "--stack", "prod")),
        Timed("first preview of prod", (*OPS, "preview", "--stack", "prod", "--unknown-outputs")),
        Timed("preview of dev", (*OPS, "preview", "--stack", "dev")),
    ]
    _in_turns(commands)
    table = Table("Offline, whole processes", ("Command", "Seconds", "Peak MB"))
    for timed in commands:
        table.add(*timed.row())
    return table


def _commands(size: int, folder: Path, installed: peers.Installed) -> list[Timed]:
    file = folder / f"{size}" / "Pulumi.prod.yaml"
    file.parent.mkdir()
    grow(ROOT / "Pulumi.prod.yaml", file, size - SIZES[0])
    flat = folder / f"flat-{size}"
    flat.mkdir()
    write_flat(record_stack(ROOT, "prod", file), flat / "__main__.py")
    chosen = ("--stack", "prod", "--config-file", str(file))
    return [
        Timed("this platform, preview with policies", (*OPS, "preview", *chosen)),
        Timed("flat program of its resources, no policies", (*RECORDING, str(file), str(flat))),
        *(Timed(*one) for one in installed.commands(size, folder)),
    ]


def _in_turns(commands: Sequence[Timed]) -> None:
    """Run each once to warm caches, then all of them in turns: whatever else the machine does meets all."""
    for timed in commands:
        timed.run()
        timed.samples.clear()
    for _ in range(RUNS):
        for timed in commands:
            timed.run()


def _growth(by_size: dict[int, list[Timed]]) -> Table:
    """Give what each service adds, by the medians."""
    steps = list(pairwise(SIZES))
    table = Table("Each service more", ("Command", *(f"{fewer} to {more} services, ms" for fewer, more in steps)))
    for position, timed in enumerate(by_size[SIZES[0]]):
        medians = {size: sorted(one.seconds for one in by_size[size][position].samples)[RUNS // 2] for size in SIZES}
        added = [f"{1000 * (medians[more] - medians[fewer]) / (more - fewer):.0f}" for fewer, more in steps]
        table.add(timed.what, *added)
    return table
