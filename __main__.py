"""The table of contents: what an environment is made of, in the order a request meets it."""

from collections.abc import Mapping

import pulumi
from pulumi import Output, ResourceOptions

from components._short_lived import collect_nothing
from components._watched import Watchable
from components.account.account import AccountArgs, account_parts
from components.account.account_names import trail_arns
from components.compute.cluster import Cluster, ClusterArgs
from components.compute.off_hours import calendars
from components.compute.registry import Registry, RegistryArgs
from components.compute.service import Service, ServiceArgs
from components.data.cache import Cache, CacheArgs
from components.data.database import Database, DatabaseArgs
from components.data.database_names import instance_name, instances
from components.data.secrets import Secret, SecretArgs
from components.delivery.boundary import Boundary, BoundaryArgs
from components.delivery.delivery import Delivery, DeliveryArgs
from components.delivery.github import GitHubIdentity, GitHubIdentityArgs
from components.edge.firewall import Firewall, FirewallArgs
from components.edge.load_balancer import LoadBalancer, LoadBalancerArgs
from components.edge.records import Records, RecordsArgs
from components.edge.website import Website, WebsiteArgs
from components.foundation.encryption import EncryptionKey, EncryptionKeyArgs
from components.foundation.network import Network, NetworkArgs
from components.foundation.provider import aws_provider
from components.host.host import Host, HostArgs
from components.watch.alerts import Alerts, AlertsArgs
from components.watch.budget import Budget, BudgetArgs
from components.watch.events import Events, EventsArgs
from components.watch.log_watch import LogWatchArgs, watch_logs
from components.watch.logs import RegionalLogsArgs, regional_logs
from components.watch.watching import WatchArgs, watch
from components.wiring import Store
from settings import load_settings
from settings.log_groups import log_groups
from settings.stack import CLUSTER, NETWORK

collect_nothing()
cfg = load_settings()
names, stack = cfg.names, cfg.stack

on_aws = ResourceOptions(providers=[aws_provider(cfg.provider)])
for _ in stack.deliveries:
    boundary = Boundary("boundary", BoundaryArgs(names=names, regions=stack.regions), on_aws)
    on_aws = ResourceOptions.merge(on_aws, boundary.around)

key = EncryptionKey(
    "data",
    EncryptionKeyArgs(
        settings=stack.encryption,
        names=names,
        replicas=stack.other_regions,
        found_in=stack.followed_from,
        trails=[arn for account in stack.accounts for arn in trail_arns(account, names)],
        cost_anomalies=stack.tells_cost_anomalies,
    ),
    on_aws,
)

groups = {region: log_groups(stack, names, region) for region in key.arns}
logs_in = regional_logs(RegionalLogsArgs(settings=stack.logs, names=names, key_arns=key.arns, groups=groups), on_aws)
logs = logs_in[None].targets

alerts = Alerts(
    "alerts",
    AlertsArgs(
        settings=stack.alerts,
        names=names,
        key_arns=key.arns,
        cost_anomalies=stack.tells_cost_anomalies,
        secrets=cfg.secrets,
        logs={key: log for group in logs_in.values() for key, log in group.targets.items()},
    ),
    on_aws,
)

networks = {
    name: Network(name, NetworkArgs(settings=settings, names=names, flow_logs=logs["flow"]), on_aws)
    for name, settings in stack.networks.items()
}

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
            network=networks[NETWORK].placement,
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

clusters = {
    name: Cluster(
        name,
        ClusterArgs(
            settings=settings,
            names=names,
            exec_logs=logs["exec"],
            insights_logs=logs.get("insights"),
            key_arn=key.arn,
        ),
        on_aws,
    )
    for name, settings in stack.clusters.items()
}

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
            network=networks[NETWORK].placement,
            logs=logs,
            key_arn=key.arn,
            instances={other: instance_name(other, database, names) for other, database in stack.databases.items()},
            keys_abroad=key.abroad,
            peers=stack.peers_of(role),
        ),
        on_aws,
    )
    for role, settings in stack.databases.items()
}

caches = {
    role: Cache(
        role,
        CacheArgs(settings=settings, names=names, network=networks[NETWORK].placement, key_arn=key.arn, logs=logs),
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
            network=networks[NETWORK].placement,
            cluster=clusters[CLUSTER],
            images=registries[stack.image_role(role)],
            digest=cfg.images.get(stack.image_role(role)),
            logs=logs[f"service-{role}"],
            load_balancers=load_balancers,
            stores=stores,
            secrets=secrets,
            key_arn=key.arn,
            off_hours=stack.off_hours,
        ),
        on_aws,
    )
    for role, settings in stack.services.items()
}

hosts = {
    role: Host(
        role,
        HostArgs(
            settings=settings,
            names=names,
            network=networks[NETWORK].placement,
            files=cfg.host_files[role],
            images=registries,
            digests=cfg.images,
            secrets=cfg.secrets,
            logs=logs,
            tags=cfg.provider.default_tags.tags,
            key_arn=key.arn,
        ),
        on_aws,
    )
    for role, settings in stack.hosts.items()
}

service_logs = {role: logs[f"service-{role}"] for role in stack.services}
error_logs = watch_logs(LogWatchArgs(names=names, logs=service_logs, threshold=stack.logs.error_lines), on_aws)

trails: dict[str, Watchable] = {}
for account in stack.accounts:
    of_account = AccountArgs(settings=account, names=names, key_arn=key.arn, logs=logs, topics=alerts.topics[None])
    trails |= account_parts(of_account, on_aws)
    for name in account.identities:
        GitHubIdentity(name, GitHubIdentityArgs(names=names), on_aws)

for name, budget in stack.budgets.items():
    Budget(name, BudgetArgs(settings=budget, names=names, topics=alerts.topics[None], tags=stack.cost_tags), on_aws)

secret_arns = {role: database.secret_arns for role, database in databases.items()}
secret_arns |= {role: [secret.arn] for role, secret in secrets.items()}
events = Events(
    "events",
    EventsArgs(
        settings=stack.events,
        names=names,
        topics=alerts.topics[None],
        cluster="".join(cluster.name for cluster in clusters.values()),
        services={role: service.name for role, service in services.items()},
        databases=[name for role, one in stack.databases.items() for name in instances(role, one, names)],
        parameter_groups=[database.parameter_group for database in databases.values()],
        registries=[registry.repository for registry in registries.values()],
        secrets=[arn for role in stack.rotating for arn in secret_arns[role]],
        rests=stack.off_hours is not None,
    ),
    on_aws,
)

nights = calendars(stack.calendars, names, {role: one.identifier for role, one in databases.items()}, on_aws)
parts: tuple[Mapping[str, Watchable], ...] = (services, error_logs, hosts, load_balancers, databases, caches, websites)
parts += (firewalls, networks, trails, nights, {"events": events, "alerts": alerts})
watch(WatchArgs(parts, names, alerts.topics, stack.off_hours), on_aws)

for cluster in clusters.values():
    for role, database in databases.items():
        users = {user: services[user].name for user in stack.users_of(role)}
        database.redeploy_on_rotation(cluster=cluster.name, services=users)

for name, delivery in stack.deliveries.items():
    delivered = Delivery(
        name,
        DeliveryArgs(
            settings=delivery,
            names=names,
            stack=cfg.stack_name,
            services=services,
            websites=websites,
            databases={role: database.identifier for role, database in databases.items()},
            caches=[cache.identifier for cache in caches.values()],
            stores=stores,
            secrets=secrets,
            load_balancers=[names.fill("load_balancer", override=one.name) for one in stack.load_balancers.values()],
            topic=names.fill("alerts", override=stack.alerts.name),
            key_arn=key.arn,
        ),
        on_aws,
    )
    pulumi.export("roles", delivered.roles)

for cluster in clusters.values():
    pulumi.export("cluster", cluster.name)
for network in networks.values():
    pulumi.export("vpc_id", network.placement.vpc_id)
    for peer, connection in network.peerings.items():
        pulumi.export(f"peering_{peer}", connection)
pulumi.export("load_balancers", {role: one.exported for role, one in load_balancers.items()})
pulumi.export("websites", {role: website.exported for role, website in websites.items()})
pulumi.export("databases", {role: database.identifier for role, database in databases.items()})
pulumi.export("caches", {role: cache.host for role, cache in caches.items()})
pulumi.export("registries", {role: registry.uri for role, registry in registries.items()})
pulumi.export("hosts", {role: host.exported for role, host in hosts.items()})
pulumi.export("services", {role: service.exported for role, service in services.items()})
