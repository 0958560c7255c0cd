"""Wall time and peak memory of a command with all of its children."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

SAMPLE_SECONDS = 0.02


@dataclass(frozen=True)
class Sample:
    """One run: seconds on the clock, and the highest sum of resident memory over the process tree in MB."""

    seconds: float
    megabytes: float


def run(
    command: Sequence[str], cwd: Path, *, environment: Mapping[str, str] | None = None, refuses: bool = False
) -> Sample:
    """Run the command once; raises CalledProcessError where it does not end well (with 1 where it `refuses`)."""
    started = time.perf_counter()
    process = psutil.Popen(
        command,
        cwd=cwd,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL if refuses else None,
    )
    peak = 0
    while process.poll() is None:
        peak = max(peak, _resident(process))
        time.sleep(SAMPLE_SECONDS)
    seconds = time.perf_counter() - started
    if process.returncode != int(refuses):
        raise subprocess.CalledProcessError(process.returncode, command)
    return Sample(seconds, peak / 1e6)


def _resident(process: psutil.Process) -> int:
    total = 0
    for one in [process, *_children(process)]:
        try:
            total += one.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []
