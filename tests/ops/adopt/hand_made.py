"""An account that was made by hand, in moto: made once, looked at by many tests."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.loaders import create_loader
from moto.server import ThreadedMotoServer

from ops.adopt.asking import Asking
from ops.live.aws import Aws, connect
from ops.live.environment import Environment, read_environment
from tests.ops.adopt import by_hand
from tests.ops.adopt.moto_lacks import NOTHING, remember
from tests.ops.moto_aws import ROOT, Wire, empty, stack_file

LOADER = create_loader()
Change = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class HandMade:
    """The account, and how a stack file for it is written."""

    live: by_hand.Live
    wire: Wire

    def adapted(self, config: dict[str, Any]) -> None:
        """What whoever adopts it writes into the stack file first: its certificate, and what runs."""
        stack = config["platform:stack"]
        stack["load_balancers"]["main"]["certificate"]["arn"] = self.live["certificate"]
        config["platform:images"] = {role: self.live[f"digest-{role}"] for role in ("api", "websocket")}

    def file(self, folder: Path, change: Change | None = None) -> Path:
        """Production's stack file for this account, changed further by `change`."""

        def both(config: dict[str, Any]) -> None:
            self.adapted(config)
            if change:
                change(config)

        return stack_file(folder, "prod", both)

    def environment(self, folder: Path, change: Change | None = None) -> Environment:
        """What that stack file declares."""
        return read_environment(ROOT, "prod", self.file(folder, change))


@contextmanager
def account(make: Callable[[by_hand.Client], by_hand.Live] = by_hand.production) -> Iterator[HandMade]:
    """Moto's server with such an account, and credentials for it."""
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    host, port = moto.get_host_and_port()
    empty(f"http://{host}:{port}")
    wire, plain = Wire(), Aws.client
    for operation, answer in NOTHING.items():
        wire.says(operation, answer)

    def wired(self: Aws, service: str, region: str | None = None) -> Any:
        made = plain(self, service, region)
        made.meta.events.register("provide-client-params.*.*", wire.note)
        made.meta.events.register("before-call.*.*", wire.answer)
        made.meta.events.register("after-call.*.*", remember)
        return made

    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "testing")
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        patch.delenv("AWS_PROFILE", raising=False)
        # The descriptions of AWS's APIs take longer to read than moto to answer: they are read once.
        patch.setattr("botocore.session.create_loader", lambda *_: LOADER)
        patch.setattr(Aws, "client", wired)
        boto3.setup_default_session()
        yield HandMade(make(client), wire)
    moto.stop()


def client(service: str) -> Any:
    """A client of moto, past the wire."""
    return boto3.client(service, region_name=by_hand.REGION)


def asking(environment: Environment) -> Asking:
    """Asks the account."""
    return Asking(connect(environment))
