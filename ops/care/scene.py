"""What the commands of care work with: one environment, a session of AWS and the time."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from ops.live.aws import Aws, connect
from ops.live.environment import Environment, read_environment
from ops.live.waiting import Clock


@dataclass(frozen=True)
class Scene:
    """One environment, right now."""

    environment: Environment
    aws: Aws
    now: datetime
    config_file: Path | None = None
    _clients: dict[tuple[str, str | None], Any] = field(default_factory=dict, compare=False, repr=False)

    def client(self, service: str, region: str | None = None) -> Any:
        """A client of botocore, in the environment's Region unless another is named; one is made for each."""
        if (service, region) not in self._clients:
            self._clients[service, region] = self.aws.client(service, region)
        return self._clients[service, region]

    @property
    def region(self) -> str:
        """The environment's Region."""
        return self.environment.region

    @property
    def place(self) -> str:
        """The environment, for people."""
        return f"{self.environment.system} {self.environment.long}"

    def ops(self, *words: str) -> str:
        """A command of ours for this stack, as people can paste it."""
        file = ["--config-file", str(self.config_file)] if self.config_file else []
        return " ".join(["python -m ops", words[0], "--stack", self.environment.stack, *file, *words[1:]])

    @property
    def up(self) -> str:
        """The command that deploys the stack."""
        return f"pulumi up --stack {self.environment.stack} --policy-pack policies"

    def cli(self, *words: str, region: str | None = None) -> str:
        """A command of AWS's CLI in the environment's Region."""
        return " ".join(["aws", *words, "--region", region or self.region])


def scene(root: Path, stack: str | None, config_file: Path | None, clock: Clock) -> Scene:
    """Read the stack and sign in; raises WrongInputError for credentials of another account."""
    environment = read_environment(root, stack, config_file)
    return Scene(environment=environment, aws=connect(environment), now=clock.utc(), config_file=config_file)
