"""The alarms that a stack declares, as CloudWatch has them now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ops.care.looking import Looks
from ops.care.scene import Scene
from ops.dashboard.alarms import DeclaredAlarm
from ops.dashboard.declared import declared

AT_ONCE: Final = 100
"""Names in one DescribeAlarms.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
"""
FIRST: Final = "First: "
"""How the program's descriptions of alarms begin the line that says what to do."""


@dataclass(frozen=True)
class LiveAlarm:
    """One alarm on AWS."""

    name: str
    region: str
    state: str
    """OK, ALARM or INSUFFICIENT_DATA."""
    reason: str
    definition: Mapping[str, Any]
    """As DescribeAlarms has it."""

    @property
    def about(self) -> str:
        """What it is raised for."""
        return str(self.definition.get("AlarmDescription", "")).partition("\n")[0]

    @property
    def first_step(self) -> str:
        """What its description says to do first; empty where it says nothing."""
        lines = str(self.definition.get("AlarmDescription", "")).splitlines()
        return next((line.removeprefix(FIRST) for line in lines if line.startswith(FIRST)), "")

    @property
    def metrics(self) -> set[tuple[str, str]]:
        """Namespace and name of every metric that it watches; none for a composite alarm."""
        queries = [one["MetricStat"]["Metric"] for one in self.definition.get("Metrics") or [] if "MetricStat" in one]
        return {(one["Namespace"], one["MetricName"]) for one in queries or [self.definition] if "MetricName" in one}


@dataclass(frozen=True)
class Alarms:
    """Everything that is declared: what is there, and what is not."""

    live: Sequence[LiveAlarm]
    missing: Sequence[DeclaredAlarm]

    @property
    def ringing(self) -> Sequence[LiveAlarm]:
        """Those in ALARM."""
        return [one for one in self.live if one.state == "ALARM"]


def live_alarms(scene: Scene, looks: Looks) -> Alarms | None:
    """Look up every declared alarm by its name; None where CloudWatch did not answer for one of the Regions."""
    wanted = declared(scene.environment.recording).alarms
    found: dict[tuple[str, str], LiveAlarm] = {}
    for region in sorted({one.region for one in wanted}):
        names = [one.name for one in wanted if one.region == region]
        answer = looks.at(f"{len(names)} alarms in {region}", _described, scene, region, names)
        if answer is None:
            return None
        found |= {(one.region, one.name): one for one in answer}
    return Alarms(
        live=tuple(found.values()), missing=tuple(one for one in wanted if (one.region, one.name) not in found)
    )


def _described(scene: Scene, region: str, names: Sequence[str]) -> Sequence[LiveAlarm]:
    pages = scene.client("cloudwatch", region).get_paginator("describe_alarms")
    kinds = ["MetricAlarm", "CompositeAlarm"]
    found = [
        one
        for first in range(0, len(names), AT_ONCE)
        for page in pages.paginate(AlarmNames=list(names[first : first + AT_ONCE]), AlarmTypes=kinds)
        for one in (*page.get("MetricAlarms", []), *page.get("CompositeAlarms", []))
    ]
    return [
        LiveAlarm(
            name=str(one["AlarmName"]),
            region=region,
            state=str(one.get("StateValue", "INSUFFICIENT_DATA")),
            reason=str(one.get("StateReason", "")),
            definition=one,
        )
        for one in found
    ]
