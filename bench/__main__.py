"""Times the offline preview with policies, as a person runs it: whole processes, caches warm."""

import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.measure import run, spread

ROOT = Path(__file__).parents[1]
RUNS = 5
OPS = (sys.executable, "-m", "ops")
COMMANDS = {
    "import pulumi_aws's provider": (sys.executable, "-c", "import pulumi_aws; pulumi_aws.Provider"),
    "preview of dev": (*OPS, "preview", "--stack", "dev"),
    "preview of prod": (*OPS, "preview", "--stack", "prod"),
    "first preview of prod": (*OPS, "preview", "--stack", "prod", "--unknown-outputs"),
    "preview of prod as JSON": (*OPS, "preview", "--stack", "prod", "--format", "json"),
}


def main() -> None:
    """Print a row for each command."""
    table = Table("Command", "Seconds", "Peak MB", title=f"{RUNS} runs, warm: minimum / median / maximum")
    for what, command in COMMANDS.items():
        run(command, ROOT)
        samples = [run(command, ROOT) for _ in range(RUNS)]
        table.add_row(what, spread([one.seconds for one in samples], 2), spread([one.megabytes for one in samples], 0))
    Console().print(table)


if __name__ == "__main__":
    main()
