"""ECS clusters: what is seen of them, and of those who enter containers."""

from collections.abc import Iterator

from guardrails.kms import uses_own_key
from guardrails.resource import Resource, Stack, StackResource
from guardrails.rule import rule, stack_rule
from guardrails.tier import Severity
from guardrails.tokens import CLUSTER

INSIGHTS = frozenset({"enabled", "enhanced"})


@rule(
    id="ecs-container-insights",
    on=(CLUSTER,),
    severity=Severity.LOW,
    title="Clusters report tasks and containers to Container Insights.",
    why="Running, pending and stopped tasks are counted nowhere else.",
    fix='Set settings=[{"name": "containerInsights", "value": "enhanced"}].',
    standard=["G-21"],
    controls={
        "FSBP": ["ECS.12"],
        "Checkov": ["CKV_AWS_65"],
        "cdk-nag": ["AwsSolutions-ECS4"],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-12",
)
def container_insights(cluster: Resource) -> Iterator[str]:
    """A cluster without insights."""
    values = [s.text("value") for s in cluster.sections("settings") if s.text("name") == "containerInsights"]
    if not INSIGHTS.intersection(values):
        yield "the setting containerInsights is neither enabled nor enhanced"


@rule(
    id="ecs-exec-logged",
    on=(CLUSTER,),
    severity=Severity.HIGH,
    title="Every ECS Exec session is logged.",
    why="Whoever enters a container can read its secrets; access is audited.",
    fix='Set logging="OVERRIDE" and log_configuration in execute_command_configuration of configuration.',
    standard=["M-05"],
    controls={"Checkov": ["CKV_AWS_223"]},
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html",
)
def exec_logged(cluster: Resource) -> Iterator[str]:
    """Sessions that leave no record of their own."""
    sessions = cluster.section("configuration").section("executeCommandConfiguration")
    if sessions.text("logging") != "OVERRIDE":
        yield "executeCommandConfiguration.logging is not OVERRIDE"
        return
    log = sessions.section("logConfiguration")
    if not log.text("cloudWatchLogGroupName") and not log.text("s3BucketName"):
        yield "executeCommandConfiguration.logConfiguration names no log group and no bucket"


@stack_rule(
    id="ecs-exec-encrypted",
    on=(CLUSTER,),
    severity=Severity.MEDIUM,
    title="ECS Exec sessions are encrypted with a key of our own.",
    why="They carry whatever was typed and shown.",
    fix="Set kms_key_id in execute_command_configuration of configuration.",
    standard=["M-05", "M-01"],
    controls={"Checkov": ["CKV_AWS_224"]},
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html",
)
def exec_encrypted(cluster: StackResource, _stack: Stack) -> Iterator[str]:
    """Sessions that a key of AWS's encrypts."""
    if not uses_own_key(
        cluster,
        "configuration",
        lambda: cluster.section("configuration").section("executeCommandConfiguration").text("kmsKeyId"),
    ):
        yield "executeCommandConfiguration.kmsKeyId is not set"
