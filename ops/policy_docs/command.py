"""`python -m ops policies`: the rules at a terminal, one of them explained, or the page docs/policies.md."""

from difflib import get_close_matches
from pathlib import Path

from ops.failures import WrongInputError
from ops.output import write
from ops.policy_docs.catalogue import Entry, Section, read_catalogue
from ops.policy_docs.page import render
from ops.policy_docs.terminal import explain, show_all


def show_policies(root: Path, rule: str | None, output: Path | None) -> None:
    """Print the rules, explain one of them, or write all of them as Markdown."""
    if rule and output:
        raise WrongInputError(f"--output writes the page of all rules; leave {rule!r} or --output out.")
    sections = read_catalogue(root)
    if output:
        write(render(root, sections), output)
    elif rule:
        explain(_entry(rule, sections))
    else:
        show_all(sections)


def _entry(name: str, sections: tuple[Section, ...]) -> Entry:
    entries = {entry.rule.id: entry for section in sections for entry in section.entries}
    if name in entries:
        return entries[name]
    near = get_close_matches(name, entries, n=3)
    way_out = f"did you mean {', '.join(near)}?" if near else "`python -m ops policies` lists them all."
    raise WrongInputError(f"{name!r} is no rule of the pack; {way_out}")
