"""RSE's host on moto: its repositories with images, its instance, and the answers of Systems Manager."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from ops.failures import OpsError
from ops.host.command import Options, deploy_host
from ops.live.waiting import Clock
from tests.harness import ROOT
from tests.ops.moto_aws import REGION, Wire, client, fake_clock, ops, server, wire
from tests.ops.release.recordings import DIGESTS, MANIFESTS

__all__ = ["ops", "server", "wire"]

STACK = "rse-host"
INSTANCE = "i-0123456789abcdef0"
NAME = "rse-host-web"
COMMAND = "11111111-2222-3333-4444-555555555555"
FIRST, SECOND, THIRD = (DIGESTS[one] for one in sorted(DIGESTS))
REGISTRY = f"123456789012.dkr.ecr.{REGION}.amazonaws.com"
ONLINE = {"InstanceInformationList": [{"InstanceId": INSTANCE, "PingStatus": "Online"}]}


def invocation(status: str, code: int = -1, said: str = "", details: str = "") -> Mapping[str, Any]:
    """As GetCommandInvocation answers: https://docs.aws.amazon.com/systems-manager/latest/APIReference/."""
    return {
        "Status": status,
        "StatusDetails": details or status,
        "ResponseCode": code,
        "StandardOutputContent": said,
        "StandardErrorContent": "",
    }


DONE = invocation("Success", 0, "Replacing backend\nDeployed:\n")


@dataclass
class Shop:
    """A host, its stack file, and a way to deploy to it."""

    wire: Wire
    file: Path
    slept: list[float] = field(default_factory=list)

    @property
    def clock(self) -> Clock:
        return fake_clock(self.slept)

    def deploy(self, *images: str, **more: Any) -> None:
        options: dict[str, Any] = {
            "stack": STACK,
            "host": "web",
            "images": images,
            "config_file": self.file,
            "yes": True,
        }
        deploy_host(ROOT, Options(**(options | more)), self.clock)

    def fails(self, *images: str, **more: Any) -> OpsError:
        with pytest.raises(OpsError) as ended:
            self.deploy(*images, **more)
        return ended.value

    def ledger(self, role: str = "backend") -> list[tuple[str, str, str]]:
        """Digest, outcome and kind of every entry, the oldest first."""
        ssm: Any = client("ssm")
        try:
            found = ssm.get_parameter_history(Name=f"/rse/host/releases/{role}")["Parameters"]
        except ssm.exceptions.ParameterNotFound:
            return []
        entries = [json.loads(one["Value"]) for one in found]
        return [(one["digest"], one["outcome"], one["kind"]) for one in entries]

    def note(self, role: str, digest: str, outcome: str, at: str) -> None:
        """Put an entry into the ledger, as an earlier command would."""
        entry = {"service": role, "digest": digest, "tag": "", "revision": 0, "outcome": outcome, "kind": "release"}
        client("ssm").put_parameter(
            Name=f"/rse/host/releases/{role}",
            Value=json.dumps(entry | {"who": "arn:aws:iam::123456789012:user/else", "at": at}),
            Type="String",
            Overwrite=True,
        )

    def images(self) -> dict[str, str]:
        """What stands under `platform:images`."""
        config = yaml.safe_load(self.file.read_text("utf-8"))["config"]
        return dict(config.get("platform:images") or {})

    def sent(self) -> list[Mapping[str, Any]]:
        return self.wire.calls("ssm.SendCommand")

    def tags(self, role: str, digest: str) -> list[str]:
        [image] = client("ecr").describe_images(repositoryName=f"rse-{role}-host", imageIds=[{"imageDigest": digest}])[
            "imageDetails"
        ]
        return sorted(image["imageTags"])


@pytest.fixture
def shop(wire: Wire, tmp_path: Path) -> Shop:
    """A host that is online and does what it is told; nothing was deployed to it."""
    ecr: Any = client("ecr")
    for role in ("backend", "frontend"):
        ecr.create_repository(repositoryName=f"rse-{role}-host")
        for revision, manifest in MANIFESTS.items():
            ecr.put_image(
                repositoryName=f"rse-{role}-host",
                imageManifest=manifest,
                imageTag=f"commit-{revision}",
                imageDigest=DIGESTS[revision],
            )
    wire.says("ssm.DescribeInstanceInformation", ONLINE)
    wire.says("ssm.SendCommand", {"Command": {"CommandId": COMMAND}})
    wire.says("ssm.GetCommandInvocation", invocation("Pending"), invocation("InProgress", details="In Progress"), DONE)
    file = tmp_path / f"Pulumi.{STACK}.yaml"
    file.write_text((ROOT / f"examples/rse/Pulumi.{STACK}.yaml").read_text("utf-8"), "utf-8")
    return Shop(wire, file)
