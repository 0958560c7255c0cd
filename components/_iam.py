"""IAM documents as plain data; `pulumi.Output.json_dumps` turns them into what AWS takes."""

from collections.abc import Mapping, Sequence
from typing import Any

from pulumi import Input

Statement = dict[str, Any]
Condition = Mapping[str, Mapping[str, Input[str] | Sequence[Input[str]]]]


def statement(
    sid: str,
    *,
    actions: Sequence[str],
    resources: Sequence[Input[str]],
    effect: str = "Allow",
    principal: str | Mapping[str, str | Sequence[str]] | None = None,
    condition: Condition | None = None,
) -> Statement:
    """One statement; `principal` belongs to resource policies and trust policies only."""
    made: Statement = {"Sid": sid, "Effect": effect, "Action": list(actions), "Resource": list(resources)}
    if principal is not None:
        made["Principal"] = principal
    if condition is not None:
        made["Condition"] = condition
    return made


def document(*statements: Statement) -> dict[str, Any]:
    """A policy document of the current version of IAM's language."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def service_trust(service: str, *, account: str, source_arn: str | Sequence[str]) -> dict[str, Any]:
    """Lets one AWS service assume a role, for this account's own resource and no other account's (confused deputy)."""
    return document(
        {
            "Sid": "Service",
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": account},
                "ArnLike": {"aws:SourceArn": source_arn},
            },
        }
    )
