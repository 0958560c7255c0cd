"""The engine's side of a run: takes every registration whole and answers as a deployment would."""

import contextlib
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlparse

from google.protobuf import empty_pb2, struct_pb2
from pulumi import RunError
from pulumi.runtime.mocks import MockCallArgs, MockMonitor, MockResourceArgs, Mocks
from pulumi.runtime.proto import callback_pb2, resource_pb2
from typing_extensions import override

from ops.offline import awsx
from ops.offline.cloud import Cloud
from ops.offline.recording import Options, Recorded
from ops.offline.transforms import Transforms
from ops.offline.values import UNKNOWN, from_struct, secret, to_struct

STACK: Final = "pulumi:pulumi:Stack"
PROVIDER: Final = "pulumi:providers:"

Request = resource_pb2.RegisterResourceRequest


class NothingMocked(Mocks):
    """Stands in for what the recording monitor never asks of mocks."""

    @override
    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], None]:
        raise NotImplementedError

    @override
    def new_resource(self, args: MockResourceArgs) -> tuple[str, dict[str, Any]]:
        raise NotImplementedError


@dataclass
class Registration:
    """A registration and what was answered."""

    request: Request
    order: tuple[int, ...]
    """Where the program's text makes it, as line numbers from the outermost call inwards."""
    id: str = ""
    inputs: Mapping[str, object] = field(default_factory=dict)
    outputs: Mapping[str, object] = field(default_factory=dict)
    state: struct_pb2.Struct = field(default_factory=struct_pb2.Struct)
    """The answered properties, secrets still marked and readable: for the program alone."""


class RecordingMonitor(MockMonitor):
    """Keeps registrations with parent, dependencies, options and source; gives URNs as the engine makes them."""

    def __init__(self, *, project: str, stack: str, cloud: Cloud, root: Path) -> None:
        super().__init__(NothingMocked())
        self._project, self._stack = project, stack
        self._cloud = cloud
        self._root = root
        self._lock = threading.Lock()
        self._registrations: dict[str, Registration] = {}
        self._for_all: list[callback_pb2.Callback] = []

    @override
    def make_urn(self, parent: str, type_: str, name: str) -> str:
        outer = parent.split("::")[2] if parent else STACK
        qualified = type_ if outer == STACK else f"{outer}${type_}"
        return f"urn:pulumi:{self._stack}::{self._project}::{qualified}::{name}"

    @override
    def RegisterResource(self, request: Request) -> resource_pb2.RegisterResourceResponse:
        with contextlib.closing(Transforms()) as transforms:
            return self._register(request, _lines(request), transforms)

    def _register(
        self, request: Request, order: tuple[int, ...], transforms: Transforms
    ) -> resource_pb2.RegisterResourceResponse:
        self._inherit(request)
        transforms.apply(self._transforms_for(request), request)
        urn = self.make_urn(request.parent, request.type, request.name)
        registration = Registration(request, order)
        with self._lock:
            if urn in self._registrations:
                raise RunError(f"Duplicate resource URN '{urn}'; try giving it a unique name.")
            self._registrations[urn] = registration
        registration.inputs = {} if request.remote else from_struct(request.object)
        registration.state.CopyFrom(request.object)
        response = resource_pb2.RegisterResourceResponse(urn=urn, unknown=True)
        if request.remote:
            made = self._lay_out(registration, urn, transforms)
            registration.state = made.outputs
            for key, urns in made.dependencies.items():
                response.propertyDependencies[key].urns.extend(urns)
        elif request.custom:
            self._create(urn, registration)
            response.id = "" if registration.id == UNKNOWN else registration.id
        response.object.CopyFrom(registration.state)
        return response

    def _create(self, urn: str, registration: Registration) -> None:
        request = registration.request
        filled_in = dict(self._cloud.check(request.type, urn, registration.inputs))
        if request.type.startswith(PROVIDER):
            filled_in["version"] = request.version
        registration.inputs = dict(sorted({**registration.inputs, **filled_in}.items()))
        created = self._cloud.create(request.type, urn, registration.inputs)
        registration.id = created.id
        registration.state.MergeFrom(to_struct({**filled_in, **created.attributes}))
        for key in request.additionalSecretOutputs:
            if key in registration.state.fields:
                registration.state.fields[key].CopyFrom(secret(registration.state.fields[key]))
        registration.outputs = from_struct(registration.state)

    def _lay_out(self, registration: Registration, urn: str, transforms: Transforms) -> awsx.Made:
        request = registration.request
        if request.type != awsx.VPC:
            raise RunError(
                f"{request.type} {request.name} is made by a plugin that the offline preview does not have; "
                "preview with the Pulumi CLI."
            )

        def register(child: Request) -> resource_pb2.RegisterResourceResponse:
            child.stackTrace.CopyFrom(request.stackTrace)
            return self._register(child, (*registration.order, len(self._registrations)), transforms)

        return awsx.lay_out(request, urn, register)

    def _inherit(self, request: Request) -> None:
        parent = self._registrations.get(request.parent)
        for option in ("protect", "retainOnDelete"):
            if parent and parent.request.HasField(option) and not request.HasField(option):
                setattr(request, option, getattr(parent.request, option))
        if parent and not request.deletedWith:
            request.deletedWith = parent.request.deletedWith

    def _transforms_for(self, request: Request) -> Iterable[callback_pb2.Callback]:
        yield from request.transforms
        parent = self._registrations.get(request.parent)
        while parent:
            yield from parent.request.transforms
            parent = self._registrations.get(parent.request.parent)
        yield from self._for_all

    @override
    def RegisterResourceOutputs(self, request: resource_pb2.RegisterResourceOutputsRequest) -> empty_pb2.Empty:
        self._registrations[request.urn].outputs = from_struct(request.outputs)
        return empty_pb2.Empty()

    @override
    def RegisterStackTransform(self, request: callback_pb2.Callback) -> empty_pb2.Empty:
        self._for_all.append(request)
        return empty_pb2.Empty()

    @override
    def Invoke(self, request: resource_pb2.ResourceInvokeRequest) -> resource_pb2.ResourceInvokeResponse:
        """Answer for a resource of this run; everything else is a look-up."""
        if request.tok != "pulumi:pulumi:getResource":
            raise RunError(f"The program looks something up ({request.tok}): a plan must not depend on the account.")
        urn = request.args["urn"]
        found = self._registrations[urn]
        answer = to_struct({"urn": urn, "id": "" if found.id == UNKNOWN else found.id})
        answer.fields["state"].struct_value.CopyFrom(found.state)
        return resource_pb2.ResourceInvokeResponse(**{"return": answer})

    @override
    def ReadResource(self, request: resource_pb2.ReadResourceRequest) -> resource_pb2.ReadResourceResponse:
        raise RunError(
            f"The program looks something up ({request.type} {request.id}): a plan must not depend on the account."
        )

    def exports(self) -> Mapping[str, object]:
        """Give what the stack exports."""
        stack = self.make_urn("", STACK, f"{self._project}-{self._stack}")
        return self._registrations[stack].outputs

    def recorded(self) -> tuple[Recorded, ...]:
        """Give all registrations, parents first and siblings in the order of the program's text."""
        children: dict[str, list[str]] = {}
        for urn, registration in self._registrations.items():
            children.setdefault(registration.request.parent, []).append(urn)

        def below(parent: str) -> Iterable[str]:
            for urn in sorted(children.get(parent, ()), key=lambda urn: (self._registrations[urn].order, urn)):
                yield urn
                yield from below(urn)

        return tuple(self._recorded(urn, self._registrations[urn]) for urn in below(""))

    def _recorded(self, urn: str, registration: Registration) -> Recorded:
        request = registration.request
        dependencies = {key: tuple(sorted(value.urns)) for key, value in request.propertyDependencies.items()}
        return Recorded(
            urn=urn,
            type=request.type,
            name=request.name,
            id=registration.id,
            parent=request.parent,
            custom=request.custom,
            inputs=registration.inputs,
            outputs=registration.outputs,
            dependencies=tuple(sorted(request.dependencies)),
            property_dependencies={key: dependencies[key] for key in sorted(dependencies) if dependencies[key]},
            options=self._options(request),
            source=self._source(request),
        )

    def _options(self, request: Request) -> Options:
        timeouts = request.customTimeouts
        return Options(
            protect=request.protect,
            ignore_changes=tuple(request.ignoreChanges),
            aliases=tuple(dict.fromkeys(self._alias(alias, request) for alias in request.aliases)),
            delete_before_replace=request.deleteBeforeReplace if request.deleteBeforeReplaceDefined else None,
            custom_timeouts={of.name: value for of, value in timeouts.ListFields()},
            retain_on_delete=request.retainOnDelete,
            replace_on_changes=tuple(request.replaceOnChanges),
            additional_secret_outputs=tuple(request.additionalSecretOutputs),
            deleted_with=request.deletedWith,
            import_id=request.importId,
            provider=request.provider.rpartition("::")[0],
        )

    def _alias(self, alias: Any, request: Request) -> str:
        if alias.urn:
            return str(alias.urn)
        spec = alias.spec
        parent = "" if spec.noParent else spec.parentUrn or request.parent
        urn = self.make_urn(parent, spec.type or request.type, spec.name or request.name)
        _, _, kind, name = urn.split("::")
        return f"urn:pulumi:{spec.stack or self._stack}::{spec.project or self._project}::{kind}::{name}"

    def _source(self, request: Request) -> str:
        """Give the innermost line of the project's own text that made the resource."""
        for frame in request.stackTrace.frames if request.type != STACK else ():
            path = Path(unquote(urlparse(frame.pc.uri).path))
            if path.is_relative_to(self._root) and "site-packages" not in path.parts:
                return f"{path.relative_to(self._root)}:{frame.pc.line}"
        return ""


def _lines(request: Request) -> tuple[int, ...]:
    return tuple(frame.pc.line for frame in reversed(request.stackTrace.frames))
