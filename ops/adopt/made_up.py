"""Ids and attributes that the offline recorder makes up, and the live ones that take their place.

The recorder answers for AWS (`ops/offline/cloud.py`): what it makes up holds letters of the SHA-256 of the resource's
URN, or `*` where a name is left to Pulumi. So declared inputs can be read as AWS would be told them.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ops.offline.recording import Recorded
from ops.offline.shapes import SHAPES

LENGTHS: Final = (26, 17, 16, 13, 12, 8, 6)
"""How many letters of the digest the recorder takes."""
RANDOM: Final = "***"
"""In a name of which Pulumi picks a part."""


def fragment(recorded: Recorded, text: str) -> str:
    """The part of a text that is made up for this resource; empty where it is all true."""
    if RANDOM in text:
        return text
    digest = hashlib.sha256(recorded.urn.encode()).hexdigest()
    for length in LENGTHS:
        at = text.lower().find(digest[:length])
        if at >= 0:
            return text[at : at + length]
    number = str(int(digest[:8], 16))
    return number if number in text else ""


def texts(value: Any) -> Iterator[str]:
    """Every text in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts(one)


def attributes(recorded: Recorded) -> Mapping[str, str]:
    """What the recorder made up for a resource, by attribute: its id, its ARN, its name …; nothing handed on to it."""
    shape = SHAPES.get(recorded.type)
    handed_on = recorded.inputs.keys() - ({shape.named_by} if shape else set())
    answered = {key: value for key, value in recorded.outputs.items() if isinstance(value, str)}
    own = {key: text for key, text in answered.items() if key not in handed_on} | {"id": recorded.id}
    return {key: text for key, text in own.items() if fragment(recorded, text)}


@dataclass
class Translation:
    """Made-up texts, and what stands for them on AWS."""

    live: dict[str, str] = field(default_factory=dict)
    fragments: dict[str, Recorded] = field(default_factory=dict)
    """Letters that show that a text is made up, and for what."""
    _pattern: re.Pattern[str] | None = None
    _seen: dict[str, Recorded | None] = field(default_factory=dict)

    @classmethod
    def of(cls, resources: tuple[Recorded, ...]) -> "Translation":
        """Nothing is known to be live yet."""
        made = cls()
        for resource in resources:
            for text in attributes(resource).values():
                made.fragments.setdefault(fragment(resource, text), resource)
        return made

    def learn(self, recorded: Recorded, known: Mapping[str, Any]) -> None:
        """Take the live attributes of a resource that was found."""
        for key, text in attributes(recorded).items():
            if known.get(key) is not None:
                self.live[text] = str(known[key])
        self._pattern = None

    def translate(self, value: Any) -> Any:
        """A value as AWS would be told it, as far as it is known."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, Mapping):
            return {key: self.translate(one) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return [self.translate(one) for one in value]
        return value

    def unknown(self, value: Any) -> Recorded | None:
        """The resource that does not exist and that a translated value speaks of."""
        for text in texts(value):
            if text not in self._seen:
                made = (recorded for letters, recorded in self.fragments.items() if letters in text)
                self._seen[text] = next(made, None)
            if self._seen[text] is not None:
                return self._seen[text]
        return None

    def _text(self, text: str) -> str:
        if self._pattern is None:
            longest_first = sorted(self.live, key=len, reverse=True)
            self._pattern = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")
        return self._pattern.sub(lambda found: self.live[found[0]], text)
