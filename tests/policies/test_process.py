"""The pack as a process of its own, started as the engine starts it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime import proto
from pulumi.runtime.proto import analyzer_pb2_grpc

PACK = Path(__file__).parents[2] / "policies"


@contextmanager
def started(tier: str) -> Iterator[Any]:
    """A client of the pack in a process, with the environment that Pulumi's language host gives it."""
    env = {
        **os.environ,
        "PULUMI_PROJECT": "platform",
        "PULUMI_STACK": "dev",
        "PULUMI_DRY_RUN": "true",
        "PULUMI_CONFIG": json.dumps({"platform:stack": json.dumps({"environment": {"tier": tier}})}),
    }
    command = [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:0", str(PACK)]
    with subprocess.Popen(command, cwd=PACK, env=env, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own interpreter and pack
        try:
            assert process.stdout is not None
            with grpc.insecure_channel(f"127.0.0.1:{int(process.stdout.readline())}") as channel:
                yield analyzer_pb2_grpc.AnalyzerStub(channel)
        finally:
            process.terminate()


def test_the_engine_can_start_the_pack_and_ask_it() -> None:
    with started("development") as pack:
        info = pack.GetAnalyzerInfo(empty_pb2.Empty())
        levels = {policy.name: policy.enforcementLevel for policy in info.policies}
        pack.Configure(
            proto.ConfigureAnalyzerRequest(
                policyConfig={
                    name: proto.PolicyConfig(
                        enforcementLevel=level,
                        properties=json_format.ParseDict(
                            {"at": "someday"} if name == "exemptions-are-current" else {}, struct_pb2.Struct()
                        ),
                    )
                    for name, level in levels.items()
                }
            )
        )
        urn = "urn:pulumi:dev::platform::aws:ec2/subnet:Subnet::network-1"
        analyzed = pack.Analyze(
            proto.AnalyzeRequest(
                type="aws:ec2/subnet:Subnet",
                name="network-1",
                urn=urn,
                properties=json_format.ParseDict({"mapPublicIpOnLaunch": True}, struct_pb2.Struct()),
            )
        )
        stack = pack.AnalyzeStack(
            proto.AnalyzeStackRequest(
                resources=[proto.AnalyzerResource(type="aws:ec2/subnet:Subnet", name="network-1", urn=urn)]
            )
        )

    assert info.name == "platform-guardrails"
    assert levels["vpc-dns"] == proto.ADVISORY
    assert levels["subnet-no-public-address"] == proto.MANDATORY
    assert [diagnostic.policyName for diagnostic in analyzed.diagnostics] == ["subnet-no-public-address"]
    assert {skipped.policy_name: skipped.reason for skipped in analyzed.not_applicable}["stateful-protected"] == (
        "not_applicable: judged in production only, this is development"
    )
    assert [diagnostic.message.splitlines()[1] for diagnostic in stack.diagnostics] == [
        "`at` 'someday' is no day; write it as 2027-01-31"
    ]


def test_the_pack_judges_as_production_where_nothing_names_a_tier() -> None:
    with started("") as pack:
        levels = {policy.name: policy.enforcementLevel for policy in pack.GetAnalyzerInfo(empty_pb2.Empty()).policies}

    assert levels["vpc-dns"] == proto.MANDATORY
