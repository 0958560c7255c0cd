"""What AWS accepts of what an account has once; `table.py` says how to read it."""

from collections.abc import Mapping

from tests.contract.row import Row, nested, row, spelled

OF_ACCOUNT: Mapping[str, tuple[Row, ...]] = {
    "aws:budgets/budget:Budget": (
        row(
            "AWS::Budgets::Budget",
            is_global=True,
            Budget=lambda inputs: (
                {
                    "BudgetName": inputs["name"],
                    "BudgetType": inputs["budgetType"],
                    "TimeUnit": inputs["timeUnit"],
                    "BudgetLimit": {"Amount": float(inputs["limitAmount"]), "Unit": inputs["limitUnit"]},
                }
                | {
                    key: value
                    for key, value in {
                        "Metrics": [inputs["metrics"]] if inputs.get("metrics") else None,
                        "FilterExpression": spelled(inputs.get("filterExpression"), {"ands": "And"}),
                    }.items()
                    if value is not None
                }
            ),
            NotificationsWithSubscribers=lambda inputs: [
                {
                    "Notification": {
                        "NotificationType": one["notificationType"],
                        "ComparisonOperator": one["comparisonOperator"],
                        "Threshold": one["threshold"],
                        "ThresholdType": one["thresholdType"],
                    },
                    "Subscribers": [
                        {"SubscriptionType": "SNS", "Address": topic} for topic in one["subscriberSnsTopicArns"]
                    ],
                }
                for one in inputs["notifications"]
            ],
        ),
    ),
    "aws:cloudtrail/trail:Trail": (
        row(
            "AWS::CloudTrail::Trail",
            TrailName="name",
            S3BucketName="s3BucketName",
            IsLogging="enableLogging",
            CloudWatchLogsLogGroupArn="cloudWatchLogsGroupArn",
            AdvancedEventSelectors=nested("advancedEventSelectors", startsWiths="StartsWith"),
        ),
    ),
    "aws:costexplorer/anomalyMonitor:AnomalyMonitor": (
        row(
            "AWS::CE::AnomalyMonitor",
            is_global=True,
            MonitorName="name",
            MonitorType="monitorType",
            MonitorDimension="monitorDimension",
        ),
    ),
    "aws:costexplorer/anomalySubscription:AnomalySubscription": (
        row(
            "AWS::CE::AnomalySubscription",
            is_global=True,
            SubscriptionName="name",
            Frequency="frequency",
            MonitorArnList="monitorArnLists",
            Subscribers=nested("subscribers"),
        ),
    ),
    "aws:ecr/replicationConfiguration:ReplicationConfiguration": (
        row("AWS::ECR::ReplicationConfiguration", ReplicationConfiguration=nested("replicationConfiguration")),
    ),
    "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration": (
        row("AWS::ECR::RegistryScanningConfiguration", ScanType="scanType", Rules=nested("rules")),
    ),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": (
        row("AWS::IAM::OIDCProvider", is_global=True, Url="url", ClientIdList="clientIdLists"),
    ),
}
