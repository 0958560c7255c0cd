"""What ECS, load balancers and applications say when something fails, with the cause and the remedy: data.

Reasons of ECS: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
Reasons of load balancers: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ops.care.diagnosis.model import Failure


@dataclass(frozen=True)
class Symptom:
    """Words that point to a cause. The remedy's `{…}` are filled by `words.remedy`."""

    failure: Failure
    words: re.Pattern[str]
    cause: str
    remedy: tuple[str, ...]


def _symptom(failure: Failure, words: str, cause: str, *remedy: str) -> Symptom:
    return Symptom(failure, re.compile(words, re.IGNORECASE | re.DOTALL), cause, remedy)


STOPPED: Sequence[Symptom] = (
    _symptom(
        Failure.TASKS,
        r"CannotPullContainer.*(platform|descriptor matching)",
        "The image was built for another CPU than the service's.",
        "Build it for services.{service}.architecture, push it, and release it",
        "{release}",
    ),
    _symptom(
        Failure.TASKS,
        r"CannotPullContainer.*(not found|manifest unknown|does not exist)",
        "The image that the task definition names is not in ECR: it was deleted, or never pushed.",
        "aws ecr describe-images --repository-name {repository} --region {region}",
        "{rollback}",
    ),
    _symptom(
        Failure.TASKS,
        r"(CannotPullContainer|pull.*image).*(403|denied|not authorized|authorization)",
        "The execution role may not pull the image.",
        "{drift}",
        "{up}",
    ),
    _symptom(
        Failure.TASKS,
        r"ResourceInitializationError.*(ResourceNotFound|can't find the specified secret|did not contain json key)",
        "A secret that the task reads has no value, or lacks a key.",
        "{secrets}",
    ),
    _symptom(
        Failure.TASKS,
        r"ResourceInitializationError.*(AccessDenied|not authorized)",
        "The execution role may not read a secret, or its key.",
        "{drift}",
        "{up}",
    ),
    _symptom(
        Failure.TASKS,
        r"(CannotPullContainer|ResourceInitialization).*(i/o timeout|dial tcp|context deadline|timed? ?out|connect)",
        "The tasks have no way to AWS's APIs: a NAT gateway, a route, an endpoint or an outgoing rule is missing.",
        "{drift}",
        "{up}",
    ),
    _symptom(
        Failure.TASKS,
        r"OutOfMemory|killed for using more than|exit code 137",
        "The container was killed because it needs more memory than it has.",
        "Raise services.{service}.memory in the stack file (it has {memory} MiB)",
        "{up}",
    ),
    _symptom(
        Failure.TARGETS,
        r"failed (ELB|container) health checks|is unhealthy in .*target-group",
        "ECS stopped tasks because they failed their health check.",
        "{verify}",
        "{rollback}",
    ),
    _symptom(
        Failure.TASKS,
        r"Capacity is unavailable|RESOURCE:|unable to place a task|Spot interruption|no spot capacity",
        "Fargate has no capacity where the tasks may run.",
        "Give services.{service}.capacity_providers a share of FARGATE beside FARGATE_SPOT",
        "{up}",
    ),
    _symptom(
        Failure.TASKS,
        r"network interface (provisioning|creation)",
        "ECS could not give the task a network interface: the subnets have no free address, or a limit is reached.",
        'aws ec2 describe-subnets --region {region} --query "Subnets[].[SubnetId,AvailableIpAddressCount]"',
    ),
    _symptom(
        Failure.TASKS,
        r"exit code (126|127)",
        "The command of the container does not exist in the image, or cannot be run.",
        "{rollback}",
    ),
    _symptom(
        Failure.TASKS,
        r"exit code [1-9]\d*|CannotStartContainer|Essential container in task exited",
        "The application ended by itself; the last lines of its log say why.",
        "{logs}",
        "{rollback}",
    ),
)
"""In ECS's words: the first that fits is the cause."""

LOGGED: Sequence[Symptom] = (
    _symptom(
        Failure.REDIS,
        r"\b(WRONGPASS|NOAUTH)\b|redis.*invalid (username|password)",
        "Redis does not take the password: it was changed since the tasks started, or outside Pulumi.",
        "{restart}",
        "{drift}",
    ),
    _symptom(
        Failure.REDIS,
        r"(redis|valkey|\b6379\b).*(timed? ?out|refused|ECONN|reset by peer|closed|unreachable|Name or service)"
        r"|(timed? ?out|refused|ECONNREFUSED|ETIMEDOUT).*(redis|valkey|\b6379\b)",
        "The application cannot connect to Redis: a closed way, no TLS in its client, or a cache that is down.",
        "Its client must speak TLS: <ROLE>_TLS=true, or a rediss:// address",
        "{drift}",
    ),
    _symptom(
        Failure.MIGRATION,
        r"relation \S+ does not exist|UndefinedTable|UndefinedColumn|column \S+ does not exist|no such table"
        r"|Can't locate revision|Table '\S+' doesn't exist|unapplied migration",
        "The code expects a schema that the database does not have: its migration did not run.",
        "{migration_status}",
        "{migrate}",
    ),
    _symptom(
        Failure.TARGETS,
        r"password authentication failed|Access denied for user",
        "The database does not take the password: it was changed since the tasks started.",
        "{restart}",
        "{drift}",
    ),
    _symptom(
        Failure.SLOW,
        r"too many (clients|connections)|remaining connection slots|QueuePool limit|pool (is )?exhausted",
        "The database has no connection left: fewer tasks, smaller pools or a proxy.",
        "Lower the pool's size in the application, or give the database a `proxy` in the stack file",
    ),
    _symptom(
        Failure.TARGETS,
        r"(could not connect to server|connection to server|OperationalError|ECONN\w+|connect\w*).*"
        r"(\b5432\b|\b3306\b|postgres|mysql)",
        "The application cannot connect to the database, so its health check fails.",
        "{drift}",
        "{up}",
    ),
    _symptom(
        Failure.TASKS,
        r"exec format error",
        "The image was built for another CPU than the service's.",
        "Build it for services.{service}.architecture, push it, and release it",
        "{release}",
    ),
    _symptom(
        Failure.TASKS,
        r"KeyError: '[A-Z][A-Z0-9_]+'|environment variable.*(missing|not set|required|undefined)|ImproperlyConfigured"
        r"|(missing|required|undefined) environment variable",
        "The application misses an environment variable or a secret.",
        "Name it under services.{service}.environment or .secrets in the stack file",
        "{up}",
    ),
    _symptom(
        Failure.TASKS,
        r"ModuleNotFoundError|Cannot find module|ImportError|ClassNotFoundException",
        "The image lacks a part of the application: its build is incomplete.",
        "{rollback}",
    ),
)
"""In the words of applications and their libraries, line by line."""

TARGETS: Sequence[Symptom] = (
    _symptom(
        Failure.TARGETS,
        r"codes: \[404\]|codes: \[30\d\]",
        "The health path is another one in the application: it answers, but not with the code that is expected.",
        "Set services.{service}.route.health_check.path (it is {health_path})",
        "{up}",
    ),
    _symptom(
        Failure.TARGETS,
        r"codes: \[40[013]\]",
        "The health path asks for a login or another host name; it must answer anybody in the VPC.",
        "Let {health_path} answer without one, then release it",
        "{release}",
    ),
    _symptom(
        Failure.TARGETS,
        r"codes: \[5\d\d\]",
        "The application answers with an error: what it depends on, the database first, is not there for it.",
        "{logs}",
        "{rollback}",
    ),
    _symptom(
        Failure.TARGETS,
        r"timed out",
        "The application does not answer on its port: it listens on another one or on 127.0.0.1, starts slowly, or "
        "the way from the load balancer is closed.",
        "It must listen on 0.0.0.0:{port} (services.{service}.port); slow starts: health_check_grace_period",
        "{drift}",
    ),
    _symptom(
        Failure.TARGETS,
        r"health checks failed|unhealthy",
        "Nothing listens on the port: the application has not started, or uses another port than {port}.",
        "It must listen on 0.0.0.0:{port} (services.{service}.port)",
        "{logs}",
    ),
)
"""In the load balancer's words."""


def fitting(symptoms: Sequence[Symptom], text: str) -> Symptom | None:
    """The first symptom whose words are in the text."""
    return next((one for one in symptoms if one.words.search(text)), None)
