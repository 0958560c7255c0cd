"""Whether CloudWatch Logs' filter patterns match an event, as far as those of the trail and of the examples go.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
"""

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

TOKEN = re.compile(
    r'\s*(?P<token>\(|\)|&&|\|\||(?P<path>\$[\w.]+)\s*(?:(?P<operator>!?=)\s*(?:"(?P<quoted>[^"]*)"|(?P<bare>[\w.*]+))'
    r"|(?P<absent>NOT EXISTS)|IS (?P<truth>TRUE|FALSE)))"
)


class PatternError(ValueError):
    """A pattern that this reader does not understand; AWS may not, either."""


def matches(pattern: str, event: Mapping[str, Any]) -> bool:
    """Whether an event fits `{ … }`: comparisons of text, with && before ||, and parentheses."""
    if not (pattern.startswith("{") and pattern.endswith("}")):
        raise PatternError(f"{pattern} stands in no braces")
    text, words, at = pattern[1:-1], list[str](), 0
    while at < len(text.rstrip()):
        found = TOKEN.match(text, at)
        if found is None:
            raise PatternError(f"{text[at:]!r} is no term")
        words.append(_word(found, event))
        at = found.end()
    return _value(words)


def _word(found: re.Match[str], event: Mapping[str, Any]) -> str:
    """An operator as Python writes it, or whether a comparison holds."""
    if found["path"] is None:
        return {"&&": "and", "||": "or"}.get(found["token"], found["token"])
    value: Any = event
    for step in found["path"].split(".")[1:]:
        value = value.get(step) if isinstance(value, Mapping) else None
    if found["absent"]:
        return str(value is None)
    if found["truth"]:
        return str(value is (found["truth"] == "TRUE"))
    wanted = found["quoted"] if found["quoted"] is not None else found["bare"]
    text = str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None
    equal = text is not None and fnmatchcase(text, wanted)
    return str(equal if found["operator"] == "=" else not equal)


def _value(words: list[str]) -> bool:
    allowed = {"True", "False", "and", "or", "(", ")"}
    if not set(words) <= allowed:
        raise PatternError(f"{words} are not all operators and truths")
    try:
        return bool(eval(" ".join(words)))  # noqa: S307 - of the six words above alone
    except SyntaxError as error:
        raise PatternError(" ".join(words)) from error
