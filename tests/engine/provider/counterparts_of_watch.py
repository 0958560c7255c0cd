"""The counterparts of alarms, alerts and dashboards."""

from collections.abc import Mapping

from tests.engine.provider.counterpart import FORCE_NEW, Counterpart

OF_WATCH: Mapping[str, Counterpart] = {
    "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration": Counterpart(
        "AWS::Chatbot::SlackChannelConfiguration", named={"SlackWorkspaceId": ("slackTeamId",)}
    ),
    "aws:cloudfront/monitoringSubscription:MonitoringSubscription": Counterpart(
        "AWS::CloudFront::MonitoringSubscription"
    ),
    "aws:cloudwatch/alarmMuteRule:AlarmMuteRule": Counterpart("AWS::CloudWatch::AlarmMuteRule"),
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": Counterpart("AWS::CloudWatch::CompositeAlarm"),
    "aws:cloudwatch/dashboard:Dashboard": Counterpart("AWS::CloudWatch::Dashboard"),
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": Counterpart(
        "AWS::Logs::MetricFilter", named={"FilterName": ("name",)}
    ),
    "aws:cloudwatch/metricAlarm:MetricAlarm": Counterpart("AWS::CloudWatch::Alarm", named={"AlarmName": ("name",)}),
    "aws:cloudwatch/queryDefinition:QueryDefinition": Counterpart("AWS::Logs::QueryDefinition"),
    "aws:sns/topic:Topic": Counterpart("AWS::SNS::Topic", named={"TopicName": ("name",)}),
    "aws:sns/topicPolicy:TopicPolicy": Counterpart("AWS::SNS::TopicPolicy", replaces_too={"arn": FORCE_NEW}),
    "aws:sns/topicSubscription:TopicSubscription": Counterpart(
        "AWS::SNS::Subscription", named={"TopicArn": ("topic",)}
    ),
    "aws:sqs/queue:Queue": Counterpart("AWS::SQS::Queue", named={"QueueName": ("name",)}),
    "aws:sqs/queuePolicy:QueuePolicy": Counterpart("AWS::SQS::QueuePolicy", replaces_too={"queueUrl": FORCE_NEW}),
}
