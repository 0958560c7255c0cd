"""What moto 5.2.5 does not answer, answered here as AWS does where nothing of the kind exists, or is not kept by moto.

docs/adoption.md lists the same: nothing of it was seen, in moto or on AWS.
"""

from collections.abc import Mapping
from typing import Any

import jmespath

from tests.ops.adopt.by_hand import ACCOUNT, FARGATE, MONITORING_ROLE

NOTHING: Mapping[str, Any] = {
    "cloudfront.ListCachePolicies": {"CachePolicyList": {"Quantity": 0, "MaxItems": 100}},
    "cloudfront.ListResponseHeadersPolicies": {"ResponseHeadersPolicyList": {"Quantity": 0, "MaxItems": 100}},
    "cloudfront.GetMonitoringSubscription": "NoSuchMonitoringSubscription",
    "elasticache.DescribeCacheParameterGroups": "CacheParameterGroupNotFoundFault",
    "elasticache.DescribeUserGroups": "UserGroupNotFoundFault",
    "cloudwatch-logs.DescribeQueryDefinitions": {"queryDefinitions": []},
}
"""Operations that it does not know."""
FORGOTTEN: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "rds.DescribeDBInstances": (
        "DBInstances[]",
        {
            "CACertificateIdentifier": "rds-ca-rsa2048-g1",
            "DatabaseInsightsMode": "standard",
            "MonitoringInterval": 60,
            "MonitoringRoleArn": f"arn:aws:iam::{ACCOUNT}:role/{MONITORING_ROLE}",
            "PerformanceInsightsEnabled": True,
            "PerformanceInsightsRetentionPeriod": 7,
        },
    ),
    "ecs.DescribeServices": ("services[]", {"capacityProviderStrategy": [FARGATE]}),
    "cloudwatch-logs.DescribeLogGroups": ("logGroups[]", {"deletionProtectionEnabled": True}),
}
"""Where in an answer things stand that were made with these settings, which moto takes and does not give back."""


def remember(parsed: dict[str, Any], model: Any, **_: Any) -> None:
    """Put back into an answer what moto forgot; botocore calls it after each operation."""
    where, settings = FORGOTTEN.get(f"{model.service_model.service_id.hyphenize()}.{model.name}", ("[]", {}))
    for item in jmespath.search(where, parsed) or []:
        item.update(settings)
        if "PerformanceInsightsEnabled" in settings:
            item["PerformanceInsightsKMSKeyId"] = item["KmsKeyId"]
