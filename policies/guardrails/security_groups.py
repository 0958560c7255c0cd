"""Security groups and their rules, in each of the shapes that pulumi-aws has for them."""

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network, ip_network

from guardrails.props import MalformedError, Props, each
from guardrails.resource import Resource, Stack, StackResource
from guardrails.rule import rule, stack_rule
from guardrails.tier import Severity
from guardrails.tokens import (
    EGRESS_RULE,
    INGRESS_RULE,
    SECURITY_GROUP,
    SECURITY_GROUP_RULE,
)

INGRESS = (SECURITY_GROUP, SECURITY_GROUP_RULE, INGRESS_RULE)
EGRESS = (SECURITY_GROUP, SECURITY_GROUP_RULE, EGRESS_RULE)
RULES = (SECURITY_GROUP_RULE, INGRESS_RULE, EGRESS_RULE)

ADMIN_PORTS = frozenset({22, 3389})
DATA_PORTS = frozenset(
    {20, 21, 23, 25, 110, 135, 143, 445, 1433, 1434, 3000, 3306, 4333, 5000, 5432, 5500, 5601, 6379, 8080, 8088, 8888}
    | {9200, 9300, 11211, 27017}
)
"""EC2.19's high-risk ports that are not ADMIN_PORTS, and those of caches and document stores."""
PUBLIC_PORTS = frozenset({80, 443})
AWS_DESCRIPTION = "Managed by Pulumi"
"""What the provider writes where nobody described a group."""
MAX_PORT = 65535
WIDEST_V4, WIDEST_V6 = 8, 16
"""Ranges with shorter prefixes count as the world: halves of it would otherwise pass."""


@dataclass(frozen=True)
class Shape:
    """What a rule's properties are called in the resource that it is written in."""

    ranges: tuple[str, ...]
    protocol: str


LISTS = Shape(("cidrBlocks", "ipv6CidrBlocks"), "protocol")
SINGLE = Shape(("cidrIpv4", "cidrIpv6"), "ipProtocol")


@dataclass(frozen=True)
class Opening:
    """One rule of a security group, whatever resource it is written in."""

    props: Props
    direction: str
    shape: Shape

    @property
    def public(self) -> bool:
        """Whether it names the whole internet or a great part of it."""
        return any(is_world(text, self.props.path(key)) for key in self.shape.ranges for text in self.props.texts(key))

    @property
    def every_protocol(self) -> bool:
        """Whether it is for all protocols, and so for all ports."""
        return self._protocol in {"-1", "all"}

    @property
    def _protocol(self) -> str:
        return self.props.text(self.shape.protocol).lower()

    def ports(self) -> range:
        """The ports, none for protocols that have none."""
        if self.every_protocol:
            return range(MAX_PORT + 1)
        if self._protocol not in {"tcp", "udp", "6", "17"}:
            return range(0)
        first, last = (int(min(self.props.number(key), MAX_PORT)) for key in ("fromPort", "toPort"))
        return range(first, last + 1)


def is_world(text: str, path: str) -> bool:
    """Whether a range of addresses is the whole internet or a great part of it; MalformedError where it is none."""
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        raise MalformedError(path, "a range of addresses") from None
    return network.prefixlen < (WIDEST_V4 if isinstance(network, IPv4Network) else WIDEST_V6)


def openings(resource: Resource) -> Iterator[Opening]:
    """The rules in a security group, or the one that a rule resource is."""
    if resource.type == SECURITY_GROUP_RULE:
        yield Opening(resource, resource.text("type"), LISTS)
    elif resource.type == INGRESS_RULE:
        yield Opening(resource, "ingress", SINGLE)
    elif resource.type == EGRESS_RULE:
        yield Opening(resource, "egress", SINGLE)
    else:
        for direction in ("ingress", "egress"):
            for props in resource.sections(direction):
                yield Opening(props, direction, LISTS)


def _public(resource: Resource, direction: str) -> Iterator[Opening]:
    return (opening for opening in openings(resource) if opening.direction == direction and opening.public)


def _opens(resource: Resource, ports: frozenset[int]) -> Iterator[str]:
    def check(opening: Opening) -> Iterator[str]:
        opened = opening.ports()
        found = sorted(port for port in ports if port in opened)
        if found:
            yield f"the internet reaches port {', '.join(map(str, found))}"

    return each(_public(resource, "ingress"), check)


@rule(
    id="security-group-admin-ports",
    on=INGRESS,
    severity=Severity.CRITICAL,
    title="The internet reaches no SSH and no Remote Desktop.",
    why="They are attacked within minutes; hosts and tasks are administered through SSM and ECS Exec.",
    fix="Remove the rule, or name a security group in place of the range.",
    standard=["M-01"],
    controls={
        "SecurityHub": ["EC2.13", "EC2.14"],
        "CIS-3.0": ["5.2", "5.3"],
        "Checkov": ["CKV_AWS_24", "CKV_AWS_25"],
        "cdk-nag": ["EC2RestrictedSSH", "EC2RestrictedCommonPorts"],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-13",
)
def security_group_admin_ports(resource: Resource) -> Iterator[str]:
    """SSH or RDP from anywhere."""
    return _opens(resource, ADMIN_PORTS)


@rule(
    id="security-group-data-ports",
    on=INGRESS,
    severity=Severity.CRITICAL,
    title="The internet reaches no database, cache or other service behind the load balancer.",
    why="Only what must talk may talk; a data store answers tasks and nobody else.",
    fix="Name the tasks' security group in referenced_security_group_id.",
    standard=["M-01", "G-10"],
    controls={"FSBP": ["EC2.19"], "cdk-nag": ["EC2RestrictedCommonPorts"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-19",
)
def security_group_data_ports(resource: Resource) -> Iterator[str]:
    """A high-risk port from anywhere."""
    return _opens(resource, DATA_PORTS)


@rule(
    id="security-group-public-ports",
    on=INGRESS,
    severity=Severity.HIGH,
    title="The internet reaches ports 80 and 443 and no other.",
    why="Everything public goes through a load balancer that speaks HTTPS.",
    fix="Set referenced_security_group_id in place of cidr_ipv4, or put the service behind the load balancer.",
    standard=["M-01"],
    controls={
        "FSBP": ["EC2.18"],
        "Checkov": ["CKV_AWS_260", "CKV_AWS_277"],
        "cdk-nag": ["AwsSolutions-EC23"],
        "compliance-policies": ["aws-ec2-securitygroup-disallow-public-internet-ingress"],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-18",
)
def security_group_public_ports(resource: Resource) -> Iterator[str]:
    """Any other port from anywhere."""

    def check(opening: Opening) -> Iterator[str]:
        ports = opening.ports()
        if ports and (ports[0] != ports[-1] or ports[0] not in PUBLIC_PORTS):
            yield "the internet reaches more than port 80 or 443"

    return each(_public(resource, "ingress"), check)


@rule(
    id="security-group-egress",
    on=EGRESS,
    severity=Severity.MEDIUM,
    title="Nothing may talk to the whole internet by every protocol.",
    why="A task that was taken over could send data anywhere, by any means.",
    fix='Set ip_protocol="tcp" and from_port=to_port=443 where AWS APIs are meant.',
    standard=["M-01"],
    controls={"Checkov": ["CKV_AWS_382"]},
    url="https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
)
def security_group_egress(resource: Resource) -> Iterator[str]:
    """Egress of all protocols to anywhere."""

    def check(opening: Opening) -> Iterator[str]:
        if opening.every_protocol:
            yield "every protocol may leave to the internet"

    return each(_public(resource, "egress"), check)


@rule(
    id="security-group-described",
    on=(SECURITY_GROUP, *RULES),
    severity=Severity.LOW,
    title="Every security group and every rule of one says what it is for.",
    why="A rule that nobody can explain is never removed.",
    fix="Set description.",
    standard=["M-01"],
    controls={
        "Checkov": ["CKV_AWS_23"],
        "cdk-nag": ["AwsSolutions-EC27"],
        "compliance-policies": [
            "aws-ec2-securitygroup-missing-description",
            "aws-ec2-securitygroup-missing-ingress-rule-description",
            "aws-ec2-securitygroup-missing-egress-rule-description",
        ],
    },
    url="https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
)
def security_group_described(resource: Resource) -> Iterator[str]:
    """A group or rule without a description of its own."""
    if resource.text("description") in {"", AWS_DESCRIPTION}:
        yield "description is missing"


@rule(
    id="security-group-rule-resources",
    on=(SECURITY_GROUP,),
    severity=Severity.MEDIUM,
    title="Security groups have rule resources, never inline rules.",
    why="Inline rules and rule resources undo each other at every deployment.",
    fix="Move ingress and egress to aws.vpc.SecurityGroupIngressRule and SecurityGroupEgressRule.",
    standard=["M-01"],
    controls={"awsguard": ["security-group-no-rule-management-conflicts"]},
    url="https://www.pulumi.com/registry/packages/aws/api-docs/ec2/securitygroup/",
)
def security_group_rule_resources(group: Resource) -> Iterator[str]:
    """A group with inline rules."""
    for direction in ("ingress", "egress"):
        if group.count(direction):
            yield f"{direction} is written inline"


@stack_rule(
    id="security-group-used",
    on=(SECURITY_GROUP,),
    severity=Severity.LOW,
    title="Every security group is worn by something.",
    why="A group that nothing wears stays open for whoever picks it up later.",
    fix="Remove it, or name it in security_groups of an aws.lb.LoadBalancer, or of whatever it was made for.",
    standard=["M-01"],
    controls={"SecurityHub": ["EC2.22"], "Checkov": ["CKV2_AWS_5"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-22",
)
def security_group_used(group: StackResource, stack: Stack) -> Iterator[str]:
    """A group that only its own rules, or those of others, name."""
    namers = [
        resource
        for resource in stack.resources
        if any(group in dependencies for dependencies in resource.property_dependencies.values())
    ]
    if not any(resource.type.startswith("aws:") and resource.type not in RULES for resource in namers):
        yield "no resource of this stack wears it"
