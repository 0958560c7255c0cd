"""Images that are pushed in one Region are copied to others, so that each pulls from its own."""

from dataclasses import dataclass
from typing import Annotated

import pulumi
import pulumi_aws as aws
from pulumi import ResourceOptions
from pydantic import Field

from components._settings import Region, Settings, matching
from naming import Names

MAX_REGIONS, MAX_REPOSITORIES = 25, 100
"""https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ReplicationRule.html"""


class ImageReplicationSettings(Settings):
    """Copies of what is pushed from now on; deletions stay here. ECR has one configuration in an account and Region.

    A repository of the same name takes the copies where there is one, with its own scans, key and lifecycle; its tags
    may be immutable, since a tag arrives with the image that it has here. Where there is none ECR makes one that has
    none of that: deploy the stacks of the other Regions before the first image is pushed.
    https://docs.aws.amazon.com/AmazonECR/latest/userguide/replication.html
    """

    to: Annotated[tuple[Region, ...], Field(min_length=1, max_length=MAX_REGIONS)]
    """Regions that get the copies; ECR allows 25."""
    repositories: Annotated[
        tuple[Annotated[str, matching(r"[a-z0-9][a-z0-9._/-]*", "how a repository's name begins")], ...],
        Field(min_length=1, max_length=MAX_REPOSITORIES),
    ]
    """How the names of the repositories begin whose images are copied."""


@dataclass(frozen=True)
class ImageReplicationArgs:
    """What the replication is made from."""

    settings: ImageReplicationSettings
    names: Names


class ImageReplication(pulumi.ComponentResource):
    """The registry's replication, within the account."""

    def __init__(self, name: str, args: ImageReplicationArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("platform:account:ImageReplication", name, args.settings.props(), opts)
        settings = args.settings
        aws.ecr.ReplicationConfiguration(
            name,
            replication_configuration={
                "rules": [
                    {
                        "destinations": [
                            {"region": region, "registry_id": args.names.account} for region in settings.to
                        ],
                        "repository_filters": [
                            {"filter": prefix, "filter_type": "PREFIX_MATCH"} for prefix in settings.repositories
                        ],
                    }
                ]
            },
            opts=ResourceOptions(parent=self),
        )
        self.register_outputs({})
