"""ElastiCache among other resources."""

from collections.abc import Sequence
from typing import Any

from guardrails.tokens import CACHE, CACHE_SERVERLESS, CACHE_SUBNETS, CACHE_USER, KEY, LOG_GROUP

from tests.policies.cases.data_stores import KEY_ARN, closed_cases, route_cases
from tests.policies.cases.table import Cases, Table
from tests.policies.harness import UNKNOWN, Given

PASSWORD = Given("random:index/randomPassword:RandomPassword", "password")
USERS = Given("aws:elasticache/userGroup:UserGroup", "users")
LOG = "/aws/elasticache/gli-prod-redis/slow-log"


def _from(kind: str, key: str, origin: Given) -> Sequence[Given]:
    return [Given(kind, "cache", {key: UNKNOWN}, {key: [origin.name]}), origin]


def _serverless(**props: Any) -> Sequence[Given]:
    return [Given(CACHE_SERVERLESS, props=props)]


def _delivering(destination: str, *names: str, kind: str = "cloudwatch-logs") -> Sequence[Given]:
    delivery = {"destination": destination, "destinationType": kind, "logType": "slow-log"}
    groups = (Given(LOG_GROUP, f"group-{number}", {"name": name}) for number, name in enumerate(names))
    return [Given(CACHE, "cache", {"logDeliveryConfigurations": [delivery]}), *groups]


PLACED = route_cases(
    Given(CACHE, "store", {"subnetGroupName": UNKNOWN}, {"subnetGroupName": ["group"]}),
    CACHE_SUBNETS,
    unknown=[[Given(CACHE, "store", {"subnetGroupName": "isolated"})]],
)
PLACED_SERVERLESS = route_cases(Given(CACHE_SERVERLESS), None)

CASES: Table = {
    "elasticache-own-key": Cases(
        compliant=[
            _from(CACHE, "kmsKeyId", Given(KEY, "key")),
            _from(CACHE_SERVERLESS, "kmsKeyId", Given(KEY, "key")),
            {"kmsKeyId": KEY_ARN},
        ],
        violation=[{}, _serverless()],
        unknown=[{"kmsKeyId": UNKNOWN}],
    ),
    "elasticache-users": Cases(
        compliant=[
            _from(CACHE, "userGroupIds", USERS),
            _from(CACHE, "authToken", PASSWORD),
            _from(CACHE_SERVERLESS, "userGroupId", USERS),
            {"userGroupIds": ["gli-prod-redis"]},
        ],
        violation=[{}, {"userGroupIds": []}, _serverless(), _serverless(userGroupId="")],
        unknown=[{"userGroupIds": UNKNOWN}],
    ),
    "elasticache-generated-passwords": Cases(
        compliant=[
            _from(CACHE_USER, "passwords", PASSWORD),
            _from(CACHE_USER, "authenticationMode", PASSWORD),
            _from(CACHE, "authToken", PASSWORD),
            {"authenticationMode": {"type": "iam"}},
            [Given(CACHE)],
        ],
        violation=[
            {"passwords": ["a password that was written"]},
            {"authenticationMode": {"type": "password", "passwords": ["a password that was written"]}},
            [Given(CACHE, props={"authToken": "a token that was written"})],
        ],
        unknown=[{"passwords": UNKNOWN}, {"authenticationMode": UNKNOWN}],
    ),
    "elasticache-subnet-group": Cases(
        compliant=[
            _from(CACHE, "subnetGroupName", Given(CACHE_SUBNETS, "group")),
            {"subnetGroupName": "isolated"},
            _serverless(subnetIds=["subnet-0a1b"]),
        ],
        violation=[{}, {"subnetGroupName": "default"}, _serverless()],
        unknown=[{"subnetGroupName": UNKNOWN}],
    ),
    "elasticache-no-internet-route": Cases(
        compliant=[*PLACED.compliant, *PLACED_SERVERLESS.compliant],
        violation=[*PLACED.violation, *PLACED_SERVERLESS.violation],
        unknown=[*PLACED.unknown, *PLACED_SERVERLESS.unknown],
    ),
    "elasticache-closed": closed_cases(CACHE, "securityGroupIds"),
    "elasticache-log-groups": Cases(
        compliant=[_delivering(LOG, UNKNOWN, LOG)],
        violation=[_delivering(LOG), _delivering(LOG, "/aws/elasticache/other")],
        unknown=[_delivering(LOG, UNKNOWN), _delivering(UNKNOWN, LOG), {"logDeliveryConfigurations": UNKNOWN}],
        not_applicable=[{}, _delivering("a-stream", kind="kinesis-firehose")],
    ),
}
