"""CloudFront distributions: what viewers get, over what, and what is seen of them."""

from collections.abc import Iterator

from pulumi_policy.proxy import UnknownValueError

from guardrails.props import Props, each
from guardrails.resource import Resource, Stack, StackResource
from guardrails.rule import rule, stack_rule
from guardrails.tier import Severity, Tier
from guardrails.tokens import (
    CERTIFICATE,
    CERTIFICATE_VALIDATION,
    DISTRIBUTION,
    LOG_DELIVERY,
    LOG_DELIVERY_SOURCE,
    RESPONSE_HEADERS_POLICY,
    WEB_ACL,
)

ENCRYPTED_POLICIES = frozenset({"redirect-to-https", "https-only"})
TLS_POLICIES = frozenset({"TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"})
"""CloudFront.15's list."""
MISSING = frozenset({403, 404})
SUCCESS = range(200, 300)
YEAR_SECONDS = 365 * 24 * 3600


def behaviors(distribution: Resource) -> Iterator[Props]:
    """What the distribution does with each path: the default, and the others also where that is not known."""
    unknown: UnknownValueError | None = None
    try:
        yield distribution.section("defaultCacheBehavior")
    except UnknownValueError as error:
        unknown = error
    yield from distribution.sections("orderedCacheBehaviors")
    if unknown is not None:
        raise unknown


def is_given(resource: StackResource, key: str, part: Props, name: str, *makers: str) -> bool:
    """Whether part of the property `key` names something.

    Before the first deployment an id is not known; it is one where the property comes from a resource that makes such.
    """
    try:
        return bool(part.text(name))
    except UnknownValueError:
        if resource.depends(key, *makers):
            return True
        raise


@rule(
    id="cloudfront-viewer-https",
    on=(DISTRIBUTION,),
    severity=Severity.HIGH,
    title="Viewers get nothing from CloudFront but by HTTPS.",
    why="Cookies and pages would cross the internet in clear.",
    fix='Set viewer_protocol_policy="redirect-to-https" in default_cache_behavior and ordered_cache_behaviors.',
    standard=["G-11", "M-01"],
    controls={
        "FSBP": ["CloudFront.3"],
        "Checkov": ["CKV_AWS_34"],
        "compliance-policies": ["aws-cloudfront-distribution-disallow-unencrypted-traffic"],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/cloudfront-controls.html#cloudfront-3",
)
def viewer_https(distribution: Resource) -> Iterator[str]:
    """A behavior that answers plain requests."""
    return each(behaviors(distribution), _in_clear)


def _in_clear(behavior: Props) -> Iterator[str]:
    if behavior.text("viewerProtocolPolicy") not in ENCRYPTED_POLICIES:
        yield f"{behavior.path('viewerProtocolPolicy')} is neither redirect-to-https nor https-only"


@rule(
    id="cloudfront-tls-policy",
    on=(DISTRIBUTION,),
    severity=Severity.HIGH,
    title="Viewers speak TLS 1.2 with forward secrecy, or 1.3.",
    why="Older protocols and ciphers can be read along.",
    fix='Set minimum_protocol_version="TLSv1.2_2021" or later in viewer_certificate.',
    standard=["G-11", "M-01"],
    controls={
        "FSBP": ["CloudFront.15"],
        "Checkov": ["CKV_AWS_174"],
        "cdk-nag": ["AwsSolutions-CFR4"],
        "compliance-policies": ["aws-cloudfront-distribution-configure-secure-tls"],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/cloudfront-controls.html#cloudfront-15",
)
def tls_policy(distribution: Resource) -> Iterator[str]:
    """A distribution with an older policy, or with AWS's default."""
    policy = distribution.section("viewerCertificate").text("minimumProtocolVersion")
    if policy not in TLS_POLICIES:
        yield f"viewerCertificate.minimumProtocolVersion is {policy or 'not set'}"


@stack_rule(
    id="cloudfront-certificate",
    on=(DISTRIBUTION,),
    severity=Severity.HIGH,
    title="Distributions show a certificate of their own, by server name.",
    why="CloudFront's own certificate takes TLS 1.0 and fits no host of ours; an address of its own is dear.",
    fix='Set acm_certificate_arn and ssl_support_method="sni-only" in viewer_certificate.',
    standard=["G-13", "M-01"],
    controls={"FSBP": ["CloudFront.7", "CloudFront.8"], "Checkov": ["CKV2_AWS_42"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/cloudfront-controls.html#cloudfront-7",
)
def certificate(distribution: StackResource, _stack: Stack) -> Iterator[str]:
    """A distribution with CloudFront's certificate, or with an address of its own."""
    shown = distribution.section("viewerCertificate")
    if shown.text("sslSupportMethod") != "sni-only":
        yield "viewerCertificate.sslSupportMethod is not sni-only"
    makers = (CERTIFICATE, CERTIFICATE_VALIDATION)
    if not is_given(distribution, "viewerCertificate", shown, "acmCertificateArn", *makers):
        yield "viewerCertificate.acmCertificateArn is not set"


@stack_rule(
    id="cloudfront-logs",
    on=(DISTRIBUTION,),
    severity=Severity.MEDIUM,
    title="Distributions log every request.",
    why="What CloudFront answers itself is seen nowhere else.",
    fix="Add aws.cloudwatch.LogDeliverySource with resource_arn of this one, and a LogDelivery from it.",
    standard=["G-11", "M-05"],
    controls={
        "FSBP": ["CloudFront.5"],
        "Checkov": ["CKV_AWS_86"],
        "cdk-nag": ["AwsSolutions-CFR3"],
        "compliance-policies": [
            "aws-cloudfront-distribution-enable-access-logging",
            "aws-cloudfront-distribution-configure-access-logging",
        ],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/cloudfront-controls.html#cloudfront-5",
)
def logs(distribution: StackResource, stack: Stack) -> Iterator[str]:
    """A distribution whose requests are delivered nowhere, neither by standard logs of version 2 nor of 1."""
    for source in stack.referring(distribution, "resourceArn", LOG_DELIVERY_SOURCE):
        if stack.referring(source, "deliverySourceName", LOG_DELIVERY):
            return
    if not distribution.section("loggingConfig").names():
        yield "no log delivery comes from it and loggingConfig is not set"


@stack_rule(
    id="cloudfront-firewall",
    on=(DISTRIBUTION,),
    severity=Severity.MEDIUM,
    title="Production distributions stand behind a firewall.",
    why="Whoever floods or probes it is stopped by nothing.",
    fix="Set web_acl_id to the ARN of a web ACL of CLOUDFRONT scope.",
    standard=["G-11", "M-01"],
    controls={
        "FSBP": ["CloudFront.6"],
        "Checkov": ["CKV_AWS_68"],
        "cdk-nag": ["AwsSolutions-CFR2"],
        "compliance-policies": ["aws-cloudfront-distribution-configure-waf"],
    },
    tiers=(Tier.PRODUCTION, Tier.STAGING),
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/cloudfront-controls.html#cloudfront-6",
)
def firewall(distribution: StackResource, _stack: Stack) -> Iterator[str]:
    """A distribution that anyone may ask anything."""
    if not is_given(distribution, "webAclId", distribution, "webAclId", WEB_ACL):
        yield "webAclId is not set"


@rule(
    id="cloudfront-root-object",
    on=(DISTRIBUTION,),
    severity=Severity.MEDIUM,
    title="Distributions say what `/` is.",
    why="A request for `/` would list the bucket, or fail.",
    fix='Set default_root_object="index.html".',
    standard=["G-11"],
    controls={"FSBP": ["CloudFront.1"], "Checkov": ["CKV_AWS_305"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/cloudfront-controls.html#cloudfront-1",
)
def root_object(distribution: Resource) -> Iterator[str]:
    """A distribution without a start page."""
    if not distribution.text("defaultRootObject"):
        yield "defaultRootObject is not set"


@stack_rule(
    id="cloudfront-response-headers",
    on=(DISTRIBUTION,),
    severity=Severity.MEDIUM,
    title="Every path is answered with a response headers policy.",
    why="Without security headers browsers allow framing, sniffing and plain HTTP.",
    fix="Set response_headers_policy_id in default_cache_behavior and ordered_cache_behaviors.",
    standard=["G-11", "M-01"],
    controls={"Checkov": ["CKV2_AWS_32"]},
    url="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/adding-response-headers.html",
)
def response_headers(distribution: StackResource, _stack: Stack) -> Iterator[str]:
    """A behavior whose answers have only the origin's headers."""

    def check(behavior: Props) -> Iterator[str]:
        key = behavior.path("").partition(".")[0]
        if not is_given(distribution, key, behavior, "responseHeadersPolicyId", RESPONSE_HEADERS_POLICY):
            yield f"{behavior.path('responseHeadersPolicyId')} is not set"

    return each(behaviors(distribution), check)


@rule(
    id="cloudfront-security-headers",
    on=(RESPONSE_HEADERS_POLICY,),
    severity=Severity.MEDIUM,
    title="Response headers policies ask for HTTPS for a year, no sniffing and no foreign frames.",
    why="A browser would speak plain HTTP again, guess types of files, and embed our pages in anyone's.",
    fix="Set strict_transport_security, content_type_options and frame_options in security_headers_config.",
    standard=["G-11", "M-01"],
    controls={},
    url="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html",
)
def security_headers(policy: Resource) -> Iterator[str]:
    """A policy that leaves one of the three out."""
    headers = policy.section("securityHeadersConfig")
    if headers.section("strictTransportSecurity").number("accessControlMaxAgeSec") < YEAR_SECONDS:
        yield "strictTransportSecurity.accessControlMaxAgeSec is less than a year"
    if not headers.section("contentTypeOptions").names():
        yield "contentTypeOptions is not set"
    if headers.section("frameOptions").text("frameOption") not in {"DENY", "SAMEORIGIN"}:
        yield "frameOptions.frameOption is neither DENY nor SAMEORIGIN"


@rule(
    id="cloudfront-errors-stay-errors",
    on=(DISTRIBUTION,),
    severity=Severity.MEDIUM,
    title="Distributions never turn a missing file into a success.",
    why="Error pages are the whole distribution's: a refused API call would answer 200 with HTML, and be cached.",
    fix="Leave 403 and 404 with response_code 200 out of custom_error_responses; route pages by a viewer function.",
    standard=["G-11"],
    controls={},
    url="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/GeneratingCustomErrorResponses.html",
)
def errors_stay_errors(distribution: Resource) -> Iterator[str]:
    """An error page that hides an error."""
    return each(distribution.sections("customErrorResponses"), _hides_an_error)


def _hides_an_error(response: Props) -> Iterator[str]:
    code = response.number("errorCode")
    if code in MISSING and response.number("responseCode") in SUCCESS:
        yield f"{response.path('responseCode')} turns {code:g} into {response.number('responseCode'):g}"


@rule(
    id="cloudfront-http-3",
    on=(DISTRIBUTION,),
    severity=Severity.LOW,
    title="Distributions speak HTTP/2 and HTTP/3.",
    why="Over mobile networks pages come later than they could.",
    fix='Set http_version="http2and3".',
    standard=["G-11"],
    controls={},
    url="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesGeneral.html",
)
def http_3(distribution: Resource) -> Iterator[str]:
    """A distribution with AWS's default, or less."""
    if distribution.text("httpVersion") != "http2and3":
        yield f"httpVersion is {distribution.text('httpVersion') or 'not set'}"
