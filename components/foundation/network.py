"""The VPC of an environment: subnets in three tiers, ways out, endpoints, flow logs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_awsx as awsx
from pulumi import Input, Output, ResourceOptions, ResourceTransformArgs, ResourceTransformResult

from components._fixed_texts import FIXED_TEXTS
from components._iam import document, service_trust, statement
from components._watched import Watched
from components.foundation.endpoints import interface_policy, s3_policy
from components.foundation.network_settings import ExistingNetwork, NetworkSettings
from components.foundation.network_watch import watched_network
from components.foundation.peering import PeeringArgs, peerings
from components.wiring import LogTarget, Placement
from naming import Names

NAT_STRATEGY: Mapping[str, awsx.ec2.NatGatewayStrategy] = {
    "per_az": awsx.ec2.NatGatewayStrategy.ONE_PER_AZ,
    "single": awsx.ec2.NatGatewayStrategy.SINGLE,
    "none": awsx.ec2.NatGatewayStrategy.NONE,
}
FLOW_LOG_INTERVAL_SECONDS = 600
TIERS = ("public", "private", "isolated")
PEERED_TIERS = ("private", "isolated")
"""From which tasks reach a peer, and to which what they ask there answers."""
STATEFUL_CHILDREN = frozenset({"aws:ec2/vpc:Vpc", "aws:ec2/subnet:Subnet"})
"""Children of `awsx.ec2.Vpc` whose replacement would replace everything that stands in them."""


@dataclass(frozen=True)
class NetworkArgs:
    """What the network is made from."""

    settings: NetworkSettings
    names: Names
    flow_logs: LogTarget


class Network(pulumi.ComponentResource):
    """A VPC whose zones can be appended without touching the others, or the one that exists already.

    The subnets come from `awsx.ec2.Vpc`; around it stands what it has no argument for: emptied default security group,
    flow logs, and endpoints with policies.
    """

    placement: Placement
    """Where in the network other parts can be put."""
    peerings: Mapping[str, Output[str]]
    """The connections that it asked for, by peer."""
    watched: Watched
    """What is watched of it."""

    def __init__(self, name: str, args: NetworkArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("platform:foundation:Network", name, args.settings.props(), opts)
        self._name, self._args = name, args
        self._below = ResourceOptions(parent=self)
        self._gateways: dict[str, Output[str]] = {}
        self.peerings = {}
        existing = args.settings.existing
        self.placement = self._create() if existing is None else _placement_of(existing)
        self.watched = watched_network(self._gateways, args.settings.alarms)
        self.register_outputs({"vpc_id": self.placement.vpc_id})

    def _create(self) -> Placement:
        settings, names = self._args.settings, self._args.names
        blocks = settings.blocks()
        tiers = {
            awsx.ec2.SubnetType.PUBLIC: [str(zone.public) for zone in blocks],
            awsx.ec2.SubnetType.PRIVATE: [str(zone.private) for zone in blocks],
            awsx.ec2.SubnetType.ISOLATED: [str(zone.isolated) for zone in blocks],
        }
        adapt = partial(adapt_child, component=self._name, vpc=names.fill("vpc"), protect=settings.protect)
        vpc = awsx.ec2.Vpc(
            self._name,
            cidr_block=str(settings.cidr),
            availability_zone_names=list(settings.zones),
            subnet_strategy=awsx.ec2.SubnetAllocationStrategy.AUTO,
            subnet_specs=[
                awsx.ec2.SubnetSpecArgs(type=tier, cidr_blocks=cidr_blocks) for tier, cidr_blocks in tiers.items()
            ],
            nat_gateways=awsx.ec2.NatGatewayConfigurationArgs(strategy=NAT_STRATEGY[settings.nat]),
            enable_dns_hostnames=True,
            enable_dns_support=True,
            tags={"Name": names.fill("vpc")},
            opts=ResourceOptions(parent=self, transforms=[adapt]),
        )
        self._gateways = {
            zone: vpc.nat_gateways.apply(partial(_id_at, position=position))
            for position, zone in enumerate(settings.nat_zones)
        }
        placement = Placement(
            vpc_id=vpc.vpc_id,
            cidr=str(settings.cidr),
            public_subnet_ids=vpc.public_subnet_ids,
            private_subnet_ids=vpc.private_subnet_ids,
            isolated_subnet_ids=vpc.isolated_subnet_ids,
            zones=settings.zones,
        )
        aws.ec2.DefaultSecurityGroup(
            f"{self._name}-default", vpc_id=vpc.vpc_id, ingress=[], egress=[], opts=self._below
        )
        self._record_flows(vpc.vpc_id)
        self._open_endpoints(placement, vpc.route_tables.apply(lambda tables: [table.id for table in tables]))
        self._peer(placement.vpc_id, vpc.route_tables)
        return placement

    def _record_flows(self, vpc_id: Output[str]) -> None:
        names, log = self._args.names, self._args.flow_logs
        role = aws.iam.Role(
            f"{self._name}-flow-logs",
            description="Writes the VPC's flow logs",
            assume_role_policy=Output.json_dumps(
                service_trust(
                    "vpc-flow-logs.amazonaws.com",
                    account=names.account,
                    source_arn=names.arn("ec2", "vpc-flow-log/*"),
                )
            ),
            opts=self._below,
        )
        may_write = aws.iam.RolePolicy(
            f"{self._name}-flow-logs",
            role=role.name,
            policy=Output.json_dumps(flow_log_policy(log, names)),
            opts=self._below,
        )
        aws.ec2.FlowLog(
            self._name,
            vpc_id=vpc_id,
            traffic_type=self._args.settings.flow_log_traffic,
            log_destination_type="cloud-watch-logs",
            log_destination=log.arn,
            iam_role_arn=role.arn,
            max_aggregation_interval=FLOW_LOG_INTERVAL_SECONDS,
            tags={"Name": log.name},
            opts=ResourceOptions(parent=self, depends_on=[may_write, log.resource]),
        )

    def _peer(self, vpc_id: Input[str], tables: Output[Sequence[aws.ec2.RouteTable]]) -> None:
        """awsx gives the route tables zone by zone, in the order of TIERS."""
        self.peerings = peerings(
            self._name,
            PeeringArgs(
                peers=self._args.settings.peers,
                vpc=self._args.names.fill("vpc"),
                vpc_id=vpc_id,
                route_tables={
                    f"{tier}-{zone + 1}": tables.apply(partial(_id_at, position=zone * len(TIERS) + TIERS.index(tier)))
                    for zone in range(len(self._args.settings.zones))
                    for tier in PEERED_TIERS
                },
            ),
            self,
        )

    def _open_endpoints(self, placement: Placement, route_table_ids: Output[list[Output[str]]]) -> None:
        names, wanted = self._args.names, self._args.settings.endpoints
        aws.ec2.VpcEndpoint(
            f"{self._name}-s3",
            vpc_id=placement.vpc_id,
            vpc_endpoint_type="Gateway",
            service_name=f"com.amazonaws.{names.region}.s3",
            route_table_ids=route_table_ids,
            policy=Output.json_dumps(s3_policy(names)),
            tags={"Name": f"{names.fill('vpc')}-s3"},
            opts=self._below,
        )
        if not wanted:
            return
        group = aws.ec2.SecurityGroup(
            f"{self._name}-endpoints",
            description="Interface endpoints of the VPC",
            vpc_id=placement.vpc_id,
            opts=ResourceOptions(parent=self, ignore_changes=FIXED_TEXTS),
        )
        aws.vpc.SecurityGroupIngressRule(
            f"{self._name}-endpoints",
            security_group_id=group.id,
            description="AWS APIs from within the VPC",
            ip_protocol="tcp",
            from_port=443,
            to_port=443,
            cidr_ipv4=placement.cidr,
            opts=self._below,
        )
        for endpoint in wanted:
            dashed = endpoint.replace(".", "-")
            aws.ec2.VpcEndpoint(
                f"{self._name}-{dashed}",
                vpc_id=placement.vpc_id,
                vpc_endpoint_type="Interface",
                service_name=f"com.amazonaws.{names.region}.{endpoint}",
                subnet_ids=placement.private_subnet_ids,
                security_group_ids=[group.id],
                private_dns_enabled=True,
                policy=Output.json_dumps(interface_policy(endpoint, names)),
                tags={"Name": f"{names.fill('vpc')}-{dashed}"},
                opts=self._below,
            )


def adapt_child(args: ResourceTransformArgs, *, component: str, vpc: str, protect: bool) -> ResourceTransformResult:
    """What we change in the children of `awsx.ec2.Vpc`.

    No subnet gives public addresses by itself; a `Name` tag says whose it is, because three VPCs of one account would
    each have a `network-public-1`; and no accidental replacement. awsx can protect only all its children or none: NAT
    gateways and routes must stay changeable, and would inherit the protection of the subnets and the VPC that are
    their parents. A pure function: the offline preview applies the same one.
    """
    props, opts = {**args.props}, args.opts
    if args.type_ == "aws:ec2/subnet:Subnet":
        props["mapPublicIpOnLaunch"] = False
    tags = props.get("tags")
    if isinstance(tags, Mapping) and str(tags.get("Name")).startswith(f"{component}-"):
        props["tags"] = {**tags, "Name": vpc + tags["Name"].removeprefix(component)}
    if protect:
        opts = ResourceOptions.merge(opts, ResourceOptions(protect=args.type_ in STATEFUL_CHILDREN))
    return ResourceTransformResult(props=props, opts=opts)


def flow_log_policy(log: LogTarget, names: Names) -> dict[str, Any]:
    """Write to this log group and no other; listing log groups is not restricted to one by AWS.

    https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
    """
    return document(
        statement(
            "WriteFlowLogs",
            actions=["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            resources=[log.arn, f"{log.arn}:*"],
        ),
        statement("FindLogGroup", actions=["logs:DescribeLogGroups"], resources=[names.arn("logs", "log-group:*")]),
    )


def _id_at(children: Sequence[pulumi.CustomResource], position: int) -> Output[str]:
    return children[position].id


def _placement_of(existing: ExistingNetwork) -> Placement:
    return Placement(
        vpc_id=existing.vpc_id,
        cidr=str(existing.cidr),
        public_subnet_ids=list(existing.public_subnet_ids),
        private_subnet_ids=list(existing.private_subnet_ids),
        isolated_subnet_ids=list(existing.isolated_subnet_ids),
    )
