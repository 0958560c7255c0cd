"""A migration that was asked for, checked against the stack file and AWS; nothing is changed here."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from ops.failures import WrongInputError
from ops.live.aws import Aws, connect
from ops.live.console import Console
from ops.live.environment import Environment, Service, read_environment
from ops.live.images import DIGEST
from ops.live.waiting import Clock
from ops.migrate.ledger import Run, times
from ops.migrate.snapshot import WITHIN_SECONDS as SNAPSHOT_SECONDS
from ops.migrate.task import Surroundings, refuse_missing_container, refuse_unknown_image, surroundings

START_WITHIN: Final = timedelta(minutes=10)
"""What a run may need, besides its snapshots, until its task is started."""
DATABASE: Final = "platform:data:Database"
REVISION: Final = "{revision}"
A_REVISION: Final = re.compile(r"[A-Za-z0-9._:@+-]+")


@dataclass(frozen=True)
class Options:
    """What was asked for."""

    stack: str
    service: str
    config_file: Path | None = None
    image: str | None = None
    """A digest; None is that under `platform:images`."""
    status: bool = False
    down: str | None = None
    """The revision to go back to; None goes forward."""
    snapshot: bool = False
    again: bool = False
    """Runs what the ledger says was done already."""
    timeout_minutes: int | None = None
    """None is the setting's."""
    yes: bool = False
    as_json: bool = False


@dataclass(frozen=True)
class Work:
    """What to run, and where."""

    options: Options
    environment: Environment
    service: Service
    aws: Aws
    console: Console
    clock: Clock
    image: str
    command: Sequence[str]
    around: Surroundings
    timeout_seconds: float

    def new_run(self, number: int) -> Run:
        """A run that begins now."""
        copying = timedelta(seconds=SNAPSHOT_SECONDS if self.options.snapshot else 0)
        at, until = times(self.clock.utc(), START_WITHIN + copying)
        return Run(
            number=number,
            image=self.image,
            command=list(self.command),
            surroundings=_fingerprint(self.around.container(self.service.container)),
            who=self.aws.caller,
            at=at,
            until=until,
        )


def prepared(root: Path, options: Options, clock: Clock) -> Work:
    """Check what was asked for; raises WrongInputError for what cannot be run."""
    environment = read_environment(root, options.stack, options.config_file)
    service = environment.service(options.service)
    settings = _settings(environment, service)
    command = _command(settings, options, service)
    image = _image(environment, service, options)
    aws = connect(environment)
    refuse_unknown_image(aws, service, image)
    options = replace(options, snapshot=options.snapshot or bool(settings["backup"]))
    around = surroundings(aws, environment, service)
    refuse_missing_container(around, service)
    return Work(
        options=options,
        environment=environment,
        service=service,
        aws=aws,
        console=Console(as_json=options.as_json, yes=options.yes),
        clock=clock,
        image=image,
        command=command,
        around=around,
        timeout_seconds=60.0 * (options.timeout_minutes or int(settings["timeout_minutes"])),
    )


def _settings(environment: Environment, service: Service) -> Mapping[str, Any]:
    settings: Mapping[str, Any] | None = service.settings.get("migration")
    if settings is None:
        _refuse_a_replica(environment, service)
        having = [role for role, one in environment.services.items() if one.settings.get("migration")]
        raise WrongInputError(
            f"The service {service.role} has no `migration` in the stack file; "
            + (f"these have: {', '.join(having)}." if having else "write there the command that its image migrates by.")
        )
    return settings


def _refuse_a_replica(environment: Environment, service: Service) -> None:
    """A replica takes no writes; what its source is migrated to arrives by itself (standard T-02)."""
    databases = {one.name: one.inputs for one in environment.recording.of_type(DATABASE)}
    for role in service.settings.get("uses") or []:
        region = databases.get(role, {}).get("replica_of")
        if region:
            raise WrongInputError(
                f"The database {role} is a replica of that in {region}, which is migrated once for all Regions: run "
                f"`python -m ops migrate --service {service.role} --stack {environment.system}-{environment.short}-…` "
                "with the stack of that Region."
            )


def _command(settings: Mapping[str, Any], options: Options, service: Service) -> Sequence[str]:
    if options.status:
        return list(settings.get("status") or [])
    if options.down is None:
        return list(settings["command"])
    if not A_REVISION.fullmatch(options.down):
        raise WrongInputError(f"--down {options.down!r} is no revision: letters, digits and . _ : @ + - alone.")
    if not settings.get("down"):
        raise WrongInputError(
            f"The service {service.role} has no `migration.down` in the stack file, so nothing says how to go back; "
            "write it there, such as [alembic, downgrade, '{revision}']."
        )
    return [part.replace(REVISION, options.down) for part in settings["down"]]


def _image(environment: Environment, service: Service, options: Options) -> str:
    image = options.image or environment.images.get(service.image_role)
    if image is None:
        raise WrongInputError(f"platform:images has no digest of {service.image_role} yet; say --image sha256:….")
    if not DIGEST.fullmatch(image):
        raise WrongInputError(f"--image {image!r} is no image digest; write sha256: and 64 hexadecimal digits.")
    return image


def _fingerprint(container: Mapping[str, Any]) -> str:
    """What tells one database from another: the variables, and the references of the secrets, of the container."""
    told = {key: sorted(container.get(key, []), key=lambda one: str(one["name"])) for key in ("environment", "secrets")}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]
