"""What a person may write under `platform:stack`."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from components._off_hours import OffHoursSettings
from components._settings import Role, Settings, matching
from components.account.account_settings import AccountSettings
from components.compute.cluster import ClusterSettings
from components.compute.registry import RegistrySettings
from components.compute.service_settings import ServiceSettings
from components.data.cache_settings import CacheSettings
from components.data.database_settings import DatabaseSettings
from components.data.secrets import SecretSettings
from components.delivery.delivery_settings import DeliverySettings
from components.edge.cloudfront import REGION as CLOUDFRONT_REGION
from components.edge.firewall import FirewallSettings
from components.edge.load_balancer import LoadBalancerSettings
from components.edge.records import DnsSettings
from components.edge.website_settings import WebsiteSettings
from components.foundation.encryption import EncryptionSettings
from components.foundation.network_settings import NetworkSettings
from components.host.host_settings import HostSettings
from components.watch.alert_settings import AlertSettings
from components.watch.budget import BudgetSettings
from components.watch.event_settings import EventSettings
from components.watch.logs import LogSettings
from components.watch.slack import LOGS_REGION as SLACK_LOGS_REGION

NETWORK, CLUSTER, BUDGET, DELIVERY, OFF_HOURS = "network", "cluster", "budget", "delivery", "off-hours"
"""The names of the parts of which an environment has one, or none."""


class EnvironmentSettings(Settings):
    """Which environment this is: data, nothing in Python asks for it."""

    short: Annotated[str, matching(r"[a-z][a-z0-9]{1,7}", "a short name: 2 to 8 lower-case letters and digits")]
    """Stands in names that have little room, such as `prod`."""
    long: Annotated[
        str,
        matching(
            r"(?=.{2,19}$)[a-z][a-z0-9]*(-[a-z0-9]+)*",
            "a long name: 2 to 19 lower-case letters, digits and single dashes, starting with a letter",
        ),
    ]
    """Stands in names and tags, such as `production`."""
    tier: Literal["production", "staging", "development"]
    """What the environment must hold; the policy pack judges by it."""
    regional: bool = False
    """Stacks of other Regions share the environment: what has no Region of its own is named after this one, too, and
    the budget counts what this Region costs."""


class StackSettings(Settings):
    """One environment of one system. What there can be none, one or many of is a map keyed by role."""

    system: Annotated[str, matching(r"[a-z][a-z0-9]{1,9}", "a system's name: 2 to 10 lower-case letters and digits")]
    """What the environment is of; stands in every physical name."""
    environment: EnvironmentSettings
    encryption: EncryptionSettings = EncryptionSettings()
    network: NetworkSettings | None = None
    """None where nothing runs, as in the stack of what an account has once."""
    logs: LogSettings = LogSettings()
    alerts: AlertSettings = AlertSettings()
    events: EventSettings = EventSettings()
    dns: DnsSettings | None = None
    """None where something else owns the zone of the hosts."""
    firewalls: dict[Role, FirewallSettings] = Field(default_factory=dict)
    """Web ACLs of AWS WAF, which load balancers and websites name."""
    websites: dict[Role, WebsiteSettings] = Field(default_factory=dict)
    load_balancers: dict[Role, LoadBalancerSettings] = Field(default_factory=dict)
    cluster: ClusterSettings = ClusterSettings()
    registry: RegistrySettings = RegistrySettings()
    databases: dict[Role, DatabaseSettings] = Field(default_factory=dict)
    caches: dict[Role, CacheSettings] = Field(default_factory=dict)
    secrets: dict[Role, SecretSettings] = Field(default_factory=dict)
    services: dict[Role, ServiceSettings] = Field(default_factory=dict)
    hosts: dict[Role, HostSettings] = Field(default_factory=dict)
    account: AccountSettings | None = None
    """What the AWS account has once, in a stack of its own; None in every other one."""
    budget: BudgetSettings | None = None
    """What the environment may cost, or the whole account in the account's stack."""

    off_hours: OffHoursSettings | None = None
    """When nobody works in the environment, so that it is off; None is never."""
    delivery: DeliverySettings | None = None
    """How changes reach the environment; None where only a person deploys it, as what an account has once."""

    @property
    def deliveries(self) -> Mapping[str, DeliverySettings]:
        """How changes arrive by its name, or not at all."""
        return {DELIVERY: self.delivery} if self.delivery else {}

    @property
    def networks(self) -> Mapping[str, NetworkSettings]:
        """The network by its name, or none."""
        return {NETWORK: self.network} if self.network else {}

    @property
    def calendars(self) -> Mapping[str, OffHoursSettings]:
        """When the environment is on by the calendar's name, or nothing where it always is."""
        return {OFF_HOURS: self.off_hours} if self.off_hours else {}

    @property
    def accounts(self) -> Sequence[AccountSettings]:
        """What the account has once, or nothing."""
        return [self.account] if self.account else []

    @property
    def tells_cost_anomalies(self) -> bool:
        """Whether AWS tells of costs that are unlike those before."""
        return any(account.costs_watched for account in self.accounts)

    @property
    def budgets(self) -> Mapping[str, BudgetSettings]:
        """The budget by its name, or none."""
        return {BUDGET: self.budget} if self.budget else {}

    @property
    def rotating(self) -> tuple[str, ...]:
        """The roles of the databases and secrets whose values AWS changes by itself."""
        databases = (
            role
            for role, database in self.databases.items()
            if database.password == "managed"  # noqa: S105 - where the password comes from
        )
        return (*databases, *(role for role, secret in self.secrets.items() if secret.rotation))

    @property
    def cost_tags(self) -> Mapping[str, str]:
        """What the costs of this environment carry (standard G-12); the account's stack stands for all costs."""
        own = {"System": self.system, "Environment": self.environment.long}
        return {} if self.account else own

    @property
    def clusters(self) -> Mapping[str, ClusterSettings]:
        """The cluster by its name, or none where no service needs one."""
        return {CLUSTER: self.cluster} if self.services else {}

    def image_role(self, role: str) -> str:
        """The role whose registry and image a service runs: its own, or that of `image_of`."""
        return self.services[role].image_of or role

    @property
    def registries(self) -> tuple[str, ...]:
        """The roles that have an image of their own, in the order of the stack file."""
        of_services = (role for role, service in self.services.items() if service.image_of is None)
        of_hosts = (role for host in self.hosts.values() for role in host.images)
        return tuple(dict.fromkeys((*of_services, *of_hosts)))

    @property
    def other_regions(self) -> tuple[str, ...]:
        """Where parts stand that cannot stand where the stack does, are measured (CloudFront's) or logged (Slack's)."""
        firewalls = {firewall.region for firewall in self.firewalls.values() if firewall.region is not None}
        measured = {CLOUDFRONT_REGION for _ in self.websites} | {SLACK_LOGS_REGION for _ in self.alerts.slack}
        return tuple(sorted(firewalls | measured))

    @property
    def regions(self) -> tuple[str, ...]:
        """Every Region but the stack's own in which something of it stands."""
        slack = {channel.region for channel in self.alerts.slack.values()}
        return tuple(sorted({*self.other_regions, *slack, *self.followed_from}))

    @property
    def followed_from(self) -> tuple[str, ...]:
        """Other Regions whose stacks have replicas of databases of this one."""
        return tuple(sorted({region for database in self.databases.values() for region in database.replicate_to}))

    def peers_of(self, database: str) -> Mapping[str, str]:
        """The ranges, by name, of the peered networks in which the database's replicas stand, or what it follows."""
        settings = self.databases[database]
        regions = {settings.replica_of, *settings.replicate_to}
        peers = self.network.peers if self.network else {}
        return {name: str(peer.cidr) for name, peer in peers.items() if peer.region in regions}

    def firewalls_in(self, region: str | None) -> tuple[str, ...]:
        """The roles of the firewalls that stand in a Region; None is where the stack does."""
        return tuple(role for role, firewall in self.firewalls.items() if firewall.region == region)

    @property
    def routed_hosts(self) -> Mapping[str, str]:
        """The load balancer by each host that a service's route takes, in the order of the stack file."""
        routes = (service.route for service in self.services.values() if service.route)
        return {host: route.load_balancer for route in routes for host in route.hosts}

    @property
    def stores(self) -> tuple[str, ...]:
        """The roles of what services may use."""
        return (*self.databases, *self.caches)

    def users_of(self, store: str) -> tuple[str, ...]:
        """The roles of the services that use this database or cache."""
        return tuple(role for role, service in self.services.items() if store in service.uses)
