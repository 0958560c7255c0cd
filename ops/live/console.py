"""What a command says while it works: to people on stderr, its result to stdout, as text or as JSON."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import typer

from ops.failures import WrongInputError


@dataclass(frozen=True)
class Console:
    """Speaks to whoever runs the command. Progress goes to stderr, so that `--json` on stdout stays one document."""

    as_json: bool = False
    yes: bool = False
    """Whether nobody is asked."""

    def plan(self, steps: Sequence[str]) -> None:
        """Say what will be done, before anything is."""
        for number, step in enumerate(steps, start=1):
            self.say(f"{number}. {step}")

    def say(self, line: str) -> None:
        """Tell of progress."""
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()

    def confirm(self, question: str, *, needed: bool) -> None:
        """Ask, where `needed` (production) and nobody said `--yes`; raises WrongInputError where nobody can be asked.

        An answer of no ends the command with typer.Abort, before anything changed.
        """
        if not needed or self.yes:
            return
        if not sys.stdin.isatty():
            raise WrongInputError(f"{question} Nobody can be asked here; add --yes.")
        typer.confirm(question, abort=True, err=True)

    def result(self, text: str, facts: Mapping[str, object]) -> None:
        """Give the command's result: the facts as JSON where they are wanted, else the text."""
        sys.stdout.write(f"{json.dumps(facts, indent=2, sort_keys=True, default=str) if self.as_json else text}\n")
