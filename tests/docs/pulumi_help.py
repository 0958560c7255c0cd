"""What Pulumi's CLI says of its commands, kept as data, so that pages are compared with it on a machine without it.

`python -m tests.docs.pulumi_help`, with the CLI on PATH, records the commands that the pages name.
"""

import json
import re
import subprocess
from collections.abc import Iterable
from typing import Final

from tests.docs.pages import PAGES, Command, commands
from tests.harness import ROOT

FILE: Final = ROOT / "tests/data/pulumi-help.json"
GROUPS: Final = ("config", "plugin", "policy", "stack", "state")
"""Commands that have commands below them."""
OF_PAGES: Final = [one for page in PAGES for one in commands(page) if one.words[0] == "pulumi" and len(one.words) > 1]


def path_of(command: Command) -> str:
    """`config set` of `pulumi config set --secret …`."""
    first, *rest = command.words[1:]
    return f"{first} {rest[0]}" if first in GROUPS and rest and not rest[0].startswith("-") else first


def options_of(words: Iterable[str]) -> set[str]:
    """The options of a command, by their long names or their letters."""
    return {word.partition("=")[0] for word in words if word.startswith("-") and word != "-"}


def said_by_the_cli(path: str) -> set[str]:
    """The options that `pulumi <path> --help` has."""
    words = ["pulumi", *path.split(), "--help"]
    said = subprocess.run(words, check=True, capture_output=True, text=True).stdout  # noqa: S603 - words of our own pages
    if f"pulumi {path.split(maxsplit=1)[0]}" not in said or "Flags:" not in said:
        raise LookupError(f"`pulumi {path}` is no command")
    return set(re.findall(r"(?<!\S)(--?[a-z][a-z-]*)", said.partition("Flags:")[2]))


def main() -> None:
    """Record them."""
    version = subprocess.run(["pulumi", "version"], check=True, capture_output=True, text=True).stdout.strip()  # noqa: S607 - the one on PATH
    options = {path: sorted(said_by_the_cli(path)) for path in sorted({path_of(one) for one in OF_PAGES})}
    FILE.write_text(json.dumps({"version": version, "options": options}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
