"""What AWS cannot change in place: the create-only properties of its own resource schemas, as cfn-lint carries them."""

from collections.abc import Mapping
from functools import cache

from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

REGION = "ap-northeast-2"
PROPERTIES = "/properties/"


@cache
def create_only(cloudformation_type: str) -> frozenset[str]:
    """Top-level properties of a CloudFormation type of which at least a part is create-only; none without a type."""
    if not cloudformation_type:
        return frozenset()
    schema: Mapping[str, list[str]] = PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, cloudformation_type).schema
    paths = schema.get("createOnlyProperties", [])
    return frozenset(path.removeprefix(PROPERTIES).partition("/")[0] for path in paths)
