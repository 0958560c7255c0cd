"""Runs the policy pack as the engine does: a process of its own, asked over gRPC."""

import contextlib
import json
import os
import select
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

from ops.failures import EngineFailedError, WrongInputError
from ops.findings import Finding, Rule
from ops.offline import answers, policy_config, questions
from ops.offline.policy_config import PolicyConfig
from ops.offline.recording import Recording
from ops.offline.stackfile import StackFile

START_SECONDS: Final = 60
STOP_SECONDS: Final = 5
NO_ENGINE: Final = "127.0.0.1:0"  # the pack's runner wants an engine's address but does not call it
TIER: Final = "tier:"  # how the pack's tag begins that names it
UNLIMITED: Final = (("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1))


class PolicyPack:
    """A running policy pack. It starts at once and is waited for when it is asked; leaving the block stops it."""

    def __init__(
        self,
        folder: Path,
        stack_file: StackFile,
        *,
        dry_run: bool = True,
        config: Mapping[str, PolicyConfig] | None = None,
    ) -> None:
        if not (folder / "__main__.py").is_file():
            raise WrongInputError(f"{folder} holds no policy pack: there is no __main__.py in it.")
        self._folder = folder
        self._config = config or {}
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        self._process = subprocess.Popen(
            [sys.executable, "-u", "-m", "pulumi.policy", NO_ENGINE, str(folder.resolve())],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env={
                **os.environ,
                "PULUMI_CONFIG": json.dumps(dict(stack_file.config)),
                "PULUMI_PROJECT": stack_file.project,
                "PULUMI_STACK": stack_file.stack,
                "PULUMI_ORGANIZATION": "organization",
                "PULUMI_DRY_RUN": str(dry_run).lower(),
            },
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for stream in (self._process.stdout, self._errors):
            if stream:
                stream.close()

    def rules(self) -> tuple[Rule, ...]:
        """Ask for every rule of the pack, with its level in this environment."""
        with self._asked() as stub:
            return self._configure(stub)

    def tier(self) -> str:
        """Ask for the tier by which the pack judges; empty where it does not say."""
        with self._asked() as stub:
            self._configure(stub)
            tags = stub.GetAnalyzerInfo(empty_pb2.Empty()).tags
            return next((tag.removeprefix(TIER) for tag in tags if tag.startswith(TIER)), "")

    def judge(self, recording: Recording, *, at: str | None = None) -> tuple[Finding, ...]:
        """Ask every rule about every resource and about the stack; `at` is the day on which exemptions are judged."""
        with self._asked() as stub:
            return _judged(stub, self._configure(stub, at), recording)

    @contextlib.contextmanager
    def _asked(self) -> Iterator[Any]:
        """Connect. What the pack refuses is wrong input; whatever it fails with is a failure of the engine."""
        with grpc.insecure_channel(f"127.0.0.1:{self._port}", options=UNLIMITED) as channel:
            try:
                yield analyzer_pb2_grpc.AnalyzerStub(channel)
            except grpc.RpcError as error:
                if isinstance(error, grpc.Call) and error.code() is grpc.StatusCode.INVALID_ARGUMENT:
                    raise WrongInputError(f"The policies' configuration is refused: {error.details()}.") from None
                raise EngineFailedError(f"The policy pack in {self._folder} failed: {self._reason(error)}") from None

    def _configure(self, stub: Any, at: str | None = None) -> tuple[Rule, ...]:
        """Set every policy's level and properties, as the engine does, and give the rules as they are then."""
        info: analyzer_pb2.AnalyzerInfo = stub.GetAnalyzerInfo(empty_pb2.Empty())
        configs = policy_config.merged(info, self._config)
        for name in policy_config.taking("at", info) if at is not None else ():
            configs[name] = configs[name].setting("at", at)
        stub.Configure(policy_config.request(configs))
        return tuple(answers.rule(policy, configs[policy.name].level) for policy in info.policies)

    @cached_property
    def _port(self) -> int:
        stdout = self._process.stdout
        if stdout is None or not select.select([stdout], [], [], START_SECONDS)[0]:
            raise EngineFailedError(f"The policy pack in {self._folder} did not start within {START_SECONDS} seconds.")
        line = stdout.readline().decode(errors="replace").strip()
        if not line:
            raise EngineFailedError(f"The policy pack in {self._folder} did not start: {self._last_words()}")
        if not line.isdigit():
            raise EngineFailedError(
                f"The policy pack in {self._folder} printed {line!r} where its port should be; let it print to stderr."
            )
        return int(line)

    def _reason(self, error: grpc.RpcError) -> str:
        if not isinstance(error, grpc.Call):
            return str(error)
        if error.code() is grpc.StatusCode.UNAVAILABLE:
            return f"it stopped: {self._last_words()}"
        return str(error.details())

    def _last_words(self) -> str:
        """Give the line that says what went wrong: a traceback has it at its end."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(STOP_SECONDS)
        self._errors.seek(0)
        lines = [line for line in self._errors.read().decode(errors="replace").splitlines() if line.strip()]
        return lines[-1].strip() if lines else f"exit code {self._process.returncode}, nothing on stderr"


def _judged(stub: Any, rules: Sequence[Rule], recording: Recording) -> tuple[Finding, ...]:
    asked = [
        (resource, stub.Analyze.future(questions.about_resource(resource, recording)))
        for resource in recording.resources
    ]
    findings = [
        finding for resource, answer in asked for finding in answers.of_resource(rules, resource, answer.result())
    ]
    about_all = stub.AnalyzeStack(questions.about_stack(recording))
    return (*findings, *answers.of_stack(rules, recording, about_all))
