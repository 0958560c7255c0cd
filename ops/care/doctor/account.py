"""The credentials: whose they are and how long they last, and whether they are of the stack's account. Never shown."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

import boto3

from ops.care.doctor.model import Check, failed, ok, warning
from ops.failures import OpsError
from ops.live.aws import CONFIG, aws_failures
from ops.live.environment import Environment

SOON: Final = timedelta(minutes=30)
"""A release with its verification may take as long."""
LOGIN: Final = "Log in again, such as by `aws sso login`; or set AWS_PROFILE"


def credentials(environment: Environment, now: datetime) -> Iterator[Check]:
    """Who works here, for how long, and whether the stack allows it."""
    try:
        with aws_failures("sign in"):
            session = boto3.Session(profile_name=environment.profile, region_name=environment.region)
            caller = session.client("sts", region_name=environment.region, config=CONFIG).get_caller_identity()
    except OpsError as error:
        yield failed("credentials", str(error), LOGIN)
        return
    yield ok("credentials", f"{caller['Arn']}, by {session.profile_name}")
    yield _expiry(session, now)
    account = str(caller["Account"])
    if account == environment.account:
        yield ok("account", f"{account}, as the stack allows")
    else:
        said = f"{account}, and the stack {environment.stack} allows {environment.account}"
        yield failed("account", said, "Set AWS_PROFILE, or aws:profile in the stack file")


def region(environment: Environment) -> Check:
    """The Region of the stack file, which counts, against that of the session."""
    session = boto3.Session(profile_name=None)
    own = session.region_name
    if own and own != environment.region:
        said = f"{environment.region}; commands of AWS's CLI without --region go to {own}"
        return warning("region", said, f"export AWS_REGION={environment.region}")
    return ok("region", environment.region)


def _expiry(session: boto3.Session, now: datetime) -> Check:
    found: Any = session.get_credentials()
    until: datetime | None = getattr(found, "_expiry_time", None)
    if until is None:
        way_out = "Prefer a role that is assumed for some hours (standard M-05)"
        return warning("expiry", "the credentials are a long-lived key", way_out)
    left = until - now
    said = f"{until:%Y-%m-%d %H:%M} UTC"
    if left < SOON:
        return warning("expiry", f"{said}, in {max(0, int(left.total_seconds() // 60))} min", LOGIN)
    return ok("expiry", said)
