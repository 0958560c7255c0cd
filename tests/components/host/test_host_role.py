"""What a host may do, and what it may not: its own volume, address, parameters, log and images, and nothing else."""

from typing import Any

import pytest

from components.host.deploy_document import deploy_document
from ops.offline.recording import Recorded
from tests.components.host.hosts import (
    ADDRESS,
    DOCUMENT,
    KEY,
    ROLE,
    ROLE_POLICY,
    SNAPSHOTS,
    VOLUME,
    built,
    one,
)
from tests.components.iam_documents import by_sid, nulls, unknown_actions, wide_resources
from tests.harness import ACCOUNT, REGION, json_of
from tests.permissions import Request, allowed

OWN_NAME = {"aws:resourcetag/name": ["gli-prod-web"]}
OTHERS_NAME = {"aws:resourcetag/name": ["gli-prod-db"]}
VIA_EC2 = {"kms:viaservice": [f"ec2.{REGION}.amazonaws.com"]}


def arn(service: str, resource: str, account: str = ACCOUNT) -> str:
    return f"arn:aws:{service}:{REGION}:{account}:{resource}"


def may(request: Request, name: str = "web", **given: Any) -> bool:
    return allowed(request, json_of(one(ROLE_POLICY, name, **given), "policy"))


@pytest.mark.parametrize("name", ["web", "web-snapshots"])
@pytest.mark.parametrize("key", [None, KEY])
def test_its_documents_name_actions_and_resources_that_aws_knows(name: str, key: str | None) -> None:
    document = json_of(one(ROLE_POLICY, name, key=key), "policy")
    assert [*nulls(document), *unknown_actions(document), *wide_resources(document)] == []
    assert by_sid(document)


def test_instances_take_its_role_and_lifecycle_policies_of_this_account_the_other() -> None:
    (trust,) = json_of(one(ROLE, "web"), "assumeRolePolicy")["Statement"]
    assert trust["Principal"] == {"Service": "ec2.amazonaws.com"}
    (trust,) = json_of(one(ROLE, "web-snapshots"), "assumeRolePolicy")["Statement"]
    assert trust["Principal"] == {"Service": "dlm.amazonaws.com"}
    assert trust["Condition"]["StringEquals"] == {"aws:SourceAccount": ACCOUNT}


def test_it_takes_its_own_volume_and_address_for_itself() -> None:
    volume, address = str(one(VOLUME, "web-data").outputs["arn"]), str(one(ADDRESS).outputs["arn"])
    instance = arn("ec2", "instance/i-1")
    assert may(Request("ec2:AttachVolume", volume))
    assert may(Request("ec2:AttachVolume", instance, OWN_NAME))
    assert may(Request("ec2:AssociateAddress", address))
    assert may(Request("ec2:AssociateAddress", arn("ec2", "network-interface/eni-1"), OWN_NAME))


@pytest.mark.parametrize(
    "request_",
    [
        Request("ec2:AttachVolume", arn("ec2", "volume/vol-another")),
        Request("ec2:AttachVolume", arn("ec2", "instance/i-2"), OTHERS_NAME),
        Request("ec2:AttachVolume", arn("ec2", "instance/i-2")),
        Request("ec2:AssociateAddress", arn("ec2", "elastic-ip/eipalloc-another")),
        Request("ec2:AssociateAddress", arn("ec2", "network-interface/eni-2"), OTHERS_NAME),
        Request("ec2:DetachVolume", arn("ec2", "volume/vol-another")),
        Request("ssm:GetParameter", arn("ssm", "parameter/gli/production/hosts/other/KEY")),
        Request("ssm:GetParameter", arn("ssm", "parameter/gli/production/hosts/web-2/KEY")),
        Request("ssm:GetParametersByPath", arn("ssm", "parameter/gli/production/hosts")),
        Request("ssm:PutParameter", arn("ssm", "parameter/gli/production/hosts/web/KEY")),
        Request("ssm:SendCommand", arn("ssm", "document/gli-prod-web-deploy")),
        Request("logs:PutLogEvents", arn("logs", "log-group:/hosts/production-gli-other:log-stream:x")),
        Request("logs:CreateLogGroup", arn("logs", "log-group:/hosts/production-gli-web")),
        Request("kms:Decrypt", KEY, VIA_EC2),
    ],
    ids=lambda request: f"{request.action} {request.resource.rpartition(':')[2]}",
)
def test_it_may_do_nothing_with_what_is_not_its_own(request_: Request) -> None:
    assert not may(request_)


def test_it_reads_its_own_parameters_and_writes_its_own_log() -> None:
    assert may(Request("ssm:GetParametersByPath", arn("ssm", "parameter/gli/production/hosts/web")))
    assert may(Request("ssm:GetParameter", arn("ssm", "parameter/gli/production/hosts/web/KEY")))
    assert may(Request("logs:PutLogEvents", arn("logs", "log-group:/hosts/production-gli-web:log-stream:x")))


def test_systems_manager_reaches_it() -> None:
    assert may(Request("ssm:UpdateInstanceInformation", arn("ec2", "instance/i-1")))
    for action in ("ssmmessages:OpenDataChannel", "ssmmessages:CreateControlChannel", "ec2messages:GetMessages"):
        assert may(Request(action))


def test_a_volume_under_a_key_of_our_own_is_used_by_way_of_ec2_alone() -> None:
    lent = {**VIA_EC2, "kms:grantisforawsresource": ["true"]}
    for name in ("web", "web-snapshots"):
        assert may(Request("kms:Decrypt", KEY, VIA_EC2), name, key=KEY)
        assert may(Request("kms:CreateGrant", KEY, lent), name, key=KEY)
        assert not may(Request("kms:Decrypt", KEY), name, key=KEY)
        assert not may(Request("kms:CreateGrant", KEY, VIA_EC2), name, key=KEY)


def test_snapshots_are_taken_of_its_volume_and_only_those_are_ended() -> None:
    volume, snapshot = str(one(VOLUME, "web-data").outputs["arn"]), f"arn:aws:ec2:{REGION}::snapshot/snap-1"
    tag = {"aws:resourcetag/name": ["gli-prod-web-data"]}
    assert may(Request("ec2:CreateSnapshot", volume), "web-snapshots")
    assert may(Request("ec2:DeleteSnapshot", snapshot, tag), "web-snapshots")
    assert not may(Request("ec2:CreateSnapshot", arn("ec2", "volume/vol-another")), "web-snapshots")
    assert not may(Request("ec2:DeleteSnapshot", snapshot, OTHERS_NAME), "web-snapshots")
    assert not may(Request("ec2:DeleteSnapshot", snapshot), "web-snapshots")
    assert one(SNAPSHOTS, "web-snapshots").inputs["executionRoleArn"] == one(ROLE, "web-snapshots").outputs["arn"]


def document() -> Recorded:
    return built().one(DOCUMENT, "web-deploy")


def test_a_command_runs_the_hosts_own_script() -> None:
    made = document()
    assert made.inputs["name"] == "gli-prod-web-deploy"
    assert (made.inputs["documentType"], made.inputs["documentFormat"]) == ("Command", "JSON")
    (step,) = json_of(made, "content")["mainSteps"]
    assert step["action"] == "aws:runShellScript"
    assert step["inputs"]["runCommand"] == ["/opt/platform/bin/deploy {{ images }}"]
    assert json_of(made, "content") == deploy_document("gli-prod-web")
