"""What a host is told when it starts: scripts, units and the compose file, as one document for cloud-init."""

import base64
import gzip
import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

FILES: Final = Path(__file__).parent / "files"
PLATFORM: Final = PurePosixPath("/opt/platform")
SCRIPTS: Final = ("attach", "compose", "deploy", "install", "secrets", "start")
UNITS: Final = ("platform-attach.service", "platform.service")
ELSEWHERE: Final = {
    "common": PLATFORM / "bin/common",
    "daemon.json": PurePosixPath("/etc/docker/daemon.json"),
    "docker.conf": PurePosixPath("/etc/systemd/system/docker.service.d/platform.conf"),
}
MAX_BYTES: Final = 16_384
"""User data before it is encoded: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html"""


@dataclass(frozen=True)
class UserDataArgs:
    """What differs from host to host. No secret is among it: whoever may describe the instance reads user data."""

    region: str
    volume_tag: str
    """The data volume's `Name`; the host looks for it in its own zone."""
    address_allocation_tag: str
    """The Elastic IP's `Name`."""
    log_group: str
    """Where containers write, by the variable LOG_GROUP of the compose file."""
    parameters_path: str
    """The path in SSM below which the host's SecureStrings are, with a slash at its end."""
    images: Mapping[str, str]
    """What a host starts with whose volume has no record of images: references with digests, by role."""
    compose: str
    """The compose file's text. It names the image of the role `api` as `${API_IMAGE}`."""
    files: Mapping[str, str]
    """Further files, by their path beside the compose file."""
    health_path: str
    """What is asked for at http://127.0.0.1 before a deployment is called done."""
    order: tuple[str, ...]
    """Services that a deployment replaces, one after another, and it stops no other one; all where none is named."""


def user_data(args: UserDataArgs) -> str:
    """The document, compressed and encoded as a launch template takes it: the same text for the same arguments.

    Raises ValueError where it is larger than EC2 takes.
    """
    compressed = gzip.compress(cloud_config(args).encode(), mtime=0)
    if len(compressed) > MAX_BYTES:
        raise ValueError(
            f"the compose file and the files beside it come to {len(compressed)} bytes of user data, compressed, and "
            f"EC2 takes {MAX_BYTES}; put large files into an image"
        )
    return base64.b64encode(compressed).decode()


def cloud_config(args: UserDataArgs) -> str:
    """The document as cloud-init reads it: JSON, which is YAML too."""
    document = {
        "write_files": list(_files(args)),
        "runcmd": [
            ["systemctl", "daemon-reload"],
            ["systemctl", "enable", "--now", "--no-block", *UNITS],
        ],
    }
    return f"#cloud-config\n{json.dumps(document, ensure_ascii=False)}\n"


def _files(args: UserDataArgs) -> Iterator[Mapping[str, Any]]:
    for name in SCRIPTS:
        yield _file(PLATFORM / "bin" / name, _text(name), "0755")
    for name in UNITS:
        yield _file(PurePosixPath("/etc/systemd/system") / name, _text(name))
    for name, path in ELSEWHERE.items():
        yield _file(path, _text(name))
    yield _file(PLATFORM / "host.env", host_env(args))
    yield _file(PLATFORM / "images", "".join(f"{role}={image}\n" for role, image in sorted(args.images.items())))
    for name, text in {**args.files, "compose.yaml": args.compose}.items():
        yield _file(PLATFORM / "release" / name, text)


def host_env(args: UserDataArgs) -> str:
    """The arguments as the scripts read them, quoted for a shell."""
    values = {
        "REGION": args.region,
        "VOLUME_TAG": args.volume_tag,
        "ADDRESS_ALLOCATION_TAG": args.address_allocation_tag,
        "LOG_GROUP": args.log_group,
        "PARAMETERS_PATH": args.parameters_path,
        "HEALTH_PATH": args.health_path,
        "ORDER": " ".join(args.order),
    }
    return "".join(f"{name}={shlex.quote(value)}\n" for name, value in values.items())


def _file(path: PurePosixPath, content: str, permissions: str = "0644") -> Mapping[str, Any]:
    return {"path": str(path), "content": content, "permissions": permissions, "owner": "root:root"}


def _text(name: str) -> str:
    return (FILES / name).read_text("utf-8")
