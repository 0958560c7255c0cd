"""Resource transforms, asked for as the engine does: over gRPC, from the callback server inside the program."""

from collections.abc import Iterable
from typing import Any, Final

import grpc
from google.protobuf.message import Message
from pulumi.runtime.proto import callback_pb2, callback_pb2_grpc, resource_pb2

OPTIONS: Final = {
    "additional_secret_outputs": "additionalSecretOutputs",
    "aliases": "aliases",
    "custom_timeouts": "customTimeouts",
    "delete_before_replace": "deleteBeforeReplace",
    "deleted_with": "deletedWith",
    "ignore_changes": "ignoreChanges",
    "protect": "protect",
    "provider": "provider",
    "replace_on_changes": "replaceOnChanges",
    "retain_on_delete": "retainOnDelete",
}
"""The options that a transform may change: their names in a transform and in a registration."""


class Transforms:
    """A client of the program's callback servers, to be closed before the program closes them."""

    def __init__(self) -> None:
        self._channels: dict[str, grpc.Channel] = {}

    def apply(self, callbacks: Iterable[callback_pb2.Callback], request: resource_pb2.RegisterResourceRequest) -> None:
        """Let each transform change the properties and options of a registration."""
        for callback in callbacks:
            asked = resource_pb2.TransformRequest(
                type=request.type,
                name=request.name,
                custom=request.custom,
                parent=request.parent,
                properties=request.object,
                options=_options_of(request),
            )
            invocation = callback_pb2.CallbackInvokeRequest(token=callback.token, request=asked.SerializeToString())
            answer = self._stub(callback.target).Invoke(invocation)
            response = resource_pb2.TransformResponse.FromString(answer.response)
            request.object.CopyFrom(response.properties)
            if response.HasField("options"):
                _take(request, response.options)

    def close(self) -> None:
        """Close the connections."""
        for channel in self._channels.values():
            channel.close()

    def _stub(self, target: str) -> callback_pb2_grpc.CallbacksStub:
        channel = self._channels.setdefault(target, grpc.insecure_channel(target))
        return callback_pb2_grpc.CallbacksStub(channel)


def _options_of(request: resource_pb2.RegisterResourceRequest) -> resource_pb2.TransformResourceOptions:
    options = resource_pb2.TransformResourceOptions()
    for option, registered in OPTIONS.items():
        _copy(request, registered, options, option)
    if not request.deleteBeforeReplaceDefined:
        options.ClearField("delete_before_replace")
    return options


def _take(request: resource_pb2.RegisterResourceRequest, options: resource_pb2.TransformResourceOptions) -> None:
    package = request.type.split(":", 1)[0]
    options.provider = options.provider or options.providers.get(package, request.provider)
    for option, registered in OPTIONS.items():
        _copy(options, option, request, registered)
    request.deleteBeforeReplaceDefined = options.HasField("delete_before_replace")
    request.dependencies.extend(urn for urn in options.depends_on if urn not in request.dependencies)


def _copy(source: Message, name: str, target: Message, target_name: str) -> None:
    target.ClearField(target_name)
    field = source.DESCRIPTOR.fields_by_name[name]
    if field.has_presence and not source.HasField(name):
        return
    value: Any = getattr(source, name)
    if isinstance(value, Message):
        getattr(target, target_name).CopyFrom(value)
    elif field.label == field.LABEL_REPEATED:
        getattr(target, target_name).extend(value)
    else:
        setattr(target, target_name, value)
