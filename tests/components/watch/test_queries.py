"""The two saved queries of the standard, over the logs of all services."""

from pulumi import ResourceOptions

from components.watch.queries import SavedQueries, SavedQueriesArgs
from ops.offline.recording import Recording
from tests.harness import NAMES, build, inputs_by_name, log_target

QUERY = "aws:cloudwatch/queryDefinition:QueryDefinition"


def queries(*roles: str) -> Recording:
    def program(opts: ResourceOptions) -> None:
        logs = [log_target(role, f"/ecs/production-gli-{role}") for role in roles]
        SavedQueries("queries", SavedQueriesArgs(names=NAMES, logs=logs), opts)

    return build(program)


def test_they_are_the_guides_to_the_letter() -> None:
    groups = ["/ecs/production-gli-api", "/ecs/production-gli-websocket"]
    assert inputs_by_name(queries("api", "websocket"), QUERY) == {
        "queries-5xx-errors": {
            "name": "gli-production/5xx-errors",
            "queryString": (
                "fields @timestamp, @message\n| filter @message like /5\\d{2}/\n| sort @timestamp desc\n| limit 100"
            ),
            "logGroupNames": groups,
        },
        "queries-slow-requests": {
            "name": "gli-production/slow-requests",
            "queryString": (
                "fields @timestamp, request_path, response_time\n"
                "| filter response_time > 1000\n"
                "| sort response_time desc"
            ),
            "logGroupNames": groups,
        },
    }


def test_without_services_there_is_nothing_to_search() -> None:
    assert queries().of_type(QUERY) == ()
