"""The end of a rollback or release over recorded answers, whatever `pulumi up` said of itself."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ops.live.aws import Aws
from ops.live.console import Console
from ops.live.ledger import Kind
from ops.release.conclude import conclude
from ops.release.steps import Steps
from ops.release.target import Outside, Target
from ops.release.verdict import Expected
from ops.release.watch import CATCHING_UP
from tests.ops.release.answers import NEW, Frame
from tests.ops.release.hands import Client, Session, Time, observed_service
from tests.ops.release.recordings import DIGESTS, FAILED, SUCCEEDED

LONGEST = 300 + 15 + 5 * (3 + 5)
"""Seconds: what the deployment may take, then settling and five tries."""


def concluded(
    frames: Sequence[Frame], status: int, kind: Kind, engine_failed: str, begun: int = 0
) -> tuple[bool, list[str]]:
    """Whether it is called good, and the outcomes in the ledger; asserts that it ends."""
    time, looks = Time(), iter(range(begun, 10_000))
    moments = {"now": begun}

    def moment(operation: str) -> int:
        if operation == "DescribeServices":
            moments["now"] = next(looks)
        return moments["now"]

    client = Client(frames, moment)
    environment, service = observed_service()
    aws = cast("Aws", Session(client))
    target = Target(
        root=Path(),
        config_file=None,
        environment=environment,
        service=service,
        aws=aws,
        console=Console(as_json=True),
        outside=Outside(clock=time.clock(), ask=lambda _: status),
    )
    good = conclude(
        target,
        kind,
        {"api": Expected(DIGESTS[NEW])},
        Steps(planned=["verified"], way_out=""),
        catching_up=CATCHING_UP,
        engine_failed=engine_failed,
    )
    assert time.passed <= LONGEST
    entries = [json.loads(asked["Value"]) for operation, asked in client.calls if operation == "PutParameter"]
    assert [one["kind"] for one in entries] == [kind]
    return good, [one["outcome"] for one in entries]


@pytest.mark.parametrize("frames", FAILED.values(), ids=FAILED)
@given(
    st.integers(0, 4),
    st.sampled_from([200, 503]),
    st.sampled_from(["release", "rollback"]),
    st.sampled_from(["", "`pulumi up` ended with 255"]),
)
@settings(max_examples=15, deadline=None)
def test_what_failed_is_not_good_although_pulumi_said_so(
    frames: Sequence[Frame], begun: int, status: int, kind: Kind, engine_failed: str
) -> None:
    assert concluded(frames, status, kind, engine_failed, begun) == (False, ["failed"])


@pytest.mark.parametrize("frames", SUCCEEDED.values(), ids=SUCCEEDED)
def test_what_runs_is_not_good_where_pulumi_failed(frames: Sequence[Frame]) -> None:
    assert concluded(frames, 200, "rollback", "`pulumi up` ended with 255") == (False, ["failed"])
    assert concluded(frames[-1:], 200, "rollback", "`pulumi up` ended with 255") == (False, ["failed"])


@pytest.mark.parametrize("frames", SUCCEEDED.values(), ids=SUCCEEDED)
def test_what_runs_and_serves_is_good(frames: Sequence[Frame]) -> None:
    assert concluded(frames, 200, "rollback", "") == (True, ["succeeded"])
