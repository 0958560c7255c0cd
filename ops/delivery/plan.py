"""What a deployment does, stack by stack, before it begins."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from components.delivery.delivery_settings import WindowSettings
from ops.delivery.stacks import Stack


@dataclass(frozen=True)
class Part:
    """One stack of a deployment."""

    stack: str
    window: WindowSettings | None
    careful: bool
    """Whether a checklist that is not all good stops it; it is where somebody approves its deployments."""
    migrations: tuple[str, ...]
    """The services whose database is migrated from here."""
    services: tuple[str, ...]
    """The services that are verified: those that `pulumi up` deploys."""
    images: tuple[str, ...]
    """Those of them whose image is their own, which is what can be released and rolled back."""
    tag: str
    """What begins the tag of a verified deployment (standard G-25); empty but for the environment's last stack."""


def plan(chosen: Sequence[Stack], everything: Sequence[Stack]) -> Sequence[Part]:
    """The parts in their order; `everything` are all stacks, since Regions of one environment may share a database."""
    return [_part(one, everything) for one in sorted(chosen, key=lambda one: one.place)]


def migrated_from(
    stack: Stack, everything: Sequence[Stack], released: Callable[[Stack], Iterable[str]]
) -> Sequence[str]:
    """The services whose database is migrated from this stack, of those that are `released` in each.

    Each database is migrated once (standard T-02): from the stack that has it, else from the environment's first.
    """
    return list(_migrations(stack, _group(stack, everything), released))


def _group(stack: Stack, everything: Sequence[Stack]) -> Sequence[Stack]:
    return sorted((one for one in everything if one.group == stack.group), key=lambda one: one.place)


def _part(stack: Stack, everything: Sequence[Stack]) -> Part:
    settings, services = stack.configuration.stack, tuple(stack.owned_by_pulumi)
    return Part(
        stack=stack.name,
        window=stack.delivery.window,
        careful=stack.approval,
        migrations=tuple(migrated_from(stack, everything, lambda one: one.owned_by_pulumi)),
        services=services,
        images=tuple(role for role in services if settings.image_role(role) == role),
        tag=_tag(stack) if stack.name == _group(stack, everything)[-1].name else "",
    )


def _migrations(stack: Stack, group: Sequence[Stack], released: Callable[[Stack], Iterable[str]]) -> Iterator[str]:
    migrating = {one.name: [role for role in released(one) if _migrates(one, role)] for one in group}
    for role in migrating[stack.name]:
        others = [one for one in group if role in migrating[one.name]]
        owners = [one.name for one in others if _has_database(one, role)]
        if stack.name in (owners or [others[0].name]):
            yield role


def _migrates(stack: Stack, role: str) -> bool:
    service = stack.configuration.stack.services.get(role)
    return service is not None and service.migration is not None


def _has_database(stack: Stack, role: str) -> bool:
    settings = stack.configuration.stack
    return not settings.databases.keys().isdisjoint(settings.services[role].uses)


def _tag(stack: Stack) -> str:
    """`deploy-` for production, else with the environment's short name before it, as the guide's `stg-deploy-`."""
    return "deploy-" if stack.is_production else f"{stack.configuration.stack.environment.short}-deploy-"
