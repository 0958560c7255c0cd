"""The pack as a process of its own, started as the engine starts it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import grpc
import pytest
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


SUBNET = "urn:pulumi:dev::platform::aws:ec2/subnet:Subnet::network-1"


def configuration(levels: Mapping[str, proto.EnforcementLevel.ValueType], **properties: Mapping[str, str]) -> Any:
    """What the engine sends: every policy's level, and what else a file sets."""
    return proto.ConfigureAnalyzerRequest(
        policyConfig={
            name: proto.PolicyConfig(
                enforcementLevel=levels.get(name, proto.ADVISORY),
                properties=json_format.ParseDict(dict(properties.get(name, {})), struct_pb2.Struct()),
            )
            for name in {**levels, **properties}
        }
    )


def levels_of(pack: Any) -> dict[str, proto.EnforcementLevel.ValueType]:
    return {policy.name: policy.enforcementLevel for policy in pack.GetAnalyzerInfo(empty_pb2.Empty()).policies}


def test_the_engine_can_start_the_pack_and_ask_it() -> None:
    with started("development") as pack:
        levels = levels_of(pack)
        pack.Configure(configuration(levels))
        pack.ConfigureStack(proto.AnalyzerStackConfigureRequest(stack="dev", project="platform"))
        name = pack.GetAnalyzerInfo(empty_pb2.Empty()).name
        question = proto.AnalyzeRequest(
            type="aws:ec2/subnet:Subnet",
            name="network-1",
            urn=SUBNET,
            properties=json_format.ParseDict({"mapPublicIpOnLaunch": True}, struct_pb2.Struct()),
        )
        changed = pack.Remediate(question)
        analyzed = pack.Analyze(question)
        stack = pack.AnalyzeStack(
            proto.AnalyzeStackRequest(
                resources=[proto.AnalyzerResource(type="aws:ec2/subnet:Subnet", name="network-1", urn=SUBNET)]
            )
        )
        plugin = pack.GetPluginInfo(empty_pb2.Empty())

    assert name == "platform-guardrails"
    assert plugin.version == version("pulumi_policy")
    assert levels["vpc-dns"] == proto.ADVISORY
    assert levels["subnet-no-public-address"] == proto.MANDATORY
    assert not changed.remediations
    assert [diagnostic.policyName for diagnostic in analyzed.diagnostics] == ["subnet-no-public-address"]
    assert {skipped.policy_name: skipped.reason for skipped in analyzed.not_applicable}["stateful-protected"] == (
        "not_applicable: judged in production only, this is development"
    )
    assert not stack.diagnostics


def test_a_configuration_that_nothing_would_read_is_refused_and_not_a_crash() -> None:
    with started("development") as pack:
        with pytest.raises(grpc.RpcError) as refusal:
            pack.Configure(configuration({"vpc-dsn": proto.MANDATORY}))
        alive = levels_of(pack)

    assert isinstance(refusal.value, grpc.Call)
    assert refusal.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert refusal.value.details() == "vpc-dsn is no rule of this pack (did you mean vpc-dns?)"
    assert alive


def test_the_pack_judges_as_production_where_nothing_names_a_tier() -> None:
    with started("") as pack:
        levels = levels_of(pack)

    assert levels["vpc-dns"] == proto.MANDATORY
