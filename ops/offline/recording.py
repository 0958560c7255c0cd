"""What a run of the program registered: plain, frozen, in the order of the program's text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Options:
    """The resource options that the engine would act on; what is not set keeps its default."""

    protect: bool = False
    ignore_changes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    """URNs under which the resource was known before."""
    delete_before_replace: bool | None = None
    custom_timeouts: Mapping[str, str] = field(default_factory=dict)
    retain_on_delete: bool = False
    replace_on_changes: tuple[str, ...] = ()
    additional_secret_outputs: tuple[str, ...] = ()
    deleted_with: str = ""
    import_id: str = ""
    provider: str = ""
    """URN of the provider that serves the resource."""

    def as_json(self) -> dict[str, object]:
        """Give the options that are set, under Pulumi's names."""
        named: dict[str, object] = {
            "protect": self.protect,
            "ignoreChanges": list(self.ignore_changes),
            "aliases": list(self.aliases),
            "customTimeouts": dict(self.custom_timeouts),
            "retainOnDelete": self.retain_on_delete,
            "replaceOnChanges": list(self.replace_on_changes),
            "additionalSecretOutputs": list(self.additional_secret_outputs),
            "deletedWith": self.deleted_with,
            "import": self.import_id,
            "provider": self.provider,
        }
        given = {key: value for key, value in named.items() if value}
        if self.delete_before_replace is not None:
            given["deleteBeforeReplace"] = self.delete_before_replace
        return given


@dataclass(frozen=True)
class Recorded:
    """One registered resource or component."""

    urn: str
    type: str
    name: str
    id: str
    """Empty for a component; `[unknown]` before the first deployment."""
    parent: str
    """URN of the parent; empty for the stack itself."""
    custom: bool
    """Whether a provider manages it; a component is not custom."""
    inputs: Mapping[str, object]
    """What the program gives, and the physical name where it leaves that to Pulumi (`*` is what a deployment picks)."""
    outputs: Mapping[str, object]
    """Inputs and what AWS adds to them; what a component registers."""
    dependencies: tuple[str, ...]
    property_dependencies: Mapping[str, tuple[str, ...]]
    options: Options
    source: str
    """`file:line` of the project that makes it; empty for what no line of it makes."""


@dataclass(frozen=True)
class Recording:
    """Everything one run registered. Parents stand before their children, siblings as the program's text has them."""

    stack: str
    project: str
    resources: tuple[Recorded, ...]
    outputs: Mapping[str, object]
    """What the stack exports."""

    def urns(self) -> tuple[str, ...]:
        """Give every URN, in the order of the resources."""
        return tuple(resource.urn for resource in self.resources)

    def of_type(self, token: str) -> tuple[Recorded, ...]:
        """Give all resources of one type token, such as `aws:kms/key:Key`."""
        return tuple(resource for resource in self.resources if resource.type == token)

    def one(self, token: str, name: str) -> Recorded:
        """Give the only resource of this type and logical name; raise LookupError where there is none or several."""
        found = [resource for resource in self.of_type(token) if resource.name == name]
        if len(found) != 1:
            names = ", ".join(sorted(resource.name for resource in self.of_type(token))) or "none"
            raise LookupError(f"{len(found)} resources {token} are named {name!r}; there are: {names}")
        return found[0]

    def children(self, urn: str) -> tuple[Recorded, ...]:
        """Give the direct children of a resource."""
        return tuple(self._by_parent.get(urn, ()))

    @cached_property
    def _by_parent(self) -> Mapping[str, Sequence[Recorded]]:
        found: dict[str, list[Recorded]] = {}
        for resource in self.resources:
            found.setdefault(resource.parent, []).append(resource)
        return found
