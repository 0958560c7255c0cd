"""CloudFront distributions and what viewers get from them."""

from typing import Any

from guardrails.tokens import (
    CERTIFICATE_VALIDATION,
    DISTRIBUTION,
    LOG_DELIVERY,
    LOG_DELIVERY_SOURCE,
    RESPONSE_HEADERS_POLICY,
    WEB_ACL,
)

from tests.policies.cases.table import Cases, Table
from tests.policies.harness import UNKNOWN, Given

SOURCE = Given(LOG_DELIVERY_SOURCE, "source", {}, {"resourceArn": ["cdn"]})
DELIVERY = Given(LOG_DELIVERY, "delivery", {}, {"deliverySourceName": ["source"]})
HTTPS = {"viewerProtocolPolicy": "redirect-to-https"}
CLEAR = {"viewerProtocolPolicy": "allow-all"}
SHOWN = {"acmCertificateArn": "arn:aws:acm:us-east-1:917891822317:certificate/a", "sslSupportMethod": "sni-only"}
HEADERS = {"responseHeadersPolicyId": "policy"}
SECURE = {
    "strictTransportSecurity": {"accessControlMaxAgeSec": 31536000},
    "contentTypeOptions": {"override": True},
    "frameOptions": {"frameOption": "DENY"},
}


def _behaviors(default: Any, *others: Any) -> dict[str, Any]:
    return {"defaultCacheBehavior": default, "orderedCacheBehaviors": list(others)}


def _cdn(props: dict[str, Any], key: str, kind: str) -> list[Given]:
    """A distribution with a property from a resource of this kind."""
    return [Given(DISTRIBUTION, "cdn", props, {key: ["maker"]}), Given(kind, "maker")]


def _tls(version: Any) -> dict[str, Any]:
    return {"viewerCertificate": {"minimumProtocolVersion": version}}


def _secure(**more: Any) -> dict[str, Any]:
    return {"securityHeadersConfig": {**SECURE, **more}}


def _error(code: Any, answer: Any) -> dict[str, Any]:
    return {"customErrorResponses": [{"errorCode": code, "responseCode": answer, "responsePagePath": "/x.html"}]}


UNKNOWN_CERTIFICATE = {"viewerCertificate": {**SHOWN, "acmCertificateArn": UNKNOWN}}
UNKNOWN_HEADERS = {"responseHeadersPolicyId": UNKNOWN}

CASES: Table = {
    "cloudfront-viewer-https": Cases(
        compliant=[
            {"defaultCacheBehavior": HTTPS},
            _behaviors(HTTPS, HTTPS, {"viewerProtocolPolicy": "https-only"}),
        ],
        violation=[{}, {"defaultCacheBehavior": CLEAR}, _behaviors(HTTPS, HTTPS, CLEAR), _behaviors(UNKNOWN, CLEAR)],
        unknown=[
            {"defaultCacheBehavior": UNKNOWN},
            _behaviors({"viewerProtocolPolicy": UNKNOWN}),
            {"defaultCacheBehavior": HTTPS, "orderedCacheBehaviors": UNKNOWN},
        ],
    ),
    "cloudfront-tls-policy": Cases(
        compliant=[_tls("TLSv1.2_2021"), _tls("TLSv1.2_2025"), _tls("TLSv1.3_2025")],
        violation=[{}, _tls("TLSv1.2_2019"), {"viewerCertificate": {"cloudfrontDefaultCertificate": True}}],
        unknown=[{"viewerCertificate": UNKNOWN}, _tls(UNKNOWN)],
    ),
    "cloudfront-certificate": Cases(
        compliant=[
            {"viewerCertificate": SHOWN},
            _cdn(UNKNOWN_CERTIFICATE, "viewerCertificate", CERTIFICATE_VALIDATION),
        ],
        violation=[
            {},
            {"viewerCertificate": {"cloudfrontDefaultCertificate": True}},
            {"viewerCertificate": {**SHOWN, "sslSupportMethod": "vip"}},
        ],
        unknown=[UNKNOWN_CERTIFICATE, {"viewerCertificate": UNKNOWN}],
    ),
    "cloudfront-logs": Cases(
        compliant=[
            [Given(DISTRIBUTION, "cdn"), SOURCE, DELIVERY],
            {"loggingConfig": {"bucket": "logs.s3.amazonaws.com"}},
        ],
        violation=[{}, [Given(DISTRIBUTION, "cdn"), SOURCE], [Given(DISTRIBUTION, "cdn"), DELIVERY]],
        unknown=[{"loggingConfig": UNKNOWN}],
    ),
    "cloudfront-firewall": Cases(
        compliant=[{"webAclId": "arn:aws:wafv2:acl"}, _cdn({"webAclId": UNKNOWN}, "webAclId", WEB_ACL)],
        violation=[{}, {"webAclId": ""}],
        unknown=[{"webAclId": UNKNOWN}],
    ),
    "cloudfront-root-object": Cases(
        compliant=[{"defaultRootObject": "index.html"}],
        violation=[{}],
        unknown=[{"defaultRootObject": UNKNOWN}],
    ),
    "cloudfront-response-headers": Cases(
        compliant=[
            _behaviors(HEADERS, HEADERS),
            _cdn(_behaviors(UNKNOWN_HEADERS), "defaultCacheBehavior", RESPONSE_HEADERS_POLICY),
            _cdn(_behaviors(HEADERS, UNKNOWN_HEADERS), "orderedCacheBehaviors", RESPONSE_HEADERS_POLICY),
        ],
        violation=[{}, _behaviors(HEADERS, HTTPS), _behaviors(UNKNOWN_HEADERS, HTTPS)],
        unknown=[_behaviors(UNKNOWN_HEADERS), _behaviors(HEADERS, UNKNOWN_HEADERS), _behaviors(UNKNOWN)],
    ),
    "cloudfront-security-headers": Cases(
        compliant=[_secure(), _secure(frameOptions={"frameOption": "SAMEORIGIN"})],
        violation=[
            {},
            _secure(strictTransportSecurity={"accessControlMaxAgeSec": 300}),
            _secure(contentTypeOptions=None),
            _secure(frameOptions=None),
        ],
        unknown=[{"securityHeadersConfig": UNKNOWN}, _secure(frameOptions=UNKNOWN)],
    ),
    "cloudfront-errors-stay-errors": Cases(
        compliant=[{}, _error(404, 404), _error(403, 404), _error(503, 200)],
        violation=[_error(404, 200), _error(403, 200)],
        unknown=[{"customErrorResponses": UNKNOWN}, _error(UNKNOWN, 200), _error(404, UNKNOWN)],
    ),
    "cloudfront-http-3": Cases(
        compliant=[{"httpVersion": "http2and3"}],
        violation=[{}, {"httpVersion": "http2"}],
        unknown=[{"httpVersion": UNKNOWN}],
    ),
}
