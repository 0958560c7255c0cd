"""Origins of CloudFront distributions."""

from typing import Any

from guardrails.tokens import DISTRIBUTION, ORIGIN_ACCESS_CONTROL

from tests.policies.cases.table import Cases, Table
from tests.policies.harness import UNKNOWN, Given

BUCKET = {"originId": "files", "domainName": "files.s3.ap-northeast-2.amazonaws.com"}
UNSIGNED = {**BUCKET, "originAccessControlId": UNKNOWN}
WEBSITE = "files.s3-website.ap-northeast-2.amazonaws.com"
MODERN = ["TLSv1.2"]
SIGNED = {"signingBehavior": "always", "signingProtocol": "sigv4"}


def _origins(*origins: Any) -> dict[str, Any]:
    return {"origins": list(origins)}


def _server(policy: Any = "https-only", protocols: Any = MODERN, domain: Any = "api.glibiz.com") -> Any:
    config = {"originProtocolPolicy": policy, "originSslProtocols": protocols}
    return {"originId": "api", "domainName": domain, "customOriginConfig": config}


CASES: Table = {
    "cloudfront-origin-access-control": Cases(
        compliant=[
            _origins({**BUCKET, "originAccessControlId": "E1"}, _server()),
            [
                Given(DISTRIBUTION, "cdn", _origins(UNSIGNED), {"origins": ["control"]}),
                Given(ORIGIN_ACCESS_CONTROL, "control"),
            ],
            _origins({"vpcOriginConfig": {"vpcOriginId": "vo-1"}}),
        ],
        violation=[
            _origins(BUCKET),
            _origins({**BUCKET, "s3OriginConfig": {"originAccessIdentity": "origin-access-identity/cloudfront/E2"}}),
            _origins(UNKNOWN, BUCKET),
            _origins(_server(domain=WEBSITE)),
        ],
        unknown=[_origins(UNSIGNED), {"origins": UNKNOWN}, _origins(_server(domain=UNKNOWN))],
    ),
    "cloudfront-origin-signing": Cases(
        compliant=[SIGNED],
        violation=[{}, {**SIGNED, "signingBehavior": "no-override"}, {**SIGNED, "signingBehavior": "never"}],
        unknown=[{**SIGNED, "signingBehavior": UNKNOWN}],
    ),
    "cloudfront-origin-https": Cases(
        compliant=[_origins(BUCKET, _server())],
        violation=[_origins(_server("http-only")), _origins(BUCKET, _server("match-viewer"))],
        unknown=[{"origins": UNKNOWN}, _origins(_server(UNKNOWN)), _origins({"customOriginConfig": UNKNOWN})],
    ),
    "cloudfront-origin-tls": Cases(
        compliant=[_origins(BUCKET, _server())],
        violation=[_origins(_server(protocols=["TLSv1.1", "TLSv1.2"])), _origins(_server(protocols=[]))],
        unknown=[{"origins": UNKNOWN}, _origins(_server(protocols=UNKNOWN)), _origins(_server(protocols=[UNKNOWN]))],
    ),
}
