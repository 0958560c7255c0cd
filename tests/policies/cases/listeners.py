"""Listeners and their rules."""

from guardrails.tokens import CERTIFICATE, CERTIFICATE_VALIDATION, LISTENER_RULES, LISTENERS

from tests.policies.cases.table import Cases, Table
from tests.policies.harness import UNKNOWN, Given

REDIRECT = {"type": "redirect", "redirect": {"protocol": "HTTPS", "statusCode": "HTTP_301"}}
FORWARD = {"type": "forward", "targetGroupArn": UNKNOWN}
NOT_FOUND = {"type": "fixed-response", "fixedResponse": {"statusCode": "404"}}


def _http(*actions: object) -> dict[str, object]:
    return {"protocol": "HTTP", "defaultActions": list(actions)}


def _https(*actions: object) -> dict[str, object]:
    return {"protocol": "HTTPS", "defaultActions": list(actions)}


def _rule(protocol: str, action: object = FORWARD) -> list[Given]:
    return [
        Given(LISTENER_RULES[0], "rule", {"actions": [action]}, {"listenerArn": ["listener"]}),
        Given(LISTENERS[0], "listener", {"protocol": protocol}),
    ]


def _certified(kind: str) -> list[Given]:
    props = {"protocol": "HTTPS", "certificateArn": UNKNOWN}
    return [Given(LISTENERS[0], "https", props, {"certificateArn": ["cert"]}), Given(kind, "cert")]


CASES: Table = {
    "lb-http-redirects": Cases(
        compliant=[_http(REDIRECT), [Given(LISTENERS[1], props=_http(REDIRECT))]],
        violation=[
            _http(FORWARD),
            _http(NOT_FOUND),
            _http(),
            _http({"type": "redirect", "redirect": {"protocol": "HTTP", "port": "8080"}}),
        ],
        unknown=[{"protocol": UNKNOWN}, {"protocol": "HTTP", "defaultActions": UNKNOWN}, _http(UNKNOWN)],
        not_applicable=[_https(FORWARD), {}],
    ),
    "lb-tls-policy": Cases(
        compliant=[
            {"protocol": "HTTPS", "sslPolicy": "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"},
            {"protocol": "TLS", "sslPolicy": "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09"},
        ],
        violation=[{"protocol": "HTTPS"}, {"protocol": "TLS", "sslPolicy": "ELBSecurityPolicy-2016-08"}],
        unknown=[{"protocol": "HTTPS", "sslPolicy": UNKNOWN}, {"protocol": UNKNOWN}],
        not_applicable=[{"protocol": "HTTP"}, {"protocol": "TCP"}],
    ),
    "lb-closed-by-default": Cases(
        compliant=[_https(NOT_FOUND), _https(REDIRECT)],
        violation=[_https(FORWARD), _https(), _https({"targetGroupArn": UNKNOWN}), _https(UNKNOWN, FORWARD)],
        unknown=[{"protocol": "HTTPS", "defaultActions": UNKNOWN}, _https(UNKNOWN)],
        not_applicable=[_http(REDIRECT)],
    ),
    "lb-rule-on-https": Cases(
        compliant=[_rule("HTTPS"), _rule("HTTPS", UNKNOWN), _rule("HTTP", NOT_FOUND)],
        violation=[_rule("HTTP")],
        unknown=[_rule(UNKNOWN), _rule("HTTP", UNKNOWN)],
        not_applicable=[{"actions": [FORWARD]}],
    ),
    "lb-certificate": Cases(
        compliant=[
            {"protocol": "HTTPS", "certificateArn": "arn:aws:acm:ap-northeast-2:917891822317:certificate/8590e8e6"},
            _certified(CERTIFICATE),
            _certified(CERTIFICATE_VALIDATION),
        ],
        violation=[
            {"protocol": "HTTPS"},
            {"protocol": "TLS", "certificateArn": "arn:aws:iam::917891822317:server-certificate/old"},
        ],
        unknown=[{"protocol": "HTTPS", "certificateArn": UNKNOWN}, {"protocol": UNKNOWN}],
        not_applicable=[{"protocol": "HTTP"}],
    ),
}
