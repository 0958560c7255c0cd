"""A website of a stack: its bucket by name, its distribution by its hosts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ops.failures import WrongInputError
from ops.live.aws import Aws, aws_failures
from ops.live.environment import Environment

COMPONENT: Final = "platform:edge:Website"


@dataclass(frozen=True)
class Site:
    """One website."""

    role: str
    bucket: str
    hosts: Sequence[str]
    assets: Sequence[str]
    """Path patterns of files whose names change with their content."""
    api: Sequence[str]
    """Path patterns that a service answers."""

    def is_asset(self, key: str) -> bool:
        """Whether CloudFront and browsers keep this file for a year."""
        return any(matches(pattern, f"/{key}") for pattern in self.assets)

    def is_api(self, path: str) -> bool:
        """Whether a path is a service's, and no file's."""
        return any(matches(pattern, path) for pattern in self.api)


def matches(pattern: str, path: str) -> bool:
    """Whether CloudFront takes a path for a pattern: `*` is any text, `?` one character, and case counts.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html
    """
    parts = (".*" if sign == "*" else "." if sign == "?" else re.escape(sign) for sign in pattern)
    return re.fullmatch("".join(parts), path, re.DOTALL) is not None


def site(environment: Environment, role: str | None) -> Site:
    """The website of this role; None is the only one there is. Raises WrongInputError naming those there are."""
    components = {one.name: one for one in environment.recording.of_type(COMPONENT)}
    known = ", ".join(components) or "none"
    if role is None and len(components) != 1:
        raise WrongInputError(f"The stack {environment.stack} has {len(components)} websites ({known}); say --website.")
    role = role or next(iter(components))
    if role not in components:
        raise WrongInputError(f"{role!r} is no website of the stack {environment.stack}; its websites are {known}.")
    settings: Mapping[str, Any] = components[role].inputs
    exported: Any = environment.recording.outputs["websites"]
    return Site(
        role=role,
        bucket=str(exported[role]["bucket"]),
        hosts=list(settings["hosts"]),
        assets=list(settings.get("assets") or []),
        api=list((settings.get("api") or {}).get("paths") or []),
    )


def distribution_of(aws: Aws, website: Site) -> str:
    """The id of the distribution that serves the website's first host: a host leads to one distribution alone."""
    with aws_failures("find the website's distribution"):
        for page in aws.client("cloudfront").get_paginator("list_distributions").paginate():
            for one in page["DistributionList"].get("Items", []):
                if website.hosts[0] in one["Aliases"].get("Items", []):
                    return str(one["Id"])
    raise WrongInputError(
        f"There is no CloudFront distribution for {website.hosts[0]}; deploy the stack first (`pulumi up`)."
    )
