"""What a host is told by its user data: made of the stack file and of names, and so known before anything exists."""

from collections.abc import Mapping
from dataclasses import dataclass

from components.host.compose import HostFiles
from components.host.host_names import host_log_groups, log_key, volume_tag
from components.host.host_settings import HostSettings
from components.host.user_data import UserDataArgs
from naming import Names


@dataclass(frozen=True)
class ToldArgs:
    """What it follows from."""

    role: str
    settings: HostSettings
    names: Names
    files: HostFiles
    images: Mapping[str, str]
    """References by digest, by role."""


def told(args: ToldArgs) -> UserDataArgs:
    """The arguments of its user data."""
    settings, names = args.settings, args.names
    return UserDataArgs(
        region=names.region,
        volume_tag=volume_tag(args.role, names, settings.volume.snapshot),
        address_allocation_tag=names.fill("host", role=args.role),
        log_group=host_log_groups(args.role, names)[log_key(args.role)],
        parameters_path=names.fill("host_parameters", role=args.role) + "/",
        images=args.images,
        compose=args.files.compose,
        files=args.files.files,
        health_path=settings.health_check,
        order=settings.order,
    )
