"""The table of contents: what an environment is made of, in the order a request meets it."""

import pulumi
from pulumi import Output, ResourceOptions

from components.compute.cluster import Cluster, ClusterArgs
from components.compute.registry import Registry, RegistryArgs
from components.compute.service import Service, ServiceArgs
from components.data.cache import Cache, CacheArgs
from components.data.cache_names import cache_log_groups
from components.data.database import Database, DatabaseArgs
from components.data.database_names import instance_name, log_groups
from components.data.secrets import Secret, SecretArgs
from components.edge.firewall import Firewall, FirewallArgs
from components.edge.load_balancer import LoadBalancer, LoadBalancerArgs
from components.edge.records import Records, RecordsArgs
from components.edge.website import Website, WebsiteArgs
from components.foundation.encryption import EncryptionKey, EncryptionKeyArgs
from components.foundation.network import Network, NetworkArgs
from components.foundation.provider import aws_provider
from components.watch.logs import Logs, LogsArgs
from components.wiring import Store
from settings import load_settings

cfg = load_settings()
names, stack = cfg.names, cfg.stack

on_aws = ResourceOptions(providers=[aws_provider(cfg.provider)])

key = EncryptionKey(
    "data", EncryptionKeyArgs(settings=stack.encryption, names=names, replicas=stack.other_regions), on_aws
)

logs = Logs(
    "logs",
    LogsArgs(
        settings=stack.logs,
        names=names,
        key_arn=key.arn,
        groups={"flow": names.fill("flow_logs"), "exec": names.fill("exec_logs")}
        | {f"service-{role}": names.fill("service_logs", role=role) for role in stack.services}
        | {key: group for role, db in stack.databases.items() for key, group in log_groups(role, db, names).items()}
        | {key: group for role, db in stack.caches.items() for key, group in cache_log_groups(role, db, names).items()}
        | {f"firewall-{role}": names.fill("web_acl_logs", role=role) for role in stack.firewalls_in(None)},
    ),
    on_aws,
)
logs_in: dict[str | None, Logs] = {None: logs} | {
    region: Logs(
        f"logs-{region}",
        LogsArgs(
            settings=stack.logs,
            names=names,
            key_arn=key.replicas[region],
            region=region,
            groups={f"firewall-{role}": names.fill("web_acl_logs", role=role) for role in stack.firewalls_in(region)},
        ),
        on_aws,
    )
    for region in stack.other_regions
}

network = Network("network", NetworkArgs(settings=stack.network, names=names, flow_logs=logs.targets["flow"]), on_aws)

firewalls = {
    role: Firewall(
        role,
        FirewallArgs(settings=settings, names=names, logs=logs_in[settings.region].targets[f"firewall-{role}"]),
        on_aws,
    )
    for role, settings in stack.firewalls.items()
}
web_acls: dict[str | None, Output[str]] = {role: firewall.arn for role, firewall in firewalls.items()}

load_balancers = {
    role: LoadBalancer(
        role,
        LoadBalancerArgs(
            settings=settings,
            names=names,
            network=network.placement,
            web_acl_arn=web_acls.get(settings.firewall),
        ),
        on_aws,
    )
    for role, settings in stack.load_balancers.items()
}

websites = {
    role: Website(
        role,
        WebsiteArgs(settings=settings, names=names, key_arn=key.arn, web_acl_arn=web_acls.get(settings.firewall)),
        on_aws,
    )
    for role, settings in stack.websites.items()
}

Records(
    "records",
    RecordsArgs(
        settings=stack.dns,
        region=names.region,
        targets={host: load_balancers[role].alias for host, role in stack.routed_hosts.items()}
        | {host: website.alias for website in websites.values() for host in website.hosts},
    ),
    on_aws,
)

cluster = Cluster(
    "cluster",
    ClusterArgs(settings=stack.cluster, names=names, exec_logs=logs.targets["exec"], key_arn=key.arn),
    on_aws,
)

registries = {
    role: Registry(role, RegistryArgs(settings=stack.registry, names=names, key_arn=key.arn), on_aws)
    for role in stack.registries
}

databases = {
    role: Database(
        role,
        DatabaseArgs(
            settings=settings,
            names=names,
            network=network.placement,
            logs=logs.targets,
            key_arn=key.arn,
            instances={other: instance_name(other, database, names) for other, database in stack.databases.items()},
        ),
        on_aws,
    )
    for role, settings in stack.databases.items()
}

caches = {
    role: Cache(
        role,
        CacheArgs(settings=settings, names=names, network=network.placement, key_arn=key.arn, logs=logs.targets),
        on_aws,
    )
    for role, settings in stack.caches.items()
}

stores: dict[str, Store] = {**databases, **caches}

secrets = {
    role: Secret(role, SecretArgs(settings=settings, names=names, key_arn=key.arn), on_aws)
    for role, settings in stack.secrets.items()
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
            stores=stores,
            secrets=secrets,
            key_arn=key.arn,
        ),
        on_aws,
    )
    for role, settings in stack.services.items()
}

for role, database in databases.items():
    database.redeploy_on_rotation(
        cluster=cluster.name, services={user: services[user].name for user in stack.users_of(role)}
    )

pulumi.export("cluster", cluster.name)
pulumi.export("vpc_id", network.placement.vpc_id)
pulumi.export(
    "load_balancers",
    {
        role: {"arn": load_balancer.arn, "dns_name": load_balancer.dns_name}
        for role, load_balancer in load_balancers.items()
    },
)
pulumi.export(
    "websites",
    {
        role: {"bucket": website.bucket, "distribution_id": website.distribution_id, "hosts": list(website.hosts)}
        for role, website in websites.items()
    },
)
pulumi.export("databases", {role: database.identifier for role, database in databases.items()})
pulumi.export("caches", {role: cache.host for role, cache in caches.items()})
pulumi.export("registries", {role: registry.uri for role, registry in registries.items()})
pulumi.export(
    "services",
    {
        role: {"name": service.name, "hosts": list(service.hosts), "log_group": logs.targets[f"service-{role}"].name}
        for role, service in services.items()
    },
)
