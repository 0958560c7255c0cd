"""Which resource uses how much of what: a pure function for each type that costs something."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from ops.cost.context import Context, Usage
from ops.cost.rules import compute, data, edge, hosts, network, storage, watch
from ops.offline.recording import Recorded

Rule = Callable[[Recorded, Context], Iterator[Usage]]

RULES: Final[Mapping[str, Rule]] = {
    **compute.RULES,
    **data.RULES,
    **edge.RULES,
    **hosts.RULES,
    **network.RULES,
    **storage.RULES,
    **watch.RULES,
}
"""By type token. A type without a rule stands in `free.yaml`, with the reason."""
