"""What the engine marks as a secret is in no message: the SDK hands rules the bare value, so they cannot tell."""

from collections.abc import Iterable, Iterator, Sequence

from google.protobuf import struct_pb2
from pulumi.runtime import proto
from pulumi_policy.deserialize import SPECIAL_SECRET_SIG, SPECIAL_SIG_KEY

HIDDEN = "[secret]"


def hide_secrets(response: proto.AnalyzeResponse, asked: Iterable[struct_pb2.Struct]) -> None:
    """Takes every string that is marked in these properties out of what is said about them."""
    if not response.diagnostics and not any(answer.reason for answer in response.not_applicable):
        return
    secrets = sorted({text for struct in asked for text in _marked(struct)}, key=len, reverse=True)
    for diagnostic in response.diagnostics:
        said = diagnostic.message.removeprefix(diagnostic.description)
        diagnostic.message = diagnostic.description + _without(secrets, said)
    for answer in response.not_applicable:
        answer.reason = "\n".join(_told_without(secrets, line) for line in answer.reason.split("\n"))


def _told_without(secrets: Sequence[str], line: str) -> str:
    """A line is `<state>: <text>` or `<state> <urn>: <text>`; what stands before the text names no value."""
    head, separator, text = line.partition(": ")
    return head + separator + _without(secrets, text)


def _without(secrets: Sequence[str], text: str) -> str:
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    return text


def _marked(struct: struct_pb2.Struct, *, secret: bool = False) -> Iterator[str]:
    signature = struct.fields[SPECIAL_SIG_KEY].string_value if SPECIAL_SIG_KEY in struct.fields else ""
    secret = secret or signature == SPECIAL_SECRET_SIG
    for key in struct.fields:
        if key != SPECIAL_SIG_KEY:
            yield from _strings(struct.fields[key], secret=secret)


def _strings(value: struct_pb2.Value, *, secret: bool) -> Iterator[str]:
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        yield from _marked(value.struct_value, secret=secret)
    elif kind == "list_value":
        for element in value.list_value.values:
            yield from _strings(element, secret=secret)
    elif kind == "string_value" and secret and value.string_value.strip():
        yield value.string_value
