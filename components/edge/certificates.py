"""Certificates of ACM: one that it issued already, or one that it issues here once DNS has proven the names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Self

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions
from pulumi_aws.acm.outputs import CertificateDomainValidationOption
from pydantic import Field, model_validator

from components._hosts import Host, HostedZoneId
from components._settings import Settings, matching

VALIDATION_TTL_SECONDS = 300


class CertificateSettings(Settings):
    """A certificate that ACM has issued already (`arn`), or has to issue (`zone_id`)."""

    arn: (
        Annotated[
            str, matching(r"arn:aws:acm:[a-z0-9-]+:\d{12}:certificate/[0-9a-f-]{36}", "the ARN of an ACM certificate")
        ]
        | None
    ) = None
    """The certificate that was issued already."""
    zone_id: HostedZoneId | None = None
    """The Route 53 zone in which we prove that the names are ours; ACM then issues the certificate and renews it."""
    names: Annotated[tuple[Host, ...], Field(min_length=1)]
    """The names that the certificate is issued for; every host behind it must be one of them."""

    @model_validator(mode="after")
    def _from_one_place(self) -> Self:
        if self.arn is None and self.zone_id is None:
            raise ValueError(
                "`arn` is missing; give that of a certificate that ACM issued, "
                "or the `zone_id` of the Route 53 zone in which a new one is proven"
            )
        if self.arn is not None and self.zone_id is not None:
            raise ValueError("`zone_id` is for a new certificate and `arn` for one that was issued; keep one of them")
        return self

    @property
    def region(self) -> str | None:
        """Where the certificate was issued; None while it is not."""
        return self.arn.split(":")[3] if self.arn else None

    @property
    def account(self) -> str | None:
        """Whose it is; None while it is not issued."""
        return self.arn.split(":")[4] if self.arn else None

    def covers(self, host: str) -> bool:
        """Whether a client accepts the certificate for this host: `*` stands for exactly one label (RFC 6125)."""
        return any(re.fullmatch(re.escape(name).replace(r"\*", "[^.]+"), host) for name in self.names)


@dataclass(frozen=True)
class CertificateArgs:
    """What a certificate is made from."""

    settings: CertificateSettings
    region: str
    """Where it is used: the load balancer's Region, or CloudFront's."""


def certificate_arn(name: str, args: CertificateArgs, parent: pulumi.Resource) -> Input[str]:
    """The ARN of a certificate that is issued; whoever uses it waits until it is."""
    return args.settings.arn or _issue(name, args, parent)


def _issue(name: str, args: CertificateArgs, parent: pulumi.Resource) -> Output[str]:
    below = ResourceOptions(parent=parent)
    first, *others = args.settings.names
    certificate = aws.acm.Certificate(
        name,
        domain_name=first,
        subject_alternative_names=others,
        validation_method="DNS",
        options={"certificate_transparency_logging_preference": "ENABLED"},
        region=args.region,
        opts=below,
    )
    records = []
    for domain in dict.fromkeys(_domain(one) for one in args.settings.names):
        proof = certificate.domain_validation_options.apply(partial(_proof, domain=domain))
        records.append(
            aws.route53.Record(
                f"{name}-{domain}",
                zone_id=str(args.settings.zone_id),
                name=proof.apply(lambda one: one.name),
                type=proof.apply(lambda one: one.type),
                records=[proof.apply(lambda one: one.value)],
                ttl=VALIDATION_TTL_SECONDS,
                # One record proves a domain for all certificates of the account, in every Region and stack: whoever
                # comes second writes the same, and whoever leaves must not stop the renewal of the others'.
                allow_overwrite=True,
                opts=ResourceOptions(parent=parent, retain_on_delete=True),
            )
        )
    validation = aws.acm.CertificateValidation(
        name,
        certificate_arn=certificate.arn,
        validation_record_fqdns=[record.fqdn for record in records],
        region=args.region,
        opts=below,
    )
    return validation.certificate_arn


def _domain(name: str) -> str:
    """What a name is proven by: `*.example.com` and `example.com` by the same record."""
    return name.removeprefix("*.")


@dataclass(frozen=True)
class _Proof:
    name: str
    type: str
    value: str


def _proof(options: Sequence[CertificateDomainValidationOption], *, domain: str) -> _Proof:
    """The record that ACM wants to see for this domain."""
    option = next(option for option in options if _domain(str(option.domain_name)) == domain)
    return _Proof(
        name=str(option.resource_record_name),
        type=str(option.resource_record_type),
        value=str(option.resource_record_value),
    )
