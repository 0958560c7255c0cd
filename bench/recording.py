"""`python -m bench.recording FILE`: the offline preview of prod by this stack file, without a policy pack."""

import gc
import sys
from pathlib import Path

from ops.offline.program import record_program
from ops.offline.stackfile import read_stack
from ops.render_tree import show

if __name__ == "__main__":
    gc.disable()  # as `python -m ops` does
    show(record_program(Path(), read_stack(Path(), "prod", Path(sys.argv[1]))), ())
