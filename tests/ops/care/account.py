"""What stands on moto besides what the wire answers: a network, a website, alarms, topics and a dashboard."""

from copy import deepcopy
from typing import Any

from moto.backends import get_backend

from ops.live.environment import Environment
from tests.ops.moto_aws import ACCOUNT, REGION, client
from tests.ops.website.conftest import BUCKET, HOST, distribution


def network() -> None:
    ec2 = client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.10.0.0/16")["Vpc"]["VpcId"]
    groups = {
        name: ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc)["GroupId"]
        for name in ("api", "db", "redis")
    }
    for name, port in (("db", 5432), ("redis", 6379)):
        rule = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "UserIdGroupPairs": [{"GroupId": groups["api"]}]}
        ec2.authorize_security_group_ingress(GroupId=groups[name], IpPermissions=[rule])


def website() -> None:
    s3 = client("s3")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_object(Bucket=BUCKET, Key="index.html", Body=b"<!doctype html>", CacheControl="no-cache")
    distribution(HOST)


def watch(environment: Environment) -> None:
    recording = environment.recording
    for topic in recording.of_type("aws:sns/topic:Topic"):
        region = str(topic.outputs["arn"]).split(":")[3]
        sns = client("sns", region)
        made = sns.create_topic(Name=str(topic.inputs["name"]))["TopicArn"]
        sns.subscribe(TopicArn=made, Protocol="email", Endpoint="operators@glibiz.com")
    client("cloudwatch").put_dashboard(
        DashboardName=str(recording.of_type("aws:cloudwatch/dashboard:Dashboard")[0].inputs["dashboardName"]),
        DashboardBody='{"widgets": []}',
    )
    if not _ALARMS:
        _alarms(environment)
    for region, alarms in _ALARMS.items():
        get_backend("cloudwatch")[ACCOUNT][region].alarms.update(deepcopy(alarms))


_ALARMS: dict[str, dict[str, Any]] = {}
"""Moto's own records by Region: some sixty alarms are put once, since each takes as long as a test should."""


def _alarms(environment: Environment) -> None:
    recording = environment.recording
    regions = set()
    for alarm in recording.of_type("aws:cloudwatch/metricAlarm:MetricAlarm"):
        region = str(alarm.outputs["arn"]).split(":")[3]
        client("cloudwatch", region).put_metric_alarm(**_alarm(dict(alarm.inputs)))
        regions.add(region)
    for alarm in recording.of_type("aws:cloudwatch/compositeAlarm:CompositeAlarm"):
        region = str(alarm.outputs["arn"]).split(":")[3]
        metric = {"Namespace": "-", "MetricName": "-", "Statistic": "Sum", "Period": 60, "EvaluationPeriods": 1}
        client("cloudwatch", region).put_metric_alarm(
            AlarmName=str(alarm.inputs["alarmName"]),
            ComparisonOperator="GreaterThanThreshold",
            Threshold=0,
            **metric,
        )
    _ALARMS.update({region: deepcopy(get_backend("cloudwatch")[ACCOUNT][region].alarms) for region in regions})


def _alarm(declared: dict[str, Any]) -> dict[str, Any]:
    """What PutMetricAlarm takes, from what Pulumi takes."""
    same: tuple[str, ...] = (
        "ComparisonOperator",
        "AlarmDescription",
        "TreatMissingData",
        "Threshold",
        "ThresholdMetricId",
    )
    same += ("Namespace", "MetricName", "Statistic", "ExtendedStatistic", "Period", "ActionsEnabled")
    lower = {name: name[0].lower() + name[1:] for name in same}
    made = {name: declared[key] for name, key in lower.items() if declared.get(key) is not None}
    made |= {"AlarmName": declared["name"], "EvaluationPeriods": declared["evaluationPeriods"]}
    if declared.get("dimensions"):
        made["Dimensions"] = [{"Name": key, "Value": value} for key, value in declared["dimensions"].items()]
    if declared.get("metricQueries"):
        made["Metrics"] = [_query(one) for one in declared["metricQueries"]]
    return made


def _query(query: dict[str, Any]) -> dict[str, Any]:
    made = {"Id": query["id"], "ReturnData": bool(query.get("returnData"))}
    metric = query.get("metric")
    if metric is None:
        return made | {"Expression": query["expression"]}
    dimensions = [{"Name": key, "Value": value} for key, value in (metric.get("dimensions") or {}).items()]
    named = {"Namespace": metric["namespace"], "MetricName": metric["metricName"], "Dimensions": dimensions}
    return made | {"MetricStat": {"Metric": named, "Period": metric["period"], "Stat": metric["stat"]}}
