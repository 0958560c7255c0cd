"""What a service's deployment leans on: alarms that exist, log groups that exist, no way in for people."""

from collections.abc import Iterator

from guardrails.alarms import alarm_name
from guardrails.containers import in_each_container
from guardrails.data_stores import has_log_group
from guardrails.props import Props
from guardrails.resource import Resource, Stack, StackResource
from guardrails.rule import NotApplicableError, rule, stack_rule
from guardrails.tier import Severity, Tier
from guardrails.tokens import ALARMS, SERVICE, TASK_DEFINITION

LISTENING = ("enable", "rollback")
"""Both off is how ECS is told to listen to none: the provider leaves alone what it is not given."""


@rule(
    id="ecs-exec-off",
    on=(SERVICE,),
    severity=Severity.MEDIUM,
    title="In production nobody opens a shell in a task.",
    why="What somebody changes there is in no repository, and the task has its service's rights to all data.",
    fix="Leave enable_execute_command out; switch it on, with an exemption, while it is needed.",
    standard=["M-05"],
    controls={},
    tiers=(Tier.PRODUCTION,),
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html",
)
def exec_off(service: Resource) -> Iterator[str]:
    """A service with shells."""
    if service.flag("enableExecuteCommand"):
        yield "enableExecuteCommand is true"


@stack_rule(
    id="ecs-deployment-alarms",
    on=(SERVICE,),
    severity=Severity.HIGH,
    title="Alarms that take a deployment back exist, and are switched on to do so.",
    why="ECS refuses a deployment that names an alarm which is not there, or lets a bad one pass.",
    fix='Set alarms={"enable": True, "rollback": True, "alarm_names": […]} with names of the stack\'s alarms.',
    standard=["A-01", "A-02"],
    controls={},
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html",
)
def deployment_alarms(service: StackResource, stack: Stack) -> Iterator[str]:
    """A deployment that listens to alarms which cannot be heard."""
    if service.depends("alarms", *ALARMS):
        return
    if service.get("alarms") is None:
        raise NotApplicableError("its deployments listen to no alarm")
    alarms = service.section("alarms")
    off = [key for key in LISTENING if not alarms.flag(key)]
    if len(off) == len(LISTENING):
        raise NotApplicableError("its deployments listen to no alarm: the circuit breaker judges them")
    yield from (f"alarms.{key} is not true" for key in off)
    known = {alarm_name(alarm) for alarm in stack.of(*ALARMS)}
    for name in alarms.texts("alarmNames"):
        if name not in known:
            yield f"no alarm is named {name}"


@stack_rule(
    id="ecs-log-groups",
    on=(TASK_DEFINITION,),
    severity=Severity.MEDIUM,
    title="The log groups that containers write to are made by the stack.",
    why="A task whose log group is missing does not start; one that ECS makes is kept for ever, without our key.",
    fix="Add an aws.cloudwatch.LogGroup with the name in awslogs-group of the container definition.",
    standard=["G-09", "G-20", "M-04"],
    controls={},
    url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html",
)
def log_groups(task: StackResource, stack: Stack) -> Iterator[str]:
    """A container that writes to a log group which nobody made."""

    def check(container: Props) -> Iterator[str]:
        configuration = container.section("logConfiguration")
        if configuration.text("logDriver") != "awslogs":
            return
        name = configuration.section("options").text("awslogs-group")
        if not has_log_group(name, stack):
            yield f"no log group is named {name or 'in awslogs-group'}"

    return in_each_container(task, check)


@rule(
    id="ecs-volumes-encrypted",
    on=(TASK_DEFINITION,),
    severity=Severity.HIGH,
    title="Files that tasks share cross the network encrypted.",
    why="What is written to EFS would be read by whoever reads the network.",
    fix='Set transit_encryption="ENABLED" in efs_volume_configuration of volumes.',
    standard=["M-01"],
    controls={"FSBP": ["ECS.18"], "Checkov": ["CKV_AWS_97"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-18",
)
def volumes_encrypted(task: Resource) -> Iterator[str]:
    """An EFS volume in clear."""
    for volume in task.sections("volumes"):
        shared = volume.section("efsVolumeConfiguration")
        if shared.names() and shared.text("transitEncryption") != "ENABLED":
            yield f"{shared.path('transitEncryption')} is not ENABLED"
