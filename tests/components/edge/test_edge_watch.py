"""What is watched of load balancers, websites, firewalls and certificates: by the dimensions that AWS publishes."""

from functools import cache
from typing import Any

import pulumi
import pytest
from pulumi import ResourceOptions

from components._watched import Anomaly, Watched
from components.edge.firewall import Firewall, FirewallArgs, FirewallSettings
from components.edge.load_balancer import LoadBalancer, LoadBalancerArgs, LoadBalancerSettings
from components.edge.website import Website, WebsiteArgs
from ops.offline.recording import Recording
from tests.components.edge.websites import API, settings_of
from tests.components.watching import PLAIN, alarms, dimensions, drawn, metrics, named, text, when, widget
from tests.harness import ACCOUNT, NAMES, PLACEMENT, REGION, build, log_target

ALB, CDN, WAF, ACM = "AWS/ApplicationELB", "AWS/CloudFront", "AWS/WAFV2", "AWS/CertificateManager"
EDGE_REGION = "us-east-1"
SUBSCRIPTION = "aws:cloudfront/monitoringSubscription:MonitoringSubscription"
IMPORTED = f"arn:aws:acm:ap-northeast-2:{ACCOUNT}:certificate/8590e8e6-1e73-4754-983f-b77ed18e3a82"
ISSUED_HERE = {"zone_id": "Z0419507IHNIDPFGXUPL", "names": ("*.glibiz.com", "glibiz.com")}

Seen = tuple[Watched, Recording]


def watch(make: Any) -> Seen:
    """What a component says is to be watched, with its dimensions exported."""
    made: list[Watched] = []

    def program(opts: ResourceOptions) -> None:
        watched: Watched = make(opts).watched
        pulumi.export("dimensions", dimensions(watched))
        made.append(watched)

    recording = build(program)
    return made[0], recording


def exported(recording: Recording, alarm: str) -> dict[str, dict[str, str]]:
    found = recording.outputs["dimensions"]
    assert isinstance(found, dict)
    return dict(found[alarm])


def load_balancer(certificate: dict[str, Any] | None = None, **given: Any) -> Seen:
    written = {"certificate": certificate or {"arn": IMPORTED, "names": ("*.glibiz.com",)}, **given}
    args = LoadBalancerArgs(settings=LoadBalancerSettings.model_validate(written), names=NAMES, network=PLACEMENT)
    return watch(lambda opts: LoadBalancer("main", args, opts))


def website(**given: Any) -> Seen:
    args = WebsiteArgs(settings=settings_of(**given), names=NAMES, key_arn=None)
    return watch(lambda opts: Website("user-frontend", args, opts))


@cache
def plain_website() -> Seen:
    return website()


def firewall(**given: Any) -> Seen:
    settings = FirewallSettings.model_validate(given)
    return watch(
        lambda opts: Firewall("edge", FirewallArgs(settings=settings, names=NAMES, logs=log_target("x", "y")), opts)
    )


def test_a_load_balancers_own_errors_and_connections_are_watched_by_its_suffix_alone() -> None:
    shown, recording = load_balancer()
    suffix = recording.one("aws:lb/loadBalancer:LoadBalancer", "main").outputs["arnSuffix"]
    found = {key: one for key, one in alarms(shown).items() if not key.startswith("certificate")}
    assert {key: named(one.measure) for key, one in found.items()} == {
        "elb-errors": {PLAIN: (ALB, "HTTPCode_ELB_5XX_Count", "Sum")},
        "rejected-connections": {PLAIN: (ALB, "RejectedConnectionCount", "Sum")},
        "target-connection-errors": {PLAIN: (ALB, "TargetConnectionErrorCount", "Sum")},
        "tls-errors": {PLAIN: (ALB, "ClientTLSNegotiationErrorCount", "Sum")},
    }
    assert all(exported(recording, key) == {PLAIN: {"LoadBalancer": suffix}} for key in found)
    assert str(suffix).startswith("app/gli-production-alb/")
    assert when(found["elb-errors"]) == (">", 10, 300, 2, "notBreaching", "critical")
    assert NAMES.fill("alarm", stem=shown.stem, alarm="elb-errors") == "gli-prod-main-alb-elb-errors"


@pytest.mark.parametrize(
    "field", ["elb_errors", "rejected_connections", "target_connection_errors", "tls_errors", "certificate_expiry"]
)
def test_each_alarm_of_a_load_balancer_can_be_left_out_or_get_another_threshold(field: str) -> None:
    key = field.replace("_", "-")
    assert key not in alarms(load_balancer(alarms={field: None})[0])
    assert alarms(load_balancer(alarms={field: 42})[0])[key].threshold == 42


def test_people_are_told_of_a_certificate_weeks_before_it_runs_out_and_woken_up_days_before() -> None:
    shown, recording = load_balancer()
    expiry, end = alarms(shown)["certificate-expiry"], alarms(shown)["certificate-end"]
    assert named(expiry.measure) == named(end.measure) == {PLAIN: (ACM, "DaysToExpiry", "Minimum")}
    assert exported(recording, "certificate-end") == {PLAIN: {"CertificateArn": IMPORTED}}
    assert when(expiry) == ("<", 30, 86_400, 1, "ignore", "warning")
    assert when(end) == ("<", 7, 86_400, 1, "ignore", "critical")


def test_a_certificate_that_is_issued_here_is_watched_too() -> None:
    _, recording = load_balancer(ISSUED_HERE)
    validation = recording.one("aws:acm/certificateValidation:CertificateValidation", "main-certificate")
    arn = validation.inputs["certificateArn"]
    assert exported(recording, "certificate-end") == {PLAIN: {"CertificateArn": arn}}


def test_a_load_balancers_graphs_are_those_of_the_guide() -> None:
    assert drawn(load_balancer()[0]) >= {
        "RequestCount",
        "TargetResponseTime",
        "HTTPCode_Target_4XX_Count",
        "HTTPCode_Target_5XX_Count",
        "HTTPCode_ELB_4XX_Count",
        "HTTPCode_ELB_5XX_Count",
    }


def test_all_of_a_website_is_measured_in_us_east_1() -> None:
    for shown, _ in (plain_website(), website(**API)):
        measures = [*(alarm.measure for alarm in shown.alarms), *(m for w in shown.widgets for m in w.measures)]
        assert {metric.region for measure in measures for metric in metrics(measure).values()} == {EDGE_REGION}


def test_a_website_has_cloudfronts_dimensions() -> None:
    shown, recording = plain_website()
    of_distribution = {
        "DistributionId": recording.one("aws:cloudfront/distribution:Distribution", "user-frontend").id,
        "Region": "Global",
    }
    for alarm in shown.alarms:
        if not alarm.key.startswith("certificate"):
            assert set(map(str, exported(recording, alarm.key).values())) == {str(of_distribution)}, alarm.key


def test_viewers_errors_raise_an_alarm_when_there_are_enough_requests() -> None:
    found = alarms(plain_website()[0])["viewer-5xx"]
    assert text(found.measure) == "IF(requests >= 100, rate1, 0)"
    assert named(found.measure) == {"requests": (CDN, "Requests", "Sum"), "rate1": (CDN, "5xxErrorRate", "Average")}
    assert when(found) == (">", 5, 300, 2, "notBreaching", "critical")


def test_origins_are_watched_by_the_metrics_that_are_switched_on_for_them() -> None:
    shown, recording = plain_website()
    (subscription,) = recording.of_type(SUBSCRIPTION)
    assert subscription.inputs == {
        "distributionId": recording.one("aws:cloudfront/distribution:Distribution", "user-frontend").id,
        "monitoringSubscription": {
            "realtimeMetricsSubscriptionConfig": {"realtimeMetricsSubscriptionStatus": "Enabled"}
        },
    }
    assert named(alarms(shown)["origin-latency"].measure) == {PLAIN: (CDN, "OriginLatency", "p95")}
    assert set(named(alarms(shown)["origin-errors"].measure).values()) == {
        (CDN, "Requests", "Sum"),
        (CDN, "502ErrorRate", "Average"),
        (CDN, "503ErrorRate", "Average"),
        (CDN, "504ErrorRate", "Average"),
    }


def test_without_additional_metrics_nothing_waits_for_them() -> None:
    shown, recording = website(additional_metrics=False)
    assert recording.of_type(SUBSCRIPTION) == ()
    assert set(alarms(shown)) == {"viewer-5xx", "viewer-4xx", "certificate-expiry", "certificate-end"}
    assert drawn(shown) == {"Requests", "4xxErrorRate", "5xxErrorRate", "DaysToExpiry"}


@pytest.mark.parametrize("field", ["viewer_5xx", "viewer_4xx", "origin_errors", "origin_latency"])
def test_each_alarm_of_a_website_can_be_left_out_or_learnt(field: str) -> None:
    key = field.replace("_", "-")
    assert key not in alarms(website(alarms={field: None})[0])
    assert alarms(website(alarms={field: {"anomaly": 2}})[0])[key].threshold == Anomaly(anomaly=2)


def test_a_websites_certificate_is_watched_where_cloudfront_takes_it_from() -> None:
    shown, recording = plain_website()
    assert alarms(shown)["certificate-end"].measure.region == EDGE_REGION
    arn = exported(recording, "certificate-end")[PLAIN]["CertificateArn"]
    assert arn.startswith(f"arn:aws:acm:{EDGE_REGION}:{ACCOUNT}:certificate/")


def test_a_firewall_in_front_of_load_balancers_is_measured_with_its_region() -> None:
    shown, recording = firewall()
    (blocked,) = shown.alarms
    assert named(blocked.measure) == {PLAIN: (WAF, "BlockedRequests", "Sum")}
    counted = {"cloudwatchMetricsEnabled": True, "metricName": "gli-production-edge", "sampledRequestsEnabled": True}
    assert recording.one("aws:wafv2/webAcl:WebAcl", "edge").inputs["visibilityConfig"] == counted
    of_all_rules = {"Region": REGION, "Rule": "ALL", "WebACL": "gli-production-edge"}
    assert exported(recording, "blocked-requests") == {PLAIN: of_all_rules}
    assert blocked.measure.region is None
    assert when(blocked) == (">", 1000, 300, 2, "notBreaching", "warning")


def test_a_firewall_in_front_of_cloudfront_is_measured_in_us_east_1_without_a_region() -> None:
    shown, recording = firewall(scope="cloudfront", alarms={"blocked_requests": 9})
    assert exported(recording, "blocked-requests") == {PLAIN: {"Rule": "ALL", "WebACL": "gli-production-edge"}}
    assert (shown.alarms[0].measure.region, shown.alarms[0].threshold) == (EDGE_REGION, 9)
    assert drawn(shown) == {"BlockedRequests", "AllowedRequests", "CountedRequests"}


def test_a_firewall_can_be_left_without_an_alarm_and_is_still_drawn() -> None:
    shown, _ = firewall(alarms={"blocked_requests": None})
    assert shown.alarms == []
    assert widget(shown, "Blocked requests").limits == []


def test_stems_tell_parts_of_one_role_apart() -> None:
    stems = {load_balancer()[0].stem, plain_website()[0].stem, firewall()[0].stem}
    assert stems == {"main-alb", "user-frontend-cdn", "edge-waf"}
