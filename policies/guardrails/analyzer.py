"""The pack as the engine asks it over gRPC.

Every answer is the SDK's own. But the SDK deserialises a resource again for each policy, and the whole stack again for
each policy that looks at it, so it is asked for no more than it must: about a resource only the policies that judge its
type, and for the stack once. `docs/adr/0007-what-the-policies-cost.md` has the figures.
"""

import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime import proto
from pulumi.runtime.proto import analyzer_pb2_grpc
from pulumi_policy import EnforcementLevel, Policy
from pulumi_policy.policy import _PolicyAnalyzerServicer
from typing_extensions import override

from guardrails.configuration import read_configuration
from guardrails.pack import policies, reading_stack, settings_of
from guardrails.rule import ResourceRule, StackRule
from guardrails.secrecy import hide_secrets
from guardrails.situation import Situation

NAME: Final = "platform-guardrails"
VERSION: Final = "0.0.1"  # as the SDK's own packs say; the engine takes the one of PulumiPolicy.yaml
UNLIMITED: Final = (("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1))

Context = Any
"""grpc.ServicerContext, which publishes no types."""
Judges = Any
"""The SDK's servicer around some policies; its methods have no types."""


@dataclass(frozen=True)
class _Asked:
    """What to ask about resources of one type."""

    judges: Judges
    """The policies that judge the type; None where there is none."""
    others: proto.AnalyzeResponse
    """What all other policies say of it: that they do not apply."""


class Analyzer(analyzer_pb2_grpc.AnalyzerServicer):
    """Rules that answer the engine."""

    def __init__(self, rules: Sequence[ResourceRule | StackRule], situation: Situation) -> None:
        self._situation = situation
        self._policies = {policy.name: policy for policy in policies(rules, situation)}
        self._on = {rule.id: rule.on for rule in rules if isinstance(rule, ResourceRule)}
        self._settings = settings_of(rules)
        self._whole = _sdk([*self._policies.values()])
        self._reader = _sdk([reading_stack(situation)])
        self._configured: dict[str, proto.PolicyConfig] = {}
        self._asked: dict[str, _Asked] = {}

    @override
    def GetAnalyzerInfo(self, request: empty_pb2.Empty, context: Context) -> proto.AnalyzerInfo:
        """Says by which tier it judges, too."""
        info: proto.AnalyzerInfo = self._whole.GetAnalyzerInfo(request, context)
        info.tags.append(f"tier:{self._situation.tier}")
        return info

    @override
    def GetPluginInfo(self, request: empty_pb2.Empty, context: Context) -> proto.PluginInfo:
        info: proto.PluginInfo = self._whole.GetPluginInfo(request, context)
        return info

    @override
    def ConfigureStack(
        self, request: proto.AnalyzerStackConfigureRequest, context: Context
    ) -> proto.AnalyzerStackConfigureResponse:
        return proto.AnalyzerStackConfigureResponse()  # stack tags, which no rule reads

    @override
    def Remediate(self, request: proto.AnalyzeRequest, context: Context) -> proto.RemediateResponse:
        return proto.RemediateResponse()  # no rule changes a resource

    @override
    def Configure(self, request: proto.ConfigureAnalyzerRequest, context: Context) -> empty_pb2.Empty:
        """Takes levels and settings; what nothing here would read ends the preview."""
        try:
            self._situation.configured = read_configuration(request.policyConfig, self._settings)
        except ValueError as error:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(error))
        self._configured = {name: config for name, config in request.policyConfig.items() if name in self._policies}
        self._asked.clear()
        self._whole.Configure(request, context)
        return empty_pb2.Empty()

    @override
    def Analyze(self, request: proto.AnalyzeRequest, context: Context) -> proto.AnalyzeResponse:
        asked = self._asked.get(request.type)
        if asked is None:
            asked = self._asked[request.type] = self._ask_about(request.type)
        if asked.judges is None:
            return asked.others
        response: proto.AnalyzeResponse = asked.judges.Analyze(request, context)
        hide_secrets(response, [request.properties])
        response.MergeFrom(asked.others)
        return response

    @override
    def AnalyzeStack(self, request: proto.AnalyzeStackRequest, context: Context) -> proto.AnalyzeResponse:
        """Reads the stack once, and then asks about none: rules have it from the situation."""
        self._reader.AnalyzeStack(request, context)
        response: proto.AnalyzeResponse = self._whole.AnalyzeStack(proto.AnalyzeStackRequest(), context)
        hide_secrets(response, (resource.properties for resource in request.resources))
        return response

    def _ask_about(self, resource_type: str) -> _Asked:
        judging = [name for name, types in self._on.items() if resource_type in types]
        others = proto.AnalyzeResponse(
            not_applicable=[
                proto.PolicyNotApplicable(policy_name=name)
                for name in self._on
                if name not in judging and not self._is_disabled(name)
            ]
        )
        if not judging:
            return _Asked(None, others)
        judges = _sdk([self._policies[name] for name in judging])
        configured = {name: config for name, config in self._configured.items() if name in judging}
        judges.Configure(proto.ConfigureAnalyzerRequest(policyConfig=configured), None)
        return _Asked(judges, others)

    def _is_disabled(self, name: str) -> bool:
        config = self._configured.get(name)
        return config is not None and config.enforcementLevel == proto.DISABLED


def serve(analyzer: Analyzer) -> None:
    """Answers until the process is ended; its only line on stdout is the port, as the engine wants it."""
    server = grpc.server(ThreadPoolExecutor(max_workers=1), options=UNLIMITED)
    analyzer_pb2_grpc.add_AnalyzerServicer_to_server(analyzer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    server.wait_for_termination()


def _sdk(judging: list[Policy]) -> Judges:
    return _PolicyAnalyzerServicer(NAME, VERSION, judging, EnforcementLevel.ADVISORY)
