"""A recorded stack as rules see it, which notes whatever a rule reads of it and can be changed in any place.

Values go through the SDK's own deserialisation and proxies; on top of these lie objects and lists that take notes. JSON
documents are objects here, so that their parts can be changed and be unknown; rules read both alike.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import pulumi
from google.protobuf import json_format, struct_pb2
from guardrails.evaluation import Result, judge_among, judge_resource
from guardrails.exemptions import Exemptions
from guardrails.resource import Stack, StackResource
from guardrails.rule import ResourceRule
from guardrails.tier import Tier
from pulumi_policy.deserialize import deserialize_properties
from pulumi_policy.proxy import unknown_checking_proxy
from typing_extensions import override

from tests.policies.harness import AnyRule
from tests.policies.test_any_input import unfold

Path = tuple[Any, ...]
"""Where a value stands: names of properties and numbers of elements."""
Read = tuple[str, Path]
"""The resource's URN and a path in it."""
Change = Callable[[Any], Any]
"""Gives the new value of an old one; ABSENT takes it out."""
ABSENT: Any = object()
NAMES = "names()"
"""Last part of the path of an object whose properties' names are read."""
ANY = "of any property"
"""Last part of the path of all origins of a resource's properties."""
OPTIONS = frozenset({"name", "protect", "delete_before_replace", "ignore_changes"})
"""What a resource is told beside its properties."""
RELATION, OPTION, TYPE = "relation", "option", "type"
"""First part of the paths of what are no properties: where one comes from, an option, all resources of a type."""


class Notes:
    """What was read since the notes were last cleared, in order."""

    def __init__(self) -> None:
        self.reads: dict[Read, None] = {}

    def take(self, urn: str, path: Path) -> None:
        self.reads.setdefault((urn, path))


class Object(Mapping[str, Any]):
    """An object that notes what is asked of it."""

    def __init__(self, known: Mapping[str, Any], urn: str, path: Path, notes: Notes) -> None:
        self.known, self._urn, self._path, self._notes = known, urn, path, notes

    @override
    def __getitem__(self, key: str) -> Any:
        path = (*self._path, key)
        self._notes.take(self._urn, path)
        return noting(self.known[key], self._urn, path, self._notes)

    @override
    def __iter__(self) -> Iterator[str]:
        self._notes.take(self._urn, (*self._path, NAMES))
        return iter(self.known)

    @override
    def __len__(self) -> int:
        return len(self.known)


class List(Sequence[Any]):
    """A list that notes what is asked of it."""

    def __init__(self, known: Sequence[Any], urn: str, path: Path, notes: Notes) -> None:
        self._known, self._urn, self._path, self._notes = known, urn, path, notes

    @override
    def __getitem__(self, index: Any) -> Any:
        path = (*self._path, index)
        self._notes.take(self._urn, path)
        return noting(self._known[index], self._urn, path, self._notes)

    @override
    def __len__(self) -> int:
        return len(self._known)


def noting(value: Any, urn: str, path: Path, notes: Notes) -> Any:
    if isinstance(value, Mapping):
        return Object(value, urn, path, notes)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return List(value, urn, path, notes)
    return value


class Known(Mapping[str, Any]):
    """A resource's properties behind the SDK's proxies, each by itself: a change of one leaves the others alone."""

    def __init__(self, parts: Mapping[str, Mapping[str, Any]]) -> None:
        self._parts = parts

    def with_part(self, key: str, value: Any) -> "Known":
        """The same with another value of one property."""
        return Known({**self._parts, key: unknown_checking_proxy({key: value})})

    @override
    def __getitem__(self, key: str) -> Any:
        return self._parts[key][key]

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    @override
    def __len__(self) -> int:
        return len(self._parts)


def known(properties: Mapping[str, Any]) -> Known:
    return Known({key: unknown_checking_proxy({key: value}) for key, value in properties.items()})


class Traced(StackResource):
    """A resource that notes what is read of it."""

    def __init__(self, given: Any, notes: Notes, *, unfolded: bool) -> None:
        self._notes = notes
        self._options = {
            "name": given.name,
            "protect": given.options.protect,
            "delete_before_replace": given.options.deleteBeforeReplace,
            "ignore_changes": tuple(given.options.ignoreChanges),
        }
        self.plain = plain(given.properties, unfolded=unfolded)
        self.source = Object(known(self.plain), given.urn, (), notes)
        self.origins: dict[str, list[StackResource]] = {}
        super().__init__(given.type, given.name, given.urn, self.source, protect=given.options.protect)

    @override
    def __getattribute__(self, name: str) -> Any:
        if name == "property_dependencies":
            self._notes.take(self.urn, (RELATION, ANY))
            return self.origins
        if name not in OPTIONS:
            return super().__getattribute__(name)
        self._notes.take(self.urn, (OPTION, name))
        return self._options[name]

    @override
    def depends(self, key: str, *types: str) -> list[StackResource]:
        if key in self.origins:
            self._notes.take(self.urn, (RELATION, key))
        return [origin for origin in self.origins.get(key, []) if not types or origin.type in types]

    @contextmanager
    def changed(self, path: Path, change: Change) -> Iterator[None]:
        """The resource with something else in one place, until the block ends."""
        before = self._options, self.origins, self.plain, self.source.known
        kind, key = path[0], path[-1]
        try:
            if kind == OPTION:
                self._options = {**self._options, key: change(self._options[key])}
            elif kind == RELATION:
                self._relate(key, change(self.origins))
            else:
                self._set(path, change)
            yield
        finally:
            self._options, self.origins, self.plain, self.source.known = before

    def _relate(self, key: str, origins: Any) -> None:
        """Another origin of a property, or of all; where it is absent the property is, too."""
        if origins is ABSENT and key != ANY:
            self._set((key,), lambda _: ABSENT)
        others = {at: before for at, before in self.origins.items() if key not in (at, ANY)}
        self.origins = others if origins is ABSENT or not origins else {**others, key: origins}

    def _set(self, path: Path, change: Change) -> None:
        before, self.plain = self.plain, with_change(self.plain, path, change)
        if isinstance(self.source.known, Known) and path[0] in before and path[0] in self.plain:
            self.source.known = self.source.known.with_part(path[0], self.plain[path[0]])
        else:
            self.source.known = known(self.plain)


class TracedStack(Stack):
    """A stack that notes for which types a rule looks."""

    def __init__(self, request: Any, notes: Notes, *, unfolded: bool = True) -> None:
        made = {given.urn: Traced(given, notes, unfolded=unfolded) for given in request.resources}
        self.by_urn = made
        self.hidden: set[str] = set()
        self._notes = notes
        for given in request.resources:
            made[given.urn].parent = made.get(given.parent)
            made[given.urn].origins = {
                key: [made[urn] for urn in dependencies.urns if urn in made]
                for key, dependencies in given.propertyDependencies.items()
            }
        super().__init__(list(made.values()))

    @override
    def of(self, *types: str) -> list[StackResource]:
        found = super().of(*types)
        for kind in {resource.type for resource in found}:
            self._notes.take("", (TYPE, kind))
        return [resource for resource in found if resource.type not in self.hidden]

    @contextmanager
    def changed(self, reads: Sequence[Read], change: Change) -> Iterator[None]:
        """The stack with something else in some places, until the block ends."""
        with ExitStack() as changes:
            for urn, path in reads:
                if urn:
                    changes.enter_context(self.by_urn[urn].changed(path, change))
                else:
                    self.hidden.add(path[1])
                    changes.callback(self.hidden.discard, path[1])
            yield


@dataclass
class Judging:
    """A stack, seen by resource rules (inputs) and by stack rules (outputs), under one tier."""

    inputs: TracedStack
    outputs: TracedStack
    notes: Notes
    tier: Tier
    config: Mapping[str, str]

    def configure(self) -> None:
        """Hand rules the configuration of the stack, as its engine would."""
        pulumi.runtime.set_all_config(dict(self.config))

    def seen_by(self, rule: AnyRule) -> TracedStack:
        """What the rule is shown."""
        return self.inputs if isinstance(rule, ResourceRule) else self.outputs

    def judge(self, rule: AnyRule, urn: str) -> Result:
        """What a rule says of a resource; the notes then hold what it read."""
        self.notes.reads.clear()
        stack = self.seen_by(rule)
        resource = stack.by_urn[urn]
        if isinstance(rule, ResourceRule):
            return judge_resource(rule, resource, self.tier, Exemptions())
        return judge_among(rule, resource, stack, self.tier, Exemptions())


def plain(properties: struct_pb2.Struct, *, unfolded: bool) -> dict[str, Any]:
    """Properties as the SDK deserialises them, JSON documents unfolded."""
    given: dict[str, Any] = deserialize_properties(json_format.MessageToDict(properties))
    return {key: unfold(value) for key, value in given.items()} if unfolded else given


def with_change(value: Any, path: Path, change: Change) -> Any:
    """A copy of the value with something else in one place; what an earlier change took away stays away."""
    if not path:
        return change(value)
    if path[0] == NAMES:
        return change(value) if isinstance(value, dict) else value
    made = dict(value) if isinstance(value, dict) else list(value) if isinstance(value, list) else None
    inside = made is not None and (path[0] in made if isinstance(made, dict) else path[0] < len(made))
    if made is None or not (inside or isinstance(made, dict)):
        return value
    old: Any = made[path[0]] if inside else ABSENT
    new = with_change(old, path[1:], change)
    if new is not ABSENT:
        made[path[0]] = new
    elif inside:
        made[path[0]] = None
    return made
