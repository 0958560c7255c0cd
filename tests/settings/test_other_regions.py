"""What cannot be built across Regions is refused in a sentence, before AWS is asked."""

from typing import Any, Final

import pulumi
import pytest

from tests.harness import load
from tests.settings.stackfile import STACK, edited

DB: Final = f"{STACK}.databases.db"
PEER: Final = {"region": "eu-central-1", "cidr": "10.42.0.0/16", "vpc_id": "vpc-0a1b"}
USES: Final = {f"{STACK}/services/api/uses": ["db"]}


def databases(**db: Any) -> dict[str, Any]:
    return {f"{STACK}/databases": {"db": db}}


def peers(**given: Any) -> dict[str, Any]:
    return {f"{STACK}/network/peers": {"fra": PEER | given}}


REFUSED: Final[dict[str, tuple[dict[str, Any], str]]] = {
    "a replica of the Region where it stands": (
        databases(replica_of="ap-northeast-2"),
        f"{DB}.replica_of names ap-northeast-2, where this stack itself stands; name another Region.",
    ),
    "a copy in the Region of the original": (
        databases(replicate_to=["eu-central-1", "ap-northeast-2"]),
        f"{DB}.replicate_to names ap-northeast-2, where this stack itself stands; name another Region.",
    ),
    "a Region twice": (
        databases(replicate_to=["eu-central-1", "eu-central-1"]),
        f"{DB}.replicate_to names eu-central-1 twice; name each Region once.",
    ),
    "no Region": (
        databases(replica_of="Tokyo"),
        f"{DB}.replica_of: 'Tokyo' is not a Region, such as ap-northeast-2.",
    ),
    "a replica with a proxy": (
        databases(replica_of="ap-northeast-1", proxy={}),
        f"{DB}.proxy is not for a replica, which follows the database in ap-northeast-1; leave it out.",
    ),
    "a replica of a replica": (
        databases(replica_of="ap-northeast-1", replicate_to=["eu-central-1"]),
        f"{DB}.replicate_to is not for a replica, which follows the database in ap-northeast-1; leave it out.",
    ),
    "a replica with a password of RDS's": (
        databases(replica_of="ap-northeast-1", password="managed"),  # noqa: S106 - where it comes from
        f"{DB}.password is 'managed', and a replica's is that of the database in ap-northeast-1; leave it out.",
    ),
    "a primary with a password of RDS's": (
        databases(replicate_to=["eu-central-1"], password="managed"),  # noqa: S106 - where it comes from
        (
            f"{DB}.password is 'managed', which RDS does not offer together with replicate_to; take 'own', or leave "
            "that out."
        ),
    ),
    "a primary without backups": (
        databases(replicate_to=["eu-central-1"], backup_retention_days=0),
        f"{DB}.backup_retention_days is 0 and `replicate_to` needs backups; keep 1 day at least.",
    ),
    "a primary with AWS's key": (
        databases(replicate_to=["eu-central-1"]) | {f"{STACK}/encryption": {"key": "aws_managed"}},
        (
            f"{DB}.replicate_to needs a key that other Regions can be told of, and {STACK}.encryption.key is "
            "'aws_managed'; take 'customer_managed'."
        ),
    ),
    "a replica with AWS's key": (
        databases(replica_of="ap-northeast-1") | {f"{STACK}/encryption": {"key": "aws_managed"}},
        (
            f"{DB}.replica_of needs a key that other Regions can be told of, and {STACK}.encryption.key is "
            "'aws_managed'; take 'customer_managed'."
        ),
    ),
    "a migration of a replica": (
        databases(replica_of="ap-northeast-1")
        | USES
        | {f"{STACK}/services/api/migration": {"command": ["alembic", "upgrade", "head"]}},
        (
            f"{STACK}.services.api.migration would write to db, which is a replica of that in ap-northeast-1; leave it "
            "out: the stack there migrates, once for all Regions."
        ),
    ),
    "a restore from a replica": (
        {
            f"{STACK}/databases": {
                "db": {"replica_of": "ap-northeast-1"},
                "copy": {"restore": {"of": "db", "time": "latest"}},
            }
        },
        (
            f"{STACK}.databases.copy.restore.of is 'db', a replica, which keeps no backups; restore from the database "
            "in ap-northeast-1, in its stack."
        ),
    ),
    "a peer in the same Region": (
        peers(region="ap-northeast-2"),
        f"{STACK}.network.peers.fra.region names ap-northeast-2, where this stack itself stands; name another Region.",
    ),
    "a peer with our range": (
        peers(cidr="10.30.128.0/17"),
        f"{STACK}.network.peers.fra.cidr 10.30.128.0/17 overlaps 10.30.0.0/16 of `cidr`; renumber one of them.",
    ),
    "a peer with another peer's range": (
        {f"{STACK}/network/peers": {"fra": PEER, "syd": PEER | {"region": "ap-southeast-2", "cidr": "10.42.1.0/24"}}},
        f"{STACK}.network.peers.syd.cidr 10.42.1.0/24 overlaps 10.42.0.0/16 of `peers.fra.cidr`; renumber one of them.",
    ),
    "a peer that both ask": (
        peers(connection="pcx-0a1b"),
        (
            f"{STACK}.network.peers.fra.vpc_id and `connection` exclude each other; give the VPC to ask, or the "
            "connection to accept."
        ),
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_this_is_refused_with_exactly_one_sentence(what: str) -> None:
    edits, sentence = REFUSED[what]
    with pytest.raises(pulumi.RunError) as refused:
        load(edited(edits))
    assert str(refused.value) == sentence


def test_a_service_that_uses_another_database_migrates_it_beside_a_replica() -> None:
    own = {f"{STACK}/databases": {"db": {}, "mirror": {"replica_of": "ap-northeast-1"}}}
    load(edited(own | USES | {f"{STACK}/services/api/migration": {"command": ["migrate"]}}))


def test_names_without_a_region_get_one_where_stacks_share_the_environment() -> None:
    alone, shared = load(edited({})), load(edited({f"{STACK}/environment/regional": True}))
    for kind, parts in (("dashboard", {}), ("budget", {}), ("slack_channel", {"role": "team"})):
        assert alone.names.fill(kind, **parts).replace("ap-northeast-2", "") == alone.names.fill(kind, **parts)
        assert "ap-northeast-2" in shared.names.fill(kind, **parts)
    assert shared.names.fill("database", role="db") == alone.names.fill("database", role="db")


def test_a_log_bucket_whose_name_gets_too_long_by_that_is_refused() -> None:
    facts = {"short": "prod", "long": "production-of-all", "tier": "production", "regional": True}
    long = {f"{STACK}/environment": facts}
    tags = {"aws:defaultTags/tags/Environment": "production-of-all", f"{STACK}/system": "platforms"}
    with pytest.raises(pulumi.RunError, match="63"):
        load(edited(long | tags | {"aws:defaultTags/tags/System": "platforms"}), stack="prod")
