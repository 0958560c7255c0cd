"""The role of an application's repository: it releases its own services and websites, and nothing else."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from components._iam import document
from components.delivery.delivery_settings import ApplicationSettings
from components.delivery.release_policy import ReleaseArgs, release_statements
from components.delivery.trust import github_trust, of_environment
from naming import Names

HOURS = 2
"""A build is pushed before, so this is a migration and a release that waits for its approval of an hour."""


@dataclass(frozen=True)
class ApplicationRoleArgs:
    """What the role is made from."""

    settings: ApplicationSettings
    names: Names
    stack: str
    """The name of GitHub's environment in the application's repository."""
    releases: ReleaseArgs


class ApplicationRole(pulumi.ComponentResource):
    """Taken by jobs of the application's repository in its GitHub environment of the stack's name."""

    arn: Output[str]
    """The role's ARN."""

    def __init__(self, name: str, args: ApplicationRoleArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("platform:delivery:ApplicationRole", name, args.settings.props(), opts)
        below, subject = ResourceOptions(parent=self), of_environment(args.settings.repository, args.stack)
        role = aws.iam.Role(
            f"{name}-application",
            name=args.names.fill("application_role", role=name),
            description=f"GitHub: {subject}",
            max_session_duration=HOURS * 3600,
            assume_role_policy=Output.json_dumps(github_trust(args.names, [subject])),
            opts=below,
        )
        aws.iam.RolePolicy(
            f"{name}-application",
            role=role.name,
            policy=Output.json_dumps(document(*release_statements(args.releases))),
            opts=below,
        )
        self.arn = role.arn
        self.register_outputs({"arn": self.arn})
