"""Every IAM document of every stack: real actions on named resources, for named principals, and nothing left open."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from ops.offline.recording import Recorded
from tests.components.iam_documents import as_list, by_sid, nulls, unknown_actions, wide_resources
from tests.conftest import Record
from tests.harness import OF_THE_ACCOUNT, STACKS, json_of

EVERY_STACK = [*STACKS, "all", OF_THE_ACCOUNT]
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
TRUST = "aws:iam/role:Role"
RESOURCE_POLICIES = (
    "aws:ec2/vpcEndpoint:VpcEndpoint",
    "aws:s3/bucketPolicy:BucketPolicy",
    "aws:secretsmanager/secretPolicy:SecretPolicy",
    "aws:sns/topicPolicy:TopicPolicy",
    "aws:sqs/queuePolicy:QueuePolicy",
)
KEYS = ("aws:kms/key:Key", "aws:kms/replicaKey:ReplicaKey")
UNRESTRICTED = {
    "cloudfront:ListDistributions",
    "cloudwatch:GetMetricData",
    "ec2:DescribeAddresses",
    "ec2:DescribeInstances",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSnapshots",
    "ec2:DescribeVolumes",
    "ec2messages:AcknowledgeMessage",
    "ec2messages:DeleteMessage",
    "ec2messages:FailMessage",
    "ec2messages:GetEndpoint",
    "ec2messages:GetMessages",
    "ec2messages:SendReply",
    "ecr:GetAuthorizationToken",
    "ecs:DescribeTaskDefinition",
    "ecs:ListTasks",
    "elasticloadbalancing:DescribeListeners",
    "elasticloadbalancing:DescribeRules",
    "elasticloadbalancing:DescribeTargetGroups",
    "elasticloadbalancing:DescribeTargetHealth",
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
}
"""What AWS restricts to no resource, or to one that there is none of."""
OF_NOTHING_HERE = ("ListTasks: ecs:ListTasks acts on *", "SeeAnywhere: cloudwatch:GetMetricData acts on *")
"""AWS restricts the one to container instances, which Fargate has none of, and a condition names the cluster instead;
the other to datasets, of which there are none."""
OF_A_WHOLE_KIND = (["logs:DescribeLogGroups"], ["rds:DescribeDBSnapshots"])
"""Reads that list: of log groups AWS knows no less, and snapshots are named by whoever made them."""
OWN = {"AccountByIam"}
"""Statements whose principal is of this account, so that they need no condition."""
UNBOUND = {
    "EcrImageLayers",  # come from a bucket of AWS's, by URLs that its own account has signed
    "Events",  # EventBridge fills in no condition when it publishes to SNS; see components/watch/alerts.py
    "GitHub",  # names a repository, and is known by this account's own identity provider; see components/delivery
    "Chatbot",  # AWS documents no condition for its role; see components/watch/slack.py
}
"""Statements under a condition of which AWS would be refused."""
NAMES_NO_SOURCE = tuple({"Service": f"{service}.amazonaws.com"} for service in ("cloudtrail", "ec2", "ecs"))
"""Who is refused under a condition when it assumes a role; see components/account/trail.py, for EC2
components/host/host_role.py, and for ECS components/compute/infrastructure_role.py."""
OF_ITSELF = ["ssm:ListInstanceAssociations", "ssm:UpdateInstanceInformation"]
"""What an instance says of itself to Systems Manager, before anybody knows its id."""

WHOLE_KIND = re.compile(r"arn:aws:[^:]+:[^:]*:(\d{12}:([a-z-]+[:/])?|:)\*")
"""An ARN that names nothing but a kind: `log-group:*`, `task/*`."""

Found = tuple[Recorded, dict[str, Any]]


def documents(deployed: Record, stack: str, *tokens: str, key: str = "policy") -> Iterator[Found]:
    for resource in deployed(stack).resources:
        if resource.type in tokens:
            yield resource, json_of(resource, key)


@pytest.mark.parametrize("stack", EVERY_STACK)
def test_no_document_has_a_hole_where_an_arn_should_be(stack: str, deployed: Record) -> None:
    found = [*documents(deployed, stack, ROLE_POLICY, *RESOURCE_POLICIES, *KEYS)]
    found += documents(deployed, stack, TRUST, key="assumeRolePolicy")
    assert len(found) >= 5
    assert [(r.urn, hole) for r, document in found for hole in nulls(document)] == []


@pytest.mark.parametrize("stack", EVERY_STACK)
def test_every_statement_allows_real_actions_by_their_names(stack: str, deployed: Record) -> None:
    for resource, document in documents(deployed, stack, ROLE_POLICY, *RESOURCE_POLICIES):
        allowed = {"Statement": [s for s in document["Statement"] if s["Effect"] == "Allow"]}
        assert list(unknown_actions(allowed)) == [], resource.urn
        assert [one for one in wide_resources(allowed) if not one.startswith(OF_NOTHING_HERE)] == [], resource.urn


@pytest.mark.parametrize("stack", EVERY_STACK)
def test_a_role_acts_on_everything_only_where_aws_knows_no_less(stack: str, deployed: Record) -> None:
    for resource, document in documents(deployed, stack, ROLE_POLICY):
        for statement in document["Statement"]:
            if "*" in as_list(statement["Resource"]):
                assert set(statement["Action"]) <= UNRESTRICTED, resource.urn


@pytest.mark.parametrize("stack", EVERY_STACK)
def test_a_role_never_acts_on_all_of_a_kind_but_to_list_it(stack: str, deployed: Record) -> None:
    for resource, document in documents(deployed, stack, ROLE_POLICY):
        for statement in document["Statement"]:
            whole_kinds = [arn for arn in as_list(statement["Resource"]) if WHOLE_KIND.fullmatch(arn)]
            named = "aws:ResourceTag/Name" in statement.get("Condition", {}).get("StringEquals", {})
            assert not whole_kinds or named or statement["Action"] in (*OF_A_WHOLE_KIND, OF_ITSELF), resource.urn


@pytest.mark.parametrize("stack", EVERY_STACK)
def test_a_roles_policies_deny_nothing_and_name_no_principal(stack: str, deployed: Record) -> None:
    for resource, document in documents(deployed, stack, ROLE_POLICY):
        for statement in by_sid(document).values():
            assert statement["Effect"] == "Allow", resource.urn
            assert "Principal" not in statement, resource.urn


@pytest.mark.parametrize("stack", EVERY_STACK)
def test_whoever_is_let_in_from_outside_acts_for_this_account(stack: str, deployed: Record) -> None:
    account = str(deployed(stack).one("pulumi:providers:aws", "aws").inputs["allowedAccountIds"]).strip('[]"')
    found = [*documents(deployed, stack, *KEYS, *RESOURCE_POLICIES)]
    found += documents(deployed, stack, TRUST, key="assumeRolePolicy")
    for resource, document in found:
        for sid, statement in by_sid(document).items():
            of_a_trail = resource.type == TRUST and statement["Principal"] in NAMES_NO_SOURCE
            if statement["Effect"] == "Allow" and sid not in OWN | UNBOUND and not of_a_trail:
                assert account in str(statement["Condition"]), (resource.urn, sid)


@pytest.mark.parametrize("stack", EVERY_STACK)
def test_everyone_is_a_principal_only_of_endpoints_and_of_refusals(stack: str, deployed: Record) -> None:
    for resource, document in documents(deployed, stack, *KEYS, *RESOURCE_POLICIES[1:]):
        for statement in document["Statement"]:
            assert statement["Principal"] != "*" or statement["Effect"] == "Deny", resource.urn


def test_every_service_reads_its_own_secrets_and_nobody_elses(deployed: Record) -> None:
    secrets = {
        resource.name: sorted(
            arn
            for statement in document["Statement"]
            if statement["Sid"].startswith("ReadOwn")
            for arn in statement["Resource"]
        )
        for resource, document in documents(deployed, "all", ROLE_POLICY)
        if resource.name.endswith("-execution")
    }
    recording = deployed("all")
    own = {str(r.inputs["name"]): str(r.outputs["arn"]) for r in recording.of_type("aws:secretsmanager/secret:Secret")}
    kept = recording.one("aws:rds/instance:Instance", "ledger").outputs["masterUserSecrets"]
    assert isinstance(kept, list)
    managed = kept[0]
    account = "ap-northeast-2:123456789012"
    assert secrets == {
        "api-execution": sorted(
            [
                own["all/db/everything"],
                own["all/django/everything"],
                own["all/mail/everything"],
                own["all/redis/everything"],
                managed["secretArn"],
                f"arn:aws:secretsmanager:{account}:secret:all/db-AbCdEf",
                f"arn:aws:ssm:{account}:parameter/all/flags",
            ]
        ),
        "websocket-execution": [own["all/sessions/everything"]],
        "worker-execution": sorted(
            [
                own["all/copied/everything"],
                managed["secretArn"],
                f"arn:aws:secretsmanager:{account}:secret:all/mirror/everything/regions-??????",
                f"arn:aws:ssm:{account}:parameter/all/worker",
            ]
        ),
        "scheduler-execution": [],
    }


def test_every_service_writes_its_own_log_and_pulls_the_image_that_it_runs(deployed: Record) -> None:
    own = {
        (resource.name, statement["Sid"]): [arn.rpartition(":")[2] or arn for arn in statement["Resource"]]
        for resource, document in documents(deployed, "all", ROLE_POLICY)
        for statement in document["Statement"]
        if statement["Sid"] in {"Pull"}
    }
    assert own == {
        ("api-pull-api", "Pull"): ["repository/all-api-everything"],
        ("api-pull-worker", "Pull"): ["repository/all-api-everything"],
        ("api-pull-scheduler", "Pull"): ["repository/all-api-everything"],
        ("websocket-pull-websocket", "Pull"): ["repository/all-websocket-everything"],
        ("shed-app-pull-shed", "Pull"): ["repository/all-shed-app-everything"],
        ("shed-app-pull-shack", "Pull"): ["repository/all-shed-app-everything"],
    }
    logs = {
        resource.name.removesuffix("-execution"): by_sid(document)["WriteOwnLog"]["Resource"]
        for resource, document in documents(deployed, "all", ROLE_POLICY)
        if resource.name.endswith("-execution")
    }
    prefix = "arn:aws:logs:ap-northeast-2:123456789012:log-group:/ecs/everything-all"
    assert logs == {role: [f"{prefix}-{role}:*"] for role in ("api", "websocket", "worker", "scheduler")}


def test_only_exec_stores_that_ask_for_it_and_protection_allow_a_services_code_anything(deployed: Record) -> None:
    recording = deployed("all")
    names = {role.outputs["name"]: role.name for role in recording.of_type(TRUST)}
    attached = {policy.name: names[str(policy.inputs["role"])] for policy in recording.of_type(ROLE_POLICY)}
    assert {policy: role for policy, role in attached.items() if role.endswith("-task")} == {
        "api-exec": "api-task",
        "api-task": "api-task",
        "scheduler-exec": "scheduler-task",
        "worker-task": "worker-task",
    }
