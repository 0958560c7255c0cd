"""An ECS service on Fargate: with a route it serves requests, without one it is a worker."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from components._fixed_texts import FIXED_TEXTS
from components._off_hours import OffHoursSettings
from components._watched import Watched
from components.compute.app_metrics import AppMetricsArgs, app_metrics
from components.compute.deployment import deployment, timeouts
from components.compute.deployment_alarms import deployment_alarms
from components.compute.roles import Roles, RolesArgs, service_roles
from components.compute.scaling import ScalingArgs, is_scaled, limits, scaling
from components.compute.service_settings import ServiceSettings
from components.compute.service_watch import ServiceWatchArgs, service_watch
from components.compute.strategy_changes import refuse_unsafe_changes
from components.compute.task import TaskArgs, task_definition
from components.compute.traffic import Traffic, TrafficArgs, targets, traffic
from components.wiring import ClusterPort, ImageSource, LoadBalancerPort, LogTarget, Placement, Released, Secret, Store
from naming import Names


@dataclass(frozen=True)
class ServiceArgs:
    """What the service is made from: its settings, and what it is wired to."""

    settings: ServiceSettings
    names: Names
    network: Placement
    cluster: ClusterPort
    images: ImageSource
    digest: str | None
    """The image's digest; None before its first release, when no task runs."""
    logs: LogTarget
    load_balancers: Mapping[str, LoadBalancerPort]
    stores: Mapping[str, Store]
    """The databases and caches of the stack; the service meets those that it `uses`."""
    secrets: Mapping[str, Secret]
    """The secrets of the stack; the service reads those that it names."""
    key_arn: Input[str] | None
    off_hours: OffHoursSettings | None = None
    """When no task may run."""


class Service(pulumi.ComponentResource):
    """Tasks that are replaced only by healthy ones, that may do nothing until allowed, and that nobody reaches."""

    name: Output[str]
    """The ECS service's name."""
    hosts: Sequence[str]
    """The host names under which it is reached; none for a worker."""
    security_group_id: Output[str]
    """Of its tasks."""
    task_role: Output[str]
    """The name of the role under which the service's code runs; policies attached to it open what it may do."""
    watched: Watched
    """What is watched of it."""
    released: Released
    """What whoever releases it works on."""

    def __init__(self, name: str, args: ServiceArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("platform:compute:Service", name, args.settings.props() | {"digest": args.digest}, opts)
        self._name, self._args, self._below = name, args, ResourceOptions(parent=self)
        settings, names = args.settings, args.names
        self._container = settings.container or name
        self._physical_name = names.fill("service", override=settings.name, container=self._container)
        self._stores = {role: args.stores[role] for role in settings.uses}
        roles = service_roles(
            name,
            RolesArgs(
                settings=settings,
                names=names,
                cluster=args.cluster,
                logs=args.logs,
                secret_arns=self._secret_arns(),
                secret_statements=[one for store in self._stores.values() for one in store.secret_statements],
                task_statements=[one for store in self._stores.values() for one in store.task_statements],
                key_arn=args.key_arn,
            ),
            self,
        )
        self.task_role = roles.task.name
        self.released = Released(
            service=self._physical_name,
            cluster=args.cluster.name,
            family=names.fill("task_family", container=self._container),
            log_group=args.logs.name,
            repository=args.images.uri.partition("/")[2],
            stores=settings.uses,
            role_arns=[roles.execution.arn, roles.task.arn],
        )
        self.security_group_id = self._security_group()
        may_connect = self._reach_stores()
        way = self._traffic()
        service = self._service(roles, way, may_connect)
        self.name = service.name
        self.hosts = settings.route.hosts if settings.route else ()
        measured = AppMetricsArgs(metrics=settings.metrics, names=names, role=name, logs=args.logs)
        app_metrics(measured, self)
        self.watched = service_watch(
            name,
            ServiceWatchArgs(
                settings=settings,
                names=names,
                cluster=args.cluster,
                service=self._physical_name,
                traffic=way,
                metrics=measured,
            ),
        )
        scaling(
            name,
            ScalingArgs(
                role=name,
                settings=settings,
                off_hours=args.off_hours,
                names=names,
                has_image=args.digest is not None,
                cluster=args.cluster.name,
                service=service.name,
                request_label=way.request_label if way else None,
            ),
            self,
        )
        self.register_outputs({"name": self.name})

    @property
    def exported(self) -> Mapping[str, Any]:
        """What an operator needs of it."""
        return {"name": self.name, "hosts": list(self.hosts), "log_group": self._args.logs.name}

    def _security_group(self) -> Output[str]:
        args = self._args
        group = aws.ec2.SecurityGroup(
            self._name,
            description=f"Tasks of {self._name}",
            vpc_id=args.network.vpc_id,
            opts=ResourceOptions(parent=self, ignore_changes=FIXED_TEXTS),
        )
        for role, egress in args.settings.egress.items():
            aws.vpc.SecurityGroupEgressRule(
                f"{self._name}-to-{role}",
                security_group_id=group.id,
                description=f"To {role}",
                ip_protocol="tcp",
                from_port=egress.port,
                to_port=egress.port,
                cidr_ipv4=str(egress.cidr),
                opts=self._below,
            )
        return group.id

    def _reach_stores(self) -> Sequence[pulumi.Resource]:
        ready: list[pulumi.Resource] = []
        for role, store in self._stores.items():
            ready += [
                store.allow_from(self._name, security_group_id=self.security_group_id),
                aws.vpc.SecurityGroupEgressRule(
                    f"{self._name}-to-store-{role}",
                    security_group_id=self.security_group_id,
                    referenced_security_group_id=store.security_group_id,
                    description=f"To {role}",
                    ip_protocol="tcp",
                    from_port=store.port,
                    to_port=store.port,
                    opts=self._below,
                ),
            ]
        return ready

    def _secret_arns(self) -> Sequence[Input[str]]:
        own = sorted({role for role, _ in self._args.settings.own_secrets.values()})
        return [
            *(self._args.secrets[role].arn for role in own),
            *(arn for store in self._stores.values() for arn in store.secret_arns),
        ]

    def _secrets(self) -> Mapping[str, Input[str]]:
        settings = self._args.settings
        own = {
            variable: _reference(self._args.secrets[role].arn, key)
            for variable, (role, key) in settings.own_secrets.items()
        }
        stores = {
            variable: reference for store in self._stores.values() for variable, reference in store.secrets.items()
        }
        left = {variable: value for variable, value in stores.items() if variable not in settings.environment}
        return {**left, **settings.foreign_secrets, **own}

    def _traffic(self) -> Traffic | None:
        args, settings = self._args, self._args.settings
        if settings.route is None or settings.port is None:
            return None
        return traffic(
            self._name,
            TrafficArgs(
                route=settings.route,
                port=settings.port,
                abbreviation=settings.short or self._name,
                names=args.names,
                vpc_id=args.network.vpc_id,
                security_group_id=self.security_group_id,
                load_balancer=args.load_balancers[settings.route.load_balancer],
                has_alternate=settings.deployment.has_two_target_groups,
            ),
            self,
        )

    def _service(self, roles: Roles, way: Traffic | None, may_connect: Sequence[pulumi.Resource]) -> aws.ecs.Service:
        args, settings = self._args, self._args.settings
        may_pull = args.images.allow_pull(self._name, role_name=roles.execution.name)
        task = task_definition(
            self._name,
            TaskArgs(
                settings=settings,
                names=args.names,
                container=self._container,
                image=f"{args.images.uri}@{args.digest}" if args.digest else f"{args.images.uri}:latest",
                logs=args.logs,
                roles=roles,
                variables={key: value for store in self._stores.values() for key, value in store.variables.items()},
                secrets=self._secrets(),
            ),
            self,
        )
        needed = [*roles.ready, may_pull, *may_connect, args.logs.resource, *(way.ready if way else [])]
        return aws.ecs.Service(
            self._name,
            name=self._physical_name,
            cluster=args.cluster.arn,
            task_definition=task.arn,
            desired_count=limits(settings).min if args.digest else 0,
            capacity_provider_strategies=_strategies(settings),
            force_new_deployment=True,
            platform_version="LATEST",
            **deployment(settings.deployment),
            alarms=deployment_alarms(self._name, settings, args.names),
            deployment_minimum_healthy_percent=0 if settings.singleton else 100,
            deployment_maximum_percent=100 if settings.singleton else 200,
            availability_zone_rebalancing="DISABLED" if settings.singleton else "ENABLED",
            enable_execute_command=settings.execute_command,
            enable_ecs_managed_tags=True,
            propagate_tags="SERVICE",
            wait_for_steady_state=True,
            network_configuration={
                "subnets": args.network.private_subnet_ids,
                "security_groups": [self.security_group_id],
                "assign_public_ip": False,
            },
            health_check_grace_period_seconds=settings.health_check_grace_period if way else None,
            load_balancers=targets(self._container, way),
            opts=ResourceOptions(
                parent=self,
                depends_on=needed,
                ignore_changes=self._left_to_others(),
                custom_timeouts=timeouts(settings.deployment),
                hooks=pulumi.ResourceHookBinding(before_update=[refuse_unsafe_changes(self._name)]),
            ),
        )

    def _left_to_others(self) -> list[str]:
        """What Application Auto Scaling and the application's pipeline change, and no `up` sets back."""
        settings = self._args.settings
        scaled = ["desiredCount"] if is_scaled(settings, self._args.off_hours) else []
        return [*scaled, *(["taskDefinition"] if settings.image_updates == "pipeline" else [])]


def _strategies(settings: ServiceSettings) -> list[aws.ecs.ServiceCapacityProviderStrategyArgsDict]:
    return [
        {"capacity_provider": provider, "base": share.base, "weight": share.weight}
        for provider, share in settings.capacity_providers.items()
    ]


def _reference(arn: Output[str], key: str) -> Input[str]:
    return Output.format("{0}:{1}::", arn, key) if key else arn
