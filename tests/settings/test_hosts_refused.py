"""A host that cannot be built, or run, is refused in one sentence with the way out."""

import hashlib
import json
from typing import Any

import pytest

from components.host.cloudflare import IPV4
from components.host.compose import HostFiles
from settings.alert_rules import alert_problems
from settings.host_rules import size_problems
from settings.stack import StackSettings
from tests.harness import Config, load
from tests.settings.stackfile import GONE, STACK, Edits, Refusals, each, edited, refusal

HOST = f"{STACK}/hosts/web"
SMALL: Config = {
    "aws:region": "ap-northeast-2",
    "aws:allowedAccountIds": ["123456789012"],
    "aws:defaultTags": {"tags": {"System": "rse", "Environment": "host", "ManagedBy": "pulumi"}},
    STACK: {
        "system": "rse",
        "environment": {"short": "host", "long": "host", "tier": "production"},
        "network": {"cidr": "10.50.0.0/16", "zones": ["ap-northeast-2a", "ap-northeast-2c"], "nat": "none"},
        "hosts": {"web": {"zone": "ap-northeast-2a", "compose": "tests/data/compose.yaml"}},
    },
}
EXISTING = {
    "vpc_id": "vpc-0a",
    "cidr": "10.30.0.0/16",
    "public_subnet_ids": ["subnet-0a"],
    "private_subnet_ids": ["subnet-1a"],
    "isolated_subnet_ids": ["subnet-2a"],
}
PATH = "platform:stack.hosts.web"

REFUSED: Refusals = {
    "no compose file": ({f"{HOST}/compose": GONE}, f"{PATH}.compose is missing; add it."),
    "no zone": ({f"{HOST}/zone": GONE}, f"{PATH}.zone is missing; add it."),
    "a zone that the network has no subnet in": (
        {f"{HOST}/zone": "ap-northeast-2b"},
        (
            f"{PATH}.zone is 'ap-northeast-2b', in which the network has no subnet; its zones are "
            "ap-northeast-2a, ap-northeast-2c."
        ),
    ),
    "a network of somebody else's": (
        {f"{STACK}/network": {"existing": EXISTING}},
        (
            f"{PATH}.zone is 'ap-northeast-2a', and of an `existing` network nobody says which subnet is in which "
            "zone; give platform:stack.network a `cidr` and `zones` of its own."
        ),
    ),
    "no network": (
        {f"{STACK}/network": GONE},
        (
            "platform:stack.network is missing and hosts stand in one; give it a `cidr` and `zones`, or the ids of an "
            "`existing` one."
        ),
    ),
    "a family that no host may have": (
        {f"{HOST}/instance_type": "t2.micro"},
        (
            f"{PATH}.instance_type: 't2.micro' is of no family that a host may have; take one of t4g, t3, t3a, m7g, "
            "m7i, c7g, c7i, r7g, r7i."
        ),
    ),
    "a size that no host may have": (
        {f"{HOST}/instance_type": "t4g.nano"},
        (
            f"{PATH}.instance_type: 't4g.nano' is of no size that a host may have; t4g has micro, small, medium, "
            "large, xlarge, 2xlarge."
        ),
    ),
    "a file that is not there": (
        {f"{HOST}/compose": "examples/none.yaml"},
        (
            f"{PATH}.compose is 'examples/none.yaml', which is no text file of this project; "
            "name one from the project's root."
        ),
    ),
    "a file of somebody else's": (
        {f"{HOST}/files": {"passwd": "../../etc/passwd"}},
        (
            f"{PATH}.files.passwd: '../../etc/passwd' leads out of the project; write a path below its root, such as "
            "examples/it/nginx.conf."
        ),
    ),
    "a place out of the compose file's folder": (
        {f"{HOST}/files": {"/etc/passwd": "tests/data/front.conf"}},
        (
            f"{PATH}.files./etc/passwd: '/etc/passwd' is not a path below the folder of the compose file, "
            "such as nginx.conf."
        ),
    ),
    "a compose file that is none": (
        {f"{HOST}/compose": "tests/data/front.conf"},
        f"{PATH}.compose: tests/data/front.conf: it has no services; write at least one under `services:`.",
    ),
    "an order of services that are not there": (
        {f"{HOST}/order": ["app", "worker"]},
        (
            f"{PATH}.compose: tests/data/compose.yaml: it has no service 'worker', which `order` names; "
            "its services are front, app."
        ),
    ),
    "ranges that are none": (
        {f"{HOST}/allow_from": ["cloudfront"]},
        (
            f"{PATH}.allow_from[0]: 'cloudfront' is not an IPv4 range; write one such as 10.30.0.0/16, "
            "or 'cloudflare' for the ranges that it publishes."
        ),
    ),
    "nobody who reaches it": (
        {f"{HOST}/allow_from": []},
        f"{PATH}.allow_from is empty; give at least 1.",
    ),
    "more ranges than a security group takes": (
        {f"{HOST}/allow_from": ["cloudflare", *(f"203.0.{n}.0/24" for n in range(11))]},
        (
            f"{PATH}.allow_from comes to {len(IPV4) + 11} ranges and 25 are the most that a security group takes for "
            "two ports; join some."
        ),
    ),
    "a secret that comes from nowhere": (
        {f"{HOST}/secrets": {"KEY": {}}},
        f"{PATH}.secrets.KEY: it says where its value comes from once: `generate: 32` or `secret: <name>`.",
    ),
    "a secret that comes from two places": (
        {f"{HOST}/secrets": {"KEY": {"generate": 32, "secret": "origin-key"}}},
        f"{PATH}.secrets.KEY: it says where its value comes from once: `generate: 32` or `secret: <name>`.",
    ),
    "a secret in clear": (
        {f"{HOST}/secrets": {"KEY": "hunter2hunter2hunter2"}},
        (f"{PATH}.secrets.KEY is a value of type str, which is not a map; write `key: value` lines below it."),
    ),
    "a secret that nobody has set": (
        {f"{HOST}/secrets": {"KEY": {"secret": "origin-key"}}},
        (
            f"platform:secrets.origin-key is missing, and {PATH}.secrets.KEY needs it; set it with `pulumi config set "
            "--secret --path 'platform:secrets.origin-key' --stack rse-host`, which asks for its value."
        ),
    ),
    "a variable that no shell takes": (
        {f"{HOST}/secrets": {"db-password": {"generate": 32}}},
        (
            f"{PATH}.secrets.db-password: what is written there is not a variable's name: capital letters, digits and "
            "underscores, no digit first."
        ),
    ),
    "a time that is none": (
        {f"{HOST}/snapshots": {"time": "6pm"}},
        f"{PATH}.snapshots.time: '6pm' is not a time of day in UTC, such as 18:00.",
    ),
    "an image that nothing runs": (
        {"platform:images": {"backend": f"sha256:{'0' * 64}"}},
        "platform:images.backend is no service of this stack; the services with an image are none.",
    ),
    "a role that another part's alarms are named after": (
        {f"{STACK}/hosts": {"alerts": {"zone": "ap-northeast-2a", "compose": "tests/data/compose.yaml"}}},
        (
            "platform:stack.hosts.alerts: its alarms would be called rse-host-alerts-…, as those of "
            "platform:stack.alerts are; take another role."
        ),
    ),
}


@each(REFUSED)
def test_a_host_that_cannot_be_built_is_refused_in_one_sentence(edits: Edits, said: str) -> None:
    assert refusal(edited(edits, SMALL), stack="rse-host") == said


def test_more_than_user_data_takes_is_refused_before_ec2_does() -> None:
    read = load(SMALL, stack="rse-host")
    noise = hashlib.shake_256(b"what no program makes smaller").hexdigest(20_000)
    (said,) = size_problems(read.stack, read.names, {"web": HostFiles(noise, {})})
    assert said.startswith(f"{PATH}: the compose file and the files beside it come to ")
    assert said.endswith(" bytes of user data, compressed, and EC2 takes 16384; put large files into an image")
    assert list(size_problems(read.stack, read.names, read.host_files)) == []


def test_the_file_that_these_spoil_is_right() -> None:
    read = load(SMALL, stack="rse-host")
    assert read.host_files["web"].compose.startswith("# What the hosts")
    assert read.stack.registries == ()


def test_a_host_has_a_registry_for_each_of_its_images_and_shares_those_of_others() -> None:
    images: dict[str, Any] = {
        f"{HOST}/images": ["backend", "frontend"],
        f"{STACK}/hosts/second": {**SMALL[STACK]["hosts"]["web"], "images": ["backend"]},
        "platform:images": {"backend": f"sha256:{'0' * 64}"},
    }
    read = load(edited(images, SMALL), stack="rse-host")
    assert read.stack.registries == ("backend", "frontend")


def test_a_value_of_platform_secrets_that_a_host_names_is_read_by_something() -> None:
    stack = StackSettings.model_validate_json(
        json.dumps(edited({f"{HOST}/secrets": {"KEY": {"secret": "origin-key"}}}, SMALL)[STACK])
    )
    assert list(alert_problems(stack, {"origin-key"}, "rse-host")) == []
    (said,) = alert_problems(stack, {"origin-key", "other"}, "rse-host")
    assert said.startswith("platform:secrets.other is read by nothing; those that are read are origin-key:")


@pytest.mark.parametrize("instance_type", ["t4g.micro", "t3.2xlarge", "m7g.large", "r7i.4xlarge"])
def test_types_that_hosts_may_have_are_taken(instance_type: str) -> None:
    read = load(edited({f"{HOST}/instance_type": instance_type}, SMALL), stack="rse-host")
    assert read.stack.hosts["web"].instance_type == instance_type
