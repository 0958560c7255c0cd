"""The ways an `ops` command ends badly, each with its exit code and one sentence for people."""

from typing import ClassVar


class OpsError(Exception):
    """A failure whose message is meant to be read by a person, without a traceback."""

    exit_code: ClassVar[int] = 3


class WrongInputError(OpsError):
    """Something that a person wrote or typed cannot be used as it is."""

    exit_code: ClassVar[int] = 2


class ProgramRefusedError(WrongInputError):
    """The program, or the engine in its place, refused what the stack file asks for."""


class EngineFailedError(OpsError):
    """The program or the policy pack broke: a bug, or a machine that does not do its part."""

    exit_code: ClassVar[int] = 3


class AwsFailedError(OpsError):
    """AWS refused or did not answer; what was asked for may be half done, and the message says what."""

    exit_code: ClassVar[int] = 3


class RefusedError(OpsError):
    """A verdict: what was asked for is not so, or must not be done. A release that failed, another one running."""

    exit_code: ClassVar[int] = 1


class StoppedError(OpsError):
    """Somebody pressed Ctrl-C; the message says what is left behind."""

    exit_code: ClassVar[int] = 3
