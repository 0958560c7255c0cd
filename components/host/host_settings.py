"""What a person may write about a host, and what cannot be built of it."""

from ipaddress import IPv4Network
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from components._cidr import ipv4_range
from components._settings import Role, Settings, matching
from components.host.cloudflare import IPV4
from components.host.host_alarms import HostAlarms
from components.host.instance_types import InstanceType

CLOUDFLARE = "cloudflare"
MAX_ENTRIES = 25
"""Ranges for which the prefix list has room. Two rules name it, and each counts as so many of the 60 rules that a
security group may have.

https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups
"""


def _source(written: str) -> str:
    if written != CLOUDFLARE:
        try:
            ipv4_range(written)
        except ValueError as error:
            raise ValueError(f"{error}, or '{CLOUDFLARE}' for the ranges that it publishes") from error
    return written


def _inside(path: str) -> str:
    if path.startswith("/") or ".." in path.split("/"):
        raise ValueError(
            f"{path!r} leads out of the project; write a path below its root, such as examples/it/nginx.conf"
        )
    return path


ProjectPath = Annotated[str, AfterValidator(_inside)]
"""A file of this repository, from its root."""
ReleasePath = Annotated[
    str, matching(r"[\w-][\w.-]*(/[\w-][\w.-]*)*", "a path below the folder of the compose file, such as nginx.conf")
]
SnapshotId = Annotated[str, matching(r"snap-[0-9a-f]{8,17}", "the id of a snapshot, such as snap-0a1b2c3d")]
Variable = Annotated[
    str, matching(r"[A-Z_][A-Z0-9_]*", "a variable's name: capital letters, digits and underscores, no digit first")
]


class HostSecret(Settings):
    """Where a secret variable of the compose file comes from. Its value is never written here."""

    generate: Annotated[int, Field(ge=16, le=256)] | None = None
    """Letters and digits to make it of, once."""
    secret: Annotated[str, matching(r"[a-z0-9]+(-[a-z0-9]+)*", "a name under `platform:secrets`")] | None = None
    """Its name under `platform:secrets`, where Pulumi keeps it encrypted."""

    @model_validator(mode="after")
    def _from_one_place(self) -> Self:
        if (self.generate is None) == (self.secret is None):
            raise ValueError("it says where its value comes from once: `generate: 32` or `secret: <name>`")
        return self


class DataVolume(Settings):
    """The EBS volume with everything that must outlive the host."""

    size_gib: Annotated[int, Field(ge=1, le=16_384)] = 20
    """It can grow, and never shrinks."""
    snapshot: SnapshotId | None = None
    """The snapshot that it is made from. Another one makes another volume in its place, for which the
    host's `protect` has to be given up for the time being.
    """
    final_snapshot: bool = True
    """A last snapshot is taken before the volume is deleted."""


class Snapshots(Settings):
    """The daily snapshots of the data volume."""

    time: Annotated[str, matching(r"([01]\d|2[0-3]):[0-5]\d", "a time of day in UTC, such as 18:00")] = "18:00"
    """UTC; it starts within the hour after it."""
    keep: Annotated[int, Field(ge=1, le=1000)] = 14
    """The newest ones that are kept."""


class HostSettings(Settings):
    """One EC2 instance that runs a compose file, with its data on a volume of its own.

    It costs what an instance, two disks and an address cost, and gives up what the rest of the platform promises: there
    is one of it, in one zone, and replacing it means minutes in which nobody is served.
    """

    zone: str
    """The Availability Zone of host and volume, one of the network's; a volume cannot move."""
    instance_type: InstanceType = "t4g.small"
    """The size; its family says for which architecture images are built."""
    cpu_credits: Literal["standard", "unlimited"] = "standard"
    """Of burstable types. `standard` becomes slow where `unlimited` becomes expensive."""
    root_gib: Annotated[int, Field(ge=8, le=1024)] = 12
    """The disk of the operating system and of images; nothing on it outlives the host."""
    compose: ProjectPath
    """The compose file, from the root of this repository."""
    files: dict[ReleasePath, ProjectPath] = Field(default_factory=dict)
    """Files beside the compose file on the host, by their path there."""
    images: tuple[Role, ...] = ()
    """Roles of the images that are built by us. Each has a registry, and may have a digest under `platform:images`,
    which a host starts with whose volume knows of no deployment.
    """
    order: tuple[str, ...] = ()
    """Services of the compose file that a deployment replaces, one after another; all of them where none is named."""
    health_check: Annotated[str, matching(r"/[\w./-]*", "a path, such as /api/health/")] = "/"
    """What a deployment asks for before it calls itself done (standard R-02)."""
    secrets: dict[Variable, HostSecret] = Field(default_factory=dict)
    """Secret variables of the compose file."""
    allow_from: Annotated[tuple[Annotated[str, AfterValidator(_source)], ...], Field(min_length=1)] = (CLOUDFLARE,)
    """Who reaches ports 80 and 443: IPv4 ranges, and `cloudflare` for those that it publishes."""
    volume: DataVolume = DataVolume()
    snapshots: Snapshots = Snapshots()
    alarms: HostAlarms = HostAlarms()
    protect: bool = True
    """Pulumi refuses to delete or replace the data volume and the address."""

    @model_validator(mode="after")
    def _few_enough(self) -> Self:
        if len(self.sources) > MAX_ENTRIES:
            raise ValueError(
                f"`allow_from` comes to {len(self.sources)} ranges and {MAX_ENTRIES} are the most that a security "
                "group takes for two ports; join some"
            )
        return self

    @property
    def sources(self) -> tuple[IPv4Network, ...]:
        """The ranges that reach it, each once."""
        found: list[IPv4Network] = []
        for written in self.allow_from:
            found += IPV4 if written == CLOUDFLARE else [ipv4_range(written)]
        return tuple(dict.fromkeys(found))

    def props(self) -> dict[str, Any]:
        """The settings, with the ranges that reach it."""
        return super().props() | {"sources": [str(source) for source in self.sources]}
