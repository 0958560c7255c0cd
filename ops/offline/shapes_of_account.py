"""The shapes of what an account has once."""

from collections.abc import Mapping

from ops.offline.shape import Shape, named

OF_ACCOUNT: Mapping[str, Shape] = {
    "aws:budgets/budget:Budget": named(
        "budgets::{account}:budget/{name}", id="{account}:{name}", accountId="{account}"
    ),
    "aws:cloudtrail/trail:Trail": named(
        "cloudtrail:{region}:{account}:trail/{name}", id="{arn}", homeRegion="{region}"
    ),
    "aws:costexplorer/anomalyMonitor:AnomalyMonitor": named("ce::{account}:anomalymonitor/{uuid}", id="{arn}"),
    "aws:costexplorer/anomalySubscription:AnomalySubscription": named(
        "ce::{account}:anomalysubscription/{uuid}", id="{arn}", accountId="{account}"
    ),
    "aws:costexplorer/costAllocationTag:CostAllocationTag": Shape("{tagKey}", computed={"type": "UserDefined"}),
    "aws:ebs/encryptionByDefault:EncryptionByDefault": Shape("{region}"),
    "aws:ecr/replicationConfiguration:ReplicationConfiguration": Shape(
        "{account}", computed={"registryId": "{account}"}
    ),
    "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration": Shape(
        "{account}", computed={"registryId": "{account}"}
    ),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": Shape("{arn}", "iam::{account}:oidc-provider/{host}"),
    "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock": Shape("{account}", computed={"accountId": "{account}"}),
}
