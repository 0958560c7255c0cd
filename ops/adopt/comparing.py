"""What differs between a live resource and its declaration, and what changing it would mean."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ops.adopt.finding import Found, Search
from ops.adopt.rows import create_only, table
from ops.offline.values import SECRET

SECRETIVE: Final = ("password", "secret", "token", "credential", "privatekey")
LONGEST: Final = 120
"""Characters of a value that are shown."""
NONE: Final = "none"
UNTOLD: Final = "AWS does not tell it"
NETWORK: Final = frozenset({"aws:ec2/vpc:Vpc", "aws:ec2/subnet:Subnet"})
ELSEWHERE: Final = "name its network under `network.existing`, or let the declared one be the same"
DOCUMENT: Final = "document"
ANEW: Final = "set anew"
MASKED: Final = "[secret]"


@dataclass(frozen=True)
class Difference:
    """One input that is not as declared."""

    property: str
    live: str
    declared: str
    replaces: bool
    """Whether AWS cannot change it in place."""
    remedy: str = ""
    """What a person can do first; empty where there is nothing but another setting."""


def differences(found: Found, looked: Search) -> tuple[Difference, ...]:
    """Every input that is declared and not so, without those that the program leaves to others."""
    recorded, row = found.recorded, table().searched[found.recorded.type]
    declared, left = looked.inputs(recorded), set(recorded.options.ignore_changes)
    replacing = create_only().get(recorded.type, frozenset()) | row.refused.keys()
    differing = []
    for key, live in found.live.items():
        wanted = declared.get(key)
        if key in left or wanted is None or _is_same(wanted, live, row.loose.get(key, "")):
            continue
        was, will = _shown(key, live), _declared(key, wanted, looked)
        remedy = ELSEWHERE if _moves(wanted, looked) else "" if live else row.if_none.get(key, "")
        will = f"another {was}" if was == will else will
        differing.append(Difference(key, was, will, key in replacing or bool(remedy), remedy))
    untold = sorted(key for key in recorded.inputs.keys() - found.live.keys() - left if recorded.inputs[key] == SECRET)
    return (*differing, *(Difference(key, UNTOLD, ANEW, replaces=False) for key in untold))


def _moves(wanted: Any, looked: Search) -> bool:
    """Whether it would be moved to a network that is made: nothing follows it there, and AWS refuses most of it."""
    made = looked.translation.unknown(wanted)
    return made is not None and made.type in NETWORK


def _declared(key: str, wanted: Any, looked: Search) -> str:
    made = looked.translation.unknown(wanted)
    return _shown(key, wanted) if made is None else f"{made.type.rpartition(':')[2]} {made.name}, which is made"


def _shown(key: str, value: Any) -> str:
    if any(word in key.lower() for word in SECRETIVE) and not isinstance(value, bool):
        return MASKED
    if value is None or value in ({}, []):
        return NONE
    if _document(value) is not None or (isinstance(value, Mapping) and "Statement" in value):
        return DOCUMENT
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True, default=str)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _is_same(declared: Any, live: Any, loose: str) -> bool:
    """Whether AWS was told this: it may say more than what it was told."""
    if not declared and not live:
        return True
    document = _document(declared)
    if document is not None:
        other = _document(live)
        return bool(_canonical(document) == _canonical(other if other is not None else live))
    if isinstance(declared, Mapping):
        return isinstance(live, Mapping) and all(
            value is None or _is_same(value, live.get(key), loose) for key, value in declared.items()
        )
    if isinstance(declared, list | tuple):
        return _are_same(list(declared), live, loose)
    return _text(declared, loose) == _text(live, loose) or (
        loose == "prefix" and _text(live, loose).startswith(f"{_text(declared, loose)}.")
    )


def _are_same(declared: list[Any], live: Any, loose: str) -> bool:
    if not isinstance(live, list | tuple) or len(declared) != len(live):
        return False
    if any(isinstance(one, Mapping) for one in declared):
        return all(any(_is_same(one, other, loose) for other in live) for one in declared)
    return sorted(_text(one, loose) for one in declared) == sorted(_text(one, loose) for one in live)


def _text(value: Any, loose: str) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = "" if value is None else str(value)
    return text.lower().rstrip(".").removeprefix("dualstack.") if loose == "host" else text


def _document(value: Any) -> Any:
    """A JSON document, from its text; None for what is none."""
    if isinstance(value, str) and value.startswith(("{", "[")):
        try:
            return json.loads(value)
        except ValueError:
            return None
    return None


def _canonical(value: Any) -> Any:
    """A document as IAM means it: a list of one is that one, and order says nothing."""
    if isinstance(value, Mapping):
        return {key: _canonical(one) for key, one in sorted(value.items())}
    if isinstance(value, list):
        items = [_canonical(one) for one in value]
        return items[0] if len(items) == 1 else sorted(items, key=lambda one: json.dumps(one, sort_keys=True))
    return _text(value, "")
