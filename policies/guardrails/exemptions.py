"""Violations that somebody answers for until a day: who, why, and whether they are still needed."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from threading import Lock

from guardrails.entries import Entry, nearest, parse_date, read_entries
from guardrails.resource import Resource

EXEMPTIONS = Path(__file__).parents[1] / "exemptions.yaml"
LONGEST = timedelta(days=366)
SOON = timedelta(days=30)
WILD = frozenset("*?[]")
ANYTHING = re.compile(r"([*?]|\[!?[^\]]+\])*")
"""A pattern of wildcards and sets of characters alone covers whatever somebody may call something."""
PROJECT = Path(__file__).parents[2]
STACK_FILES = ("Pulumi.*.yaml", "examples/*/Pulumi.*.yaml")


@dataclass(frozen=True)
class Exemption:
    """One rule, not held by some resources of some stacks until a day."""

    label: str
    rule: str
    stack: str
    """A glob over the stack's name."""
    resource: str
    """A glob over `<type>::<name>`."""
    reason: str
    owner: str
    expires: date
    """The last day on which it counts."""
    ticket: str = ""

    def __str__(self) -> str:
        ticket = f", ticket {self.ticket}" if self.ticket else ""
        return f"{self.reason} (owner {self.owner}, until {self.expires}{ticket})"

    def covers(self, rule_id: str, resource: Resource) -> bool:
        """Whether it speaks of this rule and this resource."""
        return (
            rule_id == self.rule
            and fnmatchcase(stack_of(resource.urn), self.stack)
            and fnmatchcase(f"{resource.type}::{resource.name}", self.resource)
        )

    def overdue(self, at: date) -> str | None:
        """What is wrong with its last day, judged on this day."""
        if at > self.expires:
            return f"expired on {self.expires}; mend the violation, or renew it with {self.owner} and a reason"
        if self.expires - at > LONGEST:
            return f"lasts until {self.expires}, more than 12 months after {at}; choose an earlier day"
        return None


def stack_of(urn: str) -> str:
    """The stack's name in a URN."""
    return urn.removeprefix("urn:pulumi:").partition("::")[0]


class Exemptions:
    """The exemptions that count, and which of them have been needed in this process.

    Which violations one covers depends on no date: a day decides only whether the exemption itself is a finding. So the
    same program has the same results on any day, and what has expired is named instead of quietly coming back.
    """

    def __init__(self, entries: Collection[Exemption] = (), problems: Collection[str] = ()) -> None:
        self.entries = entries
        self.problems = problems
        """A sentence about each entry that is refused, and so does not count."""
        self._lock = Lock()
        self._excused: dict[Exemption, list[str]] = {}
        self._maybe: set[Exemption] = set()

    def excuse(self, rule_id: str, resource: Resource) -> Exemption | None:
        """The first exemption of a violation, remembered as needed."""
        for entry in self.entries:
            if entry.covers(rule_id, resource):
                with self._lock:
                    self._excused.setdefault(entry, []).append(resource.urn)
                return entry
        return None

    def may_need(self, rule_id: str, resource: Resource) -> None:
        """Remembers that nothing is known yet of a resource that an exemption covers."""
        with self._lock:
            self._maybe.update(entry for entry in self.entries if entry.covers(rule_id, resource))

    def overdue(self, stack: str, at: date) -> Iterator[tuple[str, str | None]]:
        """What is wrong on this day with the exemptions of a stack, with each resource that they excuse, if any."""
        for entry in self._of(stack):
            problem = entry.overdue(at)
            excused: list[str | None] = [*self._excused.get(entry, [])]
            if problem is not None:
                for urn in excused or [None]:
                    yield f"{entry.label}: the exemption of {entry.rule} {problem}", urn
            elif not excused and entry not in self._maybe:
                unneeded = f"nothing in stack {stack} needs the exemption of {entry.rule} for {entry.resource}"
                yield f"{entry.label}: {unneeded}; remove it, or name the stacks that do", None

    def expiring(self, stack: str, at: date) -> Iterator[str]:
        """The exemptions of a stack that still count on this day, and soon will not."""
        for entry in self._of(stack):
            if timedelta() <= entry.expires - at <= SOON:
                yield (
                    f"{entry.label}: the exemption of {entry.rule} expires on {entry.expires}; "
                    f"{entry.owner} mends the violation or renews it"
                )

    def _of(self, stack: str) -> Iterator[Exemption]:
        return (entry for entry in self.entries if fnmatchcase(stack, entry.stack))


def stacks_of(project: Path) -> list[str]:
    """The stacks that have a file in a project; none where the pack stands alone."""
    files = (path for pattern in STACK_FILES for path in project.glob(pattern))
    return sorted({path.name.removeprefix("Pulumi.").removesuffix(".yaml") for path in files})


def load_exemptions(
    types: Mapping[str, Collection[str]], path: Path = EXEMPTIONS, *, stacks: Collection[str] | None = None
) -> Exemptions:
    """The exemptions of a file; what is wrong in it is told, never raised, and does not count.

    `types` has the types that each rule judges, by the rule's id; `stacks` are those that an entry may name, the
    project's by default. Where there are none, it may name any.
    """
    known = stacks_of(PROJECT) if stacks is None else stacks
    read = read_entries(path, ("rule", "stack", "resource", "reason", "owner", "expires"), ("ticket",))
    entries: list[Exemption] = []
    problems = list(read.problems)
    for entry in read.good:
        found = [*_problems(entry, types), *_of_no_stack(entry.get("stack"), known)]
        problems += [f"{entry.label}: {problem}" for problem in found]
        expires = parse_date(entry.get("expires"))
        if expires is not None and not found:
            kept = {key: entry.get(key) for key in ("rule", "stack", "resource", "reason", "owner", "ticket")}
            entries.append(Exemption(label=entry.label, expires=expires, **kept))
    return Exemptions(entries, problems)


def _problems(entry: Entry, types: Mapping[str, Collection[str]]) -> Iterator[str]:
    rule, expires = entry.get("rule"), entry.get("expires")
    if rule not in types:
        yield f"`rule` {rule!r} is no rule of this pack{nearest(rule, types)}; name one by its id, an exemption has one"
    yield from _too_wide(entry, types.get(rule))
    if parse_date(expires) is None:
        yield f"`expires` {expires!r} is no day; write it as 2027-01-31"


def _too_wide(entry: Entry, types: Collection[str] | None) -> Iterator[str]:
    """An exemption that would excuse what nobody has looked at, or that can excuse nothing."""
    stack, resource = entry.get("stack"), entry.get("resource")
    kind, separator, name = resource.rpartition("::")
    if not separator or not kind or set(kind) & WILD:
        yield f"`resource` {resource!r} does not name its type; write it as in aws:ec2/subnet:Subnet::network-*"
    elif types is not None and kind not in types:
        yield f"`resource` {resource!r} is of a type that the rule does not judge{nearest(kind, types)}"
    elif ANYTHING.fullmatch(name) and ANYTHING.fullmatch(stack):
        yield f"`stack` {stack!r} and `resource` {resource!r} cover everything; name the stacks or the resources"


def _of_no_stack(pattern: str, stacks: Collection[str]) -> Iterator[str]:
    """An exemption of a misspelt stack would be missed nowhere: no other stack looks at it."""
    if stacks and not any(fnmatchcase(stack, pattern) for stack in stacks):
        misspelt = f"`stack` {pattern!r} is no stack of this project{nearest(pattern, stacks)}"
        yield f"{misspelt}; name one, or a pattern of some"
