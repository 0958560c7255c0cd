"""The resources of a recording, found by what others call them."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ops.labels import STACK_TYPE
from ops.offline.recording import Recorded, Recording

PROVIDER: Final = "pulumi:providers:aws"
CALLED: Final = ("arn", "name", "bucket", "identifier", "url", "keyId")
"""Outputs by which others refer to a resource, beside its id."""
UNFIT: Final = re.compile(r"[^A-Za-z0-9]+")


class Resources:
    """One recording, with every id known."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self._by_urn = {resource.urn: resource for resource in recording.resources}
        self._called: dict[tuple[str, str], Recorded] = {}
        for resource in recording.resources:
            for name in (resource.id, *(str(resource.outputs.get(key) or "") for key in CALLED)):
                self._called.setdefault((resource.type, name), resource)
        provider = next(iter(recording.of_type(PROVIDER)), None)
        self.region = str(provider.inputs.get("region", "")) if provider else ""
        """The stack's own Region."""
        self.account = _first(str(provider.inputs.get("allowedAccountIds", ""))) if provider else ""
        """The account that it is for; empty where any is good."""

    def of(self, token: str) -> tuple[Recorded, ...]:
        """All resources of a type."""
        return self.recording.of_type(token)

    def called(self, token: str, name: object) -> Recorded | None:
        """The resource of a type with this id, ARN or name; None where there is none."""
        return self._called.get((token, str(name))) if name else None

    def region_of(self, resource: Recorded) -> str:
        """Where a resource is: some are elsewhere than their stack."""
        return str(resource.outputs.get("region") or resource.inputs.get("region") or self.region)

    def owner(self, resource: Recorded) -> Recorded:
        """The component at the top of the tree that the resource is part of; itself where it is part of none."""
        while (above := self._by_urn.get(resource.parent)) is not None and above.type != STACK_TYPE:
            resource = above
        return resource


def slug(*words: str) -> str:
    """An id of letters, digits and dashes."""
    return "-".join(UNFIT.sub("-", word).strip("-").lower() for word in words if word)


def text(resource: Recorded, key: str) -> str:
    """A property as text; empty where it is not set."""
    value = resource.outputs.get(key, resource.inputs.get(key))
    return "" if value is None else str(value)


def section(values: Mapping[str, object], key: str) -> Mapping[str, Any]:
    """A mapping among values; an empty one where there is none."""
    value = values.get(key)
    return value if isinstance(value, Mapping) else {}


def items(values: Mapping[str, object], key: str) -> Sequence[Any]:
    """A list among values; an empty one where there is none."""
    value = values.get(key)
    return value if isinstance(value, Sequence) and not isinstance(value, str) else ()


def statements(document: object) -> Iterator[Mapping[str, Any]]:
    """What a policy document allows; nothing where it is a secret or not known."""
    try:
        written: object = json.loads(document) if isinstance(document, str) else document
    except ValueError:
        return
    found: Any = written.get("Statement", ()) if isinstance(written, Mapping) else ()
    for one in found if isinstance(found, list) else [found]:
        if isinstance(one, Mapping) and one.get("Effect") == "Allow":
            yield one


def listed(value: object) -> list[str]:
    """What a policy document has as one text or a list of them."""
    return [str(one) for one in value] if isinstance(value, list) else [str(value)] if value else []


def _first(accounts: str) -> str:
    return next(iter(re.findall(r"\d{12}", accounts)), "")
