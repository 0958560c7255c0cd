"""The shapes of alarms, alerts and dashboards."""

from collections.abc import Mapping

from ops.offline.shape import Shape, named, part_of

OF_WATCH: Mapping[str, Shape] = {
    "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration": Shape(
        "arn:aws:chatbot::{account}:chat-configuration/slack-channel/{configurationName}",
        computed={"chatConfigurationArn": "{id}"},
    ),
    "aws:cloudfront/monitoringSubscription:MonitoringSubscription": part_of("distributionId"),
    "aws:cloudwatch/alarmMuteRule:AlarmMuteRule": named(
        "cloudwatch:{region}:{account}:alarm-mute-rule:{name}", status="SCHEDULED", muteType="RECURRING"
    ),
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": named(
        "cloudwatch:{region}:{account}:alarm:{alarmName}", named_by="alarmName", id="{alarmName}"
    ),
    "aws:cloudwatch/dashboard:Dashboard": Shape(
        "{dashboardName}", computed={"dashboardArn": "arn:aws:cloudwatch::{account}:dashboard/{dashboardName}"}
    ),
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": named(""),
    "aws:cloudwatch/metricAlarm:MetricAlarm": named("cloudwatch:{region}:{account}:alarm:{name}"),
    "aws:cloudwatch/queryDefinition:QueryDefinition": Shape(
        "{uuid}", "logs:{region}:{account}:query-definition:{id}", computed={"queryDefinitionId": "{id}"}
    ),
    "aws:sns/topic:Topic": named("sns:{region}:{account}:{name}", id="{arn}"),
    "aws:sns/topicPolicy:TopicPolicy": part_of("arn_of"),
    "aws:sns/topicSubscription:TopicSubscription": Shape("{topic}:{uuid}", computed={"arn": "{id}"}),
    "aws:sqs/queue:Queue": named(
        "sqs:{region}:{account}:{name}", id="https://sqs.{region}.amazonaws.com/{account}/{name}", url="{id}"
    ),
    "aws:sqs/queuePolicy:QueuePolicy": part_of("queueUrl"),
}
