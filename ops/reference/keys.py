"""The keys of a stack file with what may stand there, read from its schema."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import Any, Final

from ops.failures import WrongInputError
from ops.reference.schema import STACK, Schema

ROLE: Final = "<role>"
NAME: Final = "<name>"
"""Steps of a path that a person names."""


@dataclass(frozen=True)
class Key:
    """A key: where it stands, and its part of the schema."""

    path: tuple[str, ...]
    schema: Schema
    required: bool

    @property
    def spoken(self) -> str:
        """The path as people write it, without `platform:stack`, which all but a few begin with."""
        return ".".join(self.path[1:] if self.path[0] == STACK and len(self.path) > 1 else self.path)

    @property
    def name(self) -> str:
        """Its last step."""
        return self.path[-1]

    @property
    def default(self) -> object:
        """What holds where it is left out; None where that is null or where it must be written."""
        return self.schema.get("default")


@dataclass(frozen=True)
class Section:
    """A map of the stack file and its keys."""

    path: tuple[str, ...]
    definition: str
    description: str
    keys: Sequence[Key]

    shared: bool
    """Whether keys of several names lead here."""

    @property
    def spoken(self) -> str:
        """As `Key.spoken`; the part's own name where many keys have it."""
        return self.definition if self.shared else Key(self.path, {}, required=False).spoken


class Keys:
    """All of them, from the schema of the whole file."""

    def __init__(self, schema: Schema) -> None:
        self._definitions: Mapping[str, Schema] = schema["definitions"]
        self._config: Schema = schema["properties"]["config"]

    @cached_property
    def top(self) -> Sequence[Key]:
        """What stands under `config`."""
        return tuple(self._keys((), self._config))

    @cached_property
    def sections(self) -> Sequence[Section]:
        """Every map with keys of its own, in the order of the file; one that stands in several places comes once."""
        found: list[Section] = []
        for key in self.top:
            self._below(key.path, key.schema, found)
        return found

    @cached_property
    def all(self) -> Sequence[Key]:
        """Every key, where it stands first."""
        return (*self.top, *(key for section in self.sections for key in section.keys))

    @cached_property
    def _names_of(self) -> Mapping[str, Set[str]]:
        """The names of all keys that lead to a definition."""
        names: dict[str, set[str]] = {definition: set() for definition in self._definitions}
        for model in (self._config, *self._definitions.values()):
            for name, about in model.get("properties", {}).items():
                for _, definition in _leads_to(about):
                    names[definition].add(name)
        return names

    def section_of(self, definition: str) -> Section:
        """Where the keys of a part are described."""
        return next(section for section in self.sections if section.definition == definition)

    def parts(self, schema: Schema) -> tuple[str, ...]:
        """The definitions that a value of this schema leads to."""
        return tuple(definition for _, definition in _leads_to(schema))

    def find(self, written: str) -> Key:
        """The key of a path as a person writes it, or as the program's messages do.

        Roles may stand in it or be left out, `platform:stack.` too. Raises WrongInputError with what is nearest.
        """
        steps = [step for step in re.sub(r"\[\d+\]", "", written).split(".") if step]
        if steps[:1] == [STACK] and len(steps) > 1:
            steps = steps[1:]
        if not steps:
            raise WrongInputError(f"{written!r} names no setting; `python -m ops settings` lists them all.")
        at_top = {key.name: key for key in self.top}
        key, rest = at_top[STACK], tuple(steps)
        if steps[0] in at_top:
            key, rest = at_top[steps[0]], tuple(steps[1:])
        while rest:
            key, rest = self._step(key, rest, written)
        return key

    def _step(self, key: Key, steps: tuple[str, ...], written: str) -> tuple[Key, tuple[str, ...]]:
        """One key further in, past the role where there is one."""
        inner = {one.name: one for one in self._inside(key)}
        if is_map(key.schema) and (steps[0] not in inner or self._is_role(steps, inner)):
            steps = steps[1:]
        if not steps or (is_map(key.schema) and not inner):
            return key, ()
        if steps[0] in inner:
            return inner[steps[0]], steps[1:]
        way_out = _nearest(steps[0], inner)
        raise WrongInputError(f"{written!r} names no setting: {key.spoken} has no `{steps[0]}`; {way_out}")

    def _is_role(self, steps: Sequence[str], inner: Mapping[str, Key]) -> bool:
        """Whether what is called like a key can only be a role: `services.cpu.cpu`."""
        return len(steps) > 1 and steps[1] in inner and not any(self._inside(inner[steps[0]]))

    def _inside(self, key: Key) -> Iterator[Key]:
        for extra, definition in _leads_to(key.schema):
            yield from self._keys((*key.path, *extra), self._definitions[definition])

    def _keys(self, path: tuple[str, ...], schema: Schema) -> Iterator[Key]:
        required = schema.get("required", ())
        for name, about in schema.get("properties", {}).items():
            yield Key((*path, name), self._described(about), required=name in required)

    def _described(self, about: Schema) -> Schema:
        """A part that says nothing itself is what its own model says first."""
        if "description" in about:
            return about
        for _, definition in _leads_to(about):
            return about | {"description": self._definitions[definition]["description"].partition("\n\n")[0]}
        return about

    def _below(self, path: tuple[str, ...], schema: Schema, found: list[Section]) -> None:
        for extra, definition in _leads_to(schema):
            if definition in {section.definition for section in found}:
                continue
            model, here = self._definitions[definition], (*path, *extra)
            keys = tuple(self._keys(here, model))
            shared = len(self._names_of[definition]) > 1
            found.append(Section(here, definition, model["description"], keys, shared))
            for key in keys:
                self._below(key.path, key.schema, found)


def _nearest(step: str, known: Collection[str]) -> str:
    near = [one for one in known if step in one] or get_close_matches(step, known, n=1)
    return f"did you mean `{near[0]}`?" if near else f"the settings there are {', '.join(known) or 'none'}."


def is_map(schema: Schema) -> bool:
    """Whether a person names what stands in it."""
    return isinstance(schema.get("additionalProperties"), dict)


def named(schema: Schema) -> str:
    """The step by which a person names what stands in a map."""
    return ROLE if "a role" in schema.get("propertyNames", {}).get("patternErrorMessage", "") else NAME


def _leads_to(schema: Schema) -> Iterator[tuple[tuple[str, ...], str]]:
    """The definitions that a value may be made of, each with the steps that a person names on the way."""
    if "$ref" in schema:
        yield (), schema["$ref"].rpartition("/")[2]
    for option in (*schema.get("anyOf", ()), *schema.get("allOf", ())):
        yield from _leads_to(option)
    if isinstance(schema.get("items"), dict):
        yield from _leads_to(schema["items"])
    if is_map(schema):
        inner: Any = schema["additionalProperties"]
        yield from (((named(schema), *extra), definition) for extra, definition in _leads_to(inner))
