"""The shapes of hosts and of what stands around them."""

from collections.abc import Mapping

from ops.offline.shape import Shape, named

OF_HOSTS: Mapping[str, Shape] = {
    "aws:autoscaling/group:Group": named(
        "autoscaling:{region}:{account}:autoScalingGroup:{uuid}:autoScalingGroupName/{name}"
    ),
    "aws:dlm/lifecyclePolicy:LifecyclePolicy": Shape("policy-{hex17}", "dlm:{region}:{account}:policy/{id}"),
    "aws:ebs/volume:Volume": Shape("vol-{hex17}", "ec2:{region}:{account}:volume/{id}"),
    "aws:ec2/launchTemplate:LaunchTemplate": Shape(
        "lt-{hex17}", "ec2:{region}:{account}:launch-template/{id}", "name", {"latestVersion": 1, "defaultVersion": 1}
    ),
    "aws:ec2/managedPrefixList:ManagedPrefixList": Shape(
        "pl-{hex17}", "ec2:{region}:{account}:prefix-list/{id}", "name", {"ownerId": "{account}", "version": 1}
    ),
    "aws:iam/instanceProfile:InstanceProfile": named("iam::{account}:instance-profile/{name}", uniqueId="AIPA{HEX17}"),
    "aws:ssm/parameter:Parameter": named("ssm:{region}:{account}:parameter{name}", version=1),
}
