"""Trust in GitHub's workflows: of one repository, and of one environment, event or branch of it."""

from collections.abc import Sequence
from typing import Any

from components._iam import document
from components.delivery.github import AUDIENCE, ISSUER
from naming import Names


def github_trust(names: Names, subjects: Sequence[str]) -> dict[str, Any]:
    """Lets workflows with one of these subjects take the role; each is compared whole, nothing is a wildcard.

    https://docs.github.com/en/actions/reference/security/oidc#example-subject-claims
    """
    return document(
        {
            "Sid": "GitHub",
            "Effect": "Allow",
            "Principal": {"Federated": f"arn:aws:iam::{names.account}:oidc-provider/{ISSUER}"},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {"StringEquals": {f"{ISSUER}:aud": AUDIENCE, f"{ISSUER}:sub": list(subjects)}},
        }
    )


def of_environment(repository: str, stack: str) -> str:
    """The subject of a job that runs in the GitHub environment of a stack, after its approval."""
    return f"repo:{repository}:environment:{stack}"


def of_pull_request(repository: str) -> str:
    """The subject of a workflow that a pull request started; a fork's gets no token."""
    return f"repo:{repository}:pull_request"


def of_branch(repository: str, branch: str) -> str:
    """The subject of a job of this branch without an environment, such as one that the clock starts."""
    return f"repo:{repository}:ref:refs/heads/{branch}"
