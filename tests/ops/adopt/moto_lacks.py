"""What moto 5.2.5 does not answer, answered here as AWS does where nothing of the kind exists, or is not kept by moto.

docs/adoption.md lists the same: nothing of it was seen, in moto or on AWS.
"""

from collections.abc import Mapping
from typing import Any

NOTHING: Mapping[str, Any] = {
    "cloudfront.ListCachePolicies": {"CachePolicyList": {"Quantity": 0, "MaxItems": 100}},
    "cloudfront.ListResponseHeadersPolicies": {"ResponseHeadersPolicyList": {"Quantity": 0, "MaxItems": 100}},
    "cloudfront.GetMonitoringSubscription": "NoSuchMonitoringSubscription",
    "elasticache.DescribeCacheParameterGroups": "CacheParameterGroupNotFoundFault",
    "elasticache.DescribeUserGroups": "UserGroupNotFoundFault",
    "cloudwatch-logs.DescribeQueryDefinitions": {"queryDefinitions": []},
}
"""Operations that it does not know."""
KEPT_BY_RDS: Mapping[str, Any] = {
    "CACertificateIdentifier": "rds-ca-rsa2048-g1",
    "DatabaseInsightsMode": "standard",
    "MonitoringInterval": 0,
    "PerformanceInsightsEnabled": False,
}
"""What RDS says of every instance, and moto of none."""
