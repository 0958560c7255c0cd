"""Logs of previews, as the engine writes them."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.ops.report.files import BEGUN, ENDED, Event, urn

DATABASE, CACHE = "aws:rds/instance:Instance", "aws:elasticache/replicationGroup:ReplicationGroup"
ALARM, SERVICE, STACK_TYPE = "aws:cloudwatch/metricAlarm:MetricAlarm", "aws:ecs/service:Service", "pulumi:pulumi:Stack"
ASKED: Event = {"policyAnalyzeStackSummaryEvent": {"policyPackName": "test", "passed": ["related"]}}


def step(stack: str, kind: str, name: str, operation: str = "same", **facts: Any) -> Event:
    metadata = {"op": operation, "urn": urn(kind, name, stack), "type": kind, "old": None, "new": None}
    return {"resourcePreEvent": {"metadata": {**metadata, **facts}, "planning": True}}


def replaced(stack: str, kind: str, name: str, *keys: str, old: Mapping[str, Any] | None = None) -> list[Event]:
    """The three steps of a replacement."""
    facts = {"keys": [*keys], "diffs": [*keys, "tags"], "old": old}
    return [step(stack, kind, name, word, **facts) for word in ("create-replacement", "replace", "delete-replaced")]


def refused(stack: str, rule: str, kind: str, name: str, message: str, *, level: str = "mandatory") -> Event:
    said = {"resourceUrn": urn(kind, name, stack), "message": f"<{{%fg 1%}}>{message}<{{%reset%}}>\n", "color": "raw"}
    return {"policyEvent": {**said, "policyName": rule, "policyPackName": "test", "enforcementLevel": level}}


def error(message: str) -> Event:
    return {"diagnosticEvent": {"prefix": "error: ", "message": message, "color": "never", "severity": "error"}}


def log(folder: Path, stack: str, *events: Event, around: Sequence[Event] = (BEGUN, ASKED, ENDED)) -> Path:
    """Write `STACK.jsonl`: what a whole preview of the stack said, unless `around` leaves out some of it."""
    *opening, last = around or (None,)
    found = [*filter(None, opening), step(stack, STACK_TYPE, f"platform-{stack}"), *events, *filter(None, [last])]
    lines = [json.dumps({"sequence": number, "timestamp": 1795262435, **one}) for number, one in enumerate(found)]
    path = folder / f"{stack}.jsonl"
    path.write_text("\n".join(lines) + "\n")
    return path
