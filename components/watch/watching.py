"""What is watched of an environment, part by part: its alarms, and the dashboard that shows all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import ResourceOptions

from components._off_hours import OffHoursSettings
from components._watched import Watchable
from components.watch.alarms import Alarms, AlarmsArgs
from components.watch.dashboard import Dashboard, DashboardArgs
from components.wiring import Topics
from naming import Names


@dataclass(frozen=True)
class WatchArgs:
    """What alarms and dashboard are made from."""

    parts: Sequence[Mapping[str, Watchable]]
    """Everything that is watched, kind by kind and in the dashboard's order."""
    names: Names
    topics: Mapping[str | None, Topics]
    """By Region, None for the stack's own."""
    off_hours: OffHoursSettings | None = None
    """When nobody is told of what rests."""


def watch(args: WatchArgs, opts: ResourceOptions) -> None:
    """Make the alarms of every part, and one dashboard."""
    watched = [part.watched for made in args.parts for part in made.values()]
    for part in watched:
        Alarms(part.stem, AlarmsArgs(part, args.names, args.topics, args.off_hours), opts)
    Dashboard("dashboard", DashboardArgs(names=args.names, parts=watched), opts)
