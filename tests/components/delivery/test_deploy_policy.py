"""What the deploy role may do: what AWS says that the program's resources take, and no more.

It cannot be recorded without AWS. What a type takes is in the `handlers` of CloudFormation's schemas, which cfn-lint
carries; where the provider and CloudFormation differ, tests/data/deploy-actions.yaml says why.
"""

import json
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

import pytest
import yaml
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from ops.offline.recording import Recorded
from tests.components.iam_documents import as_list, by_sid, unknown_actions, wide_resources
from tests.conftest import Record
from tests.engine.provider.counterparts import COUNTERPARTS
from tests.harness import ROOT, STACKS, json_of
from tests.permissions import Request, allowed

DIFFERENCES: Mapping[str, Mapping[str, list[str]]] = yaml.safe_load(
    (ROOT / "tests/data/deploy-actions.yaml").read_text("utf-8")
)
EVERY_STACK = [*STACKS, "all"]
POLICY = "aws:iam/policy:Policy"
MAX_CHARACTERS = 6144
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""
MAX_ATTACHED = 10
OF_ANOTHER = {
    "aws:appautoscaling/policy:Policy",
    "aws:appautoscaling/scheduledAction:ScheduledAction",
    "aws:cloudwatch/eventTarget:EventTarget",
    "aws:ssm/document:Document",
}
"""Types that IAM knows by another ARN: a scalable target's, a rule's, a document's."""
NONE_OF_OURS = "cloudwatch:GetMetricData acts on *"
"""AWS restricts it to datasets, of which there are none here: metrics are no resources."""
OF_DATA = {"kms:Decrypt", "secretsmanager:GetSecretValue", "ssm:GetParameters"}
"""Reads of values, which a refresh of a secret's version cannot do without."""


def policies(deployed: Record, stack: str, kind: str) -> dict[str, Any]:
    """The documents of a role by the policy's name; what it releases and its state are other tests'."""
    found = {one.name: json_of(one, "policy") for one in deployed(stack).of_type(POLICY)}
    parts = ("compute", "data", "edge", "hosts", "network", "watch")
    return {f"{kind}-{part}": found[f"{kind}-{part}"] for part in parts}


def actions(documents: Mapping[str, Any]) -> set[str]:
    return {
        action for document in documents.values() for one in document["Statement"] for action in as_list(one["Action"])
    }


def needed(deployed: Record) -> Iterator[str]:
    """What CloudFormation says that the recorded types take, from the first to the last day of a resource."""
    kinds = {one.type for stack in EVERY_STACK for one in deployed(stack).resources if one.type.startswith("aws:")}
    known = {kind: one.cloudformation for kind, one in COUNTERPARTS.items()}
    for kind in kinds:
        if known.get(kind):
            schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", known[kind]).schema
            for handler in schema.get("handlers", {}).values():
                yield from handler.get("permissions", [])


def test_it_may_do_what_its_resources_take_and_no_more(deployed: Record) -> None:
    left_out = [pattern for patterns in DIFFERENCES["left_out"].values() for pattern in patterns]
    added = {action for patterns in DIFFERENCES["added"].values() for action in patterns}
    wanted = set(needed(deployed))
    assert [one for one in left_out if not any(fnmatchcase(action, one) for action in wanted)] == [], "not needed"
    kept = {action for action in wanted if not any(fnmatchcase(action, pattern) for pattern in left_out)}
    assert added & kept == set(), "not an addition"
    assert actions(policies(deployed, "prod", "deploy")) == kept | added


@pytest.mark.parametrize("stack", EVERY_STACK)
def test_it_reaches_everything_that_stands_in_the_stack(stack: str, deployed: Record) -> None:
    documents = list(policies(deployed, stack, "deploy").values())
    out_of_reach = [
        f"{one.type} {arn}"
        for one in deployed(stack).resources
        for arn in [str(one.outputs.get("arn", ""))]
        if one.custom
        and one.type not in OF_ANOTHER
        and arn.startswith("arn:")
        and not _is_a_persons(one, arn)
        and not _reached(arn, documents)
    ]
    assert out_of_reach == []


def _is_a_persons(resource: Recorded, arn: str) -> bool:
    return (":policy/" in arn and "******" not in arn) or resource.name in {"deploy", "drift", "preview"}


def _reached(arn: str, documents: list[Any]) -> bool:
    """Whether some statement that changes things names it."""
    service = arn.split(":")[2]
    return any(
        allowed(Request(action, arn, {"iam:permissionsboundary": [_boundary(documents)]}), *documents)
        for action in actions(dict(enumerate(documents)))  # type: ignore[arg-type] # names do not matter here
        if action.startswith(f"{service}:") and not action.partition(":")[2].startswith(("Describe", "Get", "List"))
    )


def _boundary(documents: list[Any]) -> str:
    [value] = {
        str(one["Condition"]["StringEquals"]["iam:PermissionsBoundary"])
        for document in documents
        for one in document["Statement"]
        if one["Sid"] == "Roles"
    }
    return value


@pytest.mark.parametrize("stack", EVERY_STACK)
@pytest.mark.parametrize("kind", ["deploy", "drift"])
def test_every_statement_names_real_actions_and_what_they_act_on(stack: str, kind: str, deployed: Record) -> None:
    for name, document in policies(deployed, stack, kind).items():
        assert list(unknown_actions(document)) == [], name
        assert [one for one in wide_resources(document) if " acts on *" in one and NONE_OF_OURS not in one] == [], name
        assert len(by_sid(document)) == len(document["Statement"])


@pytest.mark.parametrize("stack", EVERY_STACK)
def test_iam_takes_every_policy(stack: str, deployed: Record) -> None:
    for one in deployed(stack).of_type(POLICY):
        assert len(json.dumps(json_of(one, "policy"), separators=(",", ":"))) <= MAX_CHARACTERS, one.name
    attached = deployed(stack).of_type("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
    assert max(sum(one.name.startswith(kind) for one in attached) for kind in ("deploy", "drift")) <= MAX_ATTACHED


def test_drift_may_read_the_same_and_change_nothing(deployed: Record) -> None:
    reads = actions(policies(deployed, "prod", "drift"))
    assert reads < actions(policies(deployed, "prod", "deploy"))
    assert {one for one in reads if not one.partition(":")[2].startswith(("Describe", "Get", "List", "View"))} == {
        "kms:Decrypt"
    }
    of_data = {"s3:GetObject", "logs:GetLogEvents", "ssm:GetParameter", "ecr:BatchGetImage", *OF_DATA}
    assert reads & of_data == OF_DATA
