"""The stand-in for `pulumi-resource-aws`: Pulumi's provider protocol over an account that is not there."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.metadata import version

import grpc
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc
from typing_extensions import override

from ops.offline.cloud import Cloud
from ops.offline.shapes import SHAPES
from ops.offline.values import from_struct, to_struct
from tests.engine.provider.account import Account, Live, RefusedError
from tests.engine.provider.counterpart import Properties
from tests.engine.provider.diff import DEFAULTS, counterpart_of, difference

VERSION = version("pulumi_aws")
WORKERS = 16

Kind = provider_pb2.PropertyDiff.Kind
Modes = provider_pb2.CheckRequest.AutonamingOptions.Mode


class StandIn(provider_pb2_grpc.ResourceProviderServicer):
    """Answers the engine as the aws provider would, as far as this program goes."""

    def __init__(self, account: Account) -> None:
        self.account = account

    @override
    def Handshake(
        self, request: provider_pb2.ProviderHandshakeRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ProviderHandshakeResponse:
        return provider_pb2.ProviderHandshakeResponse(supports_autonaming_configuration=True)

    @override
    def GetPluginInfo(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        return plugin_pb2.PluginInfo(version=VERSION)

    @override
    def CheckConfig(
        self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CheckResponse:
        return provider_pb2.CheckResponse(inputs=request.news)

    @override
    def DiffConfig(self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext) -> provider_pb2.DiffResponse:
        changed = from_struct(request.old_inputs) != from_struct(request.news)
        return provider_pb2.DiffResponse(changes=_changes(changed=changed))

    @override
    def Configure(
        self, request: provider_pb2.ConfigureRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ConfigureResponse:
        config = from_struct(request.args)
        accounts = str(config.get("allowedAccountIds", "")).strip('[]"')
        self.account.cloud = Cloud(account=accounts, region=str(config.get("region", "")))
        return provider_pb2.ConfigureResponse(supportsPreview=True, supports_autonaming_configuration=True)

    @override
    def Check(self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext) -> provider_pb2.CheckResponse:
        with _refusals(context):
            counterpart_of(request.type)
            inputs = from_struct(request.news)
            named_by = SHAPES[request.type].named_by
            filled_in = []
            if named_by and not inputs.get(named_by) and request.autonaming.mode != Modes.DISABLE:
                inputs[named_by] = _kept_name(request, named_by) or request.autonaming.proposed_name
                filled_in.append(named_by)
            return provider_pb2.CheckResponse(inputs=to_struct(inputs | {DEFAULTS: filled_in}))

    @override
    def Diff(self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext) -> provider_pb2.DiffResponse:
        with _refusals(context):
            old, new = from_struct(request.old_inputs), from_struct(request.news)
            found = difference(request.type, old, new)
            return provider_pb2.DiffResponse(
                changes=_changes(changed=bool(found.changed)),
                diffs=sorted(found.changed),
                replaces=sorted(found.replaces),
                deleteBeforeReplace=found.delete_first,
                hasDetailedDiff=True,
                detailedDiff={
                    key: provider_pb2.PropertyDiff(kind=_kind(key, old, new, replaces=key in found.replaces))
                    for key in found.changed
                },
            )

    @override
    def Create(self, request: provider_pb2.CreateRequest, context: grpc.ServicerContext) -> provider_pb2.CreateResponse:
        inputs = _without_notes(request.properties)
        if request.preview:
            planned = self.account.planned(request.type, request.urn, inputs)
            return provider_pb2.CreateResponse(properties=to_struct(planned))
        with _refusals(context):
            made = self.account.create(request.type, request.urn, inputs)
        return provider_pb2.CreateResponse(id=made.id, properties=to_struct(made.outputs))

    @override
    def Read(self, request: provider_pb2.ReadRequest, context: grpc.ServicerContext) -> provider_pb2.ReadResponse:
        properties = from_struct(request.properties)
        imported = not properties
        found = self.account.importable(request.type, request.id) if imported else None
        found = found or self.account.find(request.type, request.id, properties)
        if found is None:
            return provider_pb2.ReadResponse()
        notes = _notes(from_struct(request.inputs), imported=imported)
        return provider_pb2.ReadResponse(
            id=found.id, properties=to_struct(found.outputs), inputs=to_struct(found.inputs | notes)
        )

    @override
    def Update(self, request: provider_pb2.UpdateRequest, context: grpc.ServicerContext) -> provider_pb2.UpdateResponse:
        inputs = _without_notes(request.news)
        with _refusals(context):
            found = self._found(request.type, request.id, request.olds)
            if request.preview:
                return provider_pb2.UpdateResponse(properties=to_struct(inputs | found.computed))
            before = _without_notes(request.old_inputs)
            changed = self.account.update(request.type, request.urn, found, before, inputs)
        return provider_pb2.UpdateResponse(properties=to_struct(changed.outputs))

    @override
    def Delete(self, request: provider_pb2.DeleteRequest, context: grpc.ServicerContext) -> empty_pb2.Empty:
        with _refusals(context):
            found = self._found(request.type, request.id, request.properties)
            self.account.delete(request.type, request.urn, found)
        return empty_pb2.Empty()

    @override
    def Invoke(self, request: provider_pb2.InvokeRequest, context: grpc.ServicerContext) -> provider_pb2.InvokeResponse:
        context.abort(grpc.StatusCode.UNIMPLEMENTED, f"the program looks something up: {request.tok}")
        raise AssertionError("abort raises")

    @override
    def Cancel(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> empty_pb2.Empty:
        return empty_pb2.Empty()

    @override
    def Attach(self, request: plugin_pb2.PluginAttach, context: grpc.ServicerContext) -> empty_pb2.Empty:
        return empty_pb2.Empty()

    def _found(self, token: str, resource_id: str, outputs: struct_pb2.Struct) -> Live:
        found = self.account.find(token, resource_id, from_struct(outputs))
        if found is None:
            raise RefusedError(f"NotFound: there is no {token} {resource_id}")
        return found


@contextmanager
def serving(provider: StandIn) -> Iterator[int]:
    """Serve a provider on a port of this machine; give the port."""
    server = grpc.server(ThreadPoolExecutor(WORKERS))
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(provider, server)
    port: int = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield port
    finally:
        server.stop(None).wait()


@contextmanager
def _refusals(context: grpc.ServicerContext) -> Iterator[None]:
    try:
        yield
    except (LookupError, RefusedError) as error:
        context.abort(grpc.StatusCode.UNKNOWN, str(error))


def _notes(inputs: Properties, *, imported: bool) -> dict[str, object]:
    """Which inputs are defaults: none after an import, and a refresh drops a note that is empty (Pulumi's bridge)."""
    notes = inputs.get(DEFAULTS)
    return {DEFAULTS: notes or []} if notes or imported else {}


def _kept_name(request: provider_pb2.CheckRequest, named_by: str) -> object:
    """A name that was filled in before stays; where nothing is noted, any value may have been filled in."""
    old = from_struct(request.olds)
    notes = old.get(DEFAULTS, [named_by])
    return old.get(named_by) if isinstance(notes, list) and named_by in notes else None


def _without_notes(struct: struct_pb2.Struct) -> dict[str, object]:
    return {key: value for key, value in from_struct(struct).items() if key != DEFAULTS}


def _changes(*, changed: bool) -> provider_pb2.DiffResponse.DiffChanges.ValueType:
    return provider_pb2.DiffResponse.DIFF_SOME if changed else provider_pb2.DiffResponse.DIFF_NONE


def _kind(key: str, old: Properties, new: Mapping[str, object], *, replaces: bool) -> Kind.ValueType:
    plain, replacing = {
        (False, True): (Kind.ADD, Kind.ADD_REPLACE),
        (True, False): (Kind.DELETE, Kind.DELETE_REPLACE),
        (True, True): (Kind.UPDATE, Kind.UPDATE_REPLACE),
    }[(old.get(key) is not None, new.get(key) is not None)]
    return replacing if replaces else plain
