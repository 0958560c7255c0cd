"""How the answers of AWS are written down: a shape for each resource type.

`{name}` is the physical name, `{account}` the environment's, `{region}` its own or the resource's `region`, `{hex8}` …
`{uuid}` stand for what AWS picks, `{id}` and `{arn}` for the resource's own, any other field for one of its inputs. A
pattern may be a list or mapping of patterns, or a function that gives one from the inputs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Shape:
    """The computed attributes of one resource type."""

    id: str
    arn: str = ""
    """What follows `arn:aws:`; empty for what has no ARN."""
    named_by: str = ""
    """The input that holds the physical name, which Pulumi fills in where the program leaves it out."""
    computed: Mapping[str, object] = field(default_factory=dict)


def named(arn: str, /, *, named_by: str = "name", id: str = "{name}", **computed: object) -> Shape:  # noqa: A002 - AWS's term
    """Shape of what has a name of ours, which is also its id unless `id` says otherwise."""
    return Shape(id, arn, named_by, computed)


def part_of(owner: str, **computed: object) -> Shape:
    """Shape of a setting that AWS keeps on another resource and that therefore has its id."""
    return Shape(f"{{{owner}}}", computed=computed)
