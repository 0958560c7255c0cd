"""GitHub's workflows as an identity that IAM trusts, in place of keys that live for years (standard G-25)."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
from pulumi import ResourceOptions

from naming import Names

ISSUER = "token.actions.githubusercontent.com"
AUDIENCE = "sts.amazonaws.com"
"""Who GitHub's tokens are for, as its action `configure-aws-credentials` asks for them.

https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
"""


@dataclass(frozen=True)
class GitHubIdentityArgs:
    """What the identity provider is made from."""

    names: Names


class GitHubIdentity(pulumi.ComponentResource):
    """The OpenID Connect provider of GitHub Actions. An account has one of a URL; roles say which repository may what.

    There is no thumbprint: AWS trusts GitHub's certificate by its own list of authorities.
    """

    arn: str
    """Known before it exists, so that roles of other stacks can name it."""

    def __init__(self, name: str, args: GitHubIdentityArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("platform:delivery:GitHubIdentity", name, {"issuer": ISSUER, "audience": AUDIENCE}, opts)
        self.arn = f"arn:aws:iam::{args.names.account}:oidc-provider/{ISSUER}"
        aws.iam.OpenIdConnectProvider(
            name, url=f"https://{ISSUER}", client_id_lists=[AUDIENCE], opts=ResourceOptions(parent=self)
        )
        self.register_outputs({"arn": self.arn})
