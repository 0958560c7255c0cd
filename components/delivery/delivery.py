"""How changes reach an environment: every role by which somebody or something may change it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi import Input, Output, ResourceOptions

from components.delivery.application_role import ApplicationRole, ApplicationRoleArgs
from components.delivery.delivery_settings import DeliverySettings
from components.delivery.deploy_roles import DeployRoles, DeployRolesArgs
from components.delivery.operator_reads import LookedAt
from components.delivery.operator_role import OperatorRole, OperatorRoleArgs
from components.delivery.release_policy import ReleaseArgs
from components.wiring import Publishable, Releasable, Secret, Store
from naming import Names


@dataclass(frozen=True)
class DeliveryArgs:
    """What the roles are made from: what there is in the environment, by role."""

    settings: DeliverySettings
    names: Names
    stack: str
    """Its name, which is that of GitHub's environments."""
    services: Mapping[str, Releasable]
    websites: Mapping[str, Publishable]
    databases: Mapping[str, str]
    """Instances."""
    caches: Sequence[str]
    """By name."""
    stores: Mapping[str, Store]
    secrets: Mapping[str, Secret]
    load_balancers: Sequence[str]
    """By name."""
    topic: str
    """The name of the topic of alerts."""
    key_arn: Input[str] | None


class Delivery(pulumi.ComponentResource):
    """GitHub's roles for this repository and for those of the applications, and the role of people."""

    roles: Mapping[str, Output[str]]
    """ARNs by what the role is for: preview, drift, deploy, operator, and each application."""

    def __init__(self, name: str, args: DeliveryArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("platform:delivery:Delivery", name, args.settings.props(), opts)
        self._args, below = args, ResourceOptions(parent=self)
        settings, names = args.settings, args.names
        deploy = DeployRoles(
            name,
            DeployRolesArgs(
                settings=settings,
                names=names,
                stack=args.stack,
                cluster=self._cluster(),
                websites=[site.bucket for site in args.websites.values()],
                load_balancers=args.load_balancers,
                topic=args.topic,
                secrets=self._told(),
                key_arn=args.key_arn,
            ),
            below,
        )
        applications = {
            role: ApplicationRole(
                role,
                ApplicationRoleArgs(
                    settings=application,
                    names=names,
                    stack=args.stack,
                    releases=self._releases(application.services, application.websites),
                ),
                below,
            ).arn
            for role, application in settings.applications.items()
        }
        self.roles = {**deploy.arns, **applications, **self._operator(below)}
        self.register_outputs({})

    def _releases(self, services: Sequence[str], websites: Sequence[str]) -> ReleaseArgs:
        args = self._args
        return ReleaseArgs(
            names=args.names,
            services={role: args.services[role].released for role in services},
            websites={role: args.websites[role] for role in websites},
            databases=[
                instance
                for store, instance in args.databases.items()
                if any(store in args.services[role].released.stores for role in services)
            ],
            secrets=self._told(),
            key_arn=args.key_arn,
        )

    def _told(self) -> Sequence[Output[str]]:
        return [self._args.secrets[role].arn for role in self._args.settings.notify.secrets]

    def _cluster(self) -> str | None:
        return next((service.released.cluster for service in self._args.services.values()), None)

    def _operator(self, below: ResourceOptions) -> Mapping[str, Output[str]]:
        args, operators = self._args, self._args.settings.operators
        if operators is None:
            return {}
        role = OperatorRole(
            "operator",
            OperatorRoleArgs(
                settings=operators,
                looks=LookedAt(
                    names=args.names,
                    services=[service.released for service in args.services.values()],
                    websites=list(args.websites.values()),
                    databases=list(args.databases.values()),
                    caches=args.caches,
                    topic=args.topic,
                ),
                secrets=[
                    *(arn for store in args.stores.values() for arn in store.secret_arns),
                    *(secret.arn for secret in args.secrets.values()),
                ],
                key_arn=args.key_arn,
            ),
            below,
        )
        return {"operator": role.arn}
