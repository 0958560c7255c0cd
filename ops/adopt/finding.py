"""Finds what a stack declares on AWS: by names, tags and ARNs first, then by what uses it."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from ops.adopt.asking import Asking, UnknownError, asks_for, candidates, fill, matches, path
from ops.adopt.made_up import Translation, attributes
from ops.adopt.rows import Row, table
from ops.live.environment import Environment
from ops.offline.recording import Recorded, Recording

NONE: Final = "there is none"


@dataclass(frozen=True)
class Found:
    """A resource that exists."""

    recorded: Recorded
    import_id: str
    region: str
    attributes: Mapping[str, Any]
    """What AWS gave it; `id` is Pulumi's."""
    live: Mapping[str, Any]
    """Its inputs as AWS has them, as far as they are read."""
    managed: bool = False
    """Whether Pulumi's state has it already."""


@dataclass
class Search:
    """What was found of a stack, and why the rest was not."""

    environment: Environment
    translation: Translation
    found: dict[str, Found] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    """Why a resource is not adopted, by URN."""
    several: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Ids between which nothing decides, by URN."""
    asked: set[str] = field(default_factory=set)
    """What was looked for under its own name, by URN."""
    _claimed: dict[tuple[str, str, str], Recorded] = field(default_factory=dict)

    @property
    def recording(self) -> Recording:
        """What the program declares."""
        return self.environment.recording

    def inputs(self, recorded: Recorded) -> dict[str, Any]:
        """What the program declares of a resource, with live ids."""
        translated: dict[str, Any] = self.translation.translate(dict(recorded.inputs))
        return translated

    def values(self, recorded: Recorded) -> dict[str, Any]:
        """What patterns may name: inputs that are known, and where the resource belongs."""
        known = {key: one for key, one in self.inputs(recorded).items() if not self.translation.unknown(one)}
        parent = self.found.get(recorded.parent)
        where = {"account": self.environment.account, "region": self.region(recorded)}
        return known | where | ({"parent": parent.attributes["id"]} if parent else {})

    def region(self, recorded: Recorded) -> str:
        """The Region in which a resource is."""
        return str(recorded.inputs.get("region") or self.environment.region)

    def take(self, found: Found) -> None:
        """Keep what was found, unless another resource is it already."""
        recorded = found.recorded
        place = (recorded.type, found.region, found.import_id)
        first = self._claimed.setdefault(place, recorded)
        if first.urn != recorded.urn:
            self.reasons[recorded.urn] = f"{found.import_id} is shared with {first.name}, and this one gets its own"
            return
        self.found[recorded.urn] = found
        self.translation.learn(recorded, found.attributes)


def search(environment: Environment, asking: Asking, managed: Mapping[str, Found], left: Mapping[str, str]) -> Search:
    """Look for everything that the stack declares, that Pulumi's state does not have and that is not `left` alone."""
    resources = environment.recording.resources
    looked = Search(environment, Translation.of(resources), reasons=dict(left))
    for one in managed.values():
        looked.take(one)
    known = managed.keys() | left.keys()
    pending = [one for one in resources if one.custom and one.urn not in known and not _unsearched(one, looked)]
    progress = True
    while progress:
        progress = False
        for recorded in list(pending):
            found = _find(recorded, looked, asking)
            if found is not None:
                looked.take(found)
            if found is not None or recorded.urn in looked.reasons:
                pending.remove(recorded)
                progress = True
    for recorded in pending:
        looked.reasons.setdefault(recorded.urn, _why_not(recorded, looked))
    return looked


def _unsearched(recorded: Recorded, looked: Search) -> bool:
    """Whether nobody looks for it; a provider is no resource of AWS."""
    if recorded.type in table().searched:
        return False
    if not recorded.type.startswith("pulumi:"):
        unwritten = "this type is not searched: look for it by hand"
        looked.reasons[recorded.urn] = table().not_searched.get(recorded.type, unwritten)
    return True


def _find(recorded: Recorded, looked: Search, asking: Asking) -> Found | None:
    """Find one resource, as far as what it depends on is known by now."""
    row, values = table().searched[recorded.type], looked.values(recorded)
    declared = {key for key, value in recorded.inputs.items() if value is not None}
    for arguments, match, more in _ways(row, recorded, looked):
        if asks_for(match.values()) & (declared - values.keys()):
            continue  # what it is told by is not known yet
        told = {**values, **more}
        try:
            answer = asking.ask(row, told, looked.region(recorded), arguments, pages=row.pages)
        except UnknownError:
            continue
        looked.asked |= {recorded.urn} if arguments is None else set()
        items = [one for one in candidates(row.items, answer or {}) if matches(one, match, told)]
        ours = [one for one in items if not _is_of_aws(row, one)]
        if len(ours) > 1:
            looked.several[recorded.urn] = tuple(sorted(_read(row, one, values)["id"] for one in ours))
        elif ours:
            looked.several.pop(recorded.urn, None)
            try:
                return _found(row, recorded, ours[0], looked, asking)
            except UnknownError as untold:
                looked.reasons[recorded.urn] = f"there is one, of which AWS does not tell {untold}: try again later"
        elif items:
            looked.reasons[recorded.urn] = "what is used in its place is AWS's own, and stays as it is"
    if recorded.urn in looked.asked and row.through is None and recorded.urn not in looked.several:
        looked.reasons.setdefault(recorded.urn, NONE)
    return None


def _ways(row: Row, recorded: Recorded, looked: Search) -> Iterator[tuple[Any, Mapping[str, str], Mapping[str, str]]]:
    """Arguments, what must match, and further values, of each way to find it; by its name first."""
    if row.arguments or row.match:
        yield None, row.match, {}
    if row.through is None:
        return
    handles = sorted(set(_handles(recorded, looked)))
    if len(handles) == 1:
        yield row.through.arguments, row.through.match, {"handle": handles[0]}
    elif handles:
        looked.several[recorded.urn] = tuple(handles)


def _handles(recorded: Recorded, looked: Search) -> Iterator[str]:
    """What stands on AWS where the declared resources that exist speak of this one."""
    own = set(attributes(recorded).values())
    for found in looked.found.values():
        for text in _in_its_place(found.recorded.inputs, found.live, own):
            yield text.rpartition("/")[2] if text.startswith("arn:") else text


def _in_its_place(declared: Any, live: Any, own: set[str]) -> Iterator[str]:
    if isinstance(declared, str):
        if declared in own and isinstance(live, str) and live:
            yield live
    elif isinstance(declared, Mapping) and isinstance(live, Mapping):
        for key, value in declared.items():
            yield from _in_its_place(value, live.get(key), own)
    elif isinstance(declared, list | tuple) and isinstance(live, list | tuple) and len(declared) == len(live) == 1:
        yield from _in_its_place(declared[0], live[0], own)


def _is_of_aws(row: Row, item: Mapping[str, Any]) -> bool:
    return any(re.fullmatch(pattern, str(path(key, item) or "")) for key, pattern in row.not_ours.items())


def _found(row: Row, recorded: Recorded, item: Mapping[str, Any], looked: Search, asking: Asking) -> Found:
    values, region = looked.values(recorded), looked.region(recorded)
    whole = dict(item)
    for further in row.more:
        known = values | _read(row, whole, values)
        whole[further.name] = asking.ask(further, known, region) or {}
    known = _read(row, whole, values)
    abroad = f"@{region}" if recorded.inputs.get("region") and region != looked.environment.region else ""
    live = {key: path(expression, whole) for key, expression in row.read.items()}
    return Found(recorded, f"{fill(row.id, values | known)}{abroad}", region, known | live | {"id": known["id"]}, live)


def _read(row: Row, item: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """What AWS says of a candidate, and its ids."""
    said = {key: path(expression, item) for key, expression in (row.read | row.adds).items()}
    known = {**values, **{key: value for key, value in said.items() if value is not None}}
    for key, pattern in row.derives.items():
        with suppress(UnknownError):
            known[key] = fill(pattern, known)
    own = {key: known[key] for key in (*row.read, *row.adds, *row.derives) if key in known}
    return own | {"id": own.get("id") or fill(row.id, known)}


def _why_not(recorded: Recorded, looked: Search) -> str:
    if recorded.urn in looked.several:
        return f"nothing decides between {' and '.join(looked.several[recorded.urn])}"
    if recorded.urn in looked.asked:
        return NONE
    waits = looked.translation.unknown({**looked.inputs(recorded), "name": ""})
    if waits is not None and waits.urn != recorded.urn:
        return "what it belongs to is made, or stays another's"
    return "no standard names it, and nothing that was found leads to one"
