"""In a Python of its own: this one has to go on collecting."""

import gc
import subprocess
import sys
from pathlib import Path

from ops.offline.run import record

ROOT = Path(__file__).parents[2]
SCRIPT = """
import gc
from components._short_lived import collect_nothing
collect_nothing()
seen = []
gc.callbacks.append(lambda phase, info: seen.append(info["generation"]))
kept = [[number] for number in range(200_000)]
print(gc.isenabled(), seen)
import atexit
atexit._run_exitfuncs()
print(gc.get_freeze_count() > 200_000)
"""


def test_nothing_is_collected_while_it_runs_nor_looked_at_as_it_ends() -> None:
    said = subprocess.run(  # noqa: S603 - the script is above
        [sys.executable, "-c", SCRIPT], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert said.stdout.splitlines() == ["False []", "True"]


def test_whoever_records_a_program_goes_on_collecting() -> None:
    assert gc.isenabled()
    record(gc.disable, root=ROOT)
    assert gc.isenabled()
