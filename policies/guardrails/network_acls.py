"""Network ACLs, in each of the shapes that pulumi-aws has for them."""

from collections.abc import Iterator
from dataclasses import dataclass

from guardrails.props import Props, each
from guardrails.resource import Resource
from guardrails.rule import rule
from guardrails.security_groups import ADMIN_PORTS, MAX_PORT, is_world
from guardrails.tier import Severity
from guardrails.tokens import DEFAULT_NETWORK_ACL, NETWORK_ACL, NETWORK_ACL_RULE

FORBIDDEN_PORTS = ADMIN_PORTS | {20, 21}


@dataclass(frozen=True)
class Entry:
    """One rule of a network ACL, and what its action is called in the resource that it is written in."""

    props: Props
    action: str
    ranges: tuple[str, ...]

    def lets_the_world_in(self) -> bool:
        """Whether it allows what comes from the internet, or a great part of it."""
        return self.props.text(self.action).lower() == "allow" and any(
            is_world(self.props.text(key), self.props.path(key)) for key in self.ranges if self.props.text(key)
        )

    def ports(self) -> range:
        """The ports that it is about."""
        if self.props.text("protocol").lower() in {"-1", "all"}:
            return range(MAX_PORT + 1)
        first, last = (int(min(self.props.number(key), MAX_PORT)) for key in ("fromPort", "toPort"))
        return range(first, last + 1)


def _entries(resource: Resource) -> Iterator[Entry]:
    if resource.type == NETWORK_ACL_RULE:
        if not resource.flag("egress"):
            yield Entry(resource, "ruleAction", ("cidrBlock", "ipv6CidrBlock"))
        return
    for props in resource.sections("ingress"):
        yield Entry(props, "action", ("cidrBlock", "ipv6CidrBlock"))


@rule(
    id="network-acl-admin-ports",
    on=(NETWORK_ACL, DEFAULT_NETWORK_ACL, NETWORK_ACL_RULE),
    severity=Severity.HIGH,
    title="No network ACL lets the internet reach ports for administration.",
    why="One security group that was opened by mistake would be all that is missing to reach a host.",
    fix="Set cidr_block to the range that is meant, or leave the rule out: security groups say who may talk to whom.",
    standard=["M-01"],
    controls={
        "FSBP": ["EC2.21"],
        "CIS-3.0": ["5.1"],
        "Checkov": ["CKV_AWS_229", "CKV_AWS_230", "CKV_AWS_231", "CKV_AWS_232", "CKV_AWS_352"],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-21",
)
def admin_ports(resource: Resource) -> Iterator[str]:
    """Ports 20, 21, 22 or 3389 for the world."""

    def check(entry: Entry) -> Iterator[str]:
        if entry.lets_the_world_in():
            opened = entry.ports()
            found = sorted(port for port in FORBIDDEN_PORTS if port in opened)
            if found:
                yield f"the internet is let in to {', '.join(map(str, found))}"

    return each(_entries(resource), check)
