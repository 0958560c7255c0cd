"""`python -m bench.recording FILE [PROJECT]`: a program run offline by prod's stack file, without a policy pack."""

import gc
import sys
from pathlib import Path

from ops.offline.program import record_program
from ops.offline.stackfile import read_stack
from ops.render_tree import show

if __name__ == "__main__":
    gc.disable()  # as `python -m ops` does
    _, file, *project = sys.argv
    show(record_program(Path(*project), read_stack(Path(), "prod", Path(file))), ())
    gc.freeze()
