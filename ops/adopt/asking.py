"""Asks AWS: patterns filled into calls, each call made once, and what is not there told from what failed."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from string import Formatter
from typing import Any, Final

import jmespath
from botocore.exceptions import ClientError
from typing_extensions import override

from ops.adopt.rows import Question
from ops.live.aws import Aws, aws_failures, code_of

NOT_THERE: Final = re.compile(r"NotFound|NotExist|NoSuch|NonExist|DoesNotExist|Nonexistent|^404$")
"""How AWS's services name what is not there."""


class UnknownError(Exception):
    """A pattern asks for what is not known: what it belongs to does not exist either."""


class Patterns(Formatter):
    """`{name}` and `{tags[Name]}`, and conversions: `!l` what stands after the last slash, `!a` after an ARN's fifth
    colon, `!b` that without the word `loadbalancer/`."""

    @override
    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        value = kwargs.get(str(key))
        if value is None:
            raise UnknownError(str(key))
        return value

    @override
    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        try:
            return super().get_field(field_name, args, kwargs)
        except (LookupError, TypeError):
            raise UnknownError(field_name) from None

    @override
    def convert_field(self, value: Any, conversion: Any) -> Any:
        text = str(value)
        match conversion:
            case "l":
                return text.rpartition("/")[2]
            case "a":
                return text.split(":", 5)[-1]
            case "b":
                return text.split(":", 5)[-1].removeprefix("loadbalancer/")
            case _:
                return super().convert_field(value, conversion)


PATTERNS: Final = Patterns()


def fill(pattern: Any, values: Mapping[str, Any]) -> Any:
    """Fill a pattern, or every pattern of a structure; raises UnknownError for what is not known."""
    match pattern:
        case str():
            return PATTERNS.vformat(pattern, (), values)
        case Mapping():
            return {key: fill(value, values) for key, value in pattern.items()}
        case list():
            return [fill(value, values) for value in pattern]
        case _:
            return pattern


@dataclass
class Asking:
    """The calls of one run; none is made twice."""

    aws: Aws
    answers: dict[str, Mapping[str, Any] | None] = field(default_factory=dict)
    clients: dict[tuple[str, str], Any] = field(default_factory=dict)

    def ask(
        self, question: Question, values: Mapping[str, Any], region: str, arguments: Any = None, *, pages: bool = True
    ) -> Mapping[str, Any] | None:
        """AWS's answer; None where what is asked for is not there. Raises AwsFailedError where AWS fails."""
        filled = fill(question.arguments if arguments is None else arguments, values)
        key = json.dumps([question.ask, region, filled], sort_keys=True)
        if key not in self.answers:
            self.answers[key] = self._call(question.ask, region, filled, pages=pages)
        return self.answers[key]

    def _call(self, ask: str, region: str, arguments: Mapping[str, Any], *, pages: bool) -> Mapping[str, Any] | None:
        service, _, operation = ask.partition(".")
        with aws_failures(f"look for what exists ({service})"):
            client = self._client(service, region)
            try:
                if pages and client.can_paginate(operation):
                    whole: Mapping[str, Any] = client.get_paginator(operation).paginate(**arguments).build_full_result()
                    return whole
                answer: Mapping[str, Any] = getattr(client, operation)(**arguments)
            except ClientError as error:
                if NOT_THERE.search(code_of(error)):
                    return None
                raise
            return answer

    def _client(self, service: str, region: str) -> Any:
        if (service, region) not in self.clients:
            self.clients[service, region] = self.aws.client(service, region)
        return self.clients[service, region]


compiled: Final = cache(jmespath.compile)
"""There are more expressions than jmespath itself remembers."""


def path(expression: str, item: Any) -> Any:
    """What a JMESPath expression gives."""
    return compiled(expression).search(item)


def asks_for(patterns: Iterable[str]) -> frozenset[str]:
    """The values that patterns speak of."""
    fields = (found for pattern in patterns for _, found, _, _ in PATTERNS.parse(pattern))
    return frozenset(found.partition("[")[0] for found in fields if found)


def candidates(expression: str, answer: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The things in an answer, one or many."""
    found = path(expression, answer)
    for item in found if isinstance(found, list) else [found]:
        if item:
            yield item


def matches(item: Any, match: Mapping[str, str], values: Mapping[str, Any]) -> bool:
    """Whether a candidate says what it must; what neither the candidate nor the declaration has is the same."""
    for expression, pattern in match.items():
        try:
            wanted = str(fill(pattern, values))
        except UnknownError:
            wanted = ""
        said = path(expression, item)
        if wanted not in (
            [str(one) for one in said] if isinstance(said, list) else ["" if said is None else str(said)]
        ):
            return False
    return True
