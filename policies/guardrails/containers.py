"""Container definitions of ECS tasks, as rules read them."""

from collections.abc import Callable, Iterable, Iterator

from guardrails.props import Props, each
from guardrails.resource import Resource


def in_each_container(task: Resource, check: Callable[[Props], Iterable[str]]) -> Iterator[str]:
    """The violations of every container of a task definition, each with the container's name before it."""

    def named(container: Props) -> Iterator[str]:
        for message in check(container):
            yield f"container {container.text('name')}: {message}"

    return each(task.sections("containerDefinitions"), named)
