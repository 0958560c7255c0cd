"""The distribution: HTTPS alone, errors stay errors, pages are never stale and assets are fetched once a year."""

from typing import Any

import pytest

from tests.components.edge.websites import (
    BUCKET,
    CERTIFICATE,
    FILES_BUCKET,
    FUNCTION,
    HEADERS,
    YEAR,
    behaviours,
    pages,
    paths,
    plain,
    served,
    website,
    with_api,
)
from tests.harness import ACCOUNT, REGION, inputs_by_name, listed

CACHE_POLICY = "aws:cloudfront/cachePolicy:CachePolicy"


def test_the_files_origin_is_signed_for_always() -> None:
    recording = plain()
    control = recording.one("aws:cloudfront/originAccessControl:OriginAccessControl", "user-frontend")
    assert (control.inputs["signingBehavior"], control.inputs["signingProtocol"]) == ("always", "sigv4")
    assert control.inputs["originAccessControlOriginType"] == "s3"
    assert listed(served(recording), "origins") == [
        {
            "originId": "files",
            "domainName": f"{FILES_BUCKET}.s3.{REGION}.amazonaws.com",
            "originAccessControlId": control.id,
        }
    ]


def test_the_distribution_waits_for_its_bucket() -> None:
    recording = plain()
    assert recording.one(BUCKET, "user-frontend-files").urn in served(recording).dependencies


def test_viewers_get_http_2_and_3_over_ipv4_and_ipv6_and_modern_tls_for_their_host() -> None:
    inputs = served(plain()).inputs
    assert (inputs["httpVersion"], inputs["isIpv6Enabled"], inputs["enabled"]) == ("http2and3", True, True)
    assert inputs["aliases"] == ["glibiz.com"]
    assert inputs["viewerCertificate"] == {
        "acmCertificateArn": CERTIFICATE["arn"],
        "sslSupportMethod": "sni-only",
        "minimumProtocolVersion": "TLSv1.2_2021",
    }


def test_no_path_speaks_plain_http() -> None:
    assert {one["viewerProtocolPolicy"] for one in behaviours(with_api())} == {"redirect-to-https", "https-only"}


def test_the_root_is_the_applications_page() -> None:
    assert served(plain()).inputs["defaultRootObject"] == "index.html"


def test_no_error_page_stands_on_the_whole_distribution() -> None:
    assert "customErrorResponses" not in served(with_api()).inputs


def test_the_fallback_stands_on_the_pages_alone() -> None:
    recording = with_api()
    fallback = recording.one(FUNCTION, "user-frontend-spa-fallback").outputs["arn"]
    assert pages(recording)["functionAssociations"] == [{"eventType": "viewer-request", "functionArn": fallback}]
    elsewhere = [a for one in paths(recording).values() for a in one.get("functionAssociations", [])]
    assert [a["eventType"] for a in elsewhere] == ["viewer-response"]
    assert fallback not in [a["functionArn"] for a in elsewhere]


def test_a_website_that_is_no_single_page_has_no_fallback() -> None:
    recording = website(single_page=False)
    assert pages(recording)["functionAssociations"] == []
    assert list(inputs_by_name(recording, FUNCTION)) == ["user-frontend-immutable-assets"]


def test_pages_are_cached_nowhere() -> None:
    recording = plain()
    assert pages(recording)["cachePolicyId"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    headers = recording.one(HEADERS, "user-frontend-pages")
    assert pages(recording)["responseHeadersPolicyId"] == headers.id
    assert headers.inputs["customHeadersConfig"] == {
        "items": [{"header": "Cache-Control", "value": "no-cache", "override": True}]
    }


def test_assets_are_kept_for_a_year_by_edge_locations_and_browsers() -> None:
    recording = website(assets=("/_next/static/*", "/fonts/*"))
    policy = recording.one(CACHE_POLICY, "user-frontend-assets")
    assert {policy.inputs[key] for key in ("minTtl", "defaultTtl", "maxTtl")} == {YEAR}
    immutable = recording.one(FUNCTION, "user-frontend-immutable-assets").outputs["arn"]
    assert list(paths(recording)) == ["/_next/static/*", "/fonts/*"]
    for behaviour in paths(recording).values():
        assert behaviour["cachePolicyId"] == policy.id
        assert behaviour["functionAssociations"] == [{"eventType": "viewer-response", "functionArn": immutable}]
        assert behaviour["compress"] is True


def test_one_copy_of_an_asset_serves_everybody_whatever_they_send_along() -> None:
    assert plain().one(CACHE_POLICY, "user-frontend-assets").inputs["parametersInCacheKeyAndForwardedToOrigin"] == {
        "cookiesConfig": {"cookieBehavior": "none"},
        "headersConfig": {"headerBehavior": "none"},
        "queryStringsConfig": {"queryStringBehavior": "none"},
        "enableAcceptEncodingBrotli": True,
        "enableAcceptEncodingGzip": True,
    }


def test_errors_of_assets_are_not_made_immutable_by_a_headers_policy() -> None:
    headers = plain().one(HEADERS, "user-frontend-assets")
    assert paths(plain())["/assets/*"]["responseHeadersPolicyId"] == headers.id
    assert "customHeadersConfig" not in headers.inputs


def test_the_files_can_only_be_read_through_the_distribution() -> None:
    recording = plain()
    assert {tuple(one["allowedMethods"]) for one in behaviours(recording)} == {("GET", "HEAD")}


def test_the_api_is_tried_before_the_assets_and_nothing_of_it_is_kept() -> None:
    recording = with_api()
    assert list(paths(recording)) == ["/api/*", "/socket/*", "/assets/*"]
    for pattern in ("/api/*", "/socket/*"):
        behaviour = paths(recording)[pattern]
        assert behaviour["targetOriginId"] == "api"
        assert behaviour["cachePolicyId"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
        assert behaviour["originRequestPolicyId"] == "b689b0a8-53d0-40ab-baf2-68738e2966ac"
        assert set(behaviour["allowedMethods"]) == {"GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"}


def test_the_api_is_asked_over_tls_1_2_alone() -> None:
    origin = next(one for one in listed(served(with_api()), "origins") if one["originId"] == "api")
    assert origin["domainName"] == "api.glibiz.com"
    assert origin["customOriginConfig"]["originProtocolPolicy"] == "https-only"
    assert origin["customOriginConfig"]["originSslProtocols"] == ["TLSv1.2"]


def test_every_origin_of_a_path_is_there() -> None:
    for recording in (plain(), with_api()):
        origins = {one["originId"] for one in listed(served(recording), "origins")}
        assert {one["targetOriginId"] for one in behaviours(recording)} == origins


@pytest.mark.parametrize(
    ("countries", "restriction"),
    [
        (None, {"restrictionType": "none"}),
        ({"only": ("KR", "JP")}, {"restrictionType": "whitelist", "locations": ["KR", "JP"]}),
        ({"none": ("KP",)}, {"restrictionType": "blacklist", "locations": ["KP"]}),
    ],
)
def test_countries_are_let_in_or_kept_out_as_chosen(countries: Any, restriction: dict[str, Any]) -> None:
    assert served(website(countries=countries)).inputs["restrictions"] == {"geoRestriction": restriction}


def test_the_firewall_stands_in_front_where_there_is_one() -> None:
    acl = f"arn:aws:wafv2:us-east-1:{ACCOUNT}:global/webacl/x/y"
    assert served(website(acl=acl)).inputs["webAclId"] == acl
    assert "webAclId" not in served(plain()).inputs


def test_an_environment_may_choose_edge_locations_protocols_and_not_to_wait() -> None:
    inputs = served(website(price_class="PriceClass_200", tls_policy="TLSv1.3_2025", wait_for_deployment=False)).inputs
    assert (inputs["priceClass"], inputs["waitForDeployment"]) == ("PriceClass_200", False)
    assert isinstance(inputs["viewerCertificate"], dict)
    assert inputs["viewerCertificate"]["minimumProtocolVersion"] == "TLSv1.3_2025"
    assert (served(plain()).inputs["priceClass"], served(plain()).inputs["waitForDeployment"]) == (
        "PriceClass_All",
        True,
    )
