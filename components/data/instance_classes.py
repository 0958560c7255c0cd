"""What the name of an RDS instance class says: its memory, the connections that it takes, whether it bursts.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Summary.html
"""

import re
from collections.abc import Mapping

GIB_PER_VCPU: Mapping[str, int] = {"c": 2, "m": 4, "r": 8, "x": 16, "x2iedn": 32}
"""Memory by family, or by the kind of family that its first letter is."""
GIB_OF_BURSTABLE: Mapping[str, int] = {"micro": 1, "small": 2, "medium": 4, "large": 8, "xlarge": 16, "2xlarge": 32}
VCPUS: Mapping[str, int] = {"medium": 1, "large": 2, "xlarge": 4}
"""`2xlarge` and the like have so many times the four of `xlarge`."""
BYTES_PER_GIB = 1024**3
BYTES_PER_CONNECTION = 9_531_392
MOST_CONNECTIONS = 5000
"""RDS's default for PostgreSQL: LEAST({DBInstanceClassMemory/9531392}, 5000).

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.MaxConnections
"""
USABLE_SHARE, RESERVED_GIB = 0.95, 0.25
"""DBInstanceClassMemory is what the operating system and RDS leave; how much that is AWS does not say. People measured
198 connections with 2 GiB, 413 with 4, 856 with 8: this comes out a little below, so that no threshold lies beyond what
can be reached.

https://gist.github.com/guizmaii/1cacffef793c2ba9645083c3e18b3d8c
"""


def is_burstable(instance_class: str) -> bool:
    """Whether it lives on CPU credits."""
    return _family(instance_class).startswith("t")


def memory_gib(instance_class: str) -> int | None:
    """Its memory in GiB; None for a class that came after this table."""
    family, size = _family(instance_class), instance_class.rpartition(".")[2]
    if is_burstable(instance_class):
        return GIB_OF_BURSTABLE.get(size)
    per_vcpu = GIB_PER_VCPU.get(family) or GIB_PER_VCPU.get(family[:1])
    multiple = re.fullmatch(r"(\d+)xlarge", size)
    vcpus = int(multiple[1]) * VCPUS["xlarge"] if multiple else VCPUS.get(size)
    return per_vcpu * vcpus if per_vcpu and vcpus else None


def max_connections(instance_class: str) -> int | None:
    """How many connections PostgreSQL takes at least, by RDS's default; None for a class that came after this table."""
    memory = memory_gib(instance_class)
    if memory is None:
        return None
    usable = (memory * USABLE_SHARE - RESERVED_GIB) * BYTES_PER_GIB
    return min(int(usable / BYTES_PER_CONNECTION), MOST_CONNECTIONS)


def _family(instance_class: str) -> str:
    return instance_class.split(".")[1]
