"""Which instance types a host may have, and what their family says of them.

https://docs.aws.amazon.com/ec2/latest/instancetypes/gp.html, read on 2026-11-21 by what the family's name and the
tables of sizes say; only Nitro families, whose volumes have names by which the operating system finds them.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, WithJsonSchema

Architecture = Literal["arm64", "x86_64"]
ARCHITECTURES: Mapping[str, Architecture] = {
    "t4g": "arm64",
    "t3": "x86_64",
    "t3a": "x86_64",
    "m7g": "arm64",
    "m7i": "x86_64",
    "c7g": "arm64",
    "c7i": "x86_64",
    "r7g": "arm64",
    "r7i": "x86_64",
}
"""By family."""
SIZES: Mapping[str, tuple[str, ...]] = {
    "t": ("micro", "small", "medium", "large", "xlarge", "2xlarge"),
    "other": ("large", "xlarge", "2xlarge", "4xlarge"),
}
"""By the family's first letter. Smaller ones (`nano`, 0.5 GiB) have no room for a database beside an application."""


def _sizes(family: str) -> tuple[str, ...]:
    return SIZES.get(family[0], SIZES["other"])


def _known(instance_type: str) -> str:
    family, _, size = instance_type.partition(".")
    if family not in ARCHITECTURES:
        raise ValueError(
            f"{instance_type!r} is of no family that a host may have; take one of {', '.join(ARCHITECTURES)}"
        )
    sizes = _sizes(family)
    if size not in sizes:
        raise ValueError(f"{instance_type!r} is of no size that a host may have; {family} has {', '.join(sizes)}")
    return instance_type


InstanceType = Annotated[
    str,
    AfterValidator(_known),
    WithJsonSchema({"enum": [f"{family}.{size}" for family in ARCHITECTURES for size in _sizes(family)]}),
]
"""Such as `t4g.small`."""


def architecture(instance_type: str) -> Architecture:
    """What its programs, and so the images of its containers, are made for."""
    return ARCHITECTURES[instance_type.partition(".")[0]]


def is_burstable(instance_type: str) -> bool:
    """Whether it lives on CPU credits."""
    return instance_type.startswith("t")
