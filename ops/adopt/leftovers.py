"""Ways in and out of adopted security groups that no one declares: adopting does not close them, so they are told."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ops.adopt.asking import Asking
from ops.adopt.finding import Search
from ops.adopt.rows import table

GROUP: Final = "aws:ec2/securityGroup:SecurityGroup"
INGRESS: Final = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS: Final = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"


def leftovers(looked: Search, asking: Asking) -> Iterator[str]:
    """One line for each rule of an adopted group that is not declared."""
    declared = {
        found.import_id for one in (INGRESS, EGRESS) for each in looked.recording.of_type(one)
        if (found := looked.found.get(each.urn))
    }  # fmt: skip
    for recorded in looked.recording.of_type(GROUP):
        group = looked.found.get(recorded.urn)
        if group is None:
            continue
        values = {"securityGroupId": group.import_id}
        answer = asking.ask(table().searched[INGRESS], values, group.region) or {}
        for rule in answer.get("SecurityGroupRules", []):
            if rule["SecurityGroupRuleId"] not in declared:
                yield f"{recorded.name} ({group.import_id}): {_told(rule)}"


def _told(rule: Mapping[str, Any]) -> str:
    other = rule.get("CidrIpv4") or rule.get("CidrIpv6") or rule.get("PrefixListId")
    other = other or (rule.get("ReferencedGroupInfo") or {}).get("GroupId", "")
    first, last = rule.get("FromPort", -1), rule.get("ToPort", -1)
    ports = "all ports" if first == -1 else f"port {first}" if first == last else f"ports {first} to {last}"
    protocol = "" if rule["IpProtocol"] == "-1" else f"{rule['IpProtocol']} "
    return f"{protocol}{ports} {'to' if rule['IsEgress'] else 'from'} {other} ({rule['SecurityGroupRuleId']})"
