"""The CloudFront distribution of a website: which paths lead where, and who may keep what for how long."""

from dataclasses import dataclass
from pathlib import Path

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions

from components._bucket import PrivateBucket
from components.edge.cloudfront import ALL_VIEWER_EXCEPT_HOST, CACHING_DISABLED, SECURITY_HEADERS
from components.edge.security_headers import YEAR_SECONDS, SecurityHeaders, SecurityHeadersArgs, security_headers
from components.edge.website_settings import ApiSettings, CountrySettings, WebsiteSettings
from naming import Names

INDEX = "index.html"
FUNCTION_RUNTIME = "cloudfront-js-2.0"
FILES, API = "files", "api"
READ = ("GET", "HEAD")
EVERYTHING = (*READ, "OPTIONS", "PUT", "POST", "PATCH", "DELETE")


@dataclass(frozen=True)
class DistributionArgs:
    """What the distribution is made from."""

    settings: WebsiteSettings
    names: Names
    files: PrivateBucket
    certificate_arn: Input[str]
    web_acl_arn: Input[str] | None

    def part(self, part: str) -> str:
        """The name of one of the distribution's parts."""
        return self.names.fill("website_part", website=self.files.bucket, part=part)


def distribution(name: str, args: DistributionArgs, parent: pulumi.Resource) -> aws.cloudfront.Distribution:
    """Make the distribution, and the policies and functions that stand on its paths."""
    settings, names = args.settings, args.names
    headers = security_headers(
        name,
        SecurityHeadersArgs(settings=settings.headers, pages=args.part("pages"), assets=args.part("assets")),
        parent,
    )
    return aws.cloudfront.Distribution(
        name,
        enabled=True,
        comment=f"{names.system} {names.long} {name}",
        aliases=list(settings.hosts),
        viewer_certificate={
            "acm_certificate_arn": args.certificate_arn,
            "ssl_support_method": "sni-only",
            "minimum_protocol_version": settings.tls_policy,
        },
        http_version="http2and3",
        is_ipv6_enabled=True,
        price_class=settings.price_class,
        default_root_object=INDEX,
        origins=_origins(name, args, parent),
        default_cache_behavior=_pages(name, args, headers, parent),
        ordered_cache_behaviors=[*_api(settings.api), *_assets(name, args, headers, parent)],
        restrictions={"geo_restriction": geo_restriction(settings.countries)},
        web_acl_id=args.web_acl_arn,
        wait_for_deployment=settings.wait_for_deployment,
        opts=ResourceOptions(parent=parent, depends_on=[args.files.created]),
    )


def _origins(
    name: str, args: DistributionArgs, parent: pulumi.Resource
) -> list[aws.cloudfront.DistributionOriginArgsDict]:
    control = aws.cloudfront.OriginAccessControl(
        name,
        name=args.part("files"),
        description=f"Reads {args.files.bucket}",
        origin_access_control_origin_type="s3",
        signing_behavior="always",
        signing_protocol="sigv4",
        opts=ResourceOptions(parent=parent),
    )
    origins: list[aws.cloudfront.DistributionOriginArgsDict] = [
        {
            "origin_id": FILES,
            "domain_name": f"{args.files.bucket}.s3.{args.names.region}.amazonaws.com",
            "origin_access_control_id": control.id,
        }
    ]
    if args.settings.api is not None:
        origins.append(
            {
                "origin_id": API,
                "domain_name": args.settings.api.host,
                "custom_origin_config": {
                    "http_port": 80,
                    "https_port": 443,
                    "origin_protocol_policy": "https-only",
                    "origin_ssl_protocols": ["TLSv1.2"],
                },
            }
        )
    return origins


def _pages(
    name: str, args: DistributionArgs, headers: SecurityHeaders, parent: pulumi.Resource
) -> aws.cloudfront.DistributionDefaultCacheBehaviorArgsDict:
    # The fallback stands on the pages alone: an error page is the whole distribution's and would replace the API's
    # own errors, and those of missing assets.
    fallback: list[aws.cloudfront.DistributionDefaultCacheBehaviorFunctionAssociationArgsDict] = []
    if args.settings.single_page:
        fallback.append({"event_type": "viewer-request", "function_arn": _function(name, "spa_fallback", args, parent)})
    return {
        "target_origin_id": FILES,
        "viewer_protocol_policy": "redirect-to-https",
        "allowed_methods": list(READ),
        "cached_methods": list(READ),
        "compress": True,
        "cache_policy_id": CACHING_DISABLED,
        "response_headers_policy_id": headers.pages,
        "function_associations": fallback,
    }


def _assets(
    name: str, args: DistributionArgs, headers: SecurityHeaders, parent: pulumi.Resource
) -> list[aws.cloudfront.DistributionOrderedCacheBehaviorArgsDict]:
    if not args.settings.assets:
        return []
    kept = aws.cloudfront.CachePolicy(
        f"{name}-assets",
        name=args.part("assets"),
        min_ttl=YEAR_SECONDS,
        default_ttl=YEAR_SECONDS,
        max_ttl=YEAR_SECONDS,
        parameters_in_cache_key_and_forwarded_to_origin={
            "cookies_config": {"cookie_behavior": "none"},
            "headers_config": {"header_behavior": "none"},
            "query_strings_config": {"query_string_behavior": "none"},
            "enable_accept_encoding_brotli": True,
            "enable_accept_encoding_gzip": True,
        },
        opts=ResourceOptions(parent=parent),
    )
    immutable = _function(name, "immutable_assets", args, parent)
    return [
        {
            "path_pattern": pattern,
            "target_origin_id": FILES,
            "viewer_protocol_policy": "redirect-to-https",
            "allowed_methods": list(READ),
            "cached_methods": list(READ),
            "compress": True,
            "cache_policy_id": kept.id,
            "response_headers_policy_id": headers.assets,
            "function_associations": [{"event_type": "viewer-response", "function_arn": immutable}],
        }
        for pattern in args.settings.assets
    ]


def _api(api: ApiSettings | None) -> list[aws.cloudfront.DistributionOrderedCacheBehaviorArgsDict]:
    return [
        {
            "path_pattern": pattern,
            "target_origin_id": API,
            "viewer_protocol_policy": "https-only",
            "allowed_methods": list(EVERYTHING),
            "cached_methods": list(READ),
            "cache_policy_id": CACHING_DISABLED,
            "origin_request_policy_id": ALL_VIEWER_EXCEPT_HOST,
            "response_headers_policy_id": SECURITY_HEADERS,
        }
        for pattern in (api.paths if api else ())
    ]


def _function(name: str, script: str, args: DistributionArgs, parent: pulumi.Resource) -> Output[str]:
    """A CloudFront function, its code from the file beside this one."""
    part = script.replace("_", "-")
    function = aws.cloudfront.Function(
        f"{name}-{part}",
        name=args.part(part),
        runtime=FUNCTION_RUNTIME,
        code=Path(__file__).with_name(f"{script}.js").read_text("utf-8"),
        publish=True,
        opts=ResourceOptions(parent=parent),
    )
    return function.arn


def geo_restriction(countries: CountrySettings | None) -> aws.cloudfront.DistributionRestrictionsGeoRestrictionArgsDict:
    """The countries as CloudFront takes them."""
    if countries is None:
        return {"restriction_type": "none"}
    if countries.only:
        return {"restriction_type": "whitelist", "locations": list(countries.only)}
    return {"restriction_type": "blacklist", "locations": list(countries.none)}
