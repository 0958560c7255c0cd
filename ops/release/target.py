"""Which environment and service a command works on, with what it needs to talk to both."""

from dataclasses import dataclass
from pathlib import Path

from ops.failures import WrongInputError
from ops.live.aws import Aws, connect
from ops.live.console import Console
from ops.live.environment import Environment, Service, environment_of
from ops.live.images import DIGEST
from ops.live.pulumi_cli import NO_LINK
from ops.live.waiting import Clock
from ops.offline.stackfile import read_stack
from ops.release.health import Ask, ask_over_https, check_of
from ops.release.observer import Observer
from ops.release.watch import Watch, allowed

PIPELINE = "pipeline"


@dataclass(frozen=True)
class Outside:
    """What a command meets besides AWS: time, and who is asked over HTTPS."""

    clock: Clock
    ask: Ask


def world() -> Outside:
    """The world as it is; tests put another in its place."""
    return Outside(clock=Clock(), ask=ask_over_https)


@dataclass(frozen=True)
class Target:
    """A service of an environment, and the hands to work on it."""

    root: Path
    config_file: Path | None
    environment: Environment
    service: Service
    aws: Aws
    console: Console
    outside: Outside

    @property
    def stack_file(self) -> Path:
        """Where `platform:images` stands."""
        return self.config_file or self.root / f"Pulumi.{self.environment.stack}.yaml"

    @property
    def image_is_pipelines(self) -> bool:
        """Whether releases register task definitions themselves, and Pulumi leaves them alone."""
        return self.service.settings.get("image_updates") == PIPELINE

    @property
    def place(self) -> str:
        """The environment, for people."""
        return f"{self.environment.system} {self.environment.long}"

    @property
    def sharing(self) -> tuple[Service, ...]:
        """Every service that runs the same image, this one first."""
        others = [one for one in self.environment.services.values() if one.image_role == self.service.image_role]
        return (self.service, *(one for one in others if one.role != self.service.role))

    def command(self, *words: str) -> str:
        """A command line for this stack, as people can paste it."""
        return " ".join(["python -m ops", words[0], *self._options(), *words[1:]])

    @property
    def up(self) -> str:
        """The command line that deploys this stack, as people can paste it."""
        return " ".join(["pulumi up", *self._deploying()])

    def pulumi_up(self, *more: str) -> list[str]:
        """The arguments of the `pulumi up` that deploys this stack."""
        return ["pulumi", "up", NO_LINK, *self._deploying(), *more]

    def _deploying(self) -> list[str]:
        return [*self._options(), "--policy-pack", "policies"]

    def _options(self) -> list[str]:
        file = ["--config-file", str(self.config_file)] if self.config_file else []
        return ["--stack", self.environment.stack, *file]

    def watch(self, service: Service, observer: Observer) -> Watch:
        """A wait for a service of this environment."""
        return Watch(
            look=observer,
            ask=self.outside.ask,
            clock=self.outside.clock,
            say=self.console.say,
            check=check_of(service),
            within=allowed(self.environment, service),
        )

    def observer(self, service: Service) -> Observer:
        """Eyes for a service of this environment."""
        return Observer(self.aws, self.environment, service)


def target(root: Path, stack: str | None, role: str, *, config_file: Path | None, console: Console) -> Target:
    """Read the stack, find the service and sign in; raises WrongInputError before AWS is asked for anything else."""
    environment = environment_of(read_stack(root, stack, config_file), root)
    service = environment.service(role)
    _refuse_two_owners(environment, service)
    return Target(
        root=root,
        config_file=config_file,
        environment=environment,
        service=service,
        aws=connect(environment),
        console=console,
        outside=world(),
    )


def _refuse_two_owners(environment: Environment, service: Service) -> None:
    sharing = [one for one in environment.services.values() if one.image_role == service.image_role]
    if len({one.settings.get("image_updates", "pulumi") for one in sharing}) > 1:
        raise WrongInputError(
            f"{', '.join(one.role for one in sharing)} run the same image and differ in `image_updates`, so they "
            "cannot be released together; make it the same."
        )


def released(found: Target) -> str:
    """The digest that the stack file asks for; raises WrongInputError where nothing is released yet."""
    digest = found.environment.images.get(found.service.image_role)
    if digest is None:
        raise WrongInputError(
            f"platform:images has no {found.service.image_role}, so nothing is released; "
            f"`{found.command('release', '--service', found.service.image_role, '--image', 'sha256:…')}` does."
        )
    return digest


def is_digest(text: str) -> bool:
    """Whether this is written as a digest."""
    return DIGEST.fullmatch(text) is not None
