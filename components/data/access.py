"""The way in to a store: closed, until it lets a service in."""

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws
from pulumi import Input, ResourceOptions


def let_in(
    store: str,
    role: str,
    *,
    group_id: Input[str],
    source_group_id: Input[str],
    port: int,
    ready: Sequence[pulumi.Resource],
    parent: pulumi.Resource,
) -> pulumi.Resource:
    """Open the way from the tasks of this role to one port; the rule exists once they can connect."""
    return aws.vpc.SecurityGroupIngressRule(
        f"{store}-from-{role}",
        security_group_id=group_id,
        referenced_security_group_id=source_group_id,
        description=f"From {role}",
        ip_protocol="tcp",
        from_port=port,
        to_port=port,
        opts=ResourceOptions(parent=parent, depends_on=ready),
    )
