"""Where CloudFront distributions get what they serve: private buckets and HTTPS servers."""

import re
from collections.abc import Iterator

from guardrails.cloudfront import is_given
from guardrails.props import Props, each
from guardrails.resource import Resource, Stack, StackResource
from guardrails.rule import rule, stack_rule
from guardrails.tier import Severity
from guardrails.tokens import DISTRIBUTION, ORIGIN_ACCESS_CONTROL

WEBSITE_ENDPOINT = re.compile(r"\.s3-website[.-][a-z0-9.-]+")
OLD_TLS = frozenset({"SSLv3", "TLSv1", "TLSv1.1"})


def _is_server(origin: Props) -> bool:
    return bool(origin.section("customOriginConfig").names())


@stack_rule(
    id="cloudfront-origin-access-control",
    on=(DISTRIBUTION,),
    severity=Severity.HIGH,
    title="Distributions read buckets with an origin access control.",
    why="The bucket would have to be public, and could be read around the firewall.",
    fix="Set origin_access_control_id in origins for every S3 bucket, and take the bucket's regional domain name.",
    standard=["G-11", "M-01"],
    controls={
        "FSBP": ["CloudFront.13"],
        "Checkov": ["CKV2_AWS_46"],
        "cdk-nag": ["AwsSolutions-CFR7"],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/cloudfront-controls.html#cloudfront-13",
)
def origin_access_control(distribution: StackResource, _stack: Stack) -> Iterator[str]:
    """A bucket that is read anonymously, by its website endpoint or by the legacy identity."""

    def check(origin: Props) -> Iterator[str]:
        if _is_server(origin):
            if WEBSITE_ENDPOINT.search(origin.text("domainName")):
                yield f"{origin.path('domainName')} is a bucket's public website endpoint"
        elif origin.section("vpcOriginConfig").names():
            return
        elif not is_given(distribution, "origins", origin, "originAccessControlId", ORIGIN_ACCESS_CONTROL):
            yield f"{origin.path('originAccessControlId')} is not set"

    return each(distribution.sections("origins"), check)


@rule(
    id="cloudfront-origin-signing",
    on=(ORIGIN_ACCESS_CONTROL,),
    severity=Severity.HIGH,
    title="Origin access controls sign every request.",
    why="A request that is not signed, or that the viewer signed, reads a bucket that is not private.",
    fix='Set signing_behavior="always" and signing_protocol="sigv4".',
    standard=["G-11", "M-01"],
    controls={},
    url="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html",
)
def origin_signing(control: Resource) -> Iterator[str]:
    """A control that signs nothing, or only sometimes."""
    for key, wanted in (("signingBehavior", "always"), ("signingProtocol", "sigv4")):
        if control.text(key) != wanted:
            yield f"{key} is not {wanted}"


@rule(
    id="cloudfront-origin-https",
    on=(DISTRIBUTION,),
    severity=Severity.HIGH,
    title="Distributions ask servers by HTTPS alone.",
    why="What the viewer sent encrypted would go on to the server in clear.",
    fix='Set origin_protocol_policy="https-only" in custom_origin_config of origins.',
    standard=["G-11", "M-01"],
    controls={
        "FSBP": ["CloudFront.9"],
        "Checkov": ["CKV2_AWS_72"],
        "compliance-policies": ["aws-cloudfront-distribution-enable-tls-to-origin"],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/cloudfront-controls.html#cloudfront-9",
)
def origin_https(distribution: Resource) -> Iterator[str]:
    """A server that is asked by HTTP, or by whatever the viewer used."""
    return each(distribution.sections("origins"), _asked_in_clear)


def _asked_in_clear(origin: Props) -> Iterator[str]:
    if _is_server(origin) and origin.section("customOriginConfig").text("originProtocolPolicy") != "https-only":
        yield f"{origin.path('customOriginConfig')}.originProtocolPolicy is not https-only"


@rule(
    id="cloudfront-origin-tls",
    on=(DISTRIBUTION,),
    severity=Severity.HIGH,
    title="Distributions speak TLS 1.2 with servers.",
    why="Older protocols can be read along.",
    fix='Set origin_ssl_protocols=["TLSv1.2"] in custom_origin_config of origins.',
    standard=["G-11", "M-01"],
    controls={
        "FSBP": ["CloudFront.10"],
        "Checkov": ["CKV2_AWS_54"],
        "cdk-nag": ["AwsSolutions-CFR5"],
        "compliance-policies": ["aws-cloudfront-distribution-configure-secure-tls-to-origin"],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/cloudfront-controls.html#cloudfront-10",
)
def origin_tls(distribution: Resource) -> Iterator[str]:
    """A server with which older protocols are spoken."""
    return each(distribution.sections("origins"), _speaks_old_tls)


def _speaks_old_tls(origin: Props) -> Iterator[str]:
    if not _is_server(origin):
        return
    config = origin.section("customOriginConfig")
    if not config.count("originSslProtocols"):
        yield f"{config.path('originSslProtocols')} is empty"
    for protocol in config.texts("originSslProtocols"):
        if protocol in OLD_TLS:
            yield f"{config.path('originSslProtocols')} has {protocol}"
