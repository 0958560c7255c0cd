"""Property values: from Pulumi's wire protocol to plain Python and back.

A secret is never decoded: what is marked as one on the wire becomes `SECRET` here, so that its text cannot
reach a recording, a policy or a screen.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from google.protobuf import struct_pb2

type_signature: Final = "4dabf18193072939515e22adb298388d"
secret_signature: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - how Pulumi marks a secret
asset_signature: Final = "c44067f5952c0a294b673a41bacd8c17"
archive_signature: Final = "0def7320c3a5731c473e5ecbe6d01bc7"
reference_signature: Final = "5cf8f73096256a8f31e491e813e4eb8e"
unknown_on_the_wire: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


class Unknown(str):
    """The text of a value that only AWS can give; its type tells it apart from a string of the same letters."""

    __slots__ = ()


UNKNOWN: Final = Unknown("[unknown]")
SECRET: Final = "[secret]"  # noqa: S105 - what is shown in place of a secret


def from_struct(struct: struct_pb2.Struct) -> dict[str, object]:
    """Give the properties of a wire struct, sorted by name, as plain Python values."""
    return {key: from_wire(struct.fields[key]) for key in sorted(struct.fields)}


def from_wire(value: struct_pb2.Value) -> object:
    """Give one wire value as a plain Python value; whole numbers are ints again."""
    match value.WhichOneof("kind"):
        case "string_value":
            return UNKNOWN if value.string_value == unknown_on_the_wire else value.string_value
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        case "bool_value":
            return value.bool_value
        case "list_value":
            return [from_wire(item) for item in value.list_value.values]
        case "struct_value":
            return _from_struct_value(value.struct_value)
        case _:
            return None


def _from_struct_value(struct: struct_pb2.Struct) -> object:
    if type_signature not in struct.fields:
        return from_struct(struct)
    match struct.fields[type_signature].string_value:
        case s if s == secret_signature:
            return SECRET
        case s if s in {asset_signature, archive_signature}:
            return {k: v for k, v in from_struct(struct).items() if k not in {type_signature, "hash"}}
        case s if s == reference_signature:
            return _referenced(struct)
        case s:
            raise ValueError(f"a value of the unknown wire type {s} was registered")


def _referenced(struct: struct_pb2.Struct) -> object:
    """A reference is the id of a custom resource (unknown while it is empty) and the URN of a component."""
    if "id" not in struct.fields:
        return struct.fields["urn"].string_value
    return from_wire(struct.fields["id"]) or UNKNOWN


def to_struct(values: Mapping[str, object]) -> struct_pb2.Struct:
    """Give plain Python values as a wire struct."""
    struct = struct_pb2.Struct()
    for key, value in values.items():
        struct.fields[key].CopyFrom(to_wire(value))
    return struct


def to_wire(value: object) -> struct_pb2.Value:
    """Give one plain Python value as a wire value."""
    wire = struct_pb2.Value()
    match value:
        case None:
            wire.null_value = struct_pb2.NULL_VALUE
        case str():
            wire.string_value = unknown_on_the_wire if isinstance(value, Unknown) else value
        case bool():
            wire.bool_value = value
        case int() | float():
            wire.number_value = value
        case Mapping():
            wire.struct_value.CopyFrom(to_struct(value))
        case Iterable():
            wire.list_value.CopyFrom(struct_pb2.ListValue(values=[to_wire(item) for item in value]))
        case _:
            raise TypeError(f"a {type(value).__name__} has no form on Pulumi's wire")
    return wire


def reference(urn: str, resource_id: str) -> struct_pb2.Value:
    """Give a reference to a registered custom resource, as components return their children."""
    return to_wire({type_signature: reference_signature, "urn": urn, "id": resource_id})


def secret(value: struct_pb2.Value) -> struct_pb2.Value:
    """Mark a wire value as secret."""
    marked = to_wire({type_signature: secret_signature})
    marked.struct_value.fields["value"].CopyFrom(value)
    return marked
