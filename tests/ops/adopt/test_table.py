"""The table of types is whole, true to the provider's own knowledge, and speaks of calls that exist."""

import re
from typing import Any

import boto3
import jmespath
import pytest
import yaml
from botocore.model import OperationModel

from ops.adopt.asking import asks_for
from ops.adopt.rows import CREATE_ONLY, Question, Row, create_only, table
from ops.offline.program import record_stack
from tests.engine.provider.counterparts import COUNTERPARTS
from tests.harness import ROOT
from tests.ops.adopt.conftest import Looked

SEARCHED = sorted(table().searched.items())
WHERE = {"region", "account", "parent", "handle"}
"""What patterns may name besides inputs and what was read."""


def declared(looked: Looked) -> dict[str, set[str]]:
    """The inputs that production gives, by type."""
    inputs: dict[str, set[str]] = {}
    for one in looked.environment.recording.resources:
        inputs.setdefault(one.type, set()).update(key for key, value in one.inputs.items() if value is not None)
    return inputs


def operation(question: Question) -> OperationModel:
    service, _, name = question.ask.partition(".")
    client = boto3.client(service, "ap-northeast-2", aws_access_key_id="x", aws_secret_access_key="x")  # noqa: S106 - no key
    model: Any = client.meta.service_model
    return model.operation_model(client.meta.method_to_api_mapping[name])


def test_every_type_is_searched_or_has_a_reason(looked: Looked) -> None:
    recordings = (looked.environment.recording, record_stack(ROOT, "dev"))
    types = {one.type for recording in recordings for one in recording.resources if one.custom}
    ours = {one for one in types if not one.startswith("pulumi:")}
    assert ours - table().searched.keys() - table().not_searched.keys() == set()


def test_create_only_inputs_are_those_of_the_schemas(looked: Looked) -> None:
    inputs = declared(looked)
    replacing = {
        token: sorted((COUNTERPARTS[token].replacing() & inputs[token]) - {"region"})
        for token in table().searched
        if token in inputs
    }
    assert yaml.safe_load(CREATE_ONLY.read_text("utf-8")) == {token: one for token, one in replacing.items() if one}


@pytest.mark.parametrize(("token", "row"), SEARCHED, ids=[token for token, _ in SEARCHED])
def test_what_cannot_be_changed_is_read_or_cannot_differ(token: str, row: Row) -> None:
    assert create_only().get(token, frozenset()) - row.read.keys() - row.unread.keys() == set()
    assert row.unread.keys() & row.read.keys() == set()


@pytest.mark.parametrize(("token", "row"), SEARCHED, ids=[token for token, _ in SEARCHED])
def test_a_row_asks_what_aws_answers(token: str, row: Row) -> None:
    for question in (row, *row.more):
        shape = operation(question).input_shape
        assert question.arguments.keys() <= (shape.members.keys() if shape else set()), token
        required = set(shape.required_members) if shape else set()
        ways = [question.arguments, *([row.through.arguments] if row.through and question is row else [])]
        assert any(required <= way.keys() for way in ways), token
    for expression in (row.items, *row.match, *row.not_ours, *row.read.values(), *row.adds.values()):
        jmespath.compile(expression)
    for pattern in row.not_ours.values():
        re.compile(pattern)


@pytest.mark.parametrize(("token", "row"), SEARCHED, ids=[token for token, _ in SEARCHED])
def test_a_row_names_inputs_and_what_it_reads(token: str, row: Row, looked: Looked) -> None:
    known = declared(looked)[token] | row.read.keys() | row.adds.keys() | row.derives.keys() | WHERE
    assert asks_for([row.id, *row.match.values(), *row.derives.values()]) - known == set()
    assert row.read.keys() <= declared(looked)[token] | {"manageMasterUserPassword"}


@pytest.mark.parametrize(
    "token",
    [
        "aws:ec2/securityGroup:SecurityGroup",
        "aws:rds/parameterGroup:ParameterGroup",
        "aws:elasticache/parameterGroup:ParameterGroup",
    ],
)
def test_a_description_that_aws_never_changes_replaces_nothing(token: str, looked: Looked) -> None:
    found = looked.environment.recording.of_type(token)
    assert found
    assert {one.options.ignore_changes for one in found} == {("description",)}
