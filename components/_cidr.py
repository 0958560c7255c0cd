"""IPv4 ranges as people write them."""

import re
from ipaddress import IPv4Network
from typing import Annotated

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema


def ipv4_range(value: object) -> IPv4Network:
    """The range that this text is; raises ValueError with the way out where it is none."""
    if isinstance(value, IPv4Network):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"\d+\.\d+\.\d+\.\d+/\d+", value):
        raise ValueError(f"{value!r} is not an IPv4 range; write one such as 10.30.0.0/16")
    try:
        loose = IPv4Network(value, strict=False)
    except ValueError as error:
        raise ValueError(f"{value!r} is not an IPv4 range; write one such as 10.30.0.0/16") from error
    if str(loose) != value:
        raise ValueError(f"{value!r} has host bits set; write {str(loose)!r}")
    return loose


Cidr = Annotated[
    IPv4Network,
    PlainValidator(ipv4_range),
    PlainSerializer(str, return_type=str),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^(\d{1,3}\.){3}\d{1,3}/\d{1,2}$",
            "patternErrorMessage": "not an IPv4 range, such as 10.30.0.0/16",
        }
    ),
]
