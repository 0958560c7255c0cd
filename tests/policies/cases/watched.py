"""What serves people, and what watches it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from guardrails.evaluation import State
from guardrails.tokens import (
    CACHE,
    DASHBOARD,
    DATABASE,
    DISTRIBUTION,
    GROUP,
    LOAD_BALANCERS,
    LOG_QUERY,
    METRIC_ALARM,
    NAT_GATEWAY,
    OIDC_PROVIDER,
    SERVICE,
    STACK,
    VPC,
)

from tests.policies.cases.table import Cases, Table
from tests.policies.harness import UNKNOWN, Given

ROOT = Given(STACK, "platform-prod")
IT_ASKS_WHAT_THERE_IS = {State.UNKNOWN: "it asks what there is, which is known at preview"}
LB = Given(LOAD_BALANCERS[0], "lb", {"name": "gli-production-alb"})
NAT = Given(NAT_GATEWAY, "nat")
STANDARD = {
    "metricName": "HTTPCode_Target_5XX_Count",
    "statistic": "Sum",
    "period": 300,
    "evaluationPeriods": 2,
    "threshold": 50,
}


def _math(dimensions: Mapping[str, str]) -> dict[str, Any]:
    return {"metricQueries": [{"id": "e", "expression": "m / 2"}, {"id": "m", "metric": {"dimensions": dimensions}}]}


def _watched(given: Given, *dimensions: Mapping[str, str], idle: Sequence[Given] = ()) -> Cases:
    """`dimensions` are those that AWS gives the resource's metrics; by `idle` nothing has to be watched."""
    props = [shape for one in dimensions for shape in ({"dimensions": one}, _math(one))]
    return Cases(
        compliant=[
            [given, Given(METRIC_ALARM, "alarm", {"dimensions": UNKNOWN}, {"dimensions": [given.name]})],
            [given, Given(METRIC_ALARM, "alarm", {"metricQueries": UNKNOWN}, {"metricQueries": [given.name]})],
            *([given, Given(METRIC_ALARM, "alarm", one)] for one in props),
            *([given, Given(METRIC_ALARM, "alarm", {"dimensions": {"A": UNKNOWN, **one}})] for one in dimensions),
        ],
        violation=[
            [given],
            [given, Given(METRIC_ALARM, "alarm", {"dimensions": {"Name": "another"}})],
            [given, Given(METRIC_ALARM, "alarm", {"dimensions": UNKNOWN}, {"dimensions": ["nat"]}), NAT],
            [given, Given(METRIC_ALARM, "alarm", {"dimensions": {"Name": f"{next(iter(given.props.values()))}-2"}})],
        ],
        unknown=[[given, Given(METRIC_ALARM, "alarm", {"dimensions": UNKNOWN})]],
        not_applicable=[[one] for one in idle],
    )


def _counting(**more: Any) -> Sequence[Given]:
    alarm = Given(METRIC_ALARM, "alarm", {**STANDARD, "dimensions": UNKNOWN, **more}, {"dimensions": ["lb"]})
    return [LB, alarm]


def _summing(**more: Any) -> Sequence[Given]:
    """Both target groups of a blue/green deployment, by metric math."""
    metric = {"metricName": STANDARD["metricName"], "stat": "Sum", "period": 300, **more}
    queries = [
        {"id": "all", "expression": "blue + green"},
        *({"id": one, "metric": metric} for one in ("blue", "green")),
    ]
    props = {"metricQueries": queries, "evaluationPeriods": 2, "threshold": 50}
    return [LB, Given(METRIC_ALARM, "alarm", props, {"metricQueries": ["lb"]})]


CASES: Table = {
    "ecs-alarm": _watched(
        Given(SERVICE, "api", {"name": "production-django-api-service", "desiredCount": 2}),
        {"ClusterName": "production-gli-cluster", "ServiceName": "production-django-api-service"},
        idle=[Given(SERVICE, "api", {"name": "production-django-api-service", "desiredCount": 0})],
    ),
    "lb-alarm": _watched(LB, {"LoadBalancer": "app/gli-production-alb/4dd48a414b137281"}),
    "rds-alarm": _watched(
        Given(DATABASE, "db", {"identifier": "gli-prod-db"}), {"DBInstanceIdentifier": "gli-prod-db"}
    ),
    "elasticache-alarm": _watched(
        Given(CACHE, "redis", {"replicationGroupId": "gli-prod-redis"}),
        {"ReplicationGroupId": "gli-prod-redis"},
        {"CacheClusterId": "gli-prod-redis-001"},
        {"CacheClusterId": "gli-prod-redis-0001-002", "CacheNodeId": "0001"},
    ),
    "cloudfront-alarm": Cases(
        compliant=[
            [
                Given(DISTRIBUTION, "site"),
                Given(METRIC_ALARM, "alarm", {"dimensions": UNKNOWN}, {"dimensions": ["site"]}),
            ]
        ],
        violation=[
            [Given(DISTRIBUTION, "site")],
            [
                Given(DISTRIBUTION, "site"),
                Given(DISTRIBUTION, "other"),
                Given(METRIC_ALARM, "alarm", {"dimensions": UNKNOWN}, {"dimensions": ["other"]}),
            ],
        ],
        impossible={State.UNKNOWN: "a distribution's id is AWS's: only where a dimension comes from tells whose it is"},
    ),
    "host-alarm": _watched(
        Given(GROUP, "web", {"name": "rse-prod-web"}),
        {"AutoScalingGroupName": "rse-prod-web"},
    ),
    "lb-alarm-server-errors": Cases(
        compliant=[_counting(), _counting(threshold=10), _counting(period=60), _summing()],
        violation=[
            [LB],
            _counting(threshold=51),
            _counting(statistic="Average"),
            _counting(evaluationPeriods=3),
            _counting(metricName="HTTPCode_Target_4XX_Count"),
            _summing(stat="Average"),
            _summing(period=900),
        ],
        unknown=[_counting(threshold=UNKNOWN), [LB, Given(METRIC_ALARM, "alarm", {"dimensions": UNKNOWN})]],
        not_applicable=[[replace(LB, props={"loadBalancerType": "network"})]],
    ),
    "stack-dashboard": Cases(
        compliant=[[ROOT, Given(SERVICE, "api"), Given(DASHBOARD, "dashboard")]],
        violation=[[ROOT, Given(SERVICE, "api")], [ROOT, Given(DISTRIBUTION, "site")]],
        not_applicable=[[ROOT], [ROOT, Given(OIDC_PROVIDER, "github"), Given(VPC, "vpc")]],
        impossible=IT_ASKS_WHAT_THERE_IS,
    ),
    "stack-log-queries": Cases(
        compliant=[[ROOT, Given(SERVICE, "api"), Given(LOG_QUERY, "errors"), Given(LOG_QUERY, "slow")]],
        violation=[[ROOT, Given(SERVICE, "api")], [ROOT, Given(SERVICE, "api"), Given(LOG_QUERY, "errors")]],
        not_applicable=[[ROOT], [ROOT, Given(DATABASE, "db")]],
        impossible=IT_ASKS_WHAT_THERE_IS,
    ),
}
