"""The table of resource types: how a resource of each is found on AWS, and what `pulumi import` knows it by.

One file under `types/` for each group of services; a type is a row in one of them. Import ids are those of the section
*Import* in the provider's reference (https://www.pulumi.com/registry/packages/aws/api-docs/).
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import BaseModel, ConfigDict, Field

FOLDER: Final = Path(__file__).parent / "types"
CREATE_ONLY: Final = Path(__file__).parent / "create_only.yaml"


class Question(BaseModel):
    """A call of AWS's API. Texts in `with` are patterns, as `asking.fill` takes them."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    ask: str
    """`<service>.<operation>`, as boto3 names them."""
    arguments: dict[str, Any] = Field(default_factory=dict, alias="with")


class Further(Question):
    """A second call for what the first one does not tell; its answer stands in the item under `name`."""

    name: str = Field(alias="as")


class Through(BaseModel):
    """How a resource whose name is not known is found: `{handle}` is what uses it on AWS in its place."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    arguments: dict[str, Any] = Field(default_factory=dict, alias="with")
    match: dict[str, str] = Field(default_factory=dict)


class Row(Question):
    """How to find one type. Everything but patterns is JMESPath over AWS's answer."""

    items: str = "@"
    """Where in the answer the candidates are."""
    match: dict[str, str] = Field(default_factory=dict)
    """What a candidate must say, as text: a path to a pattern. Where the path leads to a list, it must be in it."""
    through: Through | None = None
    not_ours: dict[str, str] = Field(default_factory=dict)
    """What AWS's own look like, which nobody adopts: a path to a regular expression."""
    more: list[Further] = Field(default_factory=list)
    adds: dict[str, str] = Field(default_factory=dict)
    """Attributes that AWS gives and other resources are told: of Pulumi's name, to a path. `id` is Pulumi's own id."""
    derives: dict[str, str] = Field(default_factory=dict)
    """Attributes that are made of others, as patterns."""
    read: dict[str, str] = Field(default_factory=dict)
    """Inputs as AWS has them: of Pulumi's name, to a path that gives Pulumi's shape."""
    id: str
    """The id for `pulumi import`, as a pattern over what is declared, read and added."""
    pages: bool = True
    """Whether all pages of the answer are read, where the operation has pages."""
    overwrites: bool = False
    """Whether making it anew only writes over what is there, so that nothing can stand in its way."""
    loose: dict[str, str] = Field(default_factory=dict)
    """Inputs that the provider compares more freely: `prefix` (a version), `host` (a DNS name)."""
    refused: dict[str, str] = Field(default_factory=dict)
    """Inputs that the provider would change in place and AWS then refuses to, and why."""
    if_none: dict[str, str] = Field(default_factory=dict)
    """Inputs that the provider replaces for where AWS has none, and what a person does first instead."""
    unread: dict[str, str] = Field(default_factory=dict)
    """Inputs that cannot be changed in place and are not read, and why that cannot hurt."""


class Table(BaseModel):
    """All types: those that are searched, and why others are not."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    searched: dict[str, Row]
    not_searched: dict[str, str]
    """Why a type is made anew instead of being adopted."""


@cache
def table() -> Table:
    """Read the table; a type stands in it once."""
    searched: dict[str, Any] = {}
    not_searched: dict[str, Any] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        document = yaml.safe_load(path.read_text("utf-8"))
        for into, key in ((searched, "searched"), (not_searched, "not_searched")):
            rows = document.get(key) or {}
            if twice := sorted((searched | not_searched).keys() & rows.keys()):
                raise ValueError(f"{path.name} has {', '.join(twice)} a second time")
            into.update(rows)
    return Table(searched=searched, not_searched=not_searched)


@cache
def create_only() -> Mapping[str, frozenset[str]]:
    """The inputs of each type whose change replaces the resource; a test compares them with AWS's schemas."""
    document: Mapping[str, list[str]] = yaml.safe_load(CREATE_ONLY.read_text("utf-8"))
    return {token: frozenset(inputs) for token, inputs in document.items()}
