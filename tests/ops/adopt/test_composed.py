"""Rows that moto cannot answer, by answers that are composed of AWS's API references; none was recorded."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from ops.adopt.asking import Asking
from tests.ops.adopt.conftest import Looked

CACHE = {
    "ReplicationGroupId": "gli-prod-redis",
    "MemberClusters": ["gli-prod-redis-001", "gli-prod-redis-002"],
    "NodeGroups": [{"PrimaryEndpoint": {"Address": "master.gli-prod-redis.abc.cache.amazonaws.com", "Port": 6379}}],
    "AutomaticFailover": "enabled",
    "MultiAZ": "enabled",
    "AtRestEncryptionEnabled": True,
    "CacheNodeType": "cache.m7g.large",
}
GROUP = {"CacheSubnetGroupName": "gli-prod-redis-subnets", "CacheSubnetGroupDescription": "redis", "Subnets": []}
DISTRIBUTION = {
    "Id": "E1EXAMPLE",
    "ARN": "arn:aws:cloudfront::123456789012:distribution/E1EXAMPLE",
    "DomainName": "d111111abcdef8.cloudfront.net",
    "Aliases": {"Quantity": 2, "Items": ["www.glibiz.com", "glibiz.com"]},
}
WEB_ACL = {
    "Name": "gli-production-cloudfront",
    "Id": "a1b2",
    "ARN": "arn:aws:wafv2:us-east-1:123456789012:global/webacl/gli-production-cloudfront/a1b2",
}
QUERY = {"name": "gli-production/5xx-errors", "queryDefinitionId": "q-1"}
RECORD = {"Name": "api.glibiz.com.", "Type": "A", "AliasTarget": {"DNSName": "dualstack.x.", "HostedZoneId": "Z1"}}
CASES: dict[tuple[str, str], tuple[Mapping[str, Any], str]] = {
    ("aws:cloudfront/distribution:Distribution", "user-frontend"): (
        {"cloudfront.list_distributions": {"DistributionList": {"Items": [DISTRIBUTION]}}},
        "E1EXAMPLE",
    ),
    ("aws:route53/record:Record", "records-api.glibiz.com-a"): (
        {"route53.list_resource_record_sets": {"ResourceRecordSets": [RECORD]}},
        "Z0419507IHNIDPFGXUPL_api.glibiz.com_A",
    ),
    ("aws:wafv2/webAcl:WebAcl", "cloudfront"): (
        {"wafv2.list_web_acls": {"WebACLs": [WEB_ACL]}},
        "a1b2/gli-production-cloudfront/CLOUDFRONT@us-east-1",
    ),
    ("aws:cloudwatch/compositeAlarm:CompositeAlarm", "api-down"): (
        {"cloudwatch.describe_alarms": {"CompositeAlarms": [{"AlarmName": "gli-prod-api-down"}]}},
        "gli-prod-api-down",
    ),
    ("aws:cloudwatch/queryDefinition:QueryDefinition", "queries-5xx-errors"): (
        {"logs.describe_query_definitions": {"queryDefinitions": [QUERY]}},
        "arn:aws:logs:ap-northeast-2:123456789012:query-definition:q-1",
    ),
    ("aws:cloudwatch/logDelivery:LogDelivery", "user-frontend-logs"): (
        {
            "logs.describe_deliveries": {
                "deliveries": [
                    {
                        "id": "d-1",
                        "deliverySourceName": "gli-user-frontend-production",
                        "deliveryDestinationArn": (
                            "arn:aws:logs:us-east-1:123456789012:delivery-destination:gli-user-frontend-production"
                        ),
                    }
                ]
            }
        },
        "d-1@us-east-1",
    ),
}


def composed(looked: Looked, answers: Mapping[str, Any]) -> Looked:
    """The account, had AWS answered these calls so; what was found by them otherwise is gone."""
    known = {key: answers.get(json.loads(key)[0], answer) for key, answer in looked.asked.answers.items()}
    asked = Composed(looked.asked.aws, known)
    asked.composed = answers
    return looked.judged_by(asked)


class Composed(Asking):
    """Asks nobody for what is composed."""

    composed: Mapping[str, Any]

    def _call(self, ask: str, region: str, arguments: Mapping[str, Any], *, pages: bool) -> Mapping[str, Any] | None:
        if ask in self.composed:
            found: Mapping[str, Any] = self.composed[ask]
            return found
        return super()._call(ask, region, arguments, pages=pages)


@pytest.mark.parametrize("resource", CASES, ids=str)
def test_a_row_finds_what_aws_would_answer(looked: Looked, resource: tuple[str, str]) -> None:
    answers, import_id = CASES[resource]
    assert composed(looked, answers).id(*resource) == import_id


def test_a_cache_is_read_from_its_group_and_its_node_and_leads_to_what_they_use(looked: Looked) -> None:
    node = {
        "Engine": "valkey",
        "EngineVersion": "9.1.0",
        "CacheSubnetGroupName": "gli-prod-redis-subnets",
        "CacheParameterGroup": {"CacheParameterGroupName": "default.valkey9"},
        "SecurityGroups": [{"SecurityGroupId": looked.made.live["sg-redis"], "Status": "active"}],
        "PreferredMaintenanceWindow": "sun:19:30-sun:20:30",
    }
    answers = {
        "elasticache.describe_replication_groups": {"ReplicationGroups": [CACHE]},
        "elasticache.describe_cache_clusters": {"CacheClusters": [node]},
        "elasticache.describe_cache_subnet_groups": {"CacheSubnetGroups": [GROUP]},
    }
    other = composed(looked, answers)
    cache = other.judged("aws:elasticache/replicationGroup:ReplicationGroup", "redis")
    differing = {one.property for one in cache.differences}
    assert (cache.id, "engineVersion" in differing) == ("gli-prod-redis", False)
    assert differing & {"securityGroupIds", "subnetGroupName", "port", "maintenanceWindow"} == set()
    assert {"parameterGroupName", "kmsKeyId"} <= differing
    assert [one.property for one in cache.replacing] == ["kmsKeyId"]
    assert other.id("aws:elasticache/subnetGroup:SubnetGroup", "redis-subnets") == "gli-prod-redis-subnets"
    assert other.id("aws:ec2/securityGroup:SecurityGroup", "redis") == looked.made.live["sg-redis"]
