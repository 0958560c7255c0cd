"""What AWS accepts of hosts and of what stands around them; `table.py` says how to read it."""

from collections.abc import Mapping
from typing import Any

from tests.contract.row import Inputs, Row, row, spelled

SPELLED = {"ebs": "Ebs", "securityGroups": "Groups"}


def _launched(inputs: Inputs) -> dict[str, Any]:
    """The template, as CloudFormation writes it."""
    data = {
        "ImageId": inputs["imageId"],
        "InstanceType": inputs["instanceType"],
        "BlockDeviceMappings": spelled(_unquoted(inputs["blockDeviceMappings"]), SPELLED),
        "NetworkInterfaces": [
            {"DeviceIndex": one["deviceIndex"], "AssociatePublicIpAddress": one["associatePublicIpAddress"] == "true"}
            for one in inputs["networkInterfaces"]
        ],
        "MetadataOptions": spelled(inputs["metadataOptions"], {}),
        "Monitoring": spelled(inputs["monitoring"], {}),
        "UserData": inputs["userData"],
        "TagSpecifications": [
            {"ResourceType": one["resourceType"], "Tags": [{"Key": k, "Value": v} for k, v in one["tags"].items()]}
            for one in inputs["tagSpecifications"]
        ],
    }
    credit = inputs.get("creditSpecification")
    return {**data, "CreditSpecification": spelled(credit, {})} if credit else data


def _unquoted(value: Any) -> Any:
    """The provider's booleans that are text."""
    if isinstance(value, Mapping):
        return {key: _unquoted(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_unquoted(inner) for inner in value]
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


def _snapshots(inputs: Inputs) -> dict[str, Any]:
    details = inputs["policyDetails"]
    return {
        "ResourceTypes": details["resourceTypes"],
        "TargetTags": [{"Key": key, "Value": value} for key, value in details["targetTags"].items()],
        "Schedules": [
            {
                "Name": one["name"],
                "CopyTags": one["copyTags"],
                "CreateRule": {
                    "Interval": one["createRule"]["interval"],
                    "IntervalUnit": one["createRule"]["intervalUnit"],
                    "Times": [one["createRule"]["times"]],
                },
                "RetainRule": {"Count": one["retainRule"]["count"]},
            }
            for one in details["schedules"]
        ],
    }


OF_HOSTS: Mapping[str, tuple[Row, ...]] = {
    "aws:autoscaling/group:Group": (
        row(
            "AWS::AutoScaling::AutoScalingGroup",
            AutoScalingGroupName="name",
            MinSize=lambda inputs: str(inputs["minSize"]),
            MaxSize=lambda inputs: str(inputs["maxSize"]),
            DesiredCapacity=lambda inputs: str(inputs["desiredCapacity"]),
            HealthCheckType="healthCheckType",
            HealthCheckGracePeriod="healthCheckGracePeriod",
            Tags=lambda inputs: [
                {"Key": tag["key"], "Value": tag["value"], "PropagateAtLaunch": tag["propagateAtLaunch"]}
                for tag in inputs["tags"]
            ],
        ),
    ),
    "aws:dlm/lifecyclePolicy:LifecyclePolicy": (
        row(
            "AWS::DLM::LifecyclePolicy",
            Description="description",
            ExecutionRoleArn="executionRoleArn",
            State="state",
            PolicyDetails=_snapshots,
        ),
    ),
    "aws:ebs/volume:Volume": (
        row(
            "AWS::EC2::Volume",
            VolumeType="type",
            Size="size",
            SnapshotId="snapshotId",
        ),
    ),
    "aws:ec2/launchTemplate:LaunchTemplate": (
        row("AWS::EC2::LaunchTemplate", LaunchTemplateName="name", LaunchTemplateData=_launched),
    ),
    "aws:ec2/managedPrefixList:ManagedPrefixList": (
        row(
            "AWS::EC2::PrefixList",
            PrefixListName="name",
            AddressFamily="addressFamily",
            MaxEntries="maxEntries",
            Entries=lambda inputs: [{"Cidr": entry["cidr"]} for entry in inputs["entries"]],
        ),
    ),
    # CloudFormation makes no SecureStrings, so that the type cannot be asked of it.
    "aws:ssm/parameter:Parameter": (row("AWS::SSM::Parameter", Name="name", Description="description"),),
}
