"""GitHub's identity provider: an account has one, and the account's stack makes it, not bootstrap."""

from botocore.exceptions import ClientError

from components.delivery.github import AUDIENCE, ISSUER
from ops.bootstrap.part import Part, State
from ops.bootstrap.place import Place
from ops.live.aws import Aws, code_of

NAME = "GitHub's identity"


def identity(aws: Aws, place: Place) -> Part:
    """How it stands, and what the first deployment will make of it; nothing is changed."""
    arn = f"arn:aws:iam::{place.account}:oidc-provider/{ISSUER}"
    try:
        found = aws.client("iam").get_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    except ClientError as error:
        if code_of(error) != "NoSuchEntity":
            raise
        who = f"`pulumi up --stack {place.stack}` makes it" if place.keeps_identity else "another stack makes it"
        return Part(NAME, State.LATER, f"not there; {who}")
    tags = {tag["Key"]: tag["Value"] for tag in found.get("Tags", [])}
    if AUDIENCE not in found["ClientIDList"]:
        return Part(NAME, State.DIFFERS, f"{arn} does not know the audience {AUDIENCE}: workflows cannot sign in")
    if place.keeps_identity and (tags.get("ManagedBy"), tags.get("System")) != ("pulumi", place.system):
        return Part(
            NAME,
            State.DIFFERS,
            f"{arn} is there and not made by {place.stack}, whose first `pulumi up` would fail on it: say "
            "`account: {github: false}`, or take it over with `pulumi import`",
        )
    return Part(NAME, State.CORRECT, arn)
