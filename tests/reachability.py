"""Reads from a recording who can reach whom: ways of the network, and what documents allow, by the names of a stack."""

import json
from collections.abc import Iterator
from typing import Any

from ops.offline.recording import Recorded, Recording
from tests.components.iam_documents import as_list
from tests.harness import inputs_by_name, json_of, listed

INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
ROLE = "aws:iam/role:Role"
POLICY = "aws:iam/policy:Policy"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
DELIVERY = "platform:delivery:"
LIFECYCLE = "aws:ecr/lifecyclePolicy:LifecyclePolicy"

LONG = {"dev": "development", "stg": "staging", "prod": "production"}
TOPICS = {"dev": "gli-alerts-dev", "stg": "gli-alerts-stg", "prod": "gli-alerts"}
Way = tuple[str, str, int]
"""Who, whom, at which port."""
May = dict[str, set[str]]
"""Actions by what they act on."""


def ways(recording: Recording, token: str) -> Iterator[Way]:
    """The ways that one end's rules open, by names."""
    groups = {group.id: group.name for group in recording.of_type(GROUP)}
    for rule in inputs_by_name(recording, token).values():
        assert (rule["ipProtocol"], rule["fromPort"]) == ("tcp", rule["toPort"])
        own, source = groups[rule["securityGroupId"]], rule.get("referencedSecurityGroupId")
        other = groups[source] if source else {"0.0.0.0/0": "internet"}[rule["cidrIpv4"]]
        yield (other, own, rule["fromPort"]) if token == INGRESS else (own, other, rule["fromPort"])


def members(recording: Recording) -> dict[str, set[str]]:
    """What stands in which group."""
    groups = {group.id: group.name for group in recording.of_type(GROUP)}
    found: dict[str, set[str]] = {name: set() for name in groups.values()}
    for resource in recording.resources:
        network = resource.inputs.get("networkConfiguration")
        inside = network["securityGroups"] if isinstance(network, dict) else []
        for key in ("securityGroups", "securityGroupIds", "vpcSecurityGroupIds"):
            inside = [*inside, *(listed(resource, key) if resource.inputs.get(key) else [])]
        kind = "".join(f" {c.lower()}" if c.isupper() else c for c in resource.type.rpartition(":")[2]).strip()
        for group in inside:
            found[groups[group]].add(f"{kind} {resource.name}")
    return found


def readable(recording: Recording, arn: str) -> str:
    """An ARN by what it means: the service and the resource, or the secret or key of this stack."""
    for kind, token in (
        ("secret", "aws:secretsmanager/secret:Secret"),
        ("key", "aws:kms/key:Key"),
        ("key", "aws:kms/replicaKey:ReplicaKey"),
    ):
        for made in recording.of_type(token):
            own = str(made.outputs["arn"])
            if arn.startswith(own):
                return f"{kind} {made.inputs.get('name', made.name)}{arn.removeprefix(own)}"
    if not arn.startswith("arn:"):
        return arn
    service, resource = arn.split(":", 5)[2], arn.split(":", 5)[5]
    return f"{service} {resource}"


def roles(recording: Recording) -> dict[str, tuple[str, May]]:
    """Each role of what runs: who takes it, and what its documents allow on what.

    Those by which it is delivered are others' subject: tests/components/delivery, and tests/ops/*/test_a_role_may_*.py.
    """
    found: dict[str, tuple[str, May]] = {}
    names = {}
    for role in (one for one in recording.of_type(ROLE) if DELIVERY not in one.urn):
        assert {"managedPolicyArns", "inlinePolicies"}.isdisjoint(role.inputs)
        (trust,) = json_of(role, "assumeRolePolicy")["Statement"]
        names[role.outputs["name"]] = role.name
        found[role.name] = (trust["Principal"]["Service"], {})
    for policy in (one for one in recording.of_type(ROLE_POLICY) if DELIVERY not in one.urn):
        may = found[names[policy.inputs["role"]]][1]
        for statement in json_of(policy, "policy")["Statement"]:
            assert statement["Effect"] == "Allow"
            for resource in as_list(statement["Resource"]):
                may.setdefault(readable(recording, resource), set()).update(as_list(statement["Action"]))
    return found


def policies(recording: Recording, effect: str) -> Iterator[tuple[Recorded, set[tuple[str, str, str]]]]:
    """Each policy that stands on a resource, with whom it allows or refuses what on what."""
    for resource in recording.resources:
        if not resource.custom or "policy" not in resource.inputs or resource.type in {POLICY, ROLE_POLICY, LIFECYCLE}:
            continue
        rows = set()
        for statement in json_of(resource, "policy")["Statement"]:
            principal = statement["Principal"]
            whom = [p for kind in principal.values() for p in as_list(kind)] if principal != "*" else ["*"]
            if statement["Effect"] == effect:
                rows |= {
                    (one, action, readable(recording, on))
                    for one in whom
                    for action in as_list(statement["Action"])
                    for on in as_list(statement["Resource"])
                }
        yield resource, rows


def in_order(condition: dict[str, dict[str, object]]) -> dict[str, dict[str, object]]:
    """The condition with each list of values sorted."""
    return {
        operator: {key: sorted(value) if isinstance(value, list) else value for key, value in keys.items()}
        for operator, keys in condition.items()
    }


def container_secrets(recording: Recording) -> dict[str, dict[str, str]]:
    """What each service's container gets from secrets, by variable."""
    return {
        task.name: {
            variable["name"]: readable(recording, variable["valueFrom"])
            for container in json.loads(str(task.inputs["containerDefinitions"]))
            for variable in container["secrets"]
        }
        for task in recording.of_type("aws:ecs/taskDefinition:TaskDefinition")
    }


def filled(table: Any, stack: str) -> Any:
    """The table with the environment's names."""
    if isinstance(table, str):
        return table.replace("{long}", LONG[stack]).replace("{short}", stack).replace("{topic}", TOPICS[stack])
    if isinstance(table, dict):
        return {filled(key, stack): filled(value, stack) for key, value in table.items()}
    if isinstance(table, set | tuple):
        return type(table)(filled(value, stack) for value in table)
    return table
