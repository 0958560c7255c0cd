"""The command by which images reach a host: Systems Manager runs the host's own script, and nobody needs a shell."""

from typing import Any

DEPLOY = "/opt/platform/bin/deploy"
"""The host's script: it pulls, replaces one container after another, asks for health, and goes back without it."""
IMAGE = r"[a-z][a-z0-9-]{1,19}=\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com/[a-z0-9._/-]+@sha256:[0-9a-f]{64}"
MAX_SECONDS = 1800
"""How long a deployment may take before Systems Manager ends it."""


def deploy_document(host: str) -> dict[str, Any]:
    """A Command document of schema 2.2, whose one parameter can hold nothing but images by digest.

    What is put in place of `{{ images }}` is read by a shell, so that its pattern leaves nothing that a shell would
    understand.

    https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-command-ssm-plugin-reference.html
    """
    return {
        "schemaVersion": "2.2",
        "description": f"Replaces the images of {host}, and goes back to the last good ones when they are not healthy",
        "parameters": {
            "images": {
                "type": "String",
                "description": "role=repository@digest for each image that changes, with single spaces between them",
                "allowedPattern": f"^{IMAGE}( {IMAGE})*$",
            }
        },
        "mainSteps": [
            {
                "action": "aws:runShellScript",
                "name": "deploy",
                "inputs": {"timeoutSeconds": str(MAX_SECONDS), "runCommand": [f"{DEPLOY} {{{{ images }}}}"]},
            }
        ],
    }
