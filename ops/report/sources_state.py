"""An exported state (`pulumi stack export`) as the resources that `pulumi policy analyze` shows to a policy pack.

The engine gives resource rules a resource's inputs and stack rules its outputs, and leaves out what waits for its
deletion (pkg/resource/deploy/analyze_snapshot.go of pulumi 3.260). A secret is `[secret]`, also one exported in clear.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from ops.failures import WrongInputError
from ops.offline.recording import Options, Recorded, Recording
from ops.offline.stackfile import StackFile
from ops.offline.values import from_struct, to_struct
from ops.report.reading import read_object, refuse_other_stack

VERSIONS: Final = (3, 4)
POSITION: Final = re.compile(r"project:///(?P<file>[^#]+)#(?P<line>\d+)")


def read_state(path: Path, stack_file: StackFile) -> Recording:
    """Give the resources of an exported state; raise WrongInputError for whatever is no export of this stack."""
    resources = [resource for resource in _resources(path) if not resource.get("delete")]
    urns = {str(resource.get("urn", "")) for resource in resources}
    refuse_other_stack(path, urns, stack_file)
    return Recording(
        stack=stack_file.stack,
        project=stack_file.project,
        resources=tuple(_recorded(path, resource, urns) for resource in resources),
        outputs={},
    )


def _resources(path: Path) -> Sequence[Mapping[str, Any]]:
    export = read_object(path)
    if "checkpoint" in export:
        raise WrongInputError(f"{path} is a backend's checkpoint; give what `pulumi stack export` prints.")
    deployment = export.get("deployment")
    if not isinstance(deployment, dict) or "version" not in export:
        raise WrongInputError(f"{path} is no exported state; give what `pulumi stack export` prints.")
    if export["version"] not in VERSIONS:
        known = " and ".join(map(str, VERSIONS))
        raise WrongInputError(f"{path} is a state of version {export['version']}; the versions {known} can be read.")
    resources = deployment.get("resources")
    if not resources:
        raise WrongInputError(f"{path} holds no resource: nothing is deployed, so there is nothing to judge.")
    if not isinstance(resources, list) or not all(isinstance(resource, dict) for resource in resources):
        raise WrongInputError(f"{path} is garbled: its resources are no list of objects; export the state again.")
    return resources


def _recorded(path: Path, resource: Mapping[str, Any], urns: set[str]) -> Recorded:
    try:
        return Recorded(
            urn=resource["urn"],
            type=resource["type"],
            name=resource["urn"].split("::", 3)[3],
            id=resource.get("id", ""),
            parent=resource.get("parent", ""),
            custom=resource.get("custom", False),
            inputs=from_struct(to_struct(resource.get("inputs") or {})),
            outputs=from_struct(to_struct(resource.get("outputs") or {})),
            dependencies=tuple(resource.get("dependencies") or ()),
            property_dependencies={
                key: tuple(of_property) for key, of_property in (resource.get("propertyDependencies") or {}).items()
            },
            options=_options(resource, urns),
            source=_source(resource),
        )
    except (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError):
        where = resource.get("urn") or "a resource without URN"
        raise WrongInputError(f"{path} is garbled at {where}; export the state again.") from None


def _options(resource: Mapping[str, Any], urns: set[str]) -> Options:
    provider = str(resource.get("provider", "")).rpartition("::")[0]
    return Options(
        protect=resource.get("protect", False),
        ignore_changes=tuple(resource.get("ignoreChanges") or ()),
        aliases=tuple(resource.get("aliases") or ()),
        custom_timeouts={key: f"{seconds}s" for key, seconds in (resource.get("customTimeouts") or {}).items()},
        retain_on_delete=resource.get("retainOnDelete", False),
        replace_on_changes=tuple(resource.get("replaceOnChanges") or ()),
        additional_secret_outputs=tuple(resource.get("additionalSecretOutputs") or ()),
        provider=provider if provider in urns else "",
    )


def _source(resource: Mapping[str, Any]) -> str:
    """Give the innermost line of the project's own text, as the offline preview does."""
    for frame in resource.get("stackTrace") or ():
        position = POSITION.fullmatch(frame.get("sourcePosition", ""))
        if position and not {"site-packages", ".."}.intersection(Path(position["file"]).parts):
            return f"{position['file']}:{position['line']}"
    return ""
