"""Who is told what RDS says."""

import json
from collections.abc import Sequence

from guardrails.rds_events import NAMES
from guardrails.tokens import DATABASE_EVENTS, EVENT_RULE, EVENT_TARGET

from tests.policies.cases.table import Cases, Table
from tests.policies.harness import UNKNOWN, Given

ARN = "arn:aws:rds:ap-northeast-2:917891822317:db"


def _hears(token: str, source: str, detail: str, categories: list[str]) -> Cases:
    key = NAMES[token]
    database = Given(token, "db", {key: "gli-prod-db"})

    def subscribed(**props: object) -> Sequence[Given]:
        return [database, Given(DATABASE_EVENTS, "events", {"snsTopic": "arn", **props})]

    def matched(pattern: object, *, leads: bool = True) -> Sequence[Given]:
        text = pattern if pattern == UNKNOWN else json.dumps(pattern)
        target = [Given(EVENT_TARGET, "target", deps={"rule": ["rule"]})] if leads else []
        return [database, Given(EVENT_RULE, "rule", {"eventPattern": text}), *target]

    return Cases(
        compliant=[
            subscribed(),
            subscribed(sourceType=source),
            subscribed(sourceType=source, eventCategories=[*categories, "backup"]),
            matched({"source": ["aws.rds"]}),
            matched({"source": ["aws.rds"], "detail-type": [detail]}),
            matched({"source": ["aws.rds"], "detail": {"SourceArn": [f"{ARN}:gli-prod-db"]}}),
            matched({"source": ["aws.rds"], "detail": {"EventCategories": categories}}),
            [
                *matched({"source": ["aws.rds"], "detail": {"EventCategories": categories[1:]}}),
                Given(DATABASE_EVENTS, "events", {"eventCategories": categories[:1]}),
            ],
        ],
        violation=[
            [database],
            subscribed(enabled=False),
            subscribed(sourceType="db-snapshot"),
            subscribed(sourceType=source, eventCategories=["backup"]),
            matched({"source": ["aws.rds"]}, leads=False),
            matched({"source": ["aws.rds"], "detail-type": ["RDS DB Snapshot Event"]}),
            matched({"source": ["aws.ecs"]}),
            matched({"source": ["aws.rds"], "detail": {"SourceArn": [f"{ARN}:gli-prod-db-2"]}}),
            matched({"source": ["aws.rds"], "detail": {"EventCategories": ["backup"]}}),
        ],
        unknown=[
            matched(UNKNOWN),
            subscribed(sourceType=UNKNOWN),
            [Given(token, "db", {key: UNKNOWN}), *matched({"source": ["aws.rds"], "detail": {"SourceArn": [ARN]}})[1:]],
        ],
    )


CASES: Table = {
    "rds-events-instances": _hears(
        "aws:rds/instance:Instance",
        "db-instance",
        "RDS DB Instance Event",
        ["maintenance", "failure", "configuration change"],
    ),
    "rds-events-clusters": _hears(
        "aws:rds/cluster:Cluster", "db-cluster", "RDS DB Cluster Event", ["maintenance", "failure"]
    ),
    "rds-events-parameters": _hears(
        "aws:rds/parameterGroup:ParameterGroup",
        "db-parameter-group",
        "RDS DB Parameter Group Event",
        ["configuration change"],
    ),
}
