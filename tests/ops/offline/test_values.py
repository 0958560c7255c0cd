from typing import Any

from google.protobuf import struct_pb2
from hypothesis import given
from hypothesis import strategies as st
from pulumi.runtime import rpc
from pulumi_policy import deserialize, proxy

from ops.offline import values
from ops.offline.values import SECRET, UNKNOWN, Unknown, from_struct, from_wire, reference, secret, to_struct, to_wire

SCALARS = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text()
PLAIN = st.recursive(
    SCALARS | st.just(UNKNOWN),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(st.text(max_size=5), PLAIN, max_size=3))
def test_plain_values_come_back_from_the_wire_as_they_were(properties: dict[str, Any]) -> None:
    assert from_struct(to_struct(properties)) == properties


def test_an_unknown_is_told_apart_from_a_string_of_the_same_letters() -> None:
    struct = to_struct({"known": "[unknown]", "unknown": UNKNOWN})

    assert struct.fields["known"].string_value == "[unknown]"
    assert struct.fields["unknown"].string_value == rpc.UNKNOWN
    assert isinstance(from_struct(struct)["unknown"], Unknown)
    assert not isinstance(from_struct(struct)["known"], Unknown)


def test_whole_numbers_are_ints_again_and_others_stay_as_they_are() -> None:
    values_back = from_struct(to_struct({"port": 443, "share": 0.5}))

    assert [(type(value), value) for value in values_back.values()] == [(int, 443), (float, 0.5)]


@given(PLAIN)
def test_a_secret_is_never_decoded_wherever_it_stands(hidden: Any) -> None:
    struct = struct_pb2.Struct()
    struct.fields["list"].list_value.values.append(secret(to_wire(hidden)))
    struct.fields["map"].struct_value.fields["password"].CopyFrom(secret(to_wire(hidden)))

    assert from_struct(struct) == {"list": [SECRET], "map": {"password": SECRET}}


def test_a_reference_is_the_id_of_a_resource_and_unknown_while_it_has_none() -> None:
    component = to_wire({values.type_signature: values.reference_signature, "urn": "urn:a"})

    assert from_wire(reference("urn:a", "vpc-1")) == "vpc-1"
    assert from_wire(reference("urn:a", "")) is UNKNOWN
    assert from_wire(component) == "urn:a"


def test_an_asset_is_what_it_is_read_from() -> None:
    asset = to_wire({values.type_signature: values.asset_signature, "path": "index.html", "hash": "0a"})

    assert from_wire(asset) == {"path": "index.html"}


def test_the_signatures_are_those_of_the_sdk() -> None:
    assert values.type_signature == deserialize.SPECIAL_SIG_KEY
    assert values.secret_signature == deserialize.SPECIAL_SECRET_SIG
    assert values.asset_signature == deserialize.SPECIAL_ASSET_SIG
    assert values.archive_signature == deserialize.SPECIAL_ARCHIVE_SIG
    assert values.unknown_on_the_wire == rpc.UNKNOWN == proxy.UNKNOWN_STRING_VALUE
