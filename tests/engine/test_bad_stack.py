"""A bad stack on the real engine: it refuses what the offline preview refuses, and nothing for advice alone."""

from pathlib import Path
from typing import Final

import grpc
import pytest
from pulumi import automation
from pulumi.automation import EngineEvent
from pulumi.runtime.proto import provider_pb2
from typing_extensions import override

from ops.findings import Result
from ops.offline.values import from_struct, to_struct
from tests import bad_stack
from tests.engine.deployment import Deployment, Run, Toolbox, short
from tests.engine.provider.account import Account
from tests.engine.provider.counterparts import COUNTERPARTS
from tests.engine.provider.server import StandIn, serving

ADVISED: Final = """
import pulumi
import pulumi_aws as aws

aws_provider = aws.Provider(
    "aws",
    region="ap-northeast-2",
    allowed_account_ids=["123456789012"],
    default_tags={"tags": {"System": "gli", "Environment": "production", "ManagedBy": "pulumi"}},
)
aws.kms.Key(
    "data",
    enable_key_rotation=True,
    opts=pulumi.ResourceOptions(provider=aws_provider, protect=True),
)
"""


class AnyType(StandIn):
    """Takes every type and plans it; nothing is ever deployed with it."""

    @override
    def Check(self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext) -> provider_pb2.CheckResponse:
        if request.type in COUNTERPARTS:
            return super().Check(request, context)
        return provider_pb2.CheckResponse(inputs=request.news)

    @override
    def Create(self, request: provider_pb2.CreateRequest, context: grpc.ServicerContext) -> provider_pb2.CreateResponse:
        assert request.preview
        inputs = {key: value for key, value in from_struct(request.properties).items() if key != "__defaults"}
        planned = self.account.planned(request.type, request.urn, inputs)
        return provider_pb2.CreateResponse(properties=to_struct(planned))


class Bad(Deployment):
    """The bad stack, in front of a provider that takes every type."""

    def __init__(self, toolbox: Toolbox, root: Path) -> None:
        self.toolbox, self.root, self.name, self.account = toolbox, root, bad_stack.STACK, Account()
        root.mkdir(exist_ok=True)
        (root / "state").mkdir()
        bad_stack.laid_out(self.project)
        self.ports = {"aws": toolbox.servers.enter_context(serving(AnyType(self.account)))}
        self.stack = automation.create_or_select_stack(self.name, work_dir=str(self.project), opts=self._options())

    def judged(self) -> tuple[Run, set[tuple[str, str, str]]]:
        """A preview with the policies, and every violation of it: rule, resource and level."""
        run, told = Run(), set[tuple[str, str, str]]()

        def note(event: EngineEvent) -> None:
            run.note(event)
            if policy := event.policy_event:
                told.add((policy.policy_name, short(policy.resource_urn or ""), policy.enforcement_level))

        config = self.root / "policies.json"
        config.write_text(f'{{"exemptions-are-current": {{"enforcementLevel": "mandatory", "at": "{bad_stack.AT}"}}}}')
        try:
            self.stack.preview(
                on_event=note, policy_packs=[str(self.project / "policies")], policy_pack_configs=[str(config)]
            )
        except automation.CommandError as error:
            run.error = str(error)
        return run, told


@pytest.fixture
def bad(toolbox: Toolbox, tmp_path: Path) -> Bad:
    return Bad(toolbox, tmp_path / "bad")


def test_the_engine_refuses_a_bad_stack_for_exactly_what_the_offline_preview_refuses_it_for(bad: Bad) -> None:
    _, findings = bad_stack.judged()
    offline = {
        (one.rule.id, short(one.resource), one.enforcement) for one in findings if one.result is Result.VIOLATION
    }

    run, told = bad.judged()

    assert told == offline
    assert "policy" in run.error.lower()
    assert len({rule for rule, _, _ in told}) >= 60
    assert "hunter2" not in run.error


def test_advice_alone_stops_nothing(bad: Bad) -> None:
    (bad.project / "__main__.py").write_text(ADVISED)
    (bad.project / "policies" / "exemptions.yaml").write_text("[]")

    run, told = bad.judged()

    assert run.error == ""
    assert {level for _, _, level in told} == {"advisory"}
    assert ("kms-description", "aws:kms/key:Key::data") in {(rule, resource) for rule, resource, _ in told}
