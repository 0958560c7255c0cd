"""What the scripts ask of AWS is what the host's role may do, and no more."""

from collections.abc import Iterator
from typing import Any

from components.compute.registry import pull_policy
from components.host.host_role import HostRoleArgs, host_policy
from components.wiring import LogTarget
from naming import Names
from tests.components.host.files.machine import VOLUME, Machine, image
from tests.permissions import Request, refused, unused

ACCOUNT, REGION = "123456789012", "ap-northeast-2"
NAMES = Names(system="it", short="prod", long="production", account=ACCOUNT, region=REGION)
ARN = f"arn:aws:ec2:{REGION}:{ACCOUNT}"
OWN = {"aws:resourcetag/name": ["it-prod-web"]}
PATH = f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/it/production/hosts/web"
RESOURCES: dict[str, tuple[str, ...]] = {
    "ec2:AttachVolume": (f"{ARN}:volume/{VOLUME}", f"{ARN}:instance/i-0this"),
    "ec2:AssociateAddress": (f"{ARN}:elastic-ip/eipalloc-0web", f"{ARN}:instance/i-0this"),
    "ssm:GetParametersByPath": (PATH,),
}
"""What EC2 and Systems Manager ask IAM about; everything else is asked of `*`, or in the call.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""
OF_SCRIPTS = ("Find", "TakeVolume", "VolumeForItself", "TakeAddress", "AddressForItself", "ReadOwnParameters")


def policy() -> dict[str, Any]:
    logs: Any = None
    return host_policy(
        HostRoleArgs(
            names=NAMES,
            host="it-prod-web",
            logs=LogTarget("/hosts/production-it-web", f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:x", logs),
            parameters="/it/production/hosts/web",
            volume_arn=f"{ARN}:volume/{VOLUME}",
            address_arn=f"{ARN}:elastic-ip/eipalloc-0web",
            key_arn=None,
        )
    )


def asked(machine: Machine) -> Iterator[Request]:
    """The requests of every call of the AWS CLI; its commands are called as their operations are."""
    for call in set(machine.calls("aws ")):
        _, service, command, *words = call.split()
        action = f"{service}:{command.title().replace('-', '')}".replace("GetLoginPassword", "GetAuthorizationToken")
        resources = RESOURCES.get(action, ("*",))
        if action == "ssm:GetParameter":
            resources = (f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter{words[words.index('--name') + 1]}",)
        for resource in resources:
            yield Request(action, resource, OWN if ":instance/" in resource else {})


def test_the_role_allows_what_the_scripts_ask_for_and_nothing_besides(machine: Machine) -> None:
    assert machine.run("attach").code == 0
    assert machine.run("start").code == 0
    assert machine.deploy(backend=image("backend", 1), frontend=image("frontend", 1)).code == 0
    requests = list(asked(machine))
    assert len({one.action for one in requests}) == 7
    pulls = pull_policy("arn:aws:ecr:ap-northeast-2:123456789012:repository/it-backend-production")
    assert refused(requests, policy(), pulls) == []
    assert unused(requests, policy(), *OF_SCRIPTS) == set()


def test_another_hosts_volume_address_and_secrets_are_not_for_it() -> None:
    others = [
        Request("ec2:AttachVolume", f"{ARN}:volume/vol-0other"),
        Request("ec2:AttachVolume", f"{ARN}:instance/i-0other", {"aws:resourcetag/name": ["it-prod-db"]}),
        Request("ec2:AssociateAddress", f"{ARN}:elastic-ip/eipalloc-0other"),
        Request("ssm:GetParameter", f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/it/production/hosts/db/PASSWORD"),
    ]
    assert len(refused(others, policy())) == len(others)
