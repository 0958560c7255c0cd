"""Time that passes at once, and clients that answer from frames without a network."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from ops.live.environment import SERVICE, Environment, Service
from ops.live.waiting import Clock
from ops.offline.recording import Options, Recorded, Recording
from tests.ops.release import answers
from tests.ops.release.answers import Frame
from tests.ops.release.recordings import DIGESTS

TIMES = {"createdAt", "stoppedAt", "expiresAt"}
MORNING = datetime(2026, 11, 21, 8, tzinfo=UTC)


class Time:
    """A clock that passes only by sleeping, and by a second for every look at it."""

    def __init__(self) -> None:
        self.passed = 0.0
        self.slept: list[float] = []

    def clock(self) -> Clock:
        return Clock(now=lambda: self.passed, sleep=self._sleep, utc=lambda: MORNING + timedelta(seconds=self.passed))

    def _sleep(self, seconds: float) -> None:
        assert seconds >= 0
        self.slept.append(seconds)
        self.passed += seconds


@dataclass
class Client:
    """Answers each operation from the frame that `moment` says for it; task definitions are those of DIGESTS."""

    frames: Sequence[Frame]
    moment: Callable[[str], int]
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """To what is answered the same at all times."""
    FIXED: ClassVar[dict[str, Any]] = {"PutParameter": {"Version": 2}, "GetLogEvents": {"events": []}}

    def get_paginator(self, operation: str) -> "Client":
        assert operation == "list_tasks"
        return self

    def paginate(self, **asked: Any) -> Iterator[Any]:
        yield self("ListTasks", asked)

    def __getattr__(self, method: str) -> Callable[..., Any]:
        operation = re.sub(r"(?:^|_)([a-z])", lambda match: match[1].upper(), method)
        return lambda **asked: self(operation, asked)

    def __call__(self, operation: str, asked: dict[str, Any]) -> Any:
        if operation == "DescribeTaskDefinition":
            revision = int(asked["taskDefinition"].rpartition(":")[2])
            image = f"registry/gli-api@{DIGESTS[revision]}"
            return {"taskDefinition": {"containerDefinitions": [{"name": answers.CONTAINER, "image": image}]}}
        if operation in self.FIXED:
            self.calls.append((operation, asked))
            return self.FIXED[operation]
        frame = self.frames[min(self.moment(operation), len(self.frames) - 1)]
        answer = frame.answer(operation, asked)
        assert answer is not None, operation
        return _with_times(answer)


class Session:
    """An `Aws` whose clients are one client."""

    caller = "arn:aws:iam::123456789012:user/somebody"

    def __init__(self, client: Client) -> None:
        self._client = client

    def client(self, _: str) -> Client:
        return self._client


def observed_service() -> tuple[Environment, Service]:
    """The service of the frames, with no stack file; its deployments may take 300 s."""
    service = Service(
        role="api",
        name=answers.SERVICE,
        family=answers.FAMILY,
        container=answers.CONTAINER,
        log_group="/ecs/development-gli-api",
        repository="gli-api-development",
        image_role="api",
        target_groups=("gli-dev-api-tg",),
        hosts=("api",),
        health_path="/",
        settings={
            "memory": 512,
            "route": {"health_check": {"matcher": "200-299", "timeout": 5}},
            "verify": {"settle": 15, "tries": 5, "interval": 3, "host": None, "path": None},
        },
    )
    resource = Recorded(
        urn="urn:api",
        type=SERVICE,
        name="api",
        id="api",
        parent="",
        custom=True,
        inputs={},
        outputs={},
        dependencies=(),
        property_dependencies={},
        options=Options(custom_timeouts={"update": "5m"}),
        source="",
    )
    environment = Environment(
        stack="dev",
        system="gli",
        short="dev",
        long="development",
        tier="development",
        account=answers.ACCOUNT,
        region=answers.REGION,
        regional=False,
        profile=None,
        cluster=answers.CLUSTER,
        services={"api": service},
        images={},
        recording=Recording("dev", "platform", (resource,), {}),
    )
    return environment, service


def _with_times(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: datetime.fromtimestamp(inner, tz=UTC) if key in TIMES else _with_times(inner)
            for key, inner in value.items()
        }
    return [_with_times(one) for one in value] if isinstance(value, list | tuple) else value
