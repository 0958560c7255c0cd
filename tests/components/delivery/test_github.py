"""GitHub's workflows are an identity of the account, without a key and without a thumbprint."""

from pulumi import ResourceOptions

from components.delivery.github import GitHubIdentity, GitHubIdentityArgs
from tests.harness import NAMES, build

PROVIDER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"


def test_github_is_trusted_for_tokens_that_are_meant_for_aws() -> None:
    arns: list[str] = []

    def program(opts: ResourceOptions) -> None:
        arns.append(GitHubIdentity("github", GitHubIdentityArgs(names=NAMES), opts).arn)

    made = build(program).one(PROVIDER, "github")
    assert made.inputs == {
        "url": "https://token.actions.githubusercontent.com",
        "clientIdLists": ["sts.amazonaws.com"],
    }
    assert arns == [made.outputs["arn"]]
