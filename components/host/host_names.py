"""What a host's parts are called: known before they exist, so that its log group can be made first."""

from collections.abc import Mapping

from naming import Names


def host_log_groups(role: str, names: Names) -> Mapping[str, str]:
    """The log group of the host of this role, by a key that is unique in the stack."""
    return {log_key(role): names.fill("host_logs", role=role)}


def log_key(role: str) -> str:
    """The key of the host's log group."""
    return f"host-{role}"


def volume_tag(role: str, names: Names, snapshot: str | None) -> str:
    """The `Name` tag by which a host finds its volume.

    A volume made from a snapshot has another one than the volume that it takes the place of: both exist for a while,
    and the host must find one.
    """
    return names.fill("host_volume", host=names.fill("host", role=role), origin=snapshot or "data")
