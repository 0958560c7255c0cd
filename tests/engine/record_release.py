"""Keeps what this version deploys, as what upgrades to later versions are tested from.

`python -m tests.engine.record_release 0.2.0`, once for each release and never again: every stack of `STACKS` is
deployed from nothing by the real engine into the stand-in's account, and its state is written below
`tests/data/releases`. It takes minutes and needs the Pulumi CLI.
"""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.engine.deployment import Deployment, opened
from tests.engine.tools import missing
from tests.releases import FOLDER, Recorded

STACKS: Final = ("account", "aut-prod-nrt", "dev", "prod", "rse-host", "stg")
"""GLI's own, one of several Regions, and one with a host."""


def record(release: str, folder: Path = FOLDER, stacks: tuple[str, ...] = STACKS) -> None:
    """Deploy each stack and keep its state; raise FileExistsError where the release has been recorded."""
    (folder / release).mkdir(parents=True)
    with TemporaryDirectory() as place, opened(Path(place) / "home") as toolbox:
        for stack in stacks:
            deployment = Deployment.fresh(toolbox, Path(place) / stack, stack)
            run = deployment.up()
            if run.error:
                raise RuntimeError(run.error)
            Recorded(release, stack, folder).write(json.loads(deployment.exported()))
            print(f"{stack}: {sum(run.summary.values())} resources")  # noqa: T201 - a command says what it did


if __name__ == "__main__":
    if missing():
        sys.exit(missing())
    record(sys.argv[1])
