"""What AWS accepts of alarms, alerts and dashboards; `table.py` says how to read it."""

from collections.abc import Mapping
from typing import Any

from tests.contract.row import Inputs, Row, always, document, nested, row, spelled


def queries(inputs: Inputs) -> list[dict[str, Any]] | None:
    """Metric math, as CloudFormation writes it."""
    return [_query(query) for query in inputs["metricQueries"]] if "metricQueries" in inputs else None


def dimensions(inputs: Inputs) -> list[dict[str, str]] | None:
    """Dimensions, as CloudFormation writes them."""
    if "dimensions" not in inputs:
        return None
    return [{"Name": name, "Value": value} for name, value in inputs["dimensions"].items()]


def _query(query: Inputs) -> dict[str, Any]:
    common = {"Id": query["id"], "Label": query["label"], "ReturnData": query["returnData"]}
    if "expression" in query:
        return {**common, "Expression": query["expression"]}
    metric = query["metric"]
    measured = {
        "Namespace": metric["namespace"],
        "MetricName": metric["metricName"],
        "Dimensions": dimensions(metric),
    }
    return {**common, "MetricStat": {"Metric": measured, "Period": metric["period"], "Stat": metric["stat"]}}


def _target(inputs: Inputs) -> list[dict[str, Any]]:
    """EventBridge's target; cfn-lint knows the limits of retries and of what is transformed."""
    transformer, retries = inputs.get("inputTransformer"), inputs.get("retryPolicy")
    target = {"Id": "it", "Arn": inputs["arn"]}
    if transformer:
        target["InputTransformer"] = {
            "InputPathsMap": transformer["inputPaths"],
            "InputTemplate": transformer["inputTemplate"],
        }
    if retries:
        target["RetryPolicy"] = {
            "MaximumEventAgeInSeconds": retries["maximumEventAgeInSeconds"],
            "MaximumRetryAttempts": retries["maximumRetryAttempts"],
        }
    return [target]


def _transformations(inputs: Inputs) -> list[dict[str, Any]]:
    made = inputs["metricTransformation"]
    dimensions = [{"Key": key, "Value": value} for key, value in (made.get("dimensions") or {}).items()]
    return [
        {
            "MetricNamespace": made["namespace"],
            "MetricName": made["name"],
            "MetricValue": made["value"],
            "Unit": made["unit"],
            **({"Dimensions": dimensions} if dimensions else {}),
        }
    ]


def _called(inputs: Inputs) -> Any:
    """What a schedule calls; of the role's name Pulumi's part stands as asterisks here."""
    target = inputs["target"]
    return spelled({**target, "roleArn": target["roleArn"].replace("*", "a")}, {})


OF_WATCH: Mapping[str, tuple[Row, ...]] = {
    "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration": (
        row(
            "AWS::Chatbot::SlackChannelConfiguration",
            is_global=True,
            ConfigurationName="configurationName",
            LoggingLevel="loggingLevel",
            SlackChannelId="slackChannelId",
            SlackWorkspaceId="slackTeamId",
            SnsTopicArns="snsTopicArns",
            UserRoleRequired="userAuthorizationRequired",
        ),
    ),
    "aws:cloudfront/monitoringSubscription:MonitoringSubscription": (
        row(
            "AWS::CloudFront::MonitoringSubscription",
            is_global=True,
            MonitoringSubscription=nested("monitoringSubscription"),
        ),
    ),
    "aws:cloudwatch/eventTarget:EventTarget": (
        row("AWS::Events::Rule", ScheduleExpression=always("rate(1 day)"), Targets=_target),
    ),
    "aws:iam/policy:Policy": (row("AWS::IAM::ManagedPolicy", PolicyDocument=document("policy")),),
    "aws:sns/topic:Topic": (
        row("AWS::SNS::Topic", TopicName="name", DisplayName="displayName", KmsMasterKeyId="kmsMasterKeyId"),
    ),
    "aws:sns/topicPolicy:TopicPolicy": (
        row("AWS::SNS::TopicPolicy", PolicyDocument=document("policy"), Topics=lambda inputs: [inputs["arn"]]),
    ),
    "aws:sns/topicSubscription:TopicSubscription": (
        row(
            "AWS::SNS::Subscription",
            DeliveryPolicy=document("deliveryPolicy"),
            FilterPolicy=document("filterPolicy"),
            FilterPolicyScope="filterPolicyScope",
            Protocol="protocol",
            RedrivePolicy=document("redrivePolicy"),
            TopicArn="topic",
        ),
    ),
    "aws:sqs/queue:Queue": (
        row(
            "AWS::SQS::Queue",
            QueueName="name",
            MessageRetentionPeriod="messageRetentionSeconds",
            SqsManagedSseEnabled="sqsManagedSseEnabled",
        ),
    ),
    "aws:sqs/queuePolicy:QueuePolicy": (
        row("AWS::SQS::QueuePolicy", PolicyDocument=document("policy"), Queues=lambda inputs: [inputs["queueUrl"]]),
    ),
    "aws:cloudwatch/alarmMuteRule:AlarmMuteRule": (
        row(
            "AWS::CloudWatch::AlarmMuteRule",
            Name="name",
            Description="description",
            MuteTargets=nested("muteTargets"),
            Rule=nested("rule"),
        ),
    ),
    "aws:scheduler/schedule:Schedule": (
        row(
            "AWS::Scheduler::Schedule",
            Name="name",
            GroupName="groupName",
            Description="description",
            FlexibleTimeWindow=nested("flexibleTimeWindow"),
            ScheduleExpression="scheduleExpression",
            ScheduleExpressionTimezone="scheduleExpressionTimezone",
            Target=_called,
        ),
    ),
    "aws:scheduler/scheduleGroup:ScheduleGroup": (row("AWS::Scheduler::ScheduleGroup", Name="name"),),
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": (
        row(
            "AWS::CloudWatch::CompositeAlarm",
            AlarmName="alarmName",
            AlarmRule="alarmRule",
            AlarmDescription="alarmDescription",
            AlarmActions="alarmActions",
            OKActions="okActions",
        ),
    ),
    "aws:cloudwatch/dashboard:Dashboard": (
        row("AWS::CloudWatch::Dashboard", DashboardName="dashboardName", DashboardBody="dashboardBody"),
    ),
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": (
        row(
            "AWS::Logs::MetricFilter",
            FilterName="name",
            FilterPattern="pattern",
            LogGroupName="logGroupName",
            MetricTransformations=_transformations,
        ),
    ),
    "aws:cloudwatch/metricAlarm:MetricAlarm": (
        row(
            "AWS::CloudWatch::Alarm",
            AlarmName="name",
            AlarmDescription="alarmDescription",
            AlarmActions="alarmActions",
            OKActions="okActions",
            ComparisonOperator="comparisonOperator",
            Dimensions=dimensions,
            EvaluationPeriods="evaluationPeriods",
            ExtendedStatistic="extendedStatistic",
            MetricName="metricName",
            Metrics=queries,
            Namespace="namespace",
            Period="period",
            Statistic="statistic",
            Threshold="threshold",
            ThresholdMetricId="thresholdMetricId",
            TreatMissingData="treatMissingData",
        ),
    ),
    "aws:cloudwatch/queryDefinition:QueryDefinition": (
        row("AWS::Logs::QueryDefinition", Name="name", QueryString="queryString", LogGroupNames="logGroupNames"),
    ),
    "aws:cloudwatch/eventRule:EventRule": (
        row("AWS::Events::Rule", ScheduleExpression="scheduleExpression", EventPattern=document("eventPattern")),
    ),
    "aws:cloudwatch/logDelivery:LogDelivery": (row("AWS::Logs::Delivery", RecordFields="recordFields"),),
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": (
        row("AWS::Logs::DeliveryDestination", Name="name", OutputFormat="outputFormat"),
    ),
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": (
        row("AWS::Logs::DeliverySource", Name="name", LogType="logType"),
    ),
    "aws:cloudwatch/logGroup:LogGroup": (
        row("AWS::Logs::LogGroup", LogGroupName="name", RetentionInDays="retentionInDays"),
    ),
}
