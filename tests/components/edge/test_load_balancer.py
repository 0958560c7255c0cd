"""The load balancer: TLS outside, 404 until a service routes through it, and no way to a task until allowed."""

from functools import cache
from typing import Any

import pytest
from pulumi import ResourceOptions

from components.edge.load_balancer import LoadBalancer, LoadBalancerArgs, LoadBalancerSettings, log_delivery
from ops.offline.recording import Recording
from tests.components.iam_documents import by_sid, nulls, unknown_actions, wide_resources
from tests.harness import ACCOUNT, NAMES, PLACEMENT, build, inputs_by_name, json_of, listed

CERTIFICATE = f"arn:aws:acm:ap-northeast-2:{ACCOUNT}:certificate/8590e8e6-1e73-4754-983f-b77ed18e3a82"
LISTENER = "aws:lb/listener:Listener"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
BUCKET = "aws:s3/bucket:Bucket"


@cache
def load_balancer(*, allow: bool = False, first: bool = False, **given: Any) -> Recording:
    certificate = {"arn": CERTIFICATE, "names": ("*.glibiz.com",)}

    def program(opts: ResourceOptions) -> None:
        settings = LoadBalancerSettings.model_validate({"certificate": certificate} | given)
        made = LoadBalancer("main", LoadBalancerArgs(settings=settings, names=NAMES, network=PLACEMENT), opts)
        if allow:
            made.allow_to("api", security_group_id="sg-api", port=8000)

    return build(program, first=first)


def balancer(**given: Any) -> dict[str, Any]:
    return dict(load_balancer(**given).one("aws:lb/loadBalancer:LoadBalancer", "main").inputs)


def test_it_faces_the_internet_from_the_public_subnets_under_the_standards_name() -> None:
    made = balancer()
    assert (made["name"], made["loadBalancerType"], made["internal"]) == ("gli-production-alb", "application", False)
    assert made["subnets"] == PLACEMENT.public_subnet_ids


def test_its_name_can_be_another_one_with_a_log_bucket_to_match() -> None:
    recording = load_balancer(name="gli-legacy")
    assert recording.one("aws:lb/loadBalancer:LoadBalancer", "main").inputs["name"] == "gli-legacy"
    assert recording.one(BUCKET, "main-logs").inputs["bucket"] == f"gli-legacy-logs-{ACCOUNT}"


def test_it_drops_invalid_headers_and_defends_against_desync() -> None:
    made = balancer()
    assert (made["dropInvalidHeaderFields"], made["desyncMitigationMode"]) == (True, "defensive")


def test_it_cannot_be_deleted_unless_the_environment_gives_that_up() -> None:
    assert balancer()["enableDeletionProtection"] is True
    assert balancer(deletion_protection=False)["enableDeletionProtection"] is False


def test_it_keeps_quiet_connections_as_long_as_websockets_need() -> None:
    assert balancer()["idleTimeout"] == 60
    assert balancer(idle_timeout=300)["idleTimeout"] == 300


def test_443_speaks_modern_tls_with_the_certificate_and_answers_404() -> None:
    https = load_balancer().one(LISTENER, "main-https").inputs
    assert (https["port"], https["protocol"], https["certificateArn"]) == (443, "HTTPS", CERTIFICATE)
    assert https["sslPolicy"] == "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
    assert https["defaultActions"] == [
        {
            "type": "fixed-response",
            "fixedResponse": {"contentType": "text/plain", "messageBody": "Not found", "statusCode": "404"},
        }
    ]


def test_tls_can_be_1_3_alone() -> None:
    policy = "ELBSecurityPolicy-TLS13-1-3-2021-06"
    assert load_balancer(tls_policy=policy).one(LISTENER, "main-https").inputs["sslPolicy"] == policy


def test_80_only_redirects_for_good() -> None:
    http = load_balancer().one(LISTENER, "main-http").inputs
    assert (http["port"], http["protocol"]) == (80, "HTTP")
    assert http["defaultActions"] == [
        {"type": "redirect", "redirect": {"protocol": "HTTPS", "port": "443", "statusCode": "HTTP_301"}}
    ]


def test_it_listens_to_nothing_else() -> None:
    assert set(inputs_by_name(load_balancer(), LISTENER)) == {"main-http", "main-https"}


def test_the_internet_reaches_80_and_443_and_nothing_else() -> None:
    rules = inputs_by_name(load_balancer(), INGRESS).values()
    assert sorted((r["fromPort"], r["toPort"], r["ipProtocol"], r["cidrIpv4"]) for r in rules) == [
        (80, 80, "tcp", "0.0.0.0/0"),
        (443, 443, "tcp", "0.0.0.0/0"),
    ]


def test_its_security_group_has_no_inline_rules_that_would_fight_the_others() -> None:
    group = load_balancer().one("aws:ec2/securityGroup:SecurityGroup", "main").inputs
    assert {"ingress", "egress"}.isdisjoint(group)
    assert group["vpcId"] == PLACEMENT.vpc_id


def test_it_reaches_no_task_until_allowed() -> None:
    assert load_balancer().of_type(EGRESS) == ()


def test_allowing_a_service_opens_one_port_to_its_group_alone() -> None:
    recording = load_balancer(allow=True)
    (rule,) = recording.of_type(EGRESS)
    assert rule.name == "main-to-api-8000"
    assert rule.inputs == {
        "description": "To api",
        "securityGroupId": recording.one("aws:ec2/securityGroup:SecurityGroup", "main").id,
        "referencedSecurityGroupId": "sg-api",
        "ipProtocol": "tcp",
        "fromPort": 8000,
        "toPort": 8000,
    }


def test_requests_and_connections_are_logged_to_its_own_bucket() -> None:
    made = balancer()
    bucket = f"gli-production-alb-logs-{ACCOUNT}"
    assert made["accessLogs"] == {"enabled": True, "bucket": bucket, "prefix": "access"}
    assert made["connectionLogs"] == {"enabled": True, "bucket": bucket, "prefix": "connections"}


def test_it_waits_until_it_may_write_its_logs() -> None:
    recording = load_balancer()
    policy = recording.one("aws:s3/bucketPolicy:BucketPolicy", "main-logs-policy")
    assert policy.urn in recording.one("aws:lb/loadBalancer:LoadBalancer", "main").dependencies


def test_only_log_delivery_of_this_accounts_load_balancers_writes_to_the_bucket() -> None:
    bucket = f"arn:aws:s3:::gli-production-alb-logs-{ACCOUNT}"
    policy = json_of(load_balancer().one("aws:s3/bucketPolicy:BucketPolicy", "main-logs-policy"), "policy")
    assert list(by_sid(policy)) == ["TlsOnly", "LogDelivery"]
    assert by_sid(policy)["LogDelivery"] == {
        "Sid": "LogDelivery",
        "Effect": "Allow",
        "Principal": {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
        "Action": ["s3:PutObject"],
        "Resource": [f"{bucket}/access/AWSLogs/{ACCOUNT}/*", f"{bucket}/connections/AWSLogs/{ACCOUNT}/*"],
        "Condition": {
            "ArnLike": {"aws:SourceArn": f"arn:aws:elasticloadbalancing:ap-northeast-2:{ACCOUNT}:loadbalancer/*"}
        },
    }


def test_the_statement_for_log_delivery_names_an_action_and_objects_that_aws_knows() -> None:
    document = {"Statement": [log_delivery("a-bucket", NAMES)]}
    assert [*nulls(document), *unknown_actions(document), *wide_resources(document)] == []


@pytest.mark.parametrize("days", [7, 90])
def test_logs_expire_as_the_standard_says(days: int) -> None:
    recording = load_balancer(log_expiration_days=days)
    lifecycle = recording.one("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "main-logs-lifecycle")
    assert [rule["expiration"] for rule in listed(lifecycle, "rules") if "expiration" in rule] == [{"days": days}]


def test_the_log_bucket_is_protected_unless_the_environment_gives_it_up() -> None:
    kept = load_balancer().one(BUCKET, "main-logs")
    given_up = load_balancer(protect=False, force_destroy=True).one(BUCKET, "main-logs")
    assert (kept.options.protect, kept.inputs["forceDestroy"]) == (True, False)
    assert (given_up.options.protect, given_up.inputs["forceDestroy"]) == (False, True)


def test_its_names_are_known_on_a_first_preview() -> None:
    made = load_balancer(first=True).one("aws:lb/loadBalancer:LoadBalancer", "main").inputs
    assert made["name"] == "gli-production-alb"
    assert made["accessLogs"] == balancer()["accessLogs"]
