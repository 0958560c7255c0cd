"""What an account has once."""

from typing import Any

from tests.policies.cases.table import Cases, Table
from tests.policies.harness import UNKNOWN

FLAGS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
GITHUB = "https://token.actions.githubusercontent.com"


def _copied(*rules: Any) -> dict[str, Any]:
    return {"replicationConfiguration": {"rules": [{"repositoryFilters": rule} for rule in rules]}}


def _prefix(name: Any) -> list[dict[str, Any]]:
    return [{"filter": name, "filterType": "PREFIX_MATCH"}]


def _scan(frequency: Any, name: str) -> dict[str, Any]:
    filters = [{"filter": name, "filterType": "WILDCARD"}]
    return {"scanType": "BASIC", "rules": [{"scanFrequency": frequency, "repositoryFilters": filters}]}


CASES: Table = {
    "account-public-access-block": Cases(
        compliant=[dict.fromkeys(FLAGS, True)],
        violation=[{}, {**dict.fromkeys(FLAGS, True), "ignorePublicAcls": False}],
        unknown=[{**dict.fromkeys(FLAGS, True), "blockPublicPolicy": UNKNOWN}],
    ),
    "account-disks-encrypted": Cases(
        compliant=[{}, {"enabled": True}],
        violation=[{"enabled": False}],
        unknown=[{"enabled": UNKNOWN}],
    ),
    "account-images-scanned": Cases(
        compliant=[_scan("SCAN_ON_PUSH", "*"), _scan("CONTINUOUS_SCAN", "*")],
        violation=[{}, {"scanType": "BASIC"}, _scan("MANUAL", "*"), _scan("SCAN_ON_PUSH", "gli-*")],
        unknown=[{"rules": UNKNOWN}, _scan(UNKNOWN, "*")],
    ),
    "account-replication-filtered": Cases(
        compliant=[{}, _copied(_prefix("gli-api-production")), _copied(_prefix("gli-api"), _prefix("gli-websocket"))],
        violation=[
            {"replicationConfiguration": {"rules": [{"destinations": [{"region": "eu-central-1"}]}]}},
            _copied([]),
            _copied(_prefix("")),
            _copied(_prefix("gli-api"), []),
        ],
        unknown=[{"replicationConfiguration": UNKNOWN}, _copied(_prefix(UNKNOWN))],
    ),
    "github-audience": Cases(
        compliant=[{"url": GITHUB, "clientIdLists": ["sts.amazonaws.com"]}],
        violation=[
            {"url": GITHUB},
            {"url": GITHUB, "clientIdLists": ["sts.amazonaws.com", "https://github.com/glibiz"]},
        ],
        unknown=[{"url": UNKNOWN}, {"url": GITHUB, "clientIdLists": UNKNOWN}],
        not_applicable=[{"url": "https://gitlab.com", "clientIdLists": ["gitlab"]}],
    ),
}
