"""IAM policy documents, wherever they stand: of identities, roles' trust, keys, buckets, repositories, endpoints."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from guardrails.props import Props

_WHOLE_SERVICE = re.compile(r"arn:[^:]*:[^:]*:[^:]*:[^:]*:\*")
"""An ARN that names no resource: `arn:aws:s3:::*`."""


class Statement:
    """One statement of a policy document."""

    def __init__(self, props: Props, number: int) -> None:
        self._props = props
        self._number = number

    def __str__(self) -> str:
        return f"statement {self._props.text('Sid') or self._number}"

    @property
    def allows(self) -> bool:
        """Whether the effect is Allow."""
        return self._props.text("Effect") == "Allow"

    @property
    def conditional(self) -> bool:
        """Whether it has a condition of any kind."""
        return bool(self._props.section("Condition").names())

    def has(self, key: str) -> bool:
        """Whether the statement has this element, such as NotAction."""
        return key in self._props.names()

    def actions(self) -> Iterator[str]:
        """The actions, in lower case: IAM does not tell cases apart."""
        return (action.lower() for action in self._props.texts("Action"))

    def includes(self, action: str) -> bool:
        """Whether one of the actions is, or has a wildcard for, this one."""
        return any(fnmatchcase(action.lower(), pattern) for pattern in self.actions())

    def resources(self) -> Iterator[str]:
        """The resources' ARNs."""
        return self._props.texts("Resource")

    def principals(self) -> Iterator[tuple[str, str]]:
        """Who the statement speaks of: the kind (AWS, Service, Federated) and the name; `*` is of every kind."""
        named = self._props.get("Principal")
        if isinstance(named, str):
            yield "*", named
            return
        section = self._props.section("Principal")
        for kind in section.names():
            for name in section.texts(kind):
                yield ("*" if name == "*" else kind), name

    def asks_for(self, *wanted: str) -> bool:
        """Whether a condition is on one of these keys, in lower case, whatever it wants of it."""
        section = self._props.section("Condition")
        return any(key.lower() in wanted for operator in section.names() for key in section.section(operator).names())

    def conditions(self) -> Iterator[tuple[str, str, str]]:
        """Operator, key in lower case, and each value."""
        section = self._props.section("Condition")
        for operator in section.names():
            keys = section.section(operator)
            for key in keys.names():
                for value in keys.scalars(key):
                    yield operator, key.lower(), value


def statements(props: Props, key: str) -> Iterator[Statement]:
    """The statements of the document in a property; none where there is no document."""
    for number, statement in enumerate(props.section(key).sections("Statement"), start=1):
        yield Statement(statement, number)


def allowing(props: Props, key: str) -> Iterator[Statement]:
    """The statements that allow something."""
    return (statement for statement in statements(props, key) if statement.allows)


def is_everything(resource: str) -> bool:
    """Whether a resource of a statement names no resource at all: `*`, `arn:aws:s3:::*`."""
    return resource == "*" or _WHOLE_SERVICE.fullmatch(resource) is not None


def open_to_everybody(props: Props, key: str) -> Iterator[str]:
    """The violations of a resource's policy by which anyone may do something, without any condition."""
    for statement in allowing(props, key):
        if not statement.conditional and any(kind == "*" for kind, _ in statement.principals()):
            yield f"{statement} allows everybody"


def refuses_plain(statement: Statement, action: str) -> bool:
    """Whether a statement of a resource's policy refuses this action to everybody who does not use TLS."""
    return (
        not statement.allows
        and statement.includes(action)
        and ("*", "*") in statement.principals()
        and ("Bool", "aws:securetransport", "false") in statement.conditions()
    )
