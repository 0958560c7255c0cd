"""Resource policies, compared by what they mean."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from components._iam import Statement, document, statement
from ops.bootstrap.place import Place


def tls_only(place: Place) -> Statement:
    """Nobody reaches the bucket without TLS (AWS FSBP S3.5)."""
    arn = f"arn:aws:s3:::{place.bucket}"
    return statement(
        "TlsOnly",
        effect="Deny",
        principal="*",
        actions=["s3:*"],
        resources=[arn, f"{arn}/*"],
        condition={"Bool": {"aws:SecureTransport": "false"}},
    )


def by_iam(place: Place) -> Statement:
    """The account's IAM says who may use the key; in a key policy the resource `*` means this key."""
    return statement(
        "AccountByIam", principal={"AWS": f"arn:aws:iam::{place.account}:root"}, actions=["kms:*"], resources=["*"]
    )


def with_statement(policy: str | None, added: Statement) -> str:
    """The document with one statement more; what it said stays."""
    return json.dumps(document(*statements(policy), added))


def statements(policy: str | None) -> Sequence[Statement]:
    """What a document says; nothing where there is none."""
    found: Any = json.loads(policy)["Statement"] if policy else []
    return found if isinstance(found, list) else [found]


def beside(policy: str | None, ours: Statement) -> Sequence[str]:
    """The statements that are not ours, by their ids."""
    return [str(one.get("Sid", "one without a Sid")) for one in statements(policy) if not same(one, ours)]


def same(one: Statement, other: Statement) -> bool:
    """Whether two statements say the same, whatever their ids and their spelling."""
    return bool(_meaning(one) == _meaning(other))


def _meaning(value: Any) -> Any:
    """A list of one is its element, lists have no order, `*` is every AWS principal, ids say nothing."""
    if isinstance(value, Mapping):
        if set(value) == {"AWS"} and _meaning(value["AWS"]) == "*":
            return "*"
        return {key: _meaning(part) for key, part in value.items() if key != "Sid"}
    if isinstance(value, list):
        return _meaning(value[0]) if len(value) == 1 else sorted(map(str, map(_meaning, value)))
    return str(value).lower() if isinstance(value, bool) else value
