"""The response headers that make a browser careful with a website."""

from dataclasses import dataclass
from typing import Annotated, Literal, Self

import pulumi
import pulumi_aws as aws
from pulumi import Output, ResourceOptions
from pydantic import Field, model_validator

from components._settings import Settings, matching

YEAR_SECONDS = 365 * 24 * 3600
CONTENT_SECURITY_POLICY = {
    "default-src": "'self'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "img-src": "'self' data:",
    "object-src": "'none'",
}
"""Everything from the website's own host, nothing embedded, and nobody embeds it."""

Directive = Annotated[str, matching(r"[a-z]+(-[a-z]+)*", "a directive in lower case, such as connect-src")]
Sources = Annotated[str, matching(r"[^;,\r\n]*", "sources between spaces, such as 'self' https://api.example.com")]


class HstsSettings(Settings):
    """For how long a browser that was here once speaks only HTTPS (RFC 6797)."""

    max_age_seconds: Annotated[int, Field(ge=0, le=10 * YEAR_SECONDS)] = YEAR_SECONDS
    """Seconds; a year by default."""
    include_subdomains: bool = True
    """Hosts below the website's own, too: none of them may need plain HTTP."""
    preload: bool = False
    """Lets anyone enter the domain into the lists that browsers carry, which takes months to undo.

    https://hstspreload.org
    """

    @model_validator(mode="after")
    def _worth_a_preload(self) -> Self:
        if self.preload and not (self.include_subdomains and self.max_age_seconds >= YEAR_SECONDS):
            raise ValueError(
                "`preload` is refused by browsers' lists without `include_subdomains` and a `max_age_seconds` of "
                f"{YEAR_SECONDS} or more; set both or leave it out"
            )
        return self


class SecurityHeaderSettings(Settings):
    """What pages and assets are sent with, whatever their files say."""

    content_security_policy: dict[Directive, Sources] = Field(default_factory=dict)
    """Directives that are added to the platform's, or replace them: `connect-src: "'self' https://api.example.com"`."""
    hsts: HstsSettings = HstsSettings()
    frame: Literal["DENY", "SAMEORIGIN"] = "DENY"
    """Who may embed a page; for old browsers, others read `frame-ancestors`."""
    referrer: Literal["no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"] = (
        "strict-origin-when-cross-origin"
    )
    """How much of its address a page tells the ones that it links to."""

    @property
    def policy(self) -> str:
        """The Content-Security-Policy as it is sent."""
        directives = CONTENT_SECURITY_POLICY | self.content_security_policy
        return "; ".join(f"{directive} {sources}".strip() for directive, sources in directives.items())


@dataclass(frozen=True)
class SecurityHeadersArgs:
    """What the headers are made from."""

    settings: SecurityHeaderSettings
    pages: str
    """Name of the policy for pages."""
    assets: str
    """Name of the policy for assets."""


@dataclass(frozen=True)
class SecurityHeaders:
    """The ids of CloudFront's response headers policies."""

    pages: Output[str]
    """Browsers ask again each time whether a page has changed."""
    assets: Output[str]


def security_headers(name: str, args: SecurityHeadersArgs, parent: pulumi.Resource) -> SecurityHeaders:
    """Make the two policies: they differ in what browsers may keep."""
    below, secure = ResourceOptions(parent=parent), _secure(args.settings)
    pages = aws.cloudfront.ResponseHeadersPolicy(
        f"{name}-pages",
        name=args.pages,
        security_headers_config=secure,
        custom_headers_config={"items": [{"header": "Cache-Control", "value": "no-cache", "override": True}]},
        opts=below,
    )
    assets = aws.cloudfront.ResponseHeadersPolicy(
        f"{name}-assets", name=args.assets, security_headers_config=secure, opts=below
    )
    return SecurityHeaders(pages=pages.id, assets=assets.id)


def _secure(settings: SecurityHeaderSettings) -> aws.cloudfront.ResponseHeadersPolicySecurityHeadersConfigArgsDict:
    return {
        "content_security_policy": {"content_security_policy": settings.policy, "override": True},
        "content_type_options": {"override": True},
        "frame_options": {"frame_option": settings.frame, "override": True},
        "referrer_policy": {"referrer_policy": settings.referrer, "override": True},
        "strict_transport_security": {
            "access_control_max_age_sec": settings.hsts.max_age_seconds,
            "include_subdomains": settings.hsts.include_subdomains,
            "preload": settings.hsts.preload,
            "override": True,
        },
    }
