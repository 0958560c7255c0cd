"""What a change of data or edge does to a deployed environment: what it is about, and nothing that holds state.

Another image is in `test_releases.py`, another zone in `test_changes.py`.
"""

from collections.abc import Callable
from typing import Any

from tests.engine.changing import DASHBOARD, OWNED, alarm, change, changed, lost
from tests.engine.deployment import Deployment

CopyOf = Callable[[str], Deployment]

INSTANCE = "aws:rds/instance:Instance"
SECRET, VERSION = "aws:secretsmanager/secret:Secret", "aws:secretsmanager/secretVersion:SecretVersion"
PASSWORD = "random:index/randomPassword:RandomPassword"  # noqa: S105 - a type
TASK, SERVICE = "aws:ecs/taskDefinition:TaskDefinition", "aws:ecs/service:Service"
CERTIFICATE, VALIDATION = "aws:acm/certificate:Certificate", "aws:acm/certificateValidation:CertificateValidation"
LISTENER, DISTRIBUTION = "aws:lb/listener:Listener::main-https", "aws:cloudfront/distribution:Distribution"
RECORD = "aws:route53/record:Record"
NEW_REVISIONS = {f"{TASK}::{role}": {"containerDefinitions"} for role in ("api", "websocket")} | {
    f"{SERVICE}::{role}": {"taskDefinition"} for role in ("api", "websocket")
}
CERTIFICATE_ALARMS = {
    alarm(f"{part}-certificate-{key}"): {"dimensions"}
    for part in ("main-alb", "user-frontend-cdn")
    for key in ("end", "expiry")
}
NAMES = ["*.glibiz.com", "glibiz.com"]
ISSUED_HERE = {"zone_id": "Z0419507IHNIDPFGXUPL", "names": NAMES}
UUID = "11111111-2222-4333-8444-555555555555"
DEAD_LETTERS = {"aws:sqs/queuePolicy:QueuePolicy::events-dead-letters": {"policy"}}
"""It names each rule that may send to the queue."""
OPERATOR = {"aws:iam/rolePolicy:RolePolicy::operator": {"policy"}}
"""It names every log and every secret that people may read."""
LOOKS_AT_ALL_SERVICES = {
    **{
        f"aws:cloudwatch/eventRule:EventRule::events-image-{event}": {"eventPattern"}
        for event in ("finding", "inspected", "scanned")
    },
    **{
        f"aws:cloudwatch/queryDefinition:QueryDefinition::queries-{query}": {"logGroupNames"}
        for query in ("5xx-errors", "slow-requests")
    },
    **DEAD_LETTERS,
    **DASHBOARD,
    **OPERATOR,
}
WORKER = {
    "aws:cloudwatch/compositeAlarm:CompositeAlarm::worker-down",
    "aws:cloudwatch/eventRule:EventRule::events-worker-stopped",
    "aws:cloudwatch/eventTarget:EventTarget::events-worker-stopped",
    "aws:cloudwatch/logGroup:LogGroup::logs-service-worker",
    "aws:cloudwatch/logMetricFilter:LogMetricFilter::worker-logs",
    *(
        alarm(f"worker-{key}")
        for key in (
            "logs-errors",
            "missing-tasks",
            "no-running-tasks",
            "pending-tasks",
            "stopped-tasks",
            "task-cpu",
            "task-memory",
        )
    ),
    "aws:ec2/securityGroup:SecurityGroup::worker",
    "aws:ecr/lifecyclePolicy:LifecyclePolicy::worker-lifecycle",
    "aws:ecr/repository:Repository::worker",
    f"{SERVICE}::worker",
    f"{TASK}::worker",
    "aws:iam/role:Role::worker-execution",
    "aws:iam/role:Role::worker-task",
    "aws:iam/rolePolicy:RolePolicy::worker-execution",
    "aws:iam/rolePolicy:RolePolicy::worker-pull-worker",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule::worker-to-https",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule::worker-to-store-db",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule::worker-to-store-redis",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule::db-from-worker",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule::redis-from-worker",
}


def test_a_database_gets_another_class_in_place(copy_of: CopyOf) -> None:
    run = change(copy_of("prod"), {"databases.db.instance_class": "db.r7g.large"})

    of_memory = {alarm(f"db-{key}"): {"threshold"} for key in ("low-memory", "many-connections")}
    assert changed(run) == {f"{INSTANCE}::db": {"instanceClass"}, **of_memory, **DASHBOARD}
    assert run.replaced | run.did("create", "delete") == set()


def test_a_password_that_rds_manages_takes_the_place_of_ours_and_the_secret_stays(copy_of: CopyOf) -> None:
    deployment = copy_of("dev")
    deployment.write(OWNED)

    run = change(deployment, {"databases.db.password": "managed"})

    assert changed(run) == NEW_REVISIONS | {
        f"{INSTANCE}::db": {"manageMasterUserPassword", "masterUserSecretKmsKeyId", "password"},
        "aws:iam/rolePolicy:RolePolicy::api-execution": {"policy"},
        "aws:iam/rolePolicy:RolePolicy::websocket-execution": {"policy"},
        f"{VERSION}::db-secret-value": {"secretString"},
        **DEAD_LETTERS,
        **OPERATOR,
    }
    assert run.did("create") == {
        "aws:cloudwatch/eventRule:EventRule::db-redeploy",
        "aws:cloudwatch/eventRule:EventRule::events-rotation-failed",
        "aws:cloudwatch/eventTarget:EventTarget::db-redeploy",
        "aws:cloudwatch/eventTarget:EventTarget::events-rotation-failed",
        "aws:iam/role:Role::db-redeploy",
        "aws:iam/role:Role::db-redeploy-start",
        "aws:iam/rolePolicy:RolePolicy::db-redeploy",
        "aws:iam/rolePolicy:RolePolicy::db-redeploy-start",
        "aws:ssm/document:Document::db-redeploy",
    }
    assert run.did("delete") == {f"{PASSWORD}::db-password"}
    assert run.replaced == {f"{TASK}::api", f"{TASK}::websocket", f"{VERSION}::db-secret-value"}
    assert lost(run) == set()


def test_tasks_read_the_password_where_rds_keeps_it(copy_of: CopyOf) -> None:
    deployment = copy_of("dev")
    deployment.write(OWNED)

    change(deployment, {"databases.db.password": "managed"})

    [instance] = deployment.account.of_type(INSTANCE)
    kept: Any = instance.outputs["masterUserSecrets"]
    arn = kept[0]["secretArn"]
    definitions = [str(live.inputs["containerDefinitions"]) for live in deployment.account.of_type(TASK)]
    assert arn.startswith("arn:aws:secretsmanager:ap-northeast-2:917891822317:secret:rds!db-")
    assert [f'"valueFrom": "{arn}:password::"' in definition for definition in definitions] == [True, True]
    assert not any("DB_PASSWORD_VERSION" in definition for definition in definitions)


def test_another_password_changes_the_user_and_makes_new_revisions_of_tasks(copy_of: CopyOf) -> None:
    deployment = copy_of("prod")
    deployment.write(OWNED)
    first = set(deployment.account.passwords)

    run = change(deployment, {"databases.db.password_version": 2, "caches.redis.password_version": 2})

    assert changed(run) == NEW_REVISIONS | {
        f"{INSTANCE}::db": {"password"},
        "aws:elasticache/user:User::redis-user": {"passwords"},
        f"{VERSION}::db-secret-value": {"secretString"},
        f"{VERSION}::redis-secret-value": {"secretString"},
    }
    assert run.did("create", "delete") == set()
    assert lost(run) == set()
    passwords = deployment.account.passwords
    assert len(set(passwords) - first) == len(first) == 2
    assert [password for password in passwords if password in deployment.stored() + run.printed] == []


def test_an_added_service_changes_nothing_that_is_there_but_what_looks_at_all_services(copy_of: CopyOf) -> None:
    run = change(copy_of("prod"), {"services.worker": {"container": "worker", "port": 8002, "uses": ["db", "redis"]}})

    assert run.did("create") & run.touched == WORKER
    assert changed(run) == LOOKS_AT_ALL_SERVICES
    assert run.replaced | run.did("delete") == set()


def test_another_certificate_is_put_in_place_of_the_old_one(copy_of: CopyOf) -> None:
    other = {
        f"{part}.certificate.arn": f"arn:aws:acm:{region}:917891822317:certificate/{UUID}"
        for part, region in (("load_balancers.main", "ap-northeast-2"), ("websites.user-frontend", "us-east-1"))
    }

    run = change(copy_of("prod"), other)

    assert changed(run) == {
        LISTENER: {"certificateArn"},
        f"{DISTRIBUTION}::user-frontend": {"viewerCertificate"},
        **CERTIFICATE_ALARMS,
        **DASHBOARD,
    }
    assert run.replaced | run.did("create", "delete") == set()


def test_certificates_that_are_issued_here_are_there_before_they_are_used_and_until_they_are_not(
    copy_of: CopyOf,
) -> None:
    deployment = copy_of("prod")
    parts = ("main", "user-frontend")

    issued = change(
        deployment,
        {f"{part}.certificate": dict(ISSUED_HERE) for part in ("load_balancers.main", "websites.user-frontend")},
    )
    renamed = change(deployment, {"load_balancers.main.certificate.names": [*NAMES, "*.api.glibiz.com"]})

    assert changed(issued) == {
        LISTENER: {"certificateArn"},
        f"{DISTRIBUTION}::user-frontend": {"viewerCertificate"},
        **CERTIFICATE_ALARMS,
        **DASHBOARD,
    }
    assert issued.did("create") == {
        name
        for part in parts
        for name in (
            f"{CERTIFICATE}::{part}-certificate",
            f"{RECORD}::{part}-certificate-glibiz.com",
            f"{VALIDATION}::{part}-certificate",
        )
    }
    assert issued.replaced | issued.did("delete") == set()
    assert changed(renamed)[LISTENER] == {"certificateArn"}
    assert renamed.replaced == {f"{CERTIFICATE}::main-certificate", f"{VALIDATION}::main-certificate"}
    assert renamed.did("create") == {f"{RECORD}::main-certificate-api.glibiz.com"}
    assert renamed.did("delete") == set()
    regions = {live.id.split(":")[3] for live in deployment.account.of_type(CERTIFICATE)}
    assert regions == {"ap-northeast-2", "us-east-1"}
