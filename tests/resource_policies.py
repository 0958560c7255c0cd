"""Whom the policies of buckets, secrets, keys, topics, queues and endpoints let in and refuse, in GLI's environments.

`{long}`, `{short}` and `{topic}` are the environment's names.
"""

from tests.harness import STACKS

ACCOUNT = "917891822317"
ALB_LOGS = f"gli-{{long}}-alb-logs-{ACCOUNT}"
SITE = "gli-user-frontend-{long}"
SITE_LOGS = f"gli-user-frontend-{{long}}-logs-{ACCOUNT}"
BALANCER = "logdelivery.elasticloadbalancing.amazonaws.com"
ALARMS = "cloudwatch.amazonaws.com"
PUBLISHERS = (ALARMS, "events.amazonaws.com", "budgets.amazonaws.com")
ENCRYPT = ("kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*")
OWN_BUCKETS = ("AbortMultipartUpload", "DeleteObject", "GetBucketLocation", "GetObject", "ListBucket", "PutObject")


def key_of(region: str, *publishers: str) -> set[tuple[str, str, str]]:
    """Whom the environment's key lets in, in one Region: the account by IAM, logs, and who publishes to topics."""
    return (
        {(f"arn:aws:iam::{ACCOUNT}:root", "kms:*", "*")}
        | {(f"logs.{region}.amazonaws.com", action, "*") for action in ENCRYPT}
        | {(service, action, "*") for service in publishers for action in ("kms:Decrypt", "kms:GenerateDataKey*")}
    )


def publish(topic: str, *services: str) -> set[tuple[str, str, str]]:
    """Who publishes to a topic."""
    return {(service, "sns:Publish", f"sns {topic}") for service in services}


EVERYWHERE = {
    "main-logs-policy": {
        (BALANCER, "s3:PutObject", f"s3 {ALB_LOGS}/access/AWSLogs/{ACCOUNT}/*"),
        (BALANCER, "s3:PutObject", f"s3 {ALB_LOGS}/connections/AWSLogs/{ACCOUNT}/*"),
    },
    "user-frontend-files-policy": {("cloudfront.amazonaws.com", "s3:GetObject", f"s3 {SITE}/*")},
    "user-frontend-logs-policy": {
        ("delivery.logs.amazonaws.com", "s3:PutObject", f"s3 {SITE_LOGS}/AWSLogs/{ACCOUNT}/CloudFront/*"),
        ("logging.s3.amazonaws.com", "s3:PutObject", f"s3 {SITE_LOGS}/s3/*"),
    },
    "db-secret-policy": set(),
    "redis-secret-policy": set(),
    "data": key_of("ap-northeast-2", *PUBLISHERS) | {("cloudfront.amazonaws.com", "kms:Decrypt", "*")},
    "data-us-east-1": key_of("us-east-1", ALARMS),
    "alerts-critical": publish("{topic}", *PUBLISHERS),
    "alerts-warning": publish("{topic}-warnings", *PUBLISHERS),
    "alerts-us-east-1-critical": publish("{topic}", ALARMS),
    "alerts-us-east-1-warning": publish("{topic}-warnings", ALARMS),
    "events-dead-letters": {("events.amazonaws.com", "sqs:SendMessage", "sqs gli-{short}-dead-letters")},
    "network-s3": {
        ("*", "s3:GetObject", "s3 prod-ap-northeast-2-starport-layer-bucket/*"),
        *(("*", f"s3:{action}", "s3 *") for action in OWN_BUCKETS),
    },
}
"""Whom the policy of a resource lets do what; `*` of the endpoint is whoever is in the VPC."""

KEPT = ("cloudfront.amazonaws.com", "s3:GetObject", f"s3 {SITE}/.releases/*")
REFUSED_EVERYWHERE = {
    "main-logs-policy": {("*", "s3:*", f"s3 {ALB_LOGS}"), ("*", "s3:*", f"s3 {ALB_LOGS}/*")},
    "user-frontend-files-policy": {("*", "s3:*", f"s3 {SITE}"), ("*", "s3:*", f"s3 {SITE}/*"), KEPT},
    "user-frontend-logs-policy": {("*", "s3:*", f"s3 {SITE_LOGS}"), ("*", "s3:*", f"s3 {SITE_LOGS}/*")},
    "db-secret-policy": {("*", "secretsmanager:*", "*")},
    "redis-secret-policy": {("*", "secretsmanager:*", "*")},
    "alerts-critical": publish("{topic}", "*"),
    "alerts-warning": publish("{topic}-warnings", "*"),
    "alerts-us-east-1-critical": publish("{topic}", "*"),
    "alerts-us-east-1-warning": publish("{topic}-warnings", "*"),
    "events-dead-letters": {("*", "sqs:*", "sqs gli-{short}-dead-letters")},
}
"""Whom it refuses: without TLS, from another account, and visitors what releases keep."""

RESOURCES = dict.fromkeys(STACKS, EVERYWHERE) | {"dev": {**EVERYWHERE, "off-hours-dead-letters": set()}}
"""The same by stack: what off-hours leave undone is kept by a role of their own."""
REFUSED = dict.fromkeys(STACKS, REFUSED_EVERYWHERE) | {
    "dev": {
        **REFUSED_EVERYWHERE,
        "off-hours-dead-letters": {("*", "sqs:*", "sqs gli-{short}-off-hours-calendar-dead-letters")},
    }
}
"""The same by stack."""
