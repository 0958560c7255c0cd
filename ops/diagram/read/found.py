"""What the readers of single types give: a node, and what others must know of its resource."""

from dataclasses import dataclass

from ops.diagram.model import Node, Place
from ops.offline.recording import Recorded


@dataclass(frozen=True)
class Found:
    """A node and where it belongs."""

    node: Node
    resource: Recorded
    place: Place
    """TIER for what stands in subnets."""
    subnets: tuple[str, ...] = ()
    """Ids of the subnets in which it may stand."""
    groups: tuple[str, ...] = ()
    """Ids of its security groups."""
    roles: tuple[str, ...] = ()
    """Names of the IAM roles under which it, or what starts it, acts."""
    is_public: bool = False
    """Whether it has an address that the internet can reach, security groups aside."""
