"""Sessions of AWS: of the one account that the stack allows, and failures in one sentence."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, Protocol

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOTokenLoadError,
    TokenRetrievalError,
    UnauthorizedSSOTokenError,
)

from ops.failures import AwsFailedError, WrongInputError

ATTEMPTS: Final = 6
CONFIG: Final = Config(
    retries={"mode": "standard", "total_max_attempts": ATTEMPTS}, connect_timeout=10, read_timeout=60
)
"""Throttling and passing failures are tried again by botocore, with growing pauses."""
EXPIRED: Final = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired"})
DENIED: Final = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError"})
THROTTLED: Final = frozenset({"Throttling", "ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded"})
UNKNOWN_KEY: Final = frozenset({"InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch"})
LOGIN: Final = (SSOTokenLoadError, TokenRetrievalError, UnauthorizedSSOTokenError)


class Account(Protocol):
    """What a stack says of where it is: an environment does, and what stands before one."""

    @property
    def stack(self) -> str:
        """Its name."""

    @property
    def account(self) -> str:
        """The one account that it allows."""

    @property
    def region(self) -> str:
        """Its Region."""

    @property
    def profile(self) -> str | None:
        """The profile that its stack file names."""


@dataclass(frozen=True)
class Aws:
    """Clients in the environment's Region, with credentials that were seen to be of its account."""

    session: boto3.Session
    region: str
    caller: str
    """The ARN of who works here: what ledgers record as `who`."""

    def client(self, service: str, region: str | None = None) -> Any:
        """A client of botocore, untyped as botocore's are."""
        return self.session.client(service, region_name=region or self.region, config=CONFIG)


def connect(environment: Account) -> Aws:
    """Open a session; raises WrongInputError for credentials of another account, before anything else is asked."""
    with aws_failures("sign in"):
        session = boto3.Session(profile_name=environment.profile, region_name=environment.region)
        caller = session.client("sts", region_name=environment.region, config=CONFIG).get_caller_identity()
    if caller["Account"] != environment.account:
        raise WrongInputError(
            f"The credentials are of account {caller['Account']} and the stack {environment.stack} allows "
            f"{environment.account}; set AWS_PROFILE."
        )
    return Aws(session=session, region=environment.region, caller=str(caller["Arn"]))


@contextmanager
def aws_failures(doing: str) -> Iterator[None]:
    """Turn what AWS or botocore raises into one sentence: `doing` is what could not be done, as in `find the service`.

    AWS's own message is told where it helps; a client error's text never holds the value that was sent.
    """
    try:
        yield
    except ProfileNotFound as error:
        raise WrongInputError(f"{error}; name one that is there in aws:profile or AWS_PROFILE.") from None
    except (NoCredentialsError, PartialCredentialsError):
        raise WrongInputError("There are no AWS credentials; set AWS_PROFILE or log in.") from None
    except LOGIN:
        raise AwsFailedError("The AWS login has expired; run `aws sso login` and repeat the command.") from None
    except EndpointConnectionError as error:
        raise AwsFailedError(f"AWS cannot be reached to {doing}: {error}.") from None
    except ClientError as error:
        raise AwsFailedError(_told(doing, error)) from None
    except BotoCoreError as error:
        raise AwsFailedError(f"AWS could not {doing}: {type(error).__name__}.") from None


def code_of(error: ClientError) -> str:
    """AWS's own name of an error, such as ServiceNotFoundException."""
    return str(error.response.get("Error", {}).get("Code", ""))


def _told(doing: str, error: ClientError) -> str:
    code, operation = code_of(error), error.operation_name
    if code in EXPIRED:
        return "The AWS credentials have expired; log in again and repeat the command."
    if code in UNKNOWN_KEY:
        return f"AWS does not know these credentials ({code}); log in again."
    if code in DENIED:
        return f"AWS does not allow these credentials to {doing} ({operation}); use a role that may."
    if code in THROTTLED:
        return f"AWS throttled {operation} although it was tried {ATTEMPTS} times; repeat later."
    message = " ".join(str(error.response.get("Error", {}).get("Message", "")).split())
    return f"AWS could not {doing}: {code} ({operation}) {message}".rstrip(" .") + "."
