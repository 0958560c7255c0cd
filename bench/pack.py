"""What the policy pack adds to an offline preview: runs without and with it take turns."""

import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.figures import RUNS, Table, spread
from bench.grown import grow
from bench.measure import run
from ops.offline.program import record_stack

ROOT = Path(__file__).parents[1]
PROD = ROOT / "Pulumi.prod.yaml"
COPIES = (0, 8)
"""Of a service, beside production's own."""


def measured() -> Table:
    """Time production and a larger one, each without and with the pack."""
    columns = ("Offline preview", "Without policies, s", "With policies, s", "Added, s", "A resource, ms")
    table = Table("The policy pack", columns)
    with TemporaryDirectory() as folder:
        for copies in COPIES:
            file = Path(folder) / f"{copies}" / "Pulumi.prod.yaml"
            file.parent.mkdir()
            grow(PROD, file, copies)
            table.add(*_row(file, len(record_stack(ROOT, "prod", file).resources)))
    return table


def _row(file: Path, resources: int) -> tuple[str, ...]:
    plain = (sys.executable, "-m", "bench.recording", str(file))
    judged = (sys.executable, "-m", "ops", "preview", "--stack", "prod", "--config-file", str(file))
    pairs = [(run(plain, ROOT).seconds, run(judged, ROOT).seconds) for _ in range(RUNS)]
    without, with_pack = ([pair[side] for pair in pairs] for side in (0, 1))
    added = median(with_pack) - median(without)
    return (
        f"{resources} resources",
        spread(without),
        spread(with_pack),
        f"{added:.2f}",
        f"{1000 * added / resources:.1f}",
    )
