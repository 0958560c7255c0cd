"""Certificates and records."""

from guardrails.tokens import DISTRIBUTION, LOAD_BALANCERS, RECORD

from tests.policies.cases.table import Cases, Table
from tests.policies.harness import UNKNOWN, Given

LATENCY = {"latencyRoutingPolicies": [{"region": "ap-northeast-2"}]}
FAILOVER = {"failoverRoutingPolicies": [{"type": "PRIMARY"}]}
UNKNOWN_ALIAS = {"aliases": [{"name": UNKNOWN, "zoneId": UNKNOWN, "evaluateTargetHealth": True}]}

CASES: Table = {
    "acm-key-algorithm": Cases(
        compliant=[{}, {"keyAlgorithm": "RSA_2048"}, {"keyAlgorithm": "EC_prime256v1"}],
        violation=[{"keyAlgorithm": "RSA_1024"}],
        unknown=[{"keyAlgorithm": UNKNOWN}],
    ),
    "acm-transparency": Cases(
        compliant=[{}, {"options": {"certificateTransparencyLoggingPreference": "ENABLED"}}],
        violation=[{"options": {"certificateTransparencyLoggingPreference": "DISABLED"}}],
        unknown=[{"options": UNKNOWN}],
    ),
    "acm-renews-itself": Cases(
        compliant=[{"validationMethod": "DNS"}],
        violation=[{}, {"validationMethod": "EMAIL"}, {"certificateBody": "-----BEGIN", "validationMethod": "DNS"}],
        unknown=[{"validationMethod": UNKNOWN}, {"certificateBody": UNKNOWN}],
    ),
    "dns-alias-of-the-stack": Cases(
        compliant=[
            [
                Given(RECORD, "it", UNKNOWN_ALIAS, {"aliases": ["target"]}),
                Given(kind, "target"),
            ]
            for kind in (*LOAD_BALANCERS, DISTRIBUTION)
        ],
        violation=[{"aliases": [{"name": "d1.cloudfront.net", "zoneId": "Z2FDTNDATAQYW2"}]}],
        unknown=[{"aliases": UNKNOWN}, UNKNOWN_ALIAS],
        not_applicable=[{}, {"records": ["10.0.0.1"], "ttl": 300}],
    ),
    "dns-shared-by-health": Cases(
        compliant=[
            {**LATENCY, "aliases": [{"evaluateTargetHealth": True}]},
            {**FAILOVER, "aliases": [{"evaluateTargetHealth": False}], "healthCheckId": "check"},
        ],
        violation=[LATENCY, {**FAILOVER, "aliases": [{"evaluateTargetHealth": False}]}],
        unknown=[
            {**LATENCY, "aliases": UNKNOWN},
            {**LATENCY, "healthCheckId": UNKNOWN},
            {"latencyRoutingPolicies": UNKNOWN},
        ],
        not_applicable=[{}, {"aliases": [{"evaluateTargetHealth": False}]}],
    ),
}
