"""A preview as JSON, in the form that `docs/preview-json.md` documents."""

import json
from collections.abc import Iterable

from ops.findings import Finding
from ops.offline.recording import Recorded, Recording


def render(recording: Recording, findings: Iterable[Finding]) -> str:
    """Give the preview as JSON text, the same for the same input."""
    ordered = sorted(findings, key=lambda finding: (finding.rule.id, finding.resource, finding.message))
    preview = {
        "stack": recording.stack,
        "project": recording.project,
        "resources": [_resource(resource) for resource in recording.resources],
        "outputs": recording.outputs,
        "policies": [finding.as_json() for finding in ordered],
    }
    return json.dumps(preview, indent=2, ensure_ascii=False) + "\n"


def _resource(resource: Recorded) -> dict[str, object]:
    return {
        "urn": resource.urn,
        "type": resource.type,
        "name": resource.name,
        "id": resource.id,
        "parent": resource.parent,
        "inputs": resource.inputs,
        "outputs": resource.outputs,
        "dependencies": resource.dependencies,
        "propertyDependencies": resource.property_dependencies,
        "options": resource.options.as_json(),
        "source": resource.source,
    }
