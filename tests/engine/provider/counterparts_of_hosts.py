"""The counterparts of hosts and of what stands around them."""

from collections.abc import Mapping

from tests.engine.provider.counterpart import FORCE_NEW, Counterpart

OF_HOSTS: Mapping[str, Counterpart] = {
    "aws:autoscaling/group:Group": Counterpart(
        "AWS::AutoScaling::AutoScalingGroup", named={"AutoScalingGroupName": ("name",), "InstanceId": ()}
    ),
    "aws:dlm/lifecyclePolicy:LifecyclePolicy": Counterpart("AWS::DLM::LifecyclePolicy"),
    "aws:ebs/volume:Volume": Counterpart(
        "AWS::EC2::Volume",
        replaces_too=dict.fromkeys(
            ("availabilityZone", "encrypted", "kmsKeyId", "multiAttachEnabled", "outpostArn", "snapshotId"), FORCE_NEW
        ),
    ),
    "aws:ec2/launchTemplate:LaunchTemplate": Counterpart(
        "AWS::EC2::LaunchTemplate", named={"LaunchTemplateName": ("name",)}
    ),
    "aws:ec2/managedPrefixList:ManagedPrefixList": Counterpart(
        "AWS::EC2::PrefixList", replaces_too={"addressFamily": FORCE_NEW}
    ),
    "aws:iam/instanceProfile:InstanceProfile": Counterpart(
        "AWS::IAM::InstanceProfile", named={"InstanceProfileName": ("name",)}
    ),
    "aws:ssm/parameter:Parameter": Counterpart("AWS::SSM::Parameter"),
}
