"""Images are copied to the Regions that pull them: those of some repositories, within the account."""

from pulumi import ResourceOptions

from components.account.image_replication import ImageReplication, ImageReplicationArgs, ImageReplicationSettings
from tests.harness import ACCOUNT, NAMES, build

REPLICATION = "aws:ecr/replicationConfiguration:ReplicationConfiguration"


def test_named_repositories_are_copied_to_each_region_of_the_same_account() -> None:
    settings = ImageReplicationSettings(
        to=("eu-central-1", "ap-southeast-2"), repositories=("gli-api-production", "gli-websocket-production")
    )

    def program(opts: ResourceOptions) -> None:
        ImageReplication("images", ImageReplicationArgs(settings=settings, names=NAMES), opts)

    made = build(program).one(REPLICATION, "images")
    assert made.inputs["replicationConfiguration"] == {
        "rules": [
            {
                "destinations": [
                    {"region": "eu-central-1", "registryId": ACCOUNT},
                    {"region": "ap-southeast-2", "registryId": ACCOUNT},
                ],
                "repositoryFilters": [
                    {"filter": "gli-api-production", "filterType": "PREFIX_MATCH"},
                    {"filter": "gli-websocket-production", "filterType": "PREFIX_MATCH"},
                ],
            }
        ]
    }
