"""ECS task definitions: what a container may do and what is known of it."""

import re
from collections.abc import Iterator

from guardrails.containers import in_each_container
from guardrails.props import Props, each
from guardrails.resource import Resource, Stack, StackResource
from guardrails.rule import rule, stack_rule
from guardrails.tier import Severity
from guardrails.tokens import ROLE, TASK_DEFINITION

MIN_STOP_SECONDS, MAX_STOP_SECONDS, DEFAULT_STOP_SECONDS = 2, 120, 30
"""Fargate's bounds, and what ECS takes where nobody decides."""
ROOT = frozenset({"", "root", "0"})
"""Users that are root; a container without one runs as its image says, mostly as root."""
LOG_DRIVERS = frozenset({"awslogs", "awsfirelens"})

_SECRET_NAME = re.compile(r"PASSWORD|PASSWD|SECRET|TOKEN|CREDENTIAL|API_?KEY|ACCESS_KEY|PRIVATE_KEY|ENGINE_AUTH_DATA")
_ABOUT_A_SECRET = re.compile(r"_(VERSION|ARN|NAME|ID|URL|URI|PATH|FILE|TTL|LIFETIME|EXPIRY|EXPIRES|MINUTES|SECONDS)$")
_KEY_ID = "AWS_ACCESS_KEY_ID"
_SECRET_VALUE = re.compile(
    r"(AKIA|ASIA)[A-Z0-9]{16}"  # AWS access keys
    r"|-----BEGIN [A-Z ]*PRIVATE KEY"
    r"|\bgh[pousr]_[A-Za-z0-9]{36}"  # GitHub tokens
    r"|\bxox[abprs]-"  # Slack tokens
    r"|\beyJ[A-Za-z0-9_-]+\.eyJ"  # JSON Web Tokens
    r"|://[^/\s:@]*:[^/\s@]+@"  # a password in a URL
)


@rule(
    id="ecs-not-privileged",
    on=(TASK_DEFINITION,),
    severity=Severity.CRITICAL,
    title="No container is privileged.",
    why="A privileged container is root of its host.",
    fix="Leave privileged out of container_definitions.",
    standard=["M-02"],
    controls={"FSBP": ["ECS.4"], "Checkov": ["CKV_AWS_334"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-4",
)
def not_privileged(task: Resource) -> Iterator[str]:
    """A privileged container."""

    def check(container: Props) -> Iterator[str]:
        if container.flag("privileged"):
            yield "privileged is true"

    return in_each_container(task, check)


@rule(
    id="ecs-read-only-root",
    on=(TASK_DEFINITION,),
    severity=Severity.MEDIUM,
    title="Containers cannot write to their own file system.",
    why="What breaks in cannot change the program or leave one of its own behind.",
    fix="Set readonlyRootFilesystem in container_definitions, and volumes where the program must write.",
    standard=["M-02"],
    controls={"FSBP": ["ECS.5"], "Checkov": ["CKV_AWS_336"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-5",
)
def read_only_root(task: Resource) -> Iterator[str]:
    """A container with a writable file system."""

    def check(container: Props) -> Iterator[str]:
        if not container.flag("readonlyRootFilesystem"):
            yield "readonlyRootFilesystem is not true"

    return in_each_container(task, check)


@rule(
    id="ecs-non-root-user",
    on=(TASK_DEFINITION,),
    severity=Severity.HIGH,
    title="Containers run as a user without privileges.",
    why="Root in a container is the first half of root on its host.",
    fix='Set user in container_definitions, such as "1000:1000".',
    standard=["M-02"],
    controls={"SecurityHub": ["ECS.20"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-20",
)
def non_root_user(task: Resource) -> Iterator[str]:
    """A container that runs as root, or as its image says."""

    def check(container: Props) -> Iterator[str]:
        if container.text("user").partition(":")[0] in ROOT:
            yield "user is root or not set"

    return in_each_container(task, check)


@rule(
    id="ecs-no-plain-secrets",
    on=(TASK_DEFINITION,),
    severity=Severity.CRITICAL,
    title="No secret stands in a container's plain environment.",
    why="Everyone who may read the task definition, its revisions or the console reads it.",
    fix="Move the variable to secrets in container_definitions, with the ARN of a Secrets Manager secret in valueFrom.",
    standard=["M-02"],
    controls={"FSBP": ["ECS.8"], "cdk-nag": ["AwsSolutions-ECS2"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-8",
)
def no_plain_secrets(task: Resource) -> Iterator[str]:
    """A variable whose name or value says that it is a secret. The value is never repeated."""

    def check_variable(variable: Props) -> Iterator[str]:
        name = variable.text("name")
        if _is_secret_name(name.upper()):
            yield f"environment variable {name} is named like a secret"
        elif _SECRET_VALUE.search(variable.text("value")):
            yield f"environment variable {name} holds what looks like a secret"

    return in_each_container(task, lambda container: each(container.sections("environment"), check_variable))


def _is_secret_name(name: str) -> bool:
    return name == _KEY_ID or (_SECRET_NAME.search(name) is not None and not _ABOUT_A_SECRET.search(name))


@rule(
    id="ecs-container-logs",
    on=(TASK_DEFINITION,),
    severity=Severity.HIGH,
    title="Containers log to CloudWatch, without ever waiting for it.",
    why="Without a log nobody sees why a task failed; with a blocking one the service stops when CloudWatch is slow.",
    fix='Set logConfiguration in container_definitions: logDriver "awslogs" and the option mode "non-blocking".',
    standard=["M-04", "G-09", "A-02"],
    controls={
        "FSBP": ["ECS.9"],
        "cdk-nag": ["AwsSolutions-ECS7"],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-9",
)
def container_logs(task: Resource) -> Iterator[str]:
    """A container without a log, with one that blocks, or with one that nobody made."""

    def check(container: Props) -> Iterator[str]:
        log = container.section("logConfiguration")
        driver = log.text("logDriver")
        if driver not in LOG_DRIVERS:
            yield "logConfiguration.logDriver is neither awslogs nor awsfirelens"
        if driver == "awslogs":
            options = log.section("options")
            if options.text("mode") != "non-blocking":
                yield "logConfiguration.options.mode is not non-blocking"
            if options.get("awslogs-create-group") in (True, "true"):
                yield "logConfiguration makes its own log group, without retention and key"

    return in_each_container(task, check)


@rule(
    id="ecs-container-health-check",
    on=(TASK_DEFINITION,),
    severity=Severity.MEDIUM,
    title="Essential containers say how ECS asks for their health.",
    why="A process that hangs counts as running, and a deployment of it as done.",
    fix="Set healthCheck in container_definitions.",
    standard=["A-01", "A-02"],
    controls={},
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/healthcheck.html",
)
def container_health_check(task: Resource) -> Iterator[str]:
    """An essential container without a health check."""

    def check(container: Props) -> Iterator[str]:
        if container.flag("essential", default=True) and not container.section("healthCheck").count("command"):
            yield "healthCheck is not set"

    return in_each_container(task, check)


@rule(
    id="ecs-stop-timeout",
    on=(TASK_DEFINITION,),
    severity=Severity.LOW,
    title="Containers get from 2 to 120 seconds to stop.",
    why="Less kills requests that are being answered; more is not sold by Fargate.",
    fix="Set stopTimeout in container_definitions.",
    standard=["A-01", "A-04"],
    controls={},
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html",
)
def stop_timeout(task: Resource) -> Iterator[str]:
    """A container with another time."""

    def check(container: Props) -> Iterator[str]:
        seconds = container.number("stopTimeout", default=DEFAULT_STOP_SECONDS)
        if not MIN_STOP_SECONDS <= seconds <= MAX_STOP_SECONDS:
            yield f"stopTimeout is {seconds:g}"

    return in_each_container(task, check)


@rule(
    id="ecs-pid-mode",
    on=(TASK_DEFINITION,),
    severity=Severity.HIGH,
    title="Tasks do not share their host's processes.",
    why="A container would see, and could stop, what runs beside it.",
    fix="Leave pid_mode out.",
    standard=["M-02"],
    controls={"FSBP": ["ECS.3"], "Checkov": ["CKV_AWS_335"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-3",
)
def pid_mode(task: Resource) -> Iterator[str]:
    """A task in its host's process namespace."""
    if task.text("pidMode") == "host":
        yield "pidMode is host"


@rule(
    id="ecs-network-mode",
    on=(TASK_DEFINITION,),
    severity=Severity.HIGH,
    title="Each task has its own network interface.",
    why="Security groups of tasks say who may talk to whom only then.",
    fix='Set network_mode="awsvpc".',
    standard=["M-01"],
    controls={
        "FSBP": ["ECS.1"],
        "SecurityHub": ["ECS.17"],
        "cdk-nag": ["ECSTaskDefinitionUserForHostMode"],
    },
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-1",
)
def network_mode(task: Resource) -> Iterator[str]:
    """A task that shares a network."""
    mode = task.text("networkMode")
    if mode != "awsvpc":
        yield f"networkMode is {mode or 'not set'}"


@rule(
    id="ecs-task-definition-kept",
    on=(TASK_DEFINITION,),
    severity=Severity.MEDIUM,
    title="Older revisions of a task definition stay usable.",
    why="The way back to a revision ends when Pulumi deregisters it.",
    fix="Set skip_destroy=True.",
    standard=["G-27"],
    controls={},
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deregister-task-definition-v2.html",
)
def task_definition_kept(task: Resource) -> Iterator[str]:
    """A task definition that is deregistered at the next change."""
    if not task.flag("skipDestroy"):
        yield "skipDestroy is not true"


@stack_rule(
    id="ecs-separate-roles",
    on=(TASK_DEFINITION,),
    severity=Severity.HIGH,
    title="A task and the agent that starts it have different roles.",
    why="The program could otherwise pull every image and read every secret that its start needs.",
    fix="Give task_role_arn and execution_role_arn each a role of its own.",
    standard=["M-01"],
    controls={"Checkov": ["CKV_AWS_249"]},
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-ecs-iam-role-overview.html",
)
def separate_roles(task: StackResource, _stack: Stack) -> Iterator[str]:
    """One role for both."""
    of_task, of_agent = (task.depends(key, ROLE) for key in ("taskRoleArn", "executionRoleArn"))
    if of_task or of_agent:
        same = bool(set(of_task) & set(of_agent))
    else:
        same = task.text("taskRoleArn") != "" and task.text("taskRoleArn") == task.text("executionRoleArn")
    if same:
        yield "taskRoleArn and executionRoleArn are the same role"
