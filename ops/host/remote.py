"""A command on a host: Systems Manager runs it there, and tells how it ended. Nobody needs a shell or an open port.

https://docs.aws.amazon.com/systems-manager/latest/userguide/monitor-commands.html
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ops.failures import AwsFailedError, RefusedError
from ops.host.host import Host
from ops.live.aws import Aws, aws_failures, code_of
from ops.live.console import Console
from ops.live.redaction import redacted
from ops.live.waiting import Clock, attempts
from ops.release.words import clean

EVERY_SECONDS: Final = 5
DELIVERY_SECONDS: Final = 60
"""In which the host must take the command; afterwards it is not run at all."""
UNKNOWN_FOR_SECONDS: Final = 60
"""Systems Manager may not know a command for some moments after it took it."""
LINES: Final = 60
"""Of what the script said: 50 lines of a log (standard A-02), and its own sentences."""
GOES_ON: Final = frozenset({"Pending", "InProgress", "Delayed", "Cancelling"})
ONLINE: Final = "Online"
PARAMETER: Final = "images"


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: str
    """Systems Manager's `StatusDetails`, such as Success, Failed or Delivery Timed Out."""
    code: int
    """The script's exit code; -1 where it did not run to its end."""
    lines: Sequence[str]
    """The last that it said, without what looks like a secret."""


@dataclass(frozen=True)
class Remote:
    """A host that commands can be sent to, and whoever waits for them."""

    aws: Aws
    host: Host
    console: Console
    clock: Clock

    def instance(self) -> str:
        """The id of its one instance; raises AwsFailedError where none is online, RefusedError where two are."""
        with aws_failures(f"ask for the host {self.host.name}"):
            pages = (
                self.aws.client("ssm")
                .get_paginator("describe_instance_information")
                .paginate(Filters=[{"Key": "tag:Name", "Values": [self.host.name]}])
            )
            known = [one for page in pages for one in page["InstanceInformationList"]]
        online = [str(one["InstanceId"]) for one in known if one["PingStatus"] == ONLINE]
        if len(online) > 1:
            raise RefusedError(
                f"{' and '.join(online)} are both {self.host.name}: it is being replaced. Repeat when one is left."
            )
        if not online:
            seen = ", ".join(f"{one['InstanceId']} is {one['PingStatus']}" for one in known) or "it knows none"
            raise AwsFailedError(
                f"Systems Manager reaches no instance of {self.host.name} ({seen}). A host that starts is there after "
                "some minutes; nothing was changed."
            )
        return online[0]

    def send(self, instance: str, images: str) -> str:
        """Start the deployment; the command's id."""
        with aws_failures(f"send the command to {instance}"):
            answer = self.aws.client("ssm").send_command(
                DocumentName=self.host.document,
                InstanceIds=[instance],
                Parameters={PARAMETER: [images]},
                TimeoutSeconds=DELIVERY_SECONDS,
                Comment=f"ops deploy-host {self.host.role}",
            )
        return str(answer["Command"]["CommandId"])

    def wait(self, command: str, instance: str) -> Ended:
        """Wait for its end, with progress; raises AwsFailedError where that cannot be seen."""
        said, unknown_since = "", None
        within = DELIVERY_SECONDS + self.host.seconds + EVERY_SECONDS
        for passed in attempts(self.clock, every=EVERY_SECONDS, within=within):
            found = self._invocation(command, instance)
            if found is None:
                unknown_since = passed if unknown_since is None else unknown_since
                if passed - unknown_since >= UNKNOWN_FOR_SECONDS:
                    raise AwsFailedError(f"Systems Manager does not know command {command} on {instance} any more.")
                continue
            unknown_since = None
            if found["StatusDetails"] != said:
                said = str(found["StatusDetails"])
                self.console.say(f"{passed:5.0f} s  {said}")
            if found["Status"] not in GOES_ON:
                return Ended(status=said, code=int(found["ResponseCode"]), lines=_lines(found))
        raise AwsFailedError(f"{instance} has not ended command {command} after {within / 60:.0f} min.")

    def _invocation(self, command: str, instance: str) -> Mapping[str, Any] | None:
        ssm: Any = self.aws.client("ssm")
        with aws_failures("ask how the deployment goes"):
            try:
                found: Mapping[str, Any] = ssm.get_command_invocation(CommandId=command, InstanceId=instance)
            except ssm.exceptions.ClientError as error:
                if code_of(error) == "InvocationDoesNotExist":
                    return None
                raise
        return found


def _lines(found: Mapping[str, Any]) -> Sequence[str]:
    text = f"{found.get('StandardOutputContent', '')}\n{found.get('StandardErrorContent', '')}"
    return tuple(redacted(clean(line)) for line in text.splitlines() if line.strip())[-LINES:]
