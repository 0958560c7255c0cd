"""What AWS knows by a name of ours, in a recording."""

from collections.abc import Iterator

from ops.offline.recording import Recorded, Recording

NAMED_BY = {
    "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration": "configurationName",
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": "alarmName",
    "aws:cloudwatch/dashboard:Dashboard": "dashboardName",
    "aws:ecs/taskDefinition:TaskDefinition": "family",
    "aws:elasticache/replicationGroup:ReplicationGroup": "replicationGroupId",
    "aws:elasticache/user:User": "userId",
    "aws:elasticache/userGroup:UserGroup": "userGroupId",
    "aws:rds/instance:Instance": "identifier",
    "aws:s3/bucket:Bucket": "bucket",
}
"""The input that is a resource's physical name, where it is not `name`."""
ONE_OF = {
    "aws:costexplorer/anomalyMonitor:AnomalyMonitor": "monitorDimension",
    "aws:costexplorer/costAllocationTag:CostAllocationTag": "tagKey",
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": "url",
}
"""The input of which an account has one each, besides its name."""
ONE_AT_ALL = frozenset(
    {
        "aws:ebs/encryptionByDefault:EncryptionByDefault",
        "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration",
        "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
    }
)
"""What an account has one of, or one in a Region, whatever its inputs."""

OF_A_RECORD = ("name", "type", "setIdentifier")
"""What tells a DNS record from another; one that proves a certificate's name may be written by several stacks."""
OF_NO_REGION = ("aws:budgets/", "aws:chatbot/", "aws:cloudfront/", "aws:cloudwatch/dashboard:", "aws:costexplorer/",
                "aws:iam/", "aws:route53/", "aws:s3/")  # fmt: skip
"""How types begin that an account, or the world, knows by one name whatever the Region."""


def physical_names(recording: Recording) -> Iterator[tuple[str, str]]:
    """Type and name of everything that AWS knows by a name of ours; aliases and final snapshots are names, too."""
    for resource in recording.resources:
        if resource.custom:
            yield from _named(resource)


def taken(recording: Recording) -> Iterator[tuple[str, str, str]]:
    """Type, Region and name of everything that one account can have only once."""
    home = str(recording.one("pulumi:providers:aws", "aws").inputs["region"])
    for resource in recording.resources:
        region = str(resource.inputs.get("region") or home)
        if resource.custom:
            yield from ((kind, region, name) for kind, name in _named(resource))
        if resource.type in ONE_OF:
            yield resource.type, region, f"the one of {resource.inputs[ONE_OF[resource.type]]}"
        if resource.type in ONE_AT_ALL:
            yield resource.type, region, "the only one"


def taken_in_the_account(recording: Recording) -> Iterator[tuple[str, str, str]]:
    """As `taken`, where stacks stand in several Regions: what has no Region is taken in all of them."""
    for kind, region, name in taken(recording):
        yield kind, "" if kind.startswith(OF_NO_REGION) else region, name


def _named(resource: Recorded) -> Iterator[tuple[str, str]]:
    name = resource.inputs.get(NAMED_BY.get(resource.type, "name"))
    if resource.type == "aws:cloudwatch/logMetricFilter:LogMetricFilter":
        name = f"{name} of {resource.inputs['logGroupName']}"
    if resource.type == "aws:scheduler/schedule:Schedule":
        name = f"{resource.inputs['groupName']}/{name}"
    if resource.type == "aws:appautoscaling/scheduledAction:ScheduledAction":
        name = f"{name} of {resource.inputs['resourceId']}"
    if resource.type == "aws:route53/record:Record":
        if not resource.inputs.get("allowOverwrite"):
            yield resource.type, " ".join(map(str, filter(None, map(resource.inputs.get, OF_A_RECORD))))
    elif isinstance(name, str):
        yield resource.type, name
    if resource.type == "aws:cloudfront/distribution:Distribution":
        aliases = resource.inputs["aliases"]
        assert isinstance(aliases, list | tuple)
        yield from ((resource.type, str(alias)) for alias in aliases)
    channel = resource.inputs.get("slackChannelId")
    if channel is not None:
        yield f"{resource.type} channel", str(channel)
    snapshot = resource.inputs.get("finalSnapshotIdentifier")
    if snapshot is not None:
        yield f"{resource.type} snapshot", str(snapshot)
