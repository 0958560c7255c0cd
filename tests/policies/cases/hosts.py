"""EC2 instances and what they are launched from."""

import base64
import gzip
from collections.abc import Mapping
from typing import Any

from guardrails.evaluation import State
from guardrails.tokens import INSTANCE, KEY_PAIR

from tests.policies.cases.table import Case, Cases, Table
from tests.policies.harness import UNKNOWN, Given

ACCESS_KEY = "AKIA" + "ABCDEFGHIJ234567"  # no key, and no scanner of repositories takes it for one
PRIVATE_KEY = "-----BEGIN " + "RSA PRIVATE KEY-----"


def _metadata(**options: Any) -> Mapping[str, Any]:
    return {"metadataOptions": options}


def _disk(**ebs: Any) -> Mapping[str, Any]:
    return {"deviceName": "/dev/xvda", "ebs": ebs}


def _instance(**props: Any) -> Case:
    return [Given(INSTANCE, props=props)]


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _packed(text: str) -> str:
    return base64.b64encode(gzip.compress(text.encode())).decode()


def _tag(key: Any, **more: Any) -> Mapping[str, Any]:
    return {"key": key, "value": "x", "propagateAtLaunch": True, **more}


TAGS = [_tag("System"), _tag("Environment"), _tag("ManagedBy")]

CASES: Table = {
    "host-imdsv2": Cases(
        compliant=[_metadata(httpTokens="required"), _instance(**_metadata(httpTokens="required"))],
        violation=[{}, _metadata(httpTokens="optional"), _metadata(httpEndpoint="enabled"), _instance()],
        unknown=[{"metadataOptions": UNKNOWN}, _metadata(httpTokens=UNKNOWN)],
    ),
    "host-metadata-hops": Cases(
        compliant=[{}, _metadata(httpPutResponseHopLimit=1), _instance(**_metadata(httpPutResponseHopLimit=1))],
        violation=[_metadata(httpPutResponseHopLimit=2), _instance(**_metadata(httpPutResponseHopLimit=64))],
        unknown=[_metadata(httpPutResponseHopLimit=UNKNOWN)],
    ),
    "host-disk-encrypted": Cases(
        compliant=[
            {"blockDeviceMappings": [_disk(encrypted="true"), _disk(encrypted=True)]},
            _instance(rootBlockDevice={"encrypted": True}, ebsBlockDevices=[{"encrypted": True}]),
        ],
        violation=[
            {},
            {"blockDeviceMappings": []},
            {"blockDeviceMappings": [_disk(encrypted="true"), _disk()]},
            {"blockDeviceMappings": [_disk(encrypted="false")]},
            _instance(),
            _instance(rootBlockDevice={"encrypted": True}, ebsBlockDevices=[{"encrypted": False}]),
        ],
        unknown=[{"blockDeviceMappings": UNKNOWN}, {"blockDeviceMappings": [_disk(encrypted=UNKNOWN)]}],
    ),
    "host-no-key-pair": Cases(
        compliant=[{}, {"keyName": ""}, _instance()],
        violation=[{"keyName": "mine"}, _instance(keyName="mine"), [Given(KEY_PAIR)]],
        unknown=[{"keyName": UNKNOWN}],
    ),
    "host-newest-image": Cases(
        compliant=[{"imageId": "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"}],
        violation=[{}, {"imageId": "ami-0a1b2c3d"}],
        unknown=[{"imageId": UNKNOWN}],
    ),
    "host-user-data": Cases(
        compliant=[
            {},
            {"userData": _encoded("#cloud-config")},
            {"userData": _packed("#cloud-config")},
            {"userData": "H4sI" + "AAAA"},
            _instance(userData="#!/bin/sh", userDataBase64=_encoded("#!/bin/sh")),
        ],
        violation=[
            {"userData": ACCESS_KEY},
            {"userData": _encoded(f"export AWS_ACCESS_KEY_ID={ACCESS_KEY}")},
            {"userData": _packed(f"key: {PRIVATE_KEY}")},
            _instance(userDataBase64=_encoded(PRIVATE_KEY)),
        ],
        unknown=[{"userData": UNKNOWN}, _instance(userDataBase64=UNKNOWN)],
    ),
    "asg-launch-template": Cases(
        compliant=[{"launchTemplate": {"id": UNKNOWN}}, {"mixedInstancesPolicy": UNKNOWN}],
        violation=[{}, {"launchConfiguration": "old"}],
        impossible={State.UNKNOWN: "it asks which of two there is, which is known at preview"},
    ),
    "asg-health-check": Cases(
        compliant=[
            {"targetGroupArns": [UNKNOWN], "healthCheckType": "ELB"},
            {"loadBalancers": ["old"], "healthCheckType": "ELB"},
            {"trafficSources": [{"identifier": UNKNOWN}], "healthCheckType": "ELB"},
        ],
        violation=[{"targetGroupArns": [UNKNOWN]}, {"loadBalancers": ["old"], "healthCheckType": "EC2"}],
        unknown=[{"targetGroupArns": UNKNOWN}, {"targetGroupArns": ["arn"], "healthCheckType": UNKNOWN}],
        not_applicable=[{}, {"healthCheckType": "EC2", "targetGroupArns": []}],
    ),
    "asg-two-hosts": Cases(
        compliant=[
            {"minSize": 2, "vpcZoneIdentifiers": [UNKNOWN, UNKNOWN]},
            {"minSize": 3, "availabilityZones": ["ap-northeast-2a", "ap-northeast-2c"]},
        ],
        violation=[
            {},
            {"minSize": 1, "vpcZoneIdentifiers": ["subnet-0a", "subnet-0b"]},
            {"minSize": 2, "vpcZoneIdentifiers": ["subnet-0a"]},
        ],
        unknown=[{"minSize": UNKNOWN}, {"minSize": 2, "vpcZoneIdentifiers": UNKNOWN}],
    ),
    "asg-tags": Cases(
        compliant=[{"tags": TAGS}, {"tags": [*TAGS, _tag("Name")]}],
        violation=[
            {},
            {"tags": TAGS[:2]},
            {"tags": [*TAGS[:2], _tag("ManagedBy", propagateAtLaunch=False)]},
        ],
        unknown=[{"tags": UNKNOWN}, {"tags": [*TAGS, UNKNOWN]}, {"tags": [*TAGS[:2], _tag(UNKNOWN)]}],
    ),
    "parameter-secure": Cases(
        compliant=[{"type": "SecureString", "value": UNKNOWN}],
        violation=[{}, {"type": "String", "value": "x"}, {"type": "SecureString", "insecureValue": "x"}],
        unknown=[{"type": UNKNOWN}],
    ),
    "ssm-document-private": Cases(
        compliant=[{}, {"permissions": {"type": "Share", "accountIds": "123456789012"}}],
        violation=[{"permissions": {"type": "Share", "accountIds": "All"}}],
        unknown=[{"permissions": UNKNOWN}, {"permissions": {"accountIds": UNKNOWN}}],
    ),
}
