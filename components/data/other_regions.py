"""What cannot be said together of a database that follows one in another Region, or is followed there."""

from collections.abc import Iterator, Sequence

from components._settings import Region

EXCLUDED = ("replicas", "replicate_to", "proxy", "restore", "blue_green_update")
"""What a replica of another Region's database does not have: RDS Proxy connects to no replica, a blue/green update
brings none along, and its data come from its source.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.html#rds-proxy.limitations
"""


def problems_of_regions(
    replica_of: Region | None, replicate_to: Sequence[Region], password: str, used: Sequence[str]
) -> Iterator[str]:
    """Each problem in a sentence; `used` are those of EXCLUDED that the database has."""
    twice = sorted({region for region in replicate_to if replicate_to.count(region) > 1})
    if twice:
        yield f"`replicate_to` names {', '.join(twice)} twice; name each Region once"
    if replica_of is None:
        return
    if used:
        yield f"`{used[0]}` is not for a replica, which follows the database in {replica_of}; leave it out"
    if password == "managed":  # noqa: S105 - where the password comes from
        yield f"`password` is 'managed', and a replica's is that of the database in {replica_of}; leave it out"
