"""What a person may write about a website, and what cannot be built of it."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from components._hosts import Host, HostName
from components._settings import Role, Settings, matching
from components.edge.certificates import CertificateSettings
from components.edge.cloudfront import REGION
from components.edge.security_headers import SecurityHeaderSettings
from components.edge.website_watch import WebsiteAlarms

PathPattern = Annotated[
    str, matching(r"/[A-Za-z0-9_\-.*$/~\"'@:+&?]{0,254}", "a path pattern of at most 255 characters, such as /assets/*")
]
Country = Annotated[str, matching(r"[A-Z]{2}", "a country by its two capital letters, such as KR (ISO 3166-1)")]


class ApiSettings(Settings):
    """Paths of the website that a service answers, uncached, instead of the files."""

    host: HostName
    """Where a service's `route` takes them, over HTTPS alone; the service sees this host, not the website's."""
    paths: Annotated[tuple[PathPattern, ...], Field(min_length=1)] = ("/api/*",)
    """Which paths those are."""


class CountrySettings(Settings):
    """From where the website can be reached, by the address's country."""

    only: tuple[Country, ...] = ()
    """ISO codes, such as KR, of those from which it can be reached."""
    none: tuple[Country, ...] = ()
    """ISO codes of those from which it cannot."""

    @model_validator(mode="after")
    def _one_list(self) -> Self:
        if bool(self.only) == bool(self.none):
            raise ValueError("`only` and `none` are two ways to say one thing; name countries under one of them")
        return self


class WebsiteSettings(Settings):
    """Files in a private bucket, behind CloudFront."""

    name: (
        Annotated[
            str,
            matching(
                r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]",
                "a bucket's name: 3 to 63 lower-case letters, digits and dashes between them",
            ),
        ]
        | None
    ) = None
    """The bucket's name in place of the standard's. It cannot change later: protected buckets have it."""
    hosts: Annotated[tuple[Host, ...], Field(min_length=1)]
    """Under which people reach it."""
    certificate: CertificateSettings
    tls_policy: Literal["TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"] = "TLSv1.2_2021"
    """The oldest protocol and ciphers that viewers may use (AWS FSBP CloudFront.15)."""
    price_class: Literal["PriceClass_100", "PriceClass_200", "PriceClass_All"] = "PriceClass_All"
    """Which edge locations serve: 100 is North America, Europe and Israel; 200 adds most of Asia, Africa and the Middle
    East.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/PriceClass.html
    """
    single_page: bool = True
    """Paths without a file's extension get `/index.html`: the application routes them in the browser."""
    assets: tuple[PathPattern, ...] = ("/assets/*",)
    """Files whose names change with their content: kept for a year, by edge locations and browsers."""
    api: ApiSettings | None = None
    headers: SecurityHeaderSettings = SecurityHeaderSettings()
    countries: CountrySettings | None = None
    """None serves the whole world."""
    firewall: Role | None = None
    """The firewall in front of it, of `cloudfront` scope."""
    keep_versions_days: Annotated[int, Field(ge=1, le=3650)] = 30
    """Days that overwritten and deleted files can still be restored."""
    log_expiration_days: Annotated[int, Field(ge=1, le=3650)] = 90
    """Days that access logs are kept (standard G-20)."""
    wait_for_deployment: bool = True
    """`pulumi up` ends when all edge locations have the change, some minutes later."""
    force_destroy: bool = False
    """Lets the buckets be deleted with the files and logs in them."""
    protect: bool = True
    """Pulumi refuses to delete the buckets."""
    additional_metrics: bool = True
    """CloudFront measures its origins too, and what it answers itself, at a fixed price for each website.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/viewing-cloudfront-metrics.html
    """
    alarms: WebsiteAlarms = WebsiteAlarms()

    @model_validator(mode="after")
    def _can_be_built(self) -> Self:
        for what, values in (("hosts", self.hosts), ("assets", self.assets + (self.api.paths if self.api else ()))):
            twice = sorted({value for value in values if values.count(value) > 1})
            if twice:
                raise ValueError(f"`{what}` has {', '.join(twice)} twice; each leads to one place")
        if not self.additional_metrics:
            self.alarms.refuse_what_is_not_measured()
        certificate = self.certificate
        if certificate.region not in (None, REGION):
            raise ValueError(
                f"`certificate.arn` is a certificate of {certificate.region}; CloudFront takes one that ACM issued "
                f"in {REGION}"
            )
        for host in self.hosts:
            if not certificate.covers(host):
                raise ValueError(
                    f"`hosts` has {host!r}, which the certificate does not cover; it covers "
                    f"{', '.join(certificate.names)}: take such a host or another certificate"
                )
        return self
