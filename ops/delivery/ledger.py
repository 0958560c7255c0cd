"""What was deployed, when and by whom: the guide's `deployment.log` (standard G-25), beside the ledgers of releases.

One SSM parameter for each environment and Region, one version for each event; Parameter Store keeps the last hundred.
"""

import json
from dataclasses import asdict, dataclass
from typing import Final

from ops.live.aws import Aws, aws_failures
from ops.live.environment import Environment
from ops.live.redaction import redacted
from ops.notify.messages import Outcome

MAX_REASON: Final = 1000
"""Characters; a standard parameter holds 4,096 bytes.

https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html
"""


@dataclass(frozen=True)
class Event:
    """A deployment of one stack that began or ended."""

    stack: str
    commit: str
    outcome: Outcome
    reason: str
    """Why it failed; of one that began, why it did so outside its window."""
    who: str
    """ARN of the caller."""
    at: str
    """UTC, such as 2026-11-21T08:00:00Z."""


def parameter(environment: Environment) -> str:
    """The name of the ledger, such as /shop/production/deployments."""
    return f"/{environment.system}/{environment.long}/deployments"


def write(aws: Aws, environment: Environment, event: Event) -> None:
    """Add an event."""
    value = asdict(event) | {"reason": redacted(event.reason)[:MAX_REASON]}
    with aws_failures(f"record the deployment of {event.stack}"):
        aws.client("ssm").put_parameter(
            Name=parameter(environment),
            Description=f"Deployments of {environment.system} {environment.long}",
            Value=json.dumps(value, sort_keys=True),
            Type="String",
            Overwrite=True,
        )
