"""Load balancers and target groups."""

from guardrails.tokens import LOAD_BALANCERS, TARGET_GROUPS

from tests.policies.cases.table import Cases, Table
from tests.policies.harness import UNKNOWN, Given

NETWORK = {"loadBalancerType": "network"}

CASES: Table = {
    "lb-access-logs": Cases(
        compliant=[
            {"accessLogs": {"enabled": True, "bucket": UNKNOWN}},
            [Given(LOAD_BALANCERS[1], props={"accessLogs": {"enabled": True}})],
        ],
        violation=[{}, {"accessLogs": {"enabled": False}}, {"accessLogs": {"bucket": "logs"}}],
        unknown=[{"accessLogs": UNKNOWN}, {"accessLogs": {"enabled": UNKNOWN}}],
    ),
    "lb-connection-logs": Cases(
        compliant=[{"connectionLogs": {"enabled": True}}],
        violation=[{}, {"loadBalancerType": "application", "connectionLogs": {"enabled": False}}],
        unknown=[{"connectionLogs": UNKNOWN}, {"loadBalancerType": UNKNOWN}],
        not_applicable=[NETWORK],
    ),
    "lb-deletion-protection": Cases(
        compliant=[{"enableDeletionProtection": True}],
        violation=[{}, {"enableDeletionProtection": False}],
        unknown=[{"enableDeletionProtection": UNKNOWN}],
    ),
    "lb-drop-invalid-headers": Cases(
        compliant=[{"dropInvalidHeaderFields": True}],
        violation=[{}],
        unknown=[{"dropInvalidHeaderFields": UNKNOWN}],
        not_applicable=[NETWORK],
    ),
    "lb-desync-mitigation": Cases(
        compliant=[{}, {"desyncMitigationMode": "defensive"}, {"desyncMitigationMode": "strictest"}],
        violation=[{"desyncMitigationMode": "monitor"}],
        unknown=[{"desyncMitigationMode": UNKNOWN}],
        not_applicable=[NETWORK],
    ),
    "lb-two-subnets": Cases(
        compliant=[{"subnets": [UNKNOWN, UNKNOWN]}, {"subnetMappings": [{"subnetId": "a"}, {"subnetId": "b"}]}],
        violation=[{}, {"subnets": ["subnet-a"]}],
        unknown=[{"subnets": UNKNOWN}],
    ),
    "lb-cross-zone": Cases(
        compliant=[{**NETWORK, "enableCrossZoneLoadBalancing": True}],
        violation=[NETWORK, {**NETWORK, "enableCrossZoneLoadBalancing": False}],
        unknown=[{**NETWORK, "enableCrossZoneLoadBalancing": UNKNOWN}, {"loadBalancerType": UNKNOWN}],
        not_applicable=[{}, {"loadBalancerType": "application"}],
    ),
    "target-group-health-check": Cases(
        compliant=[
            {"protocol": "HTTP", "healthCheck": {"path": "/health/", "enabled": True}},
            {"protocol": "TCP", "healthCheck": {"protocol": "TCP"}},
        ],
        violation=[
            {"protocol": "HTTP"},
            {"protocol": "HTTP", "healthCheck": {}},
            {"protocol": "HTTPS", "healthCheck": {"interval": 15}},
            {"protocol": "HTTP", "healthCheck": {"path": "/health", "enabled": False}},
        ],
        unknown=[{"healthCheck": UNKNOWN}, {"protocol": "HTTP", "healthCheck": {"path": UNKNOWN}}],
    ),
    "target-group-draining": Cases(
        compliant=[{"deregistrationDelay": 60}, [Given(TARGET_GROUPS[1], props={"deregistrationDelay": 900})]],
        violation=[{}, {"deregistrationDelay": 0}, {"deregistrationDelay": 901}, {"deregistrationDelay": "long"}],
        unknown=[{"deregistrationDelay": UNKNOWN}],
    ),
}
