"""What the end of a deployment on a host means: the exit codes of its script, and the ways in which it did not end."""

from dataclasses import dataclass
from typing import Final

from ops.failures import AwsFailedError, OpsError, RefusedError, WrongInputError
from ops.host.remote import Ended

NOT_DELIVERED: Final = frozenset({"DeliveryTimedOut", "Undeliverable", "Terminated", "InvalidPlatform", "AccessDenied"})
"""Status details, without their spaces, of what never began on the host."""
NOT_CHANGED: Final = "nothing on the host was changed"


@dataclass(frozen=True)
class Verdict:
    """What became of the host."""

    reason: str
    """A sentence; empty where the new images serve."""
    raises: type[OpsError] = RefusedError
    """How it is told."""

    @property
    def is_good(self) -> bool:
        """Whether the new images serve."""
        return not self.reason


CODES: Final = {
    1: Verdict("the new images did not get into service, and what served before serves on"),
    2: Verdict(f"the host does not take what it was sent; {NOT_CHANGED}", raises=WrongInputError),
    3: Verdict("NOTHING SERVES: neither the new images nor those before; look at the host at once"),
    4: Verdict(f"another deployment goes on, or the host has not started yet; {NOT_CHANGED}"),
}
"""The exit codes of /opt/platform/bin/deploy."""


def verdict(ended: Ended) -> Verdict:
    """Judge an end; what is not known to have gone well has not."""
    status = ended.status.replace(" ", "")
    if status == "Success" and ended.code == 0:
        return Verdict("")
    if status in NOT_DELIVERED:
        return Verdict(f"the command did not reach the host ({ended.status}); {NOT_CHANGED}", raises=AwsFailedError)
    if status == "Failed" and ended.code in CODES:
        return CODES[ended.code]
    return Verdict(
        f"the deployment was cut off on the host ({ended.status}, exit code {ended.code}), and which images serve is "
        "not known; the next deployment goes back to the last good ones first",
        raises=AwsFailedError,
    )
