"""What a policy pack is asked over gRPC: resources as the engine shows them to policies."""

import re
from collections.abc import Mapping
from typing import Final

from pulumi.runtime.proto import analyzer_pb2

from ops.offline.recording import Options, Recorded, Recording
from ops.offline.values import to_struct

SECONDS: Final = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}


def about_resource(resource: Recorded, recording: Recording) -> analyzer_pb2.AnalyzeRequest:
    """Ask about one resource alone: policies see its inputs."""
    return analyzer_pb2.AnalyzeRequest(
        type=resource.type,
        properties=to_struct(resource.inputs),
        urn=resource.urn,
        name=resource.name,
        options=_options(resource),
        provider=_provider(resource.options, recording),
    )


def about_stack(recording: Recording) -> analyzer_pb2.AnalyzeStackRequest:
    """Ask about all resources together: policies see their outputs and how they depend on each other."""
    return analyzer_pb2.AnalyzeStackRequest(
        resources=[
            analyzer_pb2.AnalyzerResource(
                type=resource.type,
                properties=to_struct(resource.outputs),
                urn=resource.urn,
                name=resource.name,
                options=_options(resource),
                provider=_provider(resource.options, recording),
                parent=resource.parent,
                dependencies=resource.dependencies,
                propertyDependencies={
                    key: analyzer_pb2.AnalyzerPropertyDependencies(urns=urns)
                    for key, urns in resource.property_dependencies.items()
                },
            )
            for resource in recording.resources
        ]
    )


def _options(resource: Recorded) -> analyzer_pb2.AnalyzerResourceOptions:
    options = resource.options
    return analyzer_pb2.AnalyzerResourceOptions(
        protect=options.protect,
        ignoreChanges=options.ignore_changes,
        deleteBeforeReplace=bool(options.delete_before_replace),
        deleteBeforeReplaceDefined=options.delete_before_replace is not None,
        additionalSecretOutputs=options.additional_secret_outputs,
        aliases=options.aliases,
        customTimeouts=_timeouts(options.custom_timeouts),
        parent=resource.parent,
    )


def _timeouts(timeouts: Mapping[str, str]) -> analyzer_pb2.AnalyzerResourceOptions.CustomTimeouts:
    return analyzer_pb2.AnalyzerResourceOptions.CustomTimeouts(
        **{operation: seconds(duration) for operation, duration in timeouts.items()}
    )


def seconds(duration: str) -> float:
    """Give the length of a duration such as `1h30m`."""
    return sum(float(number) * SECONDS[unit] for number, unit in re.findall(r"(\d+(?:\.\d+)?)(ms|h|m|s)", duration))


def _provider(options: Options, recording: Recording) -> analyzer_pb2.AnalyzerProviderResource | None:
    if not options.provider:
        return None
    provider = next(resource for resource in recording.resources if resource.urn == options.provider)
    return analyzer_pb2.AnalyzerProviderResource(
        type=provider.type, properties=to_struct(provider.inputs), urn=provider.urn, name=provider.name
    )
