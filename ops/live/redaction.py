"""Takes secrets out of what applications wrote into their logs, before anybody is shown it."""

import re
from typing import Final

GONE: Final = "[redacted]"
_NAME: Final = (
    r"[\w.-]*(?:passw(?:or)?d|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?"
    r"|authorization|cookie|session[_-]?id)[\w.-]*"
)
_VALUE: Final = r"(?!arn:)(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|(?:Bearer\s+|Basic\s+)?[^\s,;&}\])]+)"
RULES: Final = (
    (re.compile(r"\b([a-z][a-z0-9+.-]*://)[^\s/@]*:[^\s/]+@", re.IGNORECASE), rf"\g<1>{GONE}@"),
    (re.compile(rf"([\"']?{_NAME}[\"']?\s*(?:=>|[:=])\s*){_VALUE}", re.IGNORECASE), rf"\g<1>{GONE}"),
    (re.compile(r"\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}", re.IGNORECASE), rf"\g<1> {GONE}"),
    (re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*"), GONE),
    (re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"), GONE),
    (re.compile(r"\b(?:gh[pousr]_|xox[abprs]-|sk_live_)[\w-]{8,}"), GONE),
    (re.compile(r"https://hooks\.slack\.com/\S+"), GONE),
)
"""Passwords in addresses, values of what is called a secret, tokens by their form.

https://github.com/gitleaks/gitleaks/blob/master/config/gitleaks.toml
"""


def redacted(line: str) -> str:
    """The line without what looks like a secret; a harmless word too many is the lesser evil."""
    for pattern, kept in RULES:
        line = pattern.sub(kept, line)
    return line
