"""Rules about what a stack has in other Regions, and what it needs of them."""

from collections.abc import Iterator

from components.foundation.provider import ProviderSettings
from settings.stack import StackSettings

STACK = "platform:stack"


def region_problems(stack: StackSettings, provider: ProviderSettings) -> Iterator[str]:
    """Everything that is wrong between this Region and the others."""
    yield from _regions_are_others(stack, provider.region)
    yield from _keys_are_our_own(stack)
    yield from _replicas_are_not_migrated(stack)
    yield from _replicas_are_not_restored_from(stack)


def _regions_are_others(stack: StackSettings, here: str) -> Iterator[str]:
    peers = stack.network.peers if stack.network else {}
    named = {f"{STACK}.network.peers.{name}.region": [peer.region] for name, peer in peers.items()}
    for role, database in stack.databases.items():
        named[f"{STACK}.databases.{role}.replicate_to"] = list(database.replicate_to)
        named[f"{STACK}.databases.{role}.replica_of"] = [database.replica_of] if database.replica_of else []
    for account in stack.accounts:
        for replication in account.replications.values():
            named[f"{STACK}.account.image_replication.to"] = list(replication.to)
    for path, regions in named.items():
        if here in regions:
            yield f"{path} names {here}, where this stack itself stands; name another Region"


def _keys_are_our_own(stack: StackSettings) -> Iterator[str]:
    """RDS encrypts a copy in another Region with a key that is named, and AWS's own keys stay where they are.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.XRgn.html
    """
    if stack.encryption.key == "customer_managed":
        return
    for role, database in stack.databases.items():
        for field in ("replica_of", "replicate_to"):
            if getattr(database, field):
                yield (
                    f"{STACK}.databases.{role}.{field} needs a key that other Regions can be told of, and "
                    f"{STACK}.encryption.key is 'aws_managed'; take 'customer_managed'"
                )


def _replicas_are_not_migrated(stack: StackSettings) -> Iterator[str]:
    """The primary's stack migrates, once (standard T-02); its replicas follow."""
    for role, service in stack.services.items():
        followed = {store: stack.databases[store].replica_of for store in service.uses if store in stack.databases}
        for store, region in followed.items():
            if service.migration and region:
                yield (
                    f"{STACK}.services.{role}.migration would write to {store}, which is a replica of that in "
                    f"{region}; leave it out: the stack there migrates, once for all Regions"
                )


def _replicas_are_not_restored_from(stack: StackSettings) -> Iterator[str]:
    for role, database in stack.databases.items():
        source = stack.databases.get(database.restore.of or "") if database.restore else None
        if database.restore and source and source.replica_of:
            yield (
                f"{STACK}.databases.{role}.restore.of is {database.restore.of!r}, a replica, which keeps no backups; "
                f"restore from the database in {source.replica_of}, in its stack"
            )
