"""What IAM lets parts of a stack do with its stores, read from the policies of their roles."""

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, Final

from ops.diagram.model import Flow, Look, Node, Way
from ops.diagram.read import types
from ops.diagram.read.found import Found
from ops.diagram.read.resources import Resources, listed, slug, statements, text

VERBS: Final[Mapping[str, Mapping[str, str]]] = {
    types.SECRET: {"secretsmanager:GetSecretValue": "reads"},
    types.PARAMETER: {
        "ssm:GetParameter": "reads",
        "ssm:GetParameters": "reads",
        "ssm:GetParametersByPath": "reads",
    },
    types.REPOSITORY: {"ecr:BatchGetImage": "pulls"},
    types.BUCKET: {"s3:GetObject": "reads", "s3:PutObject": "writes"},
    types.QUEUE: {"sqs:SendMessage": "sends", "sqs:ReceiveMessage": "receives"},
    types.VOLUME: {"ec2:AttachVolume": "attaches"},
}
"""What a picture says of an action, by the type of what it acts on. Other actions are not drawn."""
SERVICE_OF: Final = {types.SECRET: "secretsmanager", types.PARAMETER: "ssm", types.REPOSITORY: "ecr"}
"""Of what another stack may have made, the service in its ARN."""
FOREIGN: Final = {types.SECRET: "Secret", types.PARAMETER: "Parameter", types.REPOSITORY: "ECR repository"}


def grants(resources: Resources, found: Sequence[Found]) -> Iterator[tuple[Flow, Node | None]]:
    """Who may do what with which store, with the node of a store that is none of the stack's."""
    holders = {role: one for one in found for role in one.roles}
    for policy in resources.of(types.ROLE_POLICY):
        holder = holders.get(text(policy, "role"))
        if holder is not None:
            for statement in statements(policy.outputs.get("policy")):
                for target, verb, outside in _of_statement(resources, found, statement):
                    yield Flow(holder.node.id, target, Way.GRANT, verb), outside


def _of_statement(
    resources: Resources, found: Sequence[Found], statement: Mapping[str, Any]
) -> Iterator[tuple[str, str, Node | None]]:
    actions, patterns = listed(statement.get("Action")), listed(statement.get("Resource"))
    for token, verbs in VERBS.items():
        verb = next((verbs[action] for action in actions if action in verbs), "")
        if verb:
            for pattern in patterns:
                matched = [
                    one.node.id for one in found if any(_matches(arn, pattern) for arn in _arns(resources, one, token))
                ]
                for node in matched:
                    yield node, verb, None
                is_path = f"{pattern}/*" in patterns
                outside = None if matched or is_path else _foreign(token, pattern)
                if outside:
                    yield outside.id, verb, outside


def _arns(resources: Resources, found: Found, token: str) -> list[str]:
    """The ARNs of a node's resources of this type."""
    if found.resource.type != token:
        return []
    return [text(one, "arn") for one in resources.of(token) if one.urn in found.node.urns]


def _matches(arn: str, pattern: str) -> bool:
    """As IAM compares; what stands for objects in a bucket is about the bucket."""
    return fnmatchcase(arn, pattern) or (arn.startswith("arn:aws:s3:::") and pattern.startswith(f"{arn}/"))


def _foreign(token: str, pattern: str) -> Node | None:
    """A store that another stack or somebody else made, where the policy names one."""
    if token not in FOREIGN or not pattern.startswith(f"arn:aws:{SERVICE_OF[token]}:"):
        return None
    name = pattern.split(":", 5)[5].removeprefix("secret:").removeprefix("parameter").removeprefix("repository/")
    name = name.removesuffix("-??????")
    if "*" in name or "?" in name:
        return None
    return Node(
        slug("foreign", token.rpartition(":")[2], name), Look.OUTSIDE, f"{FOREIGN[token]}, made elsewhere", name
    )
