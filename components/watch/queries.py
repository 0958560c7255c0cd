"""The saved queries of CloudWatch Logs Insights (standard G-24)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
from pulumi import ResourceOptions

from components.wiring import LogTarget
from naming import Names

QUERIES: Mapping[str, str] = {
    "5xx-errors": "fields @timestamp, @message\n| filter @message like /5\\d{2}/\n| sort @timestamp desc\n| limit 100",
    "slow-requests": (
        "fields @timestamp, request_path, response_time\n| filter response_time > 1000\n| sort response_time desc"
    ),
}
"""The guide's, to the letter (9.2, standard G-24): 5xx in the last lines, requests slower than 1,000 ms."""


@dataclass(frozen=True)
class SavedQueriesArgs:
    """What the queries are made from: the services' log groups."""

    names: Names
    logs: Sequence[LogTarget]


class SavedQueries(pulumi.ComponentResource):
    """Queries that people find in the console, over the logs of all services."""

    def __init__(self, name: str, args: SavedQueriesArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("platform:watch:SavedQueries", name, {"queries": dict(QUERIES)}, opts)
        groups = [log.name for log in args.logs]
        for query, text in QUERIES.items() if groups else ():
            aws.cloudwatch.QueryDefinition(
                f"{name}-{query}",
                name=args.names.fill("saved_query", query=query),
                query_string=text,
                log_group_names=groups,
                opts=ResourceOptions(parent=self, depends_on=[log.resource for log in args.logs]),
            )
        self.register_outputs({})
