"""Pictures by hand: one with every kind of everything and hostile text, and as many as a test wants by chance."""

from hypothesis import strategies as st

from ops.diagram.model import Area, Diagram, Flow, Look, Node, Place, Way

HOSTILE = '"]; end %% </text><script>alert(1)</script> & `*_#quot;_*` |--> fa:fa-ban 데이터베이스'
"""Text that breaks out wherever it is not escaped."""
HOSTILE_LABEL = '"|<&*'
"""As short as labels are."""


def node(identity: str, look: Look = Look.COMPUTE, *facts: str, title: str = "") -> Node:
    return Node(identity, look, f"Kind of {identity}", title or identity, facts)


def tier(name: str, *nodes: Node, zones: int = 2) -> Area:
    subnets = (Area(f"{name}-{zone}", Place.SUBNET, f"zone-{zone}", ("10.0.0.0/24",)) for zone in range(zones))
    return Area(name, Place.TIER, f"{name} subnets", ("left by a way",), nodes, tuple(subnets))


def diagram(*tiers: Area, flows: tuple[Flow, ...] = (), below: tuple[Node, ...] = ()) -> Diagram:
    """A network with these tiers, the internet above it and a shelf of services below."""
    region = Area(
        "region",
        Place.REGION,
        "Region here",
        areas=(
            Area("vpc", Place.VPC, "VPC ours", ("10.0.0.0/16",), areas=tiers),
            Area("services", Place.SERVICES, "Services", nodes=below),
        ),
    )
    outside = Area("outside", Place.OUTSIDE, "Outside", nodes=(node("internet", Look.OUTSIDE),))
    return Diagram("sample", "nothing real", (outside, region), flows)


def hostile() -> Diagram:
    """Every look, place and way; all text is hostile."""
    nodes = {look: node(f"of-{look}", look, HOSTILE, title=HOSTILE) for look in Look}
    inner = Area("subnet", Place.SUBNET, HOSTILE, (HOSTILE,), (nodes[Look.NETWORK],))
    network = Area("tier", Place.TIER, HOSTILE, (HOSTILE,), (nodes[Look.COMPUTE],), (inner,))
    areas = (
        Area("outside", Place.OUTSIDE, HOSTILE, nodes=(nodes[Look.OUTSIDE],)),
        Area("edge", Place.EDGE, HOSTILE, nodes=(nodes[Look.EDGE],)),
        Area("region", Place.REGION, HOSTILE, areas=(Area("vpc", Place.VPC, HOSTILE, (HOSTILE,), areas=(network,)),)),
        Area("elsewhere", Place.ELSEWHERE, HOSTILE, nodes=(nodes[Look.STORE],)),
        Area("account", Place.ACCOUNT, HOSTILE, nodes=(nodes[Look.WATCH],)),
    )
    flows = tuple(Flow("of-outside", "of-compute", way, HOSTILE_LABEL, (HOSTILE,), through="of-edge") for way in Way)
    return Diagram(HOSTILE, HOSTILE, areas, (*flows, Flow("of-compute", "of-store", Way.GRANT, HOSTILE_LABEL)))


@st.composite
def diagrams(draw: st.DrawFn) -> Diagram:
    """Networks of up to four services on a shelf, with flows between any two nodes."""
    words = st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1, max_size=40)
    tiers, ids = [], ["internet"]
    for number in range(draw(st.integers(1, 3))):
        members = [f"node-{number}-{place}" for place in range(draw(st.integers(0, 6)))]
        own = [node(one, draw(st.sampled_from(Look)), *draw(st.lists(words, max_size=7))) for one in members]
        tiers.append(tier(f"tier-{number}", *own, zones=draw(st.integers(0, 3))))
        ids += members
    below = tuple(node(f"below-{number}", Look.STORE, title=draw(words)) for number in range(draw(st.integers(0, 6))))
    ends = st.sampled_from([*ids, *(one.id for one in below)])
    flow = st.builds(Flow, ends, ends, st.sampled_from(Way), st.sampled_from(["", "443", "5432, 6379", "reads"]))
    return diagram(*tiers, flows=tuple(draw(st.lists(flow, max_size=8, unique=True))), below=below)
