"""VPCs, subnets and their routes, flow logs and endpoints."""

from collections.abc import Iterator

from guardrails.documents import Statement, allowing, is_everything
from guardrails.props import each
from guardrails.resource import Resource, Stack, StackResource
from guardrails.rule import NotApplicableError, rule, stack_rule
from guardrails.tier import Severity, Tier
from guardrails.tokens import (
    DEFAULT_SECURITY_GROUP,
    FLOW_LOG,
    INTERNET_GATEWAY,
    NAT_GATEWAY,
    ROUTE,
    ROUTE_TABLE,
    ROUTE_TABLE_ASSOCIATION,
    SUBNET,
    VPC,
    VPC_ENDPOINT,
)

MIN_ZONES = 2


@stack_rule(
    id="vpc-flow-log",
    on=(VPC,),
    severity=Severity.HIGH,
    title="Every VPC records its traffic in a flow log.",
    why="Without it nobody can say afterwards who talked to whom.",
    fix="Add an aws.ec2.FlowLog with vpc_id of this VPC.",
    standard=["M-01", "M-05"],
    controls={
        "FSBP": ["EC2.6"],
        "CIS-3.0": ["3.7"],
        "Checkov": ["CKV2_AWS_11"],
        "cdk-nag": ["AwsSolutions-VPC7"],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-6",
)
def vpc_flow_log(vpc: StackResource, stack: Stack) -> Iterator[str]:
    """A VPC without a flow log of its own."""
    if not stack.referring(vpc, "vpcId", FLOW_LOG):
        yield "no flow log records this VPC"


@rule(
    id="flow-log-traffic",
    on=(FLOW_LOG,),
    severity=Severity.MEDIUM,
    title="Flow logs record at least the traffic that was rejected.",
    why="Rejected connections are how a scan or a wrong security group shows.",
    fix='Set traffic_type="ALL" or "REJECT".',
    standard=["M-01"],
    controls={"FSBP": ["EC2.6"], "CIS-3.0": ["3.7"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-6",
)
def flow_log_traffic(flow_log: Resource) -> Iterator[str]:
    """Only accepted traffic, or none."""
    if flow_log.text("trafficType") not in {"ALL", "REJECT"}:
        yield "trafficType is neither ALL nor REJECT"


@stack_rule(
    id="vpc-default-security-group",
    on=(VPC,),
    severity=Severity.HIGH,
    title="The default security group of every VPC is taken over.",
    why="AWS gives it rules that let everything in it talk; what forgets its own group ends up there.",
    fix="Add an aws.ec2.DefaultSecurityGroup with vpc_id of this VPC and no rules.",
    standard=["M-01"],
    controls={
        "FSBP": ["EC2.2"],
        "CIS-3.0": ["5.4"],
        "Checkov": ["CKV2_AWS_12"],
        "cdk-nag": ["VPCDefaultSecurityGroupClosed"],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-2",
)
def vpc_default_security_group(vpc: StackResource, stack: Stack) -> Iterator[str]:
    """A default group that keeps AWS's rules."""
    if not stack.referring(vpc, "vpcId", DEFAULT_SECURITY_GROUP):
        yield "its default security group keeps the rules that AWS gave it"


@rule(
    id="default-security-group-empty",
    on=(DEFAULT_SECURITY_GROUP,),
    severity=Severity.HIGH,
    title="Default security groups allow nothing.",
    why="What forgets to name its group gets this one.",
    fix="Set ingress=[] and egress=[].",
    standard=["M-01"],
    controls={"FSBP": ["EC2.2"], "CIS-3.0": ["5.4"], "Checkov": ["CKV2_AWS_12"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-2",
)
def default_security_group_empty(group: Resource) -> Iterator[str]:
    """A default group with a rule."""
    for direction in ("ingress", "egress"):
        if group.count(direction):
            yield f"{direction} has rules"


@rule(
    id="vpc-dns",
    on=(VPC,),
    severity=Severity.MEDIUM,
    title="VPCs resolve names and give hosts names.",
    why="Private names of endpoints, databases and caches resolve only then; TLS checks those names.",
    fix="Set enable_dns_hostnames=True and leave enable_dns_support as it is.",
    standard=["M-01"],
    controls={},
    url="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html",
)
def vpc_dns(vpc: Resource) -> Iterator[str]:
    """A VPC without DNS."""
    if not vpc.flag("enableDnsHostnames"):
        yield "enableDnsHostnames is not true"
    if not vpc.flag("enableDnsSupport", default=True):
        yield "enableDnsSupport is false"


@stack_rule(
    id="vpc-two-zones",
    on=(VPC,),
    severity=Severity.HIGH,
    title="A production VPC has subnets in two Availability Zones.",
    why="One zone's failure would stop everything in it.",
    fix="Name a second zone in `network.zones`, so that an aws.ec2.Subnet has its availability_zone.",
    standard=["A-03"],
    controls={},
    tiers=(Tier.PRODUCTION,),
    url="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-best-practices.html",
)
def vpc_two_zones(vpc: StackResource, stack: Stack) -> Iterator[str]:
    """All subnets in one zone."""
    zones = {subnet.text("availabilityZone") for subnet in stack.referring(vpc, "vpcId", SUBNET)}
    if len(zones) < MIN_ZONES:
        yield f"its subnets are in {len(zones)} Availability Zone(s)"


@rule(
    id="subnet-no-public-address",
    on=(SUBNET,),
    severity=Severity.HIGH,
    title="Subnets give no public address by themselves.",
    why="Whatever is started there would be reachable from the internet without anybody having said so.",
    fix="Set map_public_ip_on_launch=False.",
    standard=["M-01"],
    controls={
        "FSBP": ["EC2.15"],
        "Checkov": ["CKV_AWS_130"],
        "cdk-nag": ["VPCSubnetAutoAssignPublicIpDisabled"],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-15",
)
def subnet_no_public_address(subnet: Resource) -> Iterator[str]:
    """A subnet with public addresses."""
    if subnet.flag("mapPublicIpOnLaunch"):
        yield "mapPublicIpOnLaunch is true"


@stack_rule(
    id="private-subnet-no-internet-route",
    on=(SUBNET,),
    severity=Severity.CRITICAL,
    title="Only subnets tagged SubnetType=Public route to an internet gateway.",
    why="Tasks and data stand in the others; a route to the internet gateway takes them out of the NAT's shelter.",
    fix="Set nat_gateway_id in place of gateway_id of the aws.ec2.Route, or remove it.",
    standard=["M-01"],
    controls={"Checkov": ["CKV2_AWS_35"], "cdk-nag": ["VPCNoUnrestrictedRouteToIGW"]},
    url="https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
)
def private_subnet_no_internet_route(subnet: StackResource, stack: Stack) -> Iterator[str]:
    """A private subnet whose route table leads to an internet gateway."""
    if subnet.section("tags").text("SubnetType") == "Public":
        raise NotApplicableError("its tag SubnetType says that it is public")
    for association in stack.referring(subnet, "subnetId", ROUTE_TABLE_ASSOCIATION):
        yield from leads_to_internet(association, stack)


def leads_to_internet(association: StackResource, stack: Stack) -> Iterator[str]:
    """The routes by which the subnets of a route table's association reach an internet gateway."""
    for table in association.depends("routeTableId", ROUTE_TABLE):
        if table.depends("routes", INTERNET_GATEWAY):
            yield f"route table {table.name} leads to an internet gateway"
        for route in stack.referring(table, "routeTableId", ROUTE):
            if _is_to_internet(route):
                yield f"route {route.name} leads to an internet gateway"


def _is_to_internet(route: StackResource) -> bool:
    if route.depends("gatewayId") or route.depends("natGatewayId"):
        return bool(route.depends("gatewayId", INTERNET_GATEWAY))
    return route.text("gatewayId").startswith("igw-")


@stack_rule(
    id="nat-per-zone",
    on=(SUBNET,),
    severity=Severity.HIGH,
    title="In production the subnets of a zone leave by a NAT gateway of that zone.",
    why="With one NAT gateway its zone's failure takes the way out of all others too.",
    fix='Set `network.nat` to "per_az": an aws.ec2.NatGateway with a subnet_id in each zone.',
    standard=["A-03"],
    controls={},
    tiers=(Tier.PRODUCTION,),
    url="https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html",
)
def nat_per_zone(subnet: StackResource, stack: Stack) -> Iterator[str]:
    """A subnet whose way out stands in another zone."""
    gateways = [
        gateway
        for table in _route_tables(subnet, stack)
        for route in [table, *stack.referring(table, "routeTableId", ROUTE)]
        for gateway in [*route.depends("natGatewayId", NAT_GATEWAY), *route.depends("routes", NAT_GATEWAY)]
    ]
    if not gateways:
        raise NotApplicableError("it has no route to a NAT gateway")
    zone = subnet.text("availabilityZone")
    for gateway in gateways:
        for home in gateway.depends("subnetId", SUBNET):
            if home.text("availabilityZone") != zone:
                yield f"its NAT gateway {gateway.name} stands in another Availability Zone"


def _route_tables(subnet: StackResource, stack: Stack) -> Iterator[StackResource]:
    for association in stack.referring(subnet, "subnetId", ROUTE_TABLE_ASSOCIATION):
        yield from association.depends("routeTableId", ROUTE_TABLE)


@rule(
    id="endpoint-policy",
    on=(VPC_ENDPOINT,),
    severity=Severity.MEDIUM,
    title="VPC endpoints let through only what their policy names.",
    why="AWS's default policy allows every action on every account's resources: a way to carry data out.",
    fix="Set policy to a document that names actions, and resources or a condition on the account.",
    standard=["M-01"],
    controls={},
    url="https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html",
)
def endpoint_policy(endpoint: Resource) -> Iterator[str]:
    """An endpoint with AWS's default policy, or one as wide."""
    if endpoint.get("policy") is None:
        yield "policy is not set, so that AWS's allows everything"
    yield from each(allowing(endpoint, "policy"), _is_open)


def _is_open(statement: Statement) -> Iterator[str]:
    if statement.conditional:
        return
    if statement.includes("*"):
        yield f"{statement} allows every action without a condition"
    if any(is_everything(resource) for resource in statement.resources()):
        yield f"{statement} allows every resource without a condition"


@rule(
    id="endpoint-private-dns",
    on=(VPC_ENDPOINT,),
    severity=Severity.MEDIUM,
    title="Interface endpoints answer to the service's own name.",
    why="Otherwise tasks keep leaving by NAT and the endpoint is paid for and not used.",
    fix="Set private_dns_enabled=True.",
    standard=["M-01"],
    controls={},
    url="https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html",
)
def endpoint_private_dns(endpoint: Resource) -> Iterator[str]:
    """An interface endpoint beside which the public name still resolves."""
    if endpoint.text("vpcEndpointType") != "Interface":
        raise NotApplicableError("it is no interface endpoint")
    if not endpoint.flag("privateDnsEnabled"):
        yield "privateDnsEnabled is not true"
