"""Resources as rules see them: one alone, or one among those of its stack."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from guardrails.props import Props


class Resource(Props):
    """A resource's properties and what Pulumi knows of it."""

    delete_before_replace = False
    """Whether the program asks Pulumi to delete it before its successor is made."""
    ignore_changes: tuple[str, ...] = ()
    """The properties that the program leaves to others once it is made."""

    def __init__(self, resource_type: str, name: str, urn: str, props: Mapping[str, Any], *, protect: bool) -> None:
        super().__init__(props)
        self.type = resource_type
        self.name = name
        self.urn = urn
        self.protect = protect


class StackResource(Resource):
    """A resource and its relations, which are known at preview even where ids are not."""

    parent: "StackResource | None" = None

    def __init__(self, resource_type: str, name: str, urn: str, props: Mapping[str, Any], *, protect: bool) -> None:
        super().__init__(resource_type, name, urn, props, protect=protect)
        self.property_dependencies: dict[str, list[StackResource]] = {}

    def depends(self, key: str, *types: str) -> list["StackResource"]:
        """The resources that a property's value comes from; of these types, if any are named."""
        found = self.property_dependencies.get(key, [])
        return [resource for resource in found if not types or resource.type in types]

    def refers(self, key: str, target: "StackResource") -> bool:
        """Whether a property names the target.

        Also by way of a third resource that names it by the same property (`bucket=public_access_block.bucket`), and
        by way of a remote component whose child the target is (`vpc_id=awsx_vpc.vpc_id`).
        """
        seen: set[str] = set()
        waiting = self.depends(key)
        components = {ancestor.urn for ancestor in target.ancestors() if not ancestor.type.startswith("aws:")}
        while waiting:
            resource = waiting.pop()
            if resource is target or resource.urn in components:
                return True
            if resource.urn not in seen:
                seen.add(resource.urn)
                waiting.extend(resource.depends(key))
        return False

    def ancestors(self) -> Iterator["StackResource"]:
        """The parent, its parent and so on, up to the stack itself, which holds everything and so says nothing."""
        parent = self.parent
        while parent is not None and parent.type != "pulumi:pulumi:Stack":
            yield parent
            parent = parent.parent


class Stack:
    """All resources of a stack."""

    def __init__(self, resources: Sequence[StackResource]) -> None:
        self.resources = resources
        self._by_type: dict[str, list[StackResource]] = {}
        for resource in resources:
            self._by_type.setdefault(resource.type, []).append(resource)

    def of(self, *types: str) -> list[StackResource]:
        """The resources of these types."""
        return [resource for kind in types for resource in self._by_type.get(kind, [])]

    def referring(self, target: StackResource, key: str, *types: str) -> list[StackResource]:
        """The resources of these types that name the target by this property."""
        return [resource for resource in self.of(*types) if resource.refers(key, target)]
