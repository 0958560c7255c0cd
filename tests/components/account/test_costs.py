"""Costs that stand out are told at once, and costs can be told apart by the standard's tags."""

import json
from functools import cache
from typing import Any

import pytest
from pulumi import ResourceOptions
from pydantic import ValidationError

from components.account.costs import CostAnomalies, CostAnomaliesArgs, CostSettings
from components.wiring import Topics
from ops.offline.recording import Recording
from tests.harness import NAMES, build, inputs_by_name, listed

MONITOR = "aws:costexplorer/anomalyMonitor:AnomalyMonitor"
SUBSCRIPTION = "aws:costexplorer/anomalySubscription:AnomalySubscription"
TAG = "aws:costexplorer/costAllocationTag:CostAllocationTag"
TOPICS = Topics(critical="arn:critical", warning="arn:warning")
EXISTING = "arn:aws:ce::123456789012:anomalymonitor/8a143395-150a-40cf-b9e7-aacbbd3d2caf"


@cache
def _costs(settings: CostSettings) -> Recording:
    def program(opts: ResourceOptions) -> None:
        CostAnomalies("costs", CostAnomaliesArgs(settings=settings, names=NAMES, topics=TOPICS), opts)

    return build(program)


def costs(**given: Any) -> Recording:
    return _costs(CostSettings.model_validate_json(json.dumps(given)))


def test_every_service_is_watched_by_itself() -> None:
    assert costs().one(MONITOR, "costs").inputs == {
        "name": "gli-production",
        "monitorType": "DIMENSIONAL",
        "monitorDimension": "SERVICE",
    }


@pytest.mark.parametrize(("given", "usd"), [({}, "20"), ({"anomaly_usd": 1500000}, "1500000")])
def test_an_anomaly_is_told_at_once_by_its_whole_cost(given: dict[str, int], usd: str) -> None:
    made = costs(**given).one(SUBSCRIPTION, "costs")
    assert made.inputs["frequency"] == "IMMEDIATE"
    assert made.inputs["thresholdExpression"] == {
        "dimension": {
            "key": "ANOMALY_TOTAL_IMPACT_ABSOLUTE",
            "matchOptions": ["GREATER_THAN_OR_EQUAL"],
            "values": [usd],
        }
    }


def test_it_reaches_people_in_working_hours() -> None:
    assert listed(costs().one(SUBSCRIPTION, "costs"), "subscribers") == [{"type": "SNS", "address": "arn:warning"}]


def test_it_watches_by_the_monitor_that_is_made() -> None:
    recording = costs()
    monitors = listed(recording.one(SUBSCRIPTION, "costs"), "monitorArnLists")
    assert monitors == [recording.one(MONITOR, "costs").outputs["arn"]]


def test_a_monitor_that_the_account_has_is_taken_and_no_second_is_made() -> None:
    recording = costs(monitor_arn=EXISTING)
    assert listed(recording.one(SUBSCRIPTION, "costs"), "monitorArnLists") == [EXISTING]
    assert not recording.of_type(MONITOR)


def test_costs_are_told_apart_by_system_and_environment() -> None:
    assert inputs_by_name(costs(), TAG) == {
        "costs-system": {"tagKey": "System", "status": "Active"},
        "costs-environment": {"tagKey": "Environment", "status": "Active"},
    }


def test_in_an_organization_the_management_account_activates_tags() -> None:
    assert not costs(allocation_tags=[]).of_type(TAG)


@pytest.mark.parametrize("wrong", [{"anomaly_usd": 0}, {"monitor_arn": "Default-Services-Monitor"}])
def test_what_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        CostSettings.model_validate_json(json.dumps(wrong))
