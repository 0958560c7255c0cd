"""Names of what delivers an environment, known before it exists. IAM knows no Region, so that the name has it."""

from naming import Names

BOUNDARY_PATH = "/boundary/"
"""Of policies that grant nothing and are never attached; the policy pack holds it."""
DELIVERY_PATH = "/delivery/"
"""Of policies that only a person changes."""
OF_A_PERSON = ("deploy_role", "preview_role", "drift_role")
"""Roles that only a person changes."""


def role_arn(names: Names, kind: str, **parts: str) -> str:
    """The ARN of a role by its kind in naming.yaml, such as `deploy_role`."""
    return f"arn:aws:iam::{names.account}:role/{names.fill(kind, **parts)}"


def boundary_arn(names: Names) -> str:
    """The ARN of the permissions boundary."""
    return f"arn:aws:iam::{names.account}:policy{BOUNDARY_PATH}{names.fill('boundary')}"
