"""Every value that the stacks give to AWS is one that AWS accepts, by the schemas that cfn-lint has from AWS itself."""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from components.data.cache_settings import ENGINES, Engine
from ops.offline.recording import Options, Recorded
from tests.conftest import Record
from tests.contract.choices import NOTHING_TO_CHECK
from tests.contract.cloudformation import problems
from tests.contract.table import TABLE
from tests.contract.versions import newest_minor, versions
from tests.harness import REGION

STACKS = ("dev", "stg", "prod", "all", "account")
NOT_AWS = ("pulumi:providers:", "random:")


@pytest.mark.parametrize("stack", STACKS)
def test_aws_accepts_every_value_of_every_stack(stack: str, deployed: Record) -> None:
    assert problems(deployed(stack).resources, REGION) == []


@pytest.mark.parametrize("stack", STACKS)
def test_every_type_that_a_stack_registers_is_in_the_table_or_has_nothing_to_check(
    stack: str, deployed: Record
) -> None:
    types = {resource.type for resource in deployed(stack).resources if resource.custom}
    known = TABLE.keys() | NOTHING_TO_CHECK
    assert {token for token in types - known if not token.startswith(NOT_AWS)} == set()
    assert TABLE.keys().isdisjoint(NOTHING_TO_CHECK)


@pytest.mark.parametrize("engine", ENGINES)
def test_every_version_that_a_cache_may_have_is_one_that_aws_has(engine: Engine) -> None:
    assert set(ENGINES[engine]) <= set(versions(engine))


def made(token: str, **inputs: Any) -> Recorded:
    """A resource that no stack has."""
    return Recorded(
        urn="",
        type=token,
        name="it",
        id="",
        parent="",
        custom=True,
        inputs=inputs,
        outputs={},
        dependencies=(),
        property_dependencies={},
        options=Options(),
        source="",
    )


INSTANCE = made(
    "aws:rds/instance:Instance",
    engine="postgres",
    engineVersion="17",
    instanceClass="db.m7g.large",
    storageType="gp3",
    caCertIdentifier="rds-ca-rsa2048-g1",
    databaseInsightsMode="standard",
    enabledCloudwatchLogsExports=["postgresql", "upgrade"],
    monitoringInterval=60,
    backupRetentionPeriod=7,
    backupWindow="18:00-19:00",
)
LOG = {"logType": "slow-log", "logFormat": "json", "destinationType": "cloudwatch-logs", "destination": "/aws/it"}
NODES = made(
    "aws:elasticache/replicationGroup:ReplicationGroup",
    engine="valkey",
    engineVersion="9.1",
    nodeType="cache.m7g.large",
    transitEncryptionEnabled=True,
    transitEncryptionMode="required",
    logDeliveryConfigurations=[LOG],
)
TASK = made(
    "aws:ecs/taskDefinition:TaskDefinition",
    cpu="512",
    memory="1024",
    networkMode="awsvpc",
    requiresCompatibilities=["FARGATE"],
    runtimePlatform={"cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX"},
)


def acl(group: str, scope: str = "REGIONAL", action: str = "none") -> Recorded:
    shown = {"cloudwatchMetricsEnabled": True, "sampledRequestsEnabled": True, "metricName": "m"}
    return made(
        "aws:wafv2/webAcl:WebAcl",
        name="acl",
        scope=scope,
        defaultAction={"allow": {}},
        visibilityConfig=shown,
        rules=[
            {
                "name": "group",
                "priority": 1,
                "overrideAction": {action: {}},
                "statement": {"managedRuleGroupStatement": {"vendorName": "AWS", "name": group}},
                "visibilityConfig": shown,
            }
        ],
    )


def changed(resource: Recorded, **inputs: Any) -> Recorded:
    return replace(resource, inputs={**resource.inputs, **inputs})


def policy(
    action: str, *, on: str = "aws:iam/rolePolicy:RolePolicy", principal: bool = False, **inputs: str
) -> Recorded:
    statement = {"Sid": "It", "Effect": "Allow", "Action": [action], "Resource": ["*"]}
    by = {"Principal": {"AWS": "arn:aws:iam::123456789012:root"}} if principal else {}
    return made(on, policy=json.dumps({"Version": "2012-10-17", "Statement": [statement | by]}), **inputs)


TOPIC = "arn:aws:sns:ap-northeast-2:123456789012:it"
TRIES = {"maximumEventAgeInSeconds": 3600, "maximumRetryAttempts": 185}
SLACK = {"configurationName": "it", "slackTeamId": "T0123ABCD", "slackChannelId": "C0123ABCD", "loggingLevel": "ERROR"}

RIGHT: Mapping[str, Recorded] = {
    "an event that is tried for an hour": made("aws:cloudwatch/eventTarget:EventTarget", arn=TOPIC, retryPolicy=TRIES),
    "dead letters": made("aws:sqs/queue:Queue", name="it", messageRetentionSeconds=1209600),
    "a Slack channel": made("aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration", **SLACK),
    "an instance": INSTANCE,
    "an instance of a minor version": changed(INSTANCE, engineVersion=newest_minor("postgres", "16")),
    "nodes": NODES,
    "nodes of redis": changed(NODES, engine="redis", engineVersion="7.1"),
    "a task": TASK,
    "a firewall": acl("AWSManagedRulesCommonRuleSet"),
    "a policy": policy("logs:PutLogEvents"),
    "a key's policy": policy("kms:Decrypt*", on="aws:kms/key:Key", principal=True),
    "a schedule": made("aws:appautoscaling/scheduledAction:ScheduledAction", schedule="cron(0 8 ? * MON-FRI *)"),
    "a log group": made("aws:cloudwatch/logGroup:LogGroup", name="/ecs/it", retentionInDays=90),
    "a listener": made(
        "aws:lb/listener:Listener", port=443, protocol="HTTPS", sslPolicy="ELBSecurityPolicy-TLS13-1-3-2021-06"
    ),
    "a log group elsewhere": made("aws:cloudwatch/logGroup:LogGroup", name="it", retentionInDays=7, region="us-east-1"),
}
WRONG: Mapping[str, tuple[Recorded, str]] = {
    "a retired PostgreSQL": (changed(INSTANCE, engineVersion="9.6.22"), "is deprecated"),
    "a retired major of PostgreSQL": (changed(INSTANCE, engineVersion="11"), "'11.22' for engine 'postgres' is dep"),
    "a retired minor of PostgreSQL": (changed(INSTANCE, engineVersion="16.3"), "is deprecated"),
    "a PostgreSQL that is not there yet": (changed(INSTANCE, engineVersion="27"), "EngineVersion: '27' is not one of"),
    "an engine with a typo": (changed(INSTANCE, engine="postgresql", engineVersion="17.5"), "'postgresql' is not one"),
    "an instance class that Seoul does not sell": (
        changed(INSTANCE, instanceClass="db.z1d.large"),
        "DBInstanceClass: 'db.z1d.large' is not one of",
    ),
    "an instance class of nobody": (changed(INSTANCE, instanceClass="db.m7g.big"), "'db.m7g.big' is not one of"),
    "backups for too long": (changed(INSTANCE, backupRetentionPeriod=36), "36 is greater than the maximum of 35"),
    "storage of another kind": (changed(INSTANCE, storageType="gp9"), "storageType: 'gp9' is not one of"),
    "a certificate authority that expired": (changed(INSTANCE, caCertIdentifier="rds-ca-2019"), "caCertIdentifier"),
    "a log that PostgreSQL does not write": (
        changed(INSTANCE, enabledCloudwatchLogsExports=["slowquery"]),
        "'slowquery' is not one of",
    ),
    "an insight that is none": (changed(INSTANCE, databaseInsightsMode="full"), "DatabaseInsightsMode: 'full'"),
    "a node type that Seoul does not sell": (
        changed(NODES, nodeType="cache.c7gn.large"),
        "CacheNodeType: 'cache.c7gn.large' is not one of",
    ),
    "a Valkey that is not there yet": (changed(NODES, engineVersion="29.0"), "EngineVersion: '29.0' is not one of"),
    "a version of the other engine": (changed(NODES, engine="redis"), "EngineVersion: '9.1' is not one of"),
    "a mode of TLS that is none": (changed(NODES, transitEncryptionMode="requried"), "'requried' is not one of"),
    "a log that Valkey does not write": (
        changed(NODES, logDeliveryConfigurations=[LOG | {"logType": "fast"}]),
        "LogType: 'fast' is not one of",
    ),
    "parameters of no family": (
        made("aws:elasticache/parameterGroup:ParameterGroup", family="valkey29"),
        "family: 'valkey29' is not one of",
    ),
    "a pair that Fargate does not sell": (changed(TASK, cpu="256", memory="4096"), "is not compatible with memory"),
    "a processor that Fargate does not have": (
        changed(TASK, runtimePlatform={"cpuArchitecture": "ARM", "operatingSystemFamily": "LINUX"}),
        "CpuArchitecture: 'ARM' is not one of",
    ),
    "days for which CloudWatch keeps no logs": (
        made("aws:cloudwatch/logGroup:LogGroup", name="it", retentionInDays=45),
        "RetentionInDays: 45 is not one of",
    ),
    "a TLS policy with a typo": (
        made(
            "aws:lb/listener:Listener", port=443, protocol="HTTPS", sslPolicy="ELBSecurityPolicy-TLS13-1-2-Rs-2021-06"
        ),
        "sslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Rs-2021-06' is not one of",
    ),
    "a group of firewall rules with a typo": (
        acl("AWSManagedRulesCommonRulesSet"),
        "managedRuleGroupStatement.name: 'AWSManagedRulesCommonRulesSet' is not one of",
    ),
    "a scope that WAF does not have": (acl("AWSManagedRulesSQLiRuleSet", "REGION"), "Scope: 'REGION' is not one of"),
    "an action that no group can take": (acl("AWSManagedRulesSQLiRuleSet", action="block"), "('Block' was unexpected)"),
    "a schedule that names day of month and day of week": (
        made("aws:appautoscaling/scheduledAction:ScheduledAction", schedule="cron(0 8 * * MON-FRI *)"),
        "specifies both Day-of-month and Day-of-week",
    ),
    "a schedule as cron of Unix has it": (
        made("aws:appautoscaling/scheduledAction:ScheduledAction", schedule="cron(0 8 ? * MON-FRI)"),
        "is not of length 6",
    ),
    "an event that is tried too often": (
        made("aws:cloudwatch/eventTarget:EventTarget", arn=TOPIC, retryPolicy={**TRIES, "maximumRetryAttempts": 186}),
        "MaximumRetryAttempts",
    ),
    "dead letters kept for too long": (
        made("aws:sqs/queue:Queue", name="it", messageRetentionSeconds=1209601),
        "1209601 is greater than the maximum of 1209600",
    ),
    "a way of telling that SNS does not have": (
        made("aws:sns/topicSubscription:TopicSubscription", topic=TOPIC, protocol="mail"),
        "'mail' is not one of",
    ),
    "a filter of something else": (
        made("aws:sns/topicSubscription:TopicSubscription", topic=TOPIC, protocol="https", filterPolicyScope="Body"),
        "'Body' is not one of",
    ),
    "a log level that Chatbot does not have": (
        made("aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration", **SLACK | {"loggingLevel": "WARN"}),
        "'WARN'",
    ),
    "a typo in a topic's policy": (
        policy("sns:Publsh", on="aws:sns/topicPolicy:TopicPolicy", principal=True, arn=TOPIC),
        "'publsh' is not one of",
    ),
    "an IAM action with a typo": (policy("logs:PutLogEvent"), "Action: 'putlogevent' is not one of"),
    "an IAM action of no service": (policy("log:PutLogEvents"), "Action: 'log' is not one of"),
    "a typo in a key's policy": (
        policy("kms:Decypt", on="aws:kms/key:Key", principal=True),
        "Action: 'decypt' is not one of",
    ),
    "a typo in a replica's policy": (
        policy("kms:Decypt", on="aws:kms/replicaKey:ReplicaKey", principal=True),
        "Action: 'decypt' is not one of",
    ),
    "a typo in a secret's policy": (
        policy("secretsmanager:GetSecret", on="aws:secretsmanager/secretPolicy:SecretPolicy", principal=True),
        "Action: 'getsecret' is not one of",
    ),
    "a typo in an endpoint's policy": (
        policy("s3:GetObjekt", on="aws:ec2/vpcEndpoint:VpcEndpoint", principal=True),
        "Action: 'getobjekt' is not one of",
    ),
    "a typo in a trust policy": (
        made(
            "aws:iam/role:Role",
            assumeRolePolicy=json.dumps(
                {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Action": "sts:AsumeRole",
                            "Principal": {"Service": "ecs-tasks.amazonaws.com"},
                        }
                    ],
                }
            ),
        ),
        "Action: 'asumerole' is not one of",
    ),
}


@cache
def found() -> Mapping[str, list[str]]:
    """What is said of each of the resources above, by its title; all are checked at once, which is much faster."""
    named = {**RIGHT} | {title: resource for title, (resource, _) in WRONG.items()}
    said = problems([replace(resource, name=f"<{title}>") for title, resource in named.items()], REGION)
    return {title: [one for one in said if f" <{title}>: " in one] for title in named}


@pytest.mark.parametrize("title", RIGHT)
def test_what_aws_accepts_is_no_problem(title: str) -> None:
    assert found()[title] == []


@pytest.mark.parametrize(("title", "said"), [(title, said) for title, (_, said) in WRONG.items()])
def test_what_aws_refuses_is_caught(title: str, said: str) -> None:
    assert [one for one in found()[title] if said in one], found()[title]
