"""`python -m ops bootstrap`: what must stand before the first `pulumi up`, made once and looked at ever after.

Nothing that exists is changed, but for what closes it: somebody may have had a reason. So it can be repeated at any
time, and finishes what an earlier run began.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from botocore.exceptions import ClientError

from ops.bootstrap.bucket import StateBucket
from ops.bootstrap.identity import identity
from ops.bootstrap.key import StateKey
from ops.bootstrap.part import Part, State
from ops.bootstrap.place import Place, read_place, stacks_of
from ops.live.aws import Aws, aws_failures, code_of, connect
from ops.live.console import Console
from ops.live.waiting import Clock, attempts
from ops.release.steps import Steps

ACCOUNT_STACK: Final = "account"
NOT_YET: Final = frozenset({"NoSuchBucket", "NotFoundException", "OperationAborted"})
"""What AWS says of a bucket or a key that was made a moment ago, or of two changes at once."""
PATIENCE: Final = {"every": 3.0, "within": 30.0}
"""Seconds. https://docs.aws.amazon.com/kms/latest/developerguide/accessing-kms.html#programming-eventual-consistency"""


@dataclass(frozen=True)
class Options:
    """What was asked for."""

    stack: str | None = None
    """The one of which the account and the Region are; that of what the account has once."""
    config_file: Path | None = None
    yes: bool = False
    as_json: bool = False


def bootstrap(root: Path, options: Options, clock: Clock | None = None) -> None:
    """Say what is there and what is missing, ask, make it, and say how to go on.

    Raises WrongInputError for another account's credentials or bucket, RefusedError for a key that cannot be used,
    AwsFailedError where AWS fails; then it says what is done and what is not.
    """
    file = options.config_file
    place = read_place(root, options.stack or (ACCOUNT_STACK if file is None else None), file)
    console = Console(as_json=options.as_json, yes=options.yes)
    steps = Steps([], way_out="Repeat `python -m ops bootstrap`: it finishes what is missing.")
    with steps.told():
        aws = connect(place)
        key, parts = look(aws, place)
        missing = [part for part in parts if part.make is not None]
        steps.planned = [part.name for part in missing]
        _say(console, place, aws, parts, missing)
        console.confirm(f"Make this in account {place.account}, {place.region}?", needed=bool(missing))
        for part in missing:
            _make(part, clock or Clock())
            steps.done(part.name)
            console.say(f"done: {part.name}")
    following = commands(place, stacks_of(root, file.parent if file else root, place))
    _result(console, place, key, parts, following)


def look(aws: Aws, place: Place) -> tuple[StateKey, Sequence[Part]]:
    """Everything as it is, in the order in which it is made; only reads."""
    with aws_failures("look at what is there"):
        key = StateKey(aws, place)
        return key, [*key.parts(), *StateBucket(aws, place, key).parts(), identity(aws, place)]


def _make(part: Part, clock: Clock) -> None:
    assert part.make is not None  # noqa: S101 - only such parts are made
    with aws_failures(f"do the step {part.name!r}"):
        for passed in attempts(clock, **PATIENCE):
            try:
                part.make()
            except ClientError as error:
                if code_of(error) not in NOT_YET or passed >= PATIENCE["within"]:
                    raise
            else:
                return


def _say(console: Console, place: Place, aws: Aws, parts: Sequence[Part], missing: Sequence[Part]) -> None:
    console.say(f"Account {place.account}, {place.region}, as {aws.caller}.")
    for part in parts:
        if part.state is not State.MISSING:
            left = "; left as it is" if part.state is State.DIFFERS else ""
            console.say(f"{part.state}: {part.name}: {part.found}{left}")
    console.plan([part.step for part in missing])


def _result(console: Console, place: Place, key: StateKey, parts: Sequence[Part], following: Sequence[str]) -> None:
    differs = [f"{part.name}: {part.found}" for part in parts if part.state is State.DIFFERS]
    lines = [f"The state of {place.system} is kept in s3://{place.bucket}, encrypted by {place.alias}."]
    if differs:
        lines += ["Not as it should be, and left as it is:", *(f"  {one}" for one in differs)]
    lines += ["Next (docs/delivery.md):", *(f"  {command}" for command in following)]
    console.result(
        "\n".join(lines),
        {
            "account": place.account,
            "region": place.region,
            "bucket": place.bucket,
            "key": key.arn,
            "alias": place.alias,
            "parts": {part.name: {"state": part.state, "found": part.found} for part in parts},
            "made": [part.name for part in parts if part.make is not None],
            "next": following,
        },
    )


def commands(place: Place, stacks: Sequence[str]) -> Sequence[str]:
    """What a person runs next: each stack gets its state and its secrets provider, then the first one is deployed."""
    profile = [f"export AWS_PROFILE={place.profile}"] if place.profile else []
    made = [f"pulumi stack init {stack} --secrets-provider '{place.secrets_provider(stack)}'" for stack in stacks]
    return [
        *profile,
        f"pulumi login '{place.login}'",
        *made,
        f"pulumi up --stack {place.stack} --policy-pack policies",
    ]
