"""Where firewalls stand and what stands behind them; logs of other Regions have a key there."""

from functools import cache
from typing import Any

import pytest
from pulumi import ResourceOptions

from components.edge.load_balancer import LoadBalancer, LoadBalancerArgs, LoadBalancerSettings
from components.foundation.encryption import EncryptionKey, EncryptionKeyArgs, EncryptionSettings
from components.watch.logs import Logs, LogsArgs, LogSettings
from ops.offline.recording import Recorded, Recording
from tests.conftest import Record
from tests.harness import NAMES, PLACEMENT, REGION, STACKS, build, json_of, listed
from tests.settings.stackfile import CERTIFICATE

WEB_ACL = "aws:wafv2/webAcl:WebAcl"
LOGGING = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"
ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
REPLICA = "aws:kms/replicaKey:ReplicaKey"
LOGS = "aws-waf-logs-gli-production-edge"


@cache
def load_balancer(web_acl_arn: str | None) -> Recording:
    settings = LoadBalancerSettings.model_validate({"certificate": {"arn": CERTIFICATE, "names": ("*.glibiz.com",)}})

    def program(opts: ResourceOptions) -> None:
        args = LoadBalancerArgs(settings=settings, names=NAMES, network=PLACEMENT, web_acl_arn=web_acl_arn)
        LoadBalancer("main", args, opts)

    return build(program)


def test_a_load_balancer_stands_behind_the_firewall_it_is_given() -> None:
    recording = load_balancer("arn:aws:wafv2:acl")
    (association,) = recording.of_type(ASSOCIATION)
    balancer = recording.one("aws:lb/loadBalancer:LoadBalancer", "main")
    assert association.inputs == {"resourceArn": balancer.outputs["arn"], "webAclArn": "arn:aws:wafv2:acl"}
    assert load_balancer(None).of_type(ASSOCIATION) == ()


def logs_elsewhere(region: str, **encryption: Any) -> tuple[Recording, Recorded]:
    """A log group that stands in this Region, encrypted with the environment's key there."""
    settings = EncryptionSettings.model_validate(encryption)

    def program(opts: ResourceOptions) -> None:
        key = EncryptionKey("data", EncryptionKeyArgs(settings=settings, names=NAMES, replicas=(region,)), opts)
        groups = {"firewall-edge": LOGS}
        args = LogsArgs(settings=LogSettings(), names=NAMES, key_arn=key.arns[region], groups=groups, region=region)
        target = Logs("logs", args, opts).targets["firewall-edge"]
        assert target.arn == f"arn:aws:logs:{region}:{NAMES.account}:log-group:{LOGS}"

    recording = build(program)
    return recording, recording.one(LOG_GROUP, "logs-firewall-edge")


def test_logs_in_another_region_are_encrypted_with_a_replica_of_the_key_which_only_they_may_use() -> None:
    recording, logs = logs_elsewhere("us-east-1")
    replica = recording.one(REPLICA, "data-us-east-1")
    assert (replica.inputs["region"], logs.inputs["region"]) == ("us-east-1", "us-east-1")
    assert replica.inputs["primaryKeyArn"] == recording.one("aws:kms/key:Key", "data").outputs["arn"]
    assert logs.inputs["kmsKeyId"] == replica.outputs["arn"]
    statements = {statement["Sid"]: statement for statement in json_of(replica, "policy")["Statement"]}
    assert statements["CloudWatchLogs"]["Principal"] == {"Service": "logs.us-east-1.amazonaws.com"}
    assert replica.options.protect


def test_in_the_keys_own_region_there_is_no_replica() -> None:
    recording, logs = logs_elsewhere(REGION)
    assert recording.of_type(REPLICA) == ()
    assert logs.inputs["kmsKeyId"] == recording.one("aws:kms/key:Key", "data").outputs["arn"]


def test_without_a_key_of_ours_there_is_none_elsewhere_either() -> None:
    recording, logs = logs_elsewhere("us-east-1", key="aws_managed")
    assert recording.of_type(REPLICA) == ()
    assert "kmsKeyId" not in logs.inputs


@pytest.mark.parametrize("stack", STACKS)
def test_everything_that_faces_the_internet_stands_behind_a_firewall(stack: str, deployed: Record) -> None:
    recording = deployed(stack)
    acls = {acl.outputs["arn"]: acl.inputs["scope"] for acl in recording.of_type(WEB_ACL)}
    behind = {one.inputs["resourceArn"]: acls[one.inputs["webAclArn"]] for one in recording.of_type(ASSOCIATION)}
    balancers = recording.of_type("aws:lb/loadBalancer:LoadBalancer")
    distributions = recording.of_type("aws:cloudfront/distribution:Distribution")
    assert balancers
    assert distributions
    assert {balancer.outputs["arn"]: "REGIONAL" for balancer in balancers} == behind
    assert {acls[distribution.inputs["webAclId"]] for distribution in distributions} == {"CLOUDFRONT"}


@pytest.mark.parametrize("stack", STACKS)
def test_every_firewall_logs_where_it_stands_to_an_encrypted_group(stack: str, deployed: Record) -> None:
    recording = deployed(stack)
    groups = {
        f"arn:aws:logs:{group.inputs.get('region', REGION)}:917891822317:log-group:{group.inputs['name']}": group
        for group in recording.of_type(LOG_GROUP)
    }
    logged = {one.inputs["resourceArn"]: listed(one, "logDestinationConfigs") for one in recording.of_type(LOGGING)}
    for acl in recording.of_type(WEB_ACL):
        (destination,) = logged[acl.outputs["arn"]]
        group = groups[destination]
        assert group.inputs.get("region") == acl.inputs.get("region")
        assert f":{acl.inputs.get('region', REGION)}:" in str(group.inputs["kmsKeyId"])
        assert str(group.inputs["name"]).startswith("aws-waf-logs-")
