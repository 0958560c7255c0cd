"""The stand-in for `pulumi-resource-random`: it makes passwords, and remembers them so that tests can look for them."""

from importlib.metadata import version

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2
from typing_extensions import override

from ops.offline.values import from_struct, to_struct
from tests.engine.provider.server import StandIn

VERSION = version("pulumi_random")


class Passwords(StandIn):
    """A password is in the state alone: no account knows of it, and nothing changes it in place."""

    @override
    def GetPluginInfo(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        return plugin_pb2.PluginInfo(version=VERSION)

    @override
    def Configure(
        self, request: provider_pb2.ConfigureRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ConfigureResponse:
        return provider_pb2.ConfigureResponse(supportsPreview=True)

    @override
    def Create(self, request: provider_pb2.CreateRequest, context: grpc.ServicerContext) -> provider_pb2.CreateResponse:
        inputs = from_struct(request.properties)
        if request.preview:
            planned = self.account.planned(request.type, request.urn, inputs)
            return provider_pb2.CreateResponse(properties=to_struct(planned))
        made = self.account.cloud.create(request.type, request.urn, inputs)
        self.account.passwords.append(str(made.attributes["result"]))
        return provider_pb2.CreateResponse(id=made.id, properties=to_struct(inputs | dict(made.attributes)))

    @override
    def Read(self, request: provider_pb2.ReadRequest, context: grpc.ServicerContext) -> provider_pb2.ReadResponse:
        return provider_pb2.ReadResponse(id=request.id, properties=request.properties, inputs=request.inputs)

    @override
    def Delete(self, request: provider_pb2.DeleteRequest, context: grpc.ServicerContext) -> empty_pb2.Empty:
        return empty_pb2.Empty()
