"""One HTTPS request, without a word of its address in what goes wrong: a webhook's address is a secret."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import urllib3

TIMEOUT_SECONDS: Final = 10.0
PASSING: Final = (429, 500, 502, 503, 504)
"""Answers that are asked for again."""


@dataclass(frozen=True)
class Request:
    """What is asked."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Answer:
    """What came back; a redirect is an answer."""

    status: int
    body: bytes


class NoAnswerError(Exception):
    """Nothing came back; the message is the kind of failure alone."""


Send = Callable[[Request], Answer]


def send(request: Request, *, pause: float = 1.0, tries: int = 3) -> Answer:
    """Send it, again where the failure may pass, after `pause` and twice that; raises NoAnswerError."""
    again = urllib3.Retry(
        total=tries - 1,
        redirect=0,
        raise_on_redirect=False,
        raise_on_status=False,
        status_forcelist=PASSING,
        allowed_methods=None,
        backoff_factor=pause,
        respect_retry_after_header=False,
    )
    with urllib3.PoolManager(timeout=TIMEOUT_SECONDS, retries=again) as pool:
        try:
            answer = pool.request(request.method, request.url, body=request.body or None, headers=dict(request.headers))
        except urllib3.exceptions.MaxRetryError as error:
            raise NoAnswerError(type(error.reason).__name__) from None
        except urllib3.exceptions.HTTPError as error:
            raise NoAnswerError(type(error).__name__) from None
        return Answer(status=answer.status, body=answer.data)
