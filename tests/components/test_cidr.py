"""IPv4 ranges as people write them."""

from ipaddress import IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from components._cidr import Cidr

CIDR = TypeAdapter[IPv4Network](Cidr)


def refusal(value: object) -> str:
    with pytest.raises(ValidationError) as refused:
        CIDR.validate_python(value)
    return refused.value.errors()[0]["msg"].removeprefix("Value error, ")


@given(st.integers(0, 2**32 - 1), st.integers(0, 32))
def test_every_range_without_host_bits_is_read_and_written_back(address: int, prefix: int) -> None:
    network = IPv4Network((address, prefix), strict=False)
    assert CIDR.validate_python(str(network)) == network
    assert CIDR.validate_python(network) == network
    assert CIDR.dump_python(network, mode="json") == str(network)


@given(st.integers(0, 2**32 - 1), st.integers(0, 31))
def test_host_bits_are_refused_with_the_range_that_was_meant(address: int, prefix: int) -> None:
    network = IPv4Network((address, prefix), strict=False)
    written = f"{network.broadcast_address}/{prefix}"
    assert refusal(written) == f"{written!r} has host bits set; write {str(network)!r}"


@given(st.text() | st.integers() | st.none() | st.lists(st.text(), max_size=2))
def test_anything_else_is_refused_with_an_example(value: object) -> None:
    assert refusal(value) == f"{value!r} is not an IPv4 range; write one such as 10.30.0.0/16"


@pytest.mark.parametrize("value", ["10.0.0.0", "10.0.0.0/33", "10.0.0.0/255.0.0.0", "10.0.0.256/24", "::/0", 167772160])
def test_an_address_a_netmask_and_ipv6_are_no_ranges(value: object) -> None:
    assert refusal(value) == f"{value!r} is not an IPv4 range; write one such as 10.30.0.0/16"
