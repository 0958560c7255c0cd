"""The table of contents: what an environment is made of, in the order a request meets it."""

import pulumi
from pulumi import ResourceOptions

from components.compute.cluster import Cluster, ClusterArgs
from components.compute.registry import Registry, RegistryArgs
from components.compute.service import Service, ServiceArgs
from components.edge.load_balancer import LoadBalancer, LoadBalancerArgs
from components.foundation.encryption import EncryptionKey, EncryptionKeyArgs
from components.foundation.network import Network, NetworkArgs
from components.foundation.provider import aws_provider
from components.watch.logs import Logs, LogsArgs
from settings import load_settings

cfg = load_settings()
names, stack = cfg.names, cfg.stack

on_aws = ResourceOptions(providers=[aws_provider(cfg.provider)])

key = EncryptionKey("data", EncryptionKeyArgs(settings=stack.encryption, names=names), on_aws)

logs = Logs(
    "logs",
    LogsArgs(
        settings=stack.logs,
        names=names,
        key_arn=key.arn,
        groups={"flow": names.fill("flow_logs"), "exec": names.fill("exec_logs")}
        | {f"service-{role}": names.fill("service_logs", role=role) for role in stack.services},
    ),
    on_aws,
)

network = Network("network", NetworkArgs(settings=stack.network, names=names, flow_logs=logs.targets["flow"]), on_aws)

load_balancers = {
    role: LoadBalancer(role, LoadBalancerArgs(settings=settings, names=names, network=network.placement), on_aws)
    for role, settings in stack.load_balancers.items()
}

cluster = Cluster(
    "cluster",
    ClusterArgs(settings=stack.cluster, names=names, exec_logs=logs.targets["exec"], key_arn=key.arn),
    on_aws,
)

registries = {
    role: Registry(role, RegistryArgs(settings=stack.registry, names=names, key_arn=key.arn), on_aws)
    for role in stack.registries
}

services = {
    role: Service(
        role,
        ServiceArgs(
            settings=settings,
            names=names,
            network=network.placement,
            cluster=cluster,
            images=registries[stack.image_role(role)],
            digest=cfg.images.get(stack.image_role(role)),
            logs=logs.targets[f"service-{role}"],
            load_balancers=load_balancers,
            key_arn=key.arn,
        ),
        on_aws,
    )
    for role, settings in stack.services.items()
}

pulumi.export("cluster", cluster.name)
pulumi.export("vpc_id", network.placement.vpc_id)
pulumi.export(
    "load_balancers",
    {
        role: {"arn": load_balancer.arn, "dns_name": load_balancer.dns_name}
        for role, load_balancer in load_balancers.items()
    },
)
pulumi.export("registries", {role: registry.uri for role, registry in registries.items()})
pulumi.export(
    "services",
    {
        role: {"name": service.name, "hosts": list(service.hosts), "log_group": logs.targets[f"service-{role}"].name}
        for role, service in services.items()
    },
)
