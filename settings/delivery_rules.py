"""Rules of how changes reach an environment: what its parts do not have."""

from collections.abc import Iterator, Mapping

from settings.stack import StackSettings

PATH = "platform:stack.delivery"


def delivery_problems(stack: StackSettings) -> Iterator[str]:
    """Applications that release what is not there, or what another releases; secrets that are not there."""
    if stack.delivery is None:
        return
    for role, application in stack.delivery.applications.items():
        path = f"{PATH}.applications.{role}"
        yield from _missing(f"{path}.services", application.services, stack.services)
        yield from _missing(f"{path}.websites", application.websites, stack.websites)
    yield from _missing(f"{PATH}.notify", stack.delivery.notify.secrets, stack.secrets)


def _missing(path: str, wanted: tuple[str, ...], there: Mapping[str, object]) -> Iterator[str]:
    what = path.rpartition(".")[2].replace("notify", "secrets")
    for role in wanted:
        if role not in there:
            yield f"{path} has {role!r}, which is not there; the {what} are {', '.join(there) or 'none'}"
