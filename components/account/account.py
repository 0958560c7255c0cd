"""What an AWS account has once, made of its settings."""

from collections.abc import Mapping
from dataclasses import dataclass

from pulumi import Input, ResourceOptions

from components.account.account_settings import AccountSettings
from components.account.costs import CostAnomalies, CostAnomaliesArgs
from components.account.defaults import Defaults, DefaultsArgs
from components.account.image_replication import ImageReplication, ImageReplicationArgs
from components.account.trail import Trail, TrailArgs
from components.wiring import LogTarget, Topics
from naming import Names


@dataclass(frozen=True)
class AccountArgs:
    """What the parts are made from."""

    settings: AccountSettings
    names: Names
    key_arn: Input[str] | None
    logs: Mapping[str, LogTarget]
    """The stack's log groups, a trail's under its name."""
    topics: Topics


def account_parts(args: AccountArgs, opts: ResourceOptions) -> Mapping[str, Trail]:
    """Make what the settings do not leave to somebody else; gives the trails by their names."""
    settings, names = args.settings, args.names
    for name, defaults in settings.defaults_set.items():
        Defaults(name, DefaultsArgs(settings=defaults), opts)
    for name, replication in settings.replications.items():
        ImageReplication(name, ImageReplicationArgs(settings=replication, names=names), opts)
    for name, costs in settings.costs_watched.items():
        CostAnomalies(name, CostAnomaliesArgs(settings=costs, names=names, topics=args.topics), opts)
    return {
        name: Trail(name, TrailArgs(settings=trail, names=names, key_arn=args.key_arn, logs=args.logs[name]), opts)
        for name, trail in settings.trails.items()
    }
