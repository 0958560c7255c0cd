"""What `pulumi up` of an environment takes: the actions of deploy_actions.yaml on this environment's names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from components._iam import Statement, statement
from components.delivery.delivery_names import boundary_arn
from naming import Names

ACTIONS_FILE = Path(__file__).with_name("deploy_actions.yaml")
READS = ("Describe", "Get", "List", "View")
"""How actions begin that change nothing."""


@cache
def _rows() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    rows: Mapping[str, Mapping[str, Mapping[str, Any]]] = yaml.safe_load(ACTIONS_FILE.read_text("utf-8"))
    return rows


@dataclass(frozen=True)
class Scope:
    """What the statements are filled with."""

    names: Names
    stack: str
    also: Mapping[str, Sequence[str]]
    """ARNs by statement, of what a stack file may name otherwise than naming.yaml does."""


def deploy_statements(scope: Scope) -> Mapping[str, Sequence[Statement]]:
    """The statements by part, each part a policy of its own."""
    return {
        part: [_statement(sid, row, row["actions"], scope) for sid, row in rows.items()]
        for part, rows in _rows().items()
    }


def read_statements(scope: Scope) -> Mapping[str, Sequence[Statement]]:
    """The same by part, with those actions alone that change nothing; what a refresh asks for."""
    return {
        part: [_statement(sid, row, reads, scope) for sid, row in rows.items() if (reads := _reads(row))]
        for part, rows in _rows().items()
    }


def _reads(row: Mapping[str, Any]) -> list[str]:
    own = [action for action in row["actions"] if action.startswith(READS)]
    return [*own, "Decrypt"] if "Decrypt" in row["actions"] else own


def _statement(sid: str, row: Mapping[str, Any], actions: Sequence[str], scope: Scope) -> Statement:
    parts = {**scope.names.own, "stack": scope.stack, "boundary": boundary_arn(scope.names)}
    service = row["service"]
    arns = [f"arn:aws:{service}:{pattern}" for pattern in row.get("resources", ())]
    condition = row.get("condition")
    return statement(
        sid,
        actions=[f"{service}:{action}" for action in actions],
        resources=[*(arn.format(**parts) for arn in (*arns, *row.get("arns", ()))), *scope.also.get(sid, ())] or ["*"],
        condition=_filled(condition, parts) if condition else None,
    )


def _filled(value: Any, parts: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return value.format(**parts)
    if isinstance(value, Mapping):
        return {key: _filled(inner, parts) for key, inner in value.items()}
    return [_filled(inner, parts) for inner in value]


def named_otherwise(
    names: Names, websites: Sequence[str], load_balancers: Sequence[str], topic: str
) -> Mapping[str, Sequence[str]]:
    """ARNs by statement of the environment's buckets and topics: by naming.yaml, and as the stack file names them."""
    sites, balancers = [names.any("website"), *websites], [names.any("load_balancer"), *load_balancers]
    buckets = {
        *sites,
        *(names.any("website_logs", website=site) for site in sites),
        *(names.any("load_balancer_logs", load_balancer=balancer) for balancer in balancers),
    }
    arns = [f"arn:aws:s3:::{bucket}" for bucket in sorted(buckets)]
    return {
        "Buckets": [*arns, *(f"{arn}/*" for arn in arns)],
        "Topics": [f"arn:aws:sns:*:{names.account}:{topic}*"],
    }
