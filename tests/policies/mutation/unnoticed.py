"""Places that rules read and of which no change alone can matter, each with the reason; `*` stands for anything."""

from collections.abc import Mapping
from typing import Final

ONE_OF_MANY: Final = "it looks through all of these for one, and others of the recorded stack are one too"
NAMED_TOO: Final = "the name or id beside it says the same, and is known even before the first deployment"
SELECTS: Final = "it decides whether something further is read, and nothing in the recorded stack fails there"
MAY_SERVE: Final = "any of several types makes the rule apply, and the stack has the others"
OTHERS_DIMENSIONS: Final = "it looks for one resource among the dimensions of all alarms; these are others'"
NOTHING_TO_FIND: Final = "it looks for what must not be there, and what is there is fine wherever it belongs"

UNNOTICED: Final[Mapping[str, str]] = {
    "*-not-public itself policy.Statement.[*].Condition.names()": SELECTS,
    "private-subnet-no-internet-route *": NOTHING_TO_FIND,
    "nat-per-zone aws:ec2/natGateway:NatGateway relation.subnetId": NAMED_TOO,
    "ecs-zone-rebalancing itself deploymentMaximumPercent": SELECTS,
    "ecs-deployment-alarms *ompositeAlarm*": ONE_OF_MANY,
    "*-no-internet-route aws:ec2/route*": NOTHING_TO_FIND,
    "*-no-internet-route stack type.aws:ec2/route*": NOTHING_TO_FIND,
    "security-group-used * relation.of any property": ONE_OF_MANY,
    "*-closed * *ecurityGroup*": NOTHING_TO_FIND,
    "rds-closed *aws:ec2/route*": NOTHING_TO_FIND,
    "lb-alarm* itself name": ONE_OF_MANY,
    "*-alarm* aws:cloudwatch/metricAlarm:MetricAlarm relation.*": NAMED_TOO,
    "*-alarm* aws:cloudwatch/metricAlarm:MetricAlarm *imensions*": OTHERS_DIMENSIONS,
    "*-alarm* aws:cloudwatch/metricAlarm:MetricAlarm metricQueries.[*]*": OTHERS_DIMENSIONS,
    "lb-alarm-server-errors aws:cloudwatch/metricAlarm:MetricAlarm evaluationPeriods": ONE_OF_MANY,
    "lb-alarm-server-errors aws:cloudwatch/metricAlarm:MetricAlarm threshold": ONE_OF_MANY,
    "stack-dashboard stack type.*": MAY_SERVE,
    "stack-budget stack type.*": MAY_SERVE,
    "sns-key-lets-publish *": ONE_OF_MANY,
    "sns-topic-policy *": ONE_OF_MANY,
    "sqs-queue-policy itself policy": NAMED_TOO,
    "iam-one-owner-of-policies *": NOTHING_TO_FIND,
    "iam-pull-request-reads *": NOTHING_TO_FIND,
    "iam-trust-source itself assumeRolePolicy.Statement.[*].Principal.AWS.[*]": SELECTS,
}

BLIND: Final[Mapping[str, str]] = {
    "cloudfront-firewall itself webAclId": "its origin is a firewall of the stack, whatever its id will be",
    "cloudfront-response-headers itself *": "its origin is a policy of the stack, whatever its id will be",
    "cloudfront-origin-access-control itself *": "its origin is an access control of the stack, whatever its id",
    "*-alarm* aws:cloudwatch/metricAlarm:MetricAlarm *": "the resource is among the origins of the alarm's dimensions",
}
"""Places that may be unknown without any doubt of the rule."""
