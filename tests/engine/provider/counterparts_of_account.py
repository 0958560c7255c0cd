"""The counterparts of what an account has once."""

from collections.abc import Mapping

from tests.engine.provider.counterpart import FORCE_NEW, Counterpart

BUDGET = "resourceBudgetUpdate in internal/service/budgets/budget.go puts the notifications of the budget that is there"

OF_ACCOUNT: Mapping[str, Counterpart] = {
    "aws:budgets/budget:Budget": Counterpart(
        "AWS::Budgets::Budget",
        named={"Budget": ("name",), "NotificationsWithSubscribers": ("notifications",)},
        replaces_too={"accountId": FORCE_NEW},
        stays={"notifications": BUDGET},
    ),
    "aws:cloudtrail/trail:Trail": Counterpart("AWS::CloudTrail::Trail", named={"TrailName": ("name",)}),
    "aws:costexplorer/anomalyMonitor:AnomalyMonitor": Counterpart(
        "AWS::CE::AnomalyMonitor", named={"ResourceTags": ()}
    ),
    "aws:costexplorer/anomalySubscription:AnomalySubscription": Counterpart(
        "AWS::CE::AnomalySubscription",
        named={"ResourceTags": ()},
        replaces_too=dict.fromkeys(("accountId", "name"), FORCE_NEW),
    ),
    "aws:costexplorer/costAllocationTag:CostAllocationTag": Counterpart("", replaces_too={"tagKey": FORCE_NEW}),
    "aws:ebs/encryptionByDefault:EncryptionByDefault": Counterpart(""),
    "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration": Counterpart(
        "AWS::ECR::RegistryScanningConfiguration"
    ),
    "aws:ecr/replicationConfiguration:ReplicationConfiguration": Counterpart("AWS::ECR::ReplicationConfiguration"),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": Counterpart("AWS::IAM::OIDCProvider"),
    "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock": Counterpart("", replaces_too={"accountId": FORCE_NEW}),
}
