"""What a row of the counterparts says: a CloudFormation type, and how the provider's resource differs from it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from tests.engine.provider.create_only import create_only

Properties = Mapping[str, object]
Conditional = Callable[[Properties, Properties], Iterable[str]]

FORCE_NEW = "ForceNew in terraform-provider-aws, internal/service"
EVERYWHERE: Mapping[str, str] = {
    "region": "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/enhanced-region-support",
    "namePrefix": FORCE_NEW,
}
"""Properties that replace every resource that has them."""


@dataclass(frozen=True)
class Counterpart:
    """A CloudFormation type, and how the provider's resource differs from it."""

    cloudformation: str
    """Empty where there is none."""
    named: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """CloudFormation property to Pulumi's; to none where the provider's resource has no such input."""
    replaces_too: Mapping[str, str] = field(default_factory=dict)
    """Pulumi property that replaces although CloudFormation updates it: where that is written."""
    stays: Mapping[str, str] = field(default_factory=dict)
    """Pulumi property that updates in place although CloudFormation replaces: where that is written."""
    inherited: Mapping[str, str] = field(default_factory=dict)
    """Pulumi property that AWS fills in where it is not given, so that giving the same later changes nothing."""
    conditional: Conditional | None = None
    """Properties whose change replaces only in some circumstances."""
    delete_first: bool = False
    """The provider deletes before it creates, whatever the name."""

    def properties(self, cloudformation_property: str) -> tuple[str, ...]:
        """Pulumi's names of a CloudFormation property."""
        first = cloudformation_property[0].lower() + cloudformation_property[1:]
        return self.named.get(cloudformation_property, (first,))

    def replacing(self) -> frozenset[str]:
        """Pulumi properties whose change always replaces."""
        by_schema = {name for own in create_only(self.cloudformation) for name in self.properties(own)}
        return frozenset((by_schema - set(self.stays)) | set(self.replaces_too) | set(EVERYWHERE))
