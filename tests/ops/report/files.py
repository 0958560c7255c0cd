"""Exported states and logs of events, as the engine writes them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

BUCKET = "aws:s3/bucket:Bucket"
KEY = "aws:kms/key:Key"
SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:hunter2:hunter2"}
IN_CLEAR = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "plaintext": '"hunter2"'}
Event = dict[str, Any]


def urn(kind: str, name: str, stack: str = "dev") -> str:
    return f"urn:pulumi:{stack}::platform::{kind}::{name}"


STACK = urn("pulumi:pulumi:Stack", "platform-dev")


def resource(kind: str, name: str, inputs: Mapping[str, Any] | None = None, **facts: Any) -> dict[str, Any]:
    """A resource of AWS in a state; outputs are its inputs."""
    values = dict(inputs or {})
    common = {"urn": urn(kind, name), "custom": True, "id": name, "type": kind, "parent": STACK}
    return {**common, "inputs": values, "outputs": values, **facts}


def write_state(folder: Path, *resources: Mapping[str, Any]) -> str:
    """Write what `pulumi stack export` would; give its path."""
    stack = {"urn": STACK, "custom": False, "type": "pulumi:pulumi:Stack"}
    path = folder / "state.json"
    path.write_text(json.dumps({"version": 3, "deployment": {"manifest": {}, "resources": [stack, *resources]}}))
    return str(path)


def step(kind: str, name: str, operation: str = "same", **facts: Any) -> Event:
    metadata = {"op": operation, "urn": urn(kind, name), "type": kind, "old": None, "new": None, "detailedDiff": None}
    return {"resourcePreEvent": {"metadata": {**metadata, **facts}}}


def analyzed(kind: str, name: str, *passed: str, failed: tuple[str, ...] = ()) -> Event:
    summary = {"resourceUrn": urn(kind, name), "policyPackName": "test", "passed": [*passed], "failed": [*failed]}
    return {"policyAnalyzeSummaryEvent": summary}


def analyzed_together(*passed: str) -> Event:
    return {"policyAnalyzeStackSummaryEvent": {"policyPackName": "test", "passed": [*passed]}}


def violated(rule: str, resource_urn: str, message: str, level: str = "mandatory") -> Event:
    report = {"resourceUrn": resource_urn, "message": message, "color": "raw", "policyName": rule}
    return {"policyEvent": {**report, "policyPackName": "test", "enforcementLevel": level, "severity": "high"}}


ENDED: Event = {"summaryEvent": {"durationSeconds": 3, "isPreview": True, "result": "succeeded"}}
BEGUN: Event = {"preludeEvent": {"config": {}}}


def write_events(folder: Path, *events: Event, name: str = "events.jsonl") -> str:
    """Write a log of events; give its path."""
    lines = [json.dumps({"sequence": number, "timestamp": 1795262435 + number, **e}) for number, e in enumerate(events)]
    path = folder / name
    path.write_text("\n".join(lines) + "\n")
    return str(path)
