"""What is read of the logs of services: lines that tell of errors are counted, and people find two saved queries."""

from collections.abc import Mapping
from dataclasses import dataclass

from pulumi import ResourceOptions

from components._watched import Anomaly
from components.watch.error_logs import ErrorLogs, ErrorLogsArgs
from components.watch.queries import SavedQueries, SavedQueriesArgs
from components.wiring import LogTarget
from naming import Names


@dataclass(frozen=True)
class LogWatchArgs:
    """What is read, and from when on people are told."""

    names: Names
    logs: Mapping[str, LogTarget]
    """The services' log groups by role."""
    threshold: float | Anomaly | None
    """Lines in five minutes; None counts them without telling anybody."""


def watch_logs(args: LogWatchArgs, opts: ResourceOptions) -> Mapping[str, ErrorLogs]:
    """Count errors in each log, and save queries over all of them."""
    names = args.names
    SavedQueries("queries", SavedQueriesArgs(names=names, logs=list(args.logs.values())), opts)
    return {
        role: ErrorLogs(f"{role}-logs", ErrorLogsArgs(names=names, role=role, logs=log, threshold=args.threshold), opts)
        for role, log in args.logs.items()
    }
