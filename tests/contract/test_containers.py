"""Container definitions have the form that ECS's own API takes, in every stack and with everything that is wired in."""

from typing import Any

import botocore.session
import pytest
from botocore.validate import ParamValidator

from ops.offline.recording import Recorded
from tests.conftest import Record
from tests.harness import json_of

STACKS = ("dev", "stg", "prod", "all")
TASK = "aws:ecs/taskDefinition:TaskDefinition"
API = botocore.session.get_session().get_service_model("ecs").operation_model("RegisterTaskDefinition").input_shape


def report(definitions: list[Any]) -> str:
    request = {"family": "it", "containerDefinitions": definitions}
    return str(ParamValidator().validate(request, API).generate_report())


def tasks(stack: str, deployed: Record) -> tuple[Recorded, ...]:
    found = deployed(stack).of_type(TASK)
    assert found
    return found


@pytest.mark.parametrize("stack", STACKS)
def test_ecs_takes_every_container(stack: str, deployed: Record) -> None:
    reports = {task.name: report(json_of(task, "containerDefinitions")) for task in tasks(stack, deployed)}
    assert set(reports.values()) == {""}, reports


@pytest.mark.parametrize("stack", STACKS)
def test_no_container_names_a_variable_twice_or_gives_it_no_value(stack: str, deployed: Record) -> None:
    for task in tasks(stack, deployed):
        for container in json_of(task, "containerDefinitions"):
            given = [
                (one["name"], one.get("value", one.get("valueFrom")))
                for key in ("environment", "secrets")
                for one in container[key]
            ]
            names = [name for name, _ in given]
            assert sorted(set(names)) == sorted(names)
            assert all(isinstance(value, str) and value for _, value in given), given


def test_a_container_that_ecs_would_refuse_is_caught() -> None:
    right = {"name": "api", "image": "it", "environment": [{"name": "A", "value": "1"}]}
    assert report([right]) == ""
    assert "environment[0].value" in report([right | {"environment": [{"name": "A", "value": 1}]}])
    assert "memroy" in report([right | {"memroy": 512}])
