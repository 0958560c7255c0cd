"""Hosts and volumes among the other resources of a stack."""

from collections.abc import Mapping, Sequence
from typing import Any

from guardrails.tokens import (
    INGRESS_RULE,
    INSTANCE,
    INSTANCE_PROFILE,
    KEY,
    PREFIX_LIST_ENTRY,
    ROLE,
    ROLE_POLICY,
    ROLE_POLICY_ATTACHMENT,
    SECURITY_GROUP,
    SECURITY_GROUP_RULE,
    SNAPSHOTS,
    TEMPLATE,
    VOLUME,
)

from tests.policies.cases.table import Case, Cases, Table, allow, document
from tests.policies.harness import UNKNOWN, Given

GROUP = Given(SECURITY_GROUP, "group")
HOST = Given(TEMPLATE, "host", {"networkInterfaces": [{"securityGroups": [UNKNOWN]}]}, {"networkInterfaces": ["group"]})
LONE = Given(INSTANCE, "lone", {"vpcSecurityGroupIds": [UNKNOWN]}, {"vpcSecurityGroupIds": ["group"]})
REPORT = document(allow("ssm:UpdateInstanceInformation", "arn:aws:ec2:ap-northeast-2:123456789012:instance/*"))
PROFILE = Given(INSTANCE_PROFILE, "profile", deps={"role": ["role"]})
MANAGED = Given(TEMPLATE, "host", {"iamInstanceProfile": UNKNOWN}, {"iamInstanceProfile": ["profile"]})
NAMED = {"tags": {"Name": "rse-prod-web-data", "System": "rse"}}


def _rule(kind: str, **props: Any) -> Given:
    return Given(kind, "rule", props, {"securityGroupId": ["group"]})


def _by_role(kind: str, **props: Any) -> list[Given]:
    return [MANAGED, PROFILE, Given(ROLE, "role"), Given(kind, "policy", props, {"role": ["role"]})]


def _targeting(tags: Any) -> Sequence[Given]:
    return [Given(VOLUME, "data", NAMED), Given(SNAPSHOTS, "daily", {"policyDetails": {"targetTags": tags}})]


def _schedule(hours: Any, kept: Any) -> Mapping[str, Any]:
    return {"createRule": {"interval": hours}, "retainRule": {"count": kept}}


def _schedules(*schedules: Any, state: Any = "ENABLED") -> Case:
    return {"state": state, "policyDetails": {"schedules": list(schedules)}}


CASES: Table = {
    "host-closed": Cases(
        compliant=[
            [HOST, GROUP],
            [HOST, GROUP, _rule(INGRESS_RULE, ipProtocol="tcp", prefixListId=UNKNOWN)],
            [HOST, GROUP, _rule(INGRESS_RULE, ipProtocol="tcp", cidrIpv4="203.0.113.0/24")],
            [HOST, GROUP, _rule(SECURITY_GROUP_RULE, type="egress", cidrBlocks=["0.0.0.0/0"])],
            [LONE, GROUP],
        ],
        violation=[
            [HOST, GROUP, _rule(INGRESS_RULE, ipProtocol="tcp", cidrIpv4="0.0.0.0/0")],
            [HOST, GROUP, _rule(INGRESS_RULE, ipProtocol="tcp", cidrIpv6="::/0")],
            [HOST, GROUP, _rule(SECURITY_GROUP_RULE, type="ingress", cidrBlocks=["0.0.0.0/1"])],
            [LONE, Given(SECURITY_GROUP, "group", {"ingress": [{"cidrBlocks": ["0.0.0.0/0"]}]})],
            {},
        ],
        unknown=[
            [HOST, GROUP, _rule(INGRESS_RULE, ipProtocol="tcp", cidrIpv4=UNKNOWN)],
            {"networkInterfaces": [{"securityGroups": ["sg-0a1b2c3d"]}]},
        ],
    ),
    "prefix-list-narrow": Cases(
        compliant=[
            {"entries": [{"cidr": "173.245.48.0/20"}, {"cidr": "104.16.0.0/13"}]},
            [Given(PREFIX_LIST_ENTRY, props={"cidr": "2400:cb00::/32"})],
        ],
        violation=[
            {"entries": [{"cidr": "173.245.48.0/20"}, {"cidr": "0.0.0.0/0"}]},
            {"entries": [{"cidr": "everybody"}]},
            [Given(PREFIX_LIST_ENTRY, props={"cidr": "::/0"})],
        ],
        unknown=[{"entries": UNKNOWN}, {"entries": [{"cidr": UNKNOWN}]}],
    ),
    "host-managed": Cases(
        compliant=[
            _by_role(ROLE_POLICY, policy=REPORT),
            [
                *_by_role(ROLE_POLICY, policy=REPORT),
                Given(ROLE_POLICY, "other", {"policy": UNKNOWN}, {"role": ["role"]}),
            ],
            _by_role(ROLE_POLICY_ATTACHMENT, policyArn="arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"),
        ],
        violation=[
            {},
            [Given(INSTANCE, "lone")],
            [MANAGED, PROFILE, Given(ROLE, "role")],
            [MANAGED, Given(INSTANCE_PROFILE, "profile")],
            _by_role(ROLE_POLICY, policy=document(allow("ssm:GetParameter"))),
            _by_role(ROLE_POLICY_ATTACHMENT, policyArn="arn:aws:iam::aws:policy/ReadOnlyAccess"),
        ],
        unknown=[
            {"iamInstanceProfile": {"name": "theirs"}},
            _by_role(ROLE_POLICY, policy=UNKNOWN),
            _by_role(ROLE_POLICY_ATTACHMENT, policyArn=UNKNOWN),
        ],
    ),
    "volume-encrypted": Cases(
        compliant=[{"encrypted": True}],
        violation=[{}, {"encrypted": False}],
        unknown=[{"encrypted": UNKNOWN}],
    ),
    "volume-own-key": Cases(
        compliant=[
            {"kmsKeyId": "arn:aws:kms:ap-northeast-2:123456789012:key/mrk-1"},
            [Given(VOLUME, "data", {"kmsKeyId": UNKNOWN}, {"kmsKeyId": ["key"]}), Given(KEY, "key")],
        ],
        violation=[{}, {"kmsKeyId": "alias/aws/ebs"}],
        unknown=[{"kmsKeyId": UNKNOWN}],
    ),
    "volume-final-snapshot": Cases(
        compliant=[{"finalSnapshot": True}],
        violation=[{}, {"finalSnapshot": False}],
        unknown=[{"finalSnapshot": UNKNOWN}],
    ),
    "volume-snapshots": Cases(
        compliant=[_targeting({"Name": "rse-prod-web-data"}), _targeting({"System": "rse"})],
        violation=[
            NAMED,
            _targeting({}),
            _targeting({"Name": "another"}),
            _targeting({"Name": "rse-prod-web-data", "Backup": "daily"}),
        ],
        unknown=[_targeting({"Name": UNKNOWN}), _targeting(UNKNOWN)],
    ),
    "snapshots-daily": Cases(
        compliant=[_schedules(_schedule(24, 7)), _schedules(_schedule(12, 14), _schedule(24, 30), state=None)],
        violation=[
            {},
            _schedules(),
            _schedules(_schedule(24, 7), state="DISABLED"),
            _schedules(_schedule(24, 7), _schedule(24, 3)),
            _schedules(_schedule(48, 7)),
            _schedules({"retainRule": {"count": 7}}),
        ],
        unknown=[
            _schedules(_schedule(UNKNOWN, 7)),
            _schedules(_schedule(24, UNKNOWN)),
            _schedules({"createRule": {"cronExpression": "cron(0 18 * * ? *)"}}),
            {"policyDetails": UNKNOWN},
        ],
    ),
}
