"""A resource's properties, read safely: an unknown value is never guessed and a malformed one never ignored."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from pulumi_policy.proxy import UnknownValueError, unknown_checking_proxy

Part = TypeVar("Part")
Found = TypeVar("Found")


class MalformedError(Exception):
    """A value is not of the kind that AWS takes there; whoever reads it counts that as a violation."""

    def __init__(self, path: str, kind: str) -> None:
        super().__init__(f"{path} is not {kind}")


class Props:
    """An object among a resource's properties.

    Reading a value that is not known before deployment raises UnknownValueError. A null counts as missing. A string
    where an object or a list is read is taken for JSON, as AWS takes policies and container definitions.
    """

    def __init__(self, source: Mapping[str, Any], path: str = "") -> None:
        self._source = source
        self._path = path

    def names(self) -> list[str]:
        """The names of the properties, known or not; asking for them never raises."""
        return [str(key) for key in self._source]

    def path(self, key: str) -> str:
        """Where a property stands, from the top of the resource: `networkConfiguration.subnets`."""
        return f"{self._path}.{key}" if self._path else key

    def get(self, key: str, default: Any = None) -> Any:
        """A property as the SDK gives it; null is the default."""
        try:
            value = self._source[key]
        except KeyError:
            return default
        return default if value is None else value

    def flag(self, key: str, *, default: bool = False) -> bool:
        """A boolean."""
        value = self.get(key, default)
        if not isinstance(value, bool):
            raise MalformedError(self.path(key), "true or false")
        return value

    def text(self, key: str) -> str:
        """A string, empty where there is none."""
        value = self.get(key, "")
        if not isinstance(value, str):
            raise MalformedError(self.path(key), "a string")
        return value

    def number(self, key: str, *, default: float = 0) -> float:
        """A number; the SDK's are all floats."""
        value = self.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise MalformedError(self.path(key), "a number")
        return value

    def section(self, key: str) -> "Props":
        """An object, empty where there is none."""
        value = self._document(key)
        if value is None:
            return Props({}, self.path(key))
        return _object(value, self.path(key))

    def sections(self, key: str) -> Iterator["Props"]:
        """The objects of a list; a single object counts as a list of it."""
        value = self._document(key)
        if isinstance(value, Mapping):
            value = [value]
        for path, element in self._elements(value, self.path(key)):
            yield _object(element, path)

    def texts(self, key: str) -> Iterator[str]:
        """The strings of a list; a single string counts as a list of it."""
        value = self.get(key)
        if isinstance(value, str):
            value = self._document(key) if value.startswith("[") else [value]
        for path, element in self._elements(value, self.path(key)):
            if not isinstance(element, str):
                raise MalformedError(path, "a string")
            yield element

    def scalars(self, key: str) -> Iterator[str]:
        """As `texts`, with true, false and numbers in JSON's spelling."""
        value = self.get(key)
        if isinstance(value, bool | int | float):
            yield json.dumps(value)
        else:
            yield from self.texts(key)

    def count(self, key: str) -> int:
        """How many elements a list has, whether they are known or not."""
        value = self.get(key, ())
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise MalformedError(self.path(key), "a list")
        return len(value)

    def _document(self, key: str) -> Any:
        value = self.get(key)
        if not isinstance(value, str):
            return value
        try:
            return unknown_checking_proxy({key: json.loads(value)}).get(key)
        except (ValueError, RecursionError):  # AWS takes no document that is nested so deep, either
            raise MalformedError(self.path(key), "valid JSON") from None

    @staticmethod
    def _elements(value: Any, path: str) -> Iterator[tuple[str, Any]]:
        """The elements that are known, then the complaint about the first that is not.

        So a rule sees every violation that can be seen, and still cannot call a list fine that it does not know whole.
        """
        if value is None:
            return
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise MalformedError(path, "a list")
        unknown: UnknownValueError | None = None
        for index in range(len(value)):
            try:
                element = value[index]
            except UnknownValueError as error:
                unknown = unknown or error
                continue
            if element is not None:
                yield f"{path}.{index}", element
        if unknown is not None:
            raise unknown


def each(parts: Iterable[Part], check: Callable[[Part], Iterable[Found]]) -> Iterator[Found]:
    """What is found in each part, also in those after one that cannot be judged for an unknown value."""
    unknown: UnknownValueError | None = None
    for part in parts:
        try:
            yield from check(part)
        except UnknownValueError as error:
            unknown = unknown or error
    if unknown is not None:
        raise unknown


def fitting(parts: Iterable[Part], fits: Callable[[Part], bool]) -> Iterator[Part]:
    """The parts that fit, and then the complaint about one of which that is not known."""

    def found(part: Part) -> Iterator[Part]:
        if fits(part):
            yield part

    return each(parts, found)


def _object(value: Any, path: str) -> Props:
    if not isinstance(value, Mapping):
        raise MalformedError(path, "an object")
    return Props(value, path)
