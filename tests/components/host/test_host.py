"""A host: exactly one, behind named ranges, with data and address that outlive it."""

import base64
import gzip
import json
from typing import Any

import pytest

from components.host.cloudflare import IPV4
from components.host.host_settings import MAX_ENTRIES
from ops.offline.values import SECRET
from tests.components.compute.stand_ins import DIGEST
from tests.components.host.hosts import (
    ADDRESS,
    COMPOSE,
    EGRESS,
    GROUP,
    INGRESS,
    KEY,
    PARAMETER,
    PASSWORD,
    PREFIX_LIST,
    PROFILE,
    ROLE_POLICY,
    SECURITY_GROUP,
    SNAPSHOTS,
    TAGS,
    TEMPLATE,
    VOLUME,
    ZONES,
    built,
    one,
)
from tests.harness import NAMES, PLACEMENT, inputs_by_name, listed

OTHER_DIGEST = f"sha256:{'f' * 64}"
RULES_OF_A_GROUP = 60
"""https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups"""


def template(**given: Any) -> dict[str, Any]:
    return dict(one(TEMPLATE, **given).inputs)


def group(**given: Any) -> dict[str, Any]:
    return dict(one(GROUP, **given).inputs)


def tag(key: str, **given: Any) -> str:
    (value,) = [tag["value"] for tag in group(**given)["tags"] if tag["key"] == key]
    return str(value)


def told(**given: Any) -> str:
    return gzip.decompress(base64.b64decode(template(**given)["userData"])).decode()


def test_there_is_exactly_one_in_the_subnet_of_its_volumes_zone() -> None:
    made = group()
    assert (made["minSize"], made["maxSize"], made["desiredCapacity"]) == (1, 1, 1)
    assert made["vpcZoneIdentifiers"] == [list(PLACEMENT.public_subnet_ids)[1]]  # type: ignore[arg-type] # plain here
    assert one(VOLUME, "web-data").inputs["availabilityZone"] == ZONES[1]


def test_it_starts_from_the_newest_image_for_its_processor() -> None:
    parameter = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default"
    assert template()["imageId"] == f"{parameter}-arm64"
    assert template(instance_type="t3.micro")["imageId"] == f"{parameter}-x86_64"


def test_its_credentials_are_for_itself_alone_and_asked_for_by_token() -> None:
    assert template()["metadataOptions"] == {
        "httpEndpoint": "enabled",
        "httpTokens": "required",
        "httpPutResponseHopLimit": 1,
    }
    profile = one(PROFILE)
    assert template()["iamInstanceProfile"] == {"arn": profile.outputs["arn"]}


def test_nobody_signs_in_with_a_key() -> None:
    assert "keyName" not in template()


def test_its_own_disk_is_encrypted_and_goes_with_it() -> None:
    (disk,) = template(root_gib=20)["blockDeviceMappings"]
    assert disk["ebs"] == {
        "volumeType": "gp3",
        "volumeSize": 20,
        "encrypted": "true",
        "deleteOnTermination": "true",
    }


def test_it_may_not_run_into_debt_unless_somebody_says_so() -> None:
    assert template()["creditSpecification"] == {"cpuCredits": "standard"}
    assert template(cpu_credits="unlimited")["creditSpecification"] == {"cpuCredits": "unlimited"}
    assert "creditSpecification" not in template(instance_type="m7g.large")


def test_it_has_a_first_address_because_nothing_else_leads_out() -> None:
    (interface,) = template()["networkInterfaces"]
    assert interface["associatePublicIpAddress"] == "true"
    assert interface["securityGroups"] == [one(SECURITY_GROUP).id]


def test_what_aws_makes_of_it_has_the_tags_of_everything_else() -> None:
    for made in template()["tagSpecifications"]:
        assert made["tags"] == {**TAGS, "Name": "gli-prod-web"}
    assert {made["resourceType"] for made in template()["tagSpecifications"]} == {
        "instance",
        "network-interface",
        "volume",
    }
    handed_on = {tag["key"]: tag["value"] for tag in group()["tags"] if tag["propagateAtLaunch"]}
    assert TAGS.items() <= handed_on.items()
    assert handed_on["Name"] == "gli-prod-web"


def test_only_the_ranges_of_the_stack_file_reach_it_and_at_80_and_443_alone() -> None:
    recording = built(allow_from=["cloudflare", "203.0.113.0/24"])
    sources = recording.one(PREFIX_LIST, "web-sources")
    assert [entry["cidr"] for entry in listed(sources, "entries")] == [*map(str, IPV4), "203.0.113.0/24"]
    rules = inputs_by_name(recording, INGRESS)
    assert {(rule["prefixListId"], rule["fromPort"], rule["toPort"]) for rule in rules.values()} == {
        (sources.id, 80, 80),
        (sources.id, 443, 443),
    }
    assert not any({"cidrIpv4", "cidrIpv6"} & rule.keys() for rule in rules.values())


def test_its_list_of_ranges_fits_into_its_security_group_twice_and_has_room_for_more() -> None:
    assert one(PREFIX_LIST, "web-sources").inputs["maxEntries"] == MAX_ENTRIES
    assert len(IPV4) < MAX_ENTRIES
    assert 2 * MAX_ENTRIES <= RULES_OF_A_GROUP


def test_it_leaves_by_https_alone() -> None:
    (rule,) = inputs_by_name(built(), EGRESS).values()
    assert (rule["ipProtocol"], rule["fromPort"], rule["toPort"], rule["cidrIpv4"]) == ("tcp", 443, 443, "0.0.0.0/0")


def test_its_data_outlive_it_encrypted_and_protected() -> None:
    volume = one(VOLUME, "web-data", volume={"size_gib": 30})
    assert (volume.inputs["type"], volume.inputs["size"]) == ("gp3", 30)
    assert (volume.inputs["encrypted"], volume.inputs["finalSnapshot"]) == (True, True)
    assert volume.options.protect
    assert "kmsKeyId" not in volume.inputs
    assert one(VOLUME, "web-data", key=KEY).inputs["kmsKeyId"] == KEY


def test_its_address_outlives_it() -> None:
    address = one(ADDRESS)
    assert address.options.protect
    assert address.inputs["tags"] == {"Name": "gli-prod-web"}
    assert not one(ADDRESS, protect=False).options.protect
    assert not one(VOLUME, "web-data", protect=False).options.protect


def test_snapshots_are_taken_of_its_volume_each_day() -> None:
    policy = one(SNAPSHOTS, "web-snapshots", snapshots={"time": "03:30", "keep": 21})
    assert policy.inputs["state"] == "ENABLED"
    details: Any = policy.inputs["policyDetails"]
    assert details["targetTags"] == one(VOLUME, "web-data").inputs["tags"]
    (schedule,) = details["schedules"]
    assert schedule["createRule"] == {"interval": 24, "intervalUnit": "HOURS", "times": "03:30"}
    assert schedule["retainRule"] == {"count": 21}
    assert schedule["copyTags"] is True


def test_no_snapshot_is_asked_for_before_the_role_may_take_one() -> None:
    policy = one(SNAPSHOTS, "web-snapshots")
    assert one(ROLE_POLICY, "web-snapshots").urn in policy.dependencies


def test_a_volume_of_a_snapshot_has_a_name_of_its_own_and_the_host_looks_for_that_one() -> None:
    snapshot = "snap-0a1b2c3d4e5f60718"
    volume = one(VOLUME, "web-data", volume={"snapshot": snapshot})
    assert volume.inputs["snapshotId"] == snapshot
    assert volume.inputs["tags"] == {"Name": f"gli-prod-web-{snapshot}"}
    assert f"VOLUME_TAG=gli-prod-web-{snapshot}" in told(volume={"snapshot": snapshot})
    assert tag("Template", volume={"snapshot": snapshot}) != tag("Template")


def test_a_host_that_is_replaced_for_a_new_template_ends_before_its_successor_wants_the_volume() -> None:
    refresh = group()["instanceRefresh"]
    assert refresh["strategy"] == "Rolling"
    assert refresh["preferences"]["minHealthyPercentage"] == 0
    assert refresh["preferences"]["maxHealthyPercentage"] == 100
    assert refresh["triggers"] == ["tag"]


def test_another_digest_is_in_the_template_and_replaces_no_host() -> None:
    assert DIGEST in told()
    assert OTHER_DIGEST in told(digest=OTHER_DIGEST)
    assert tag("Template") == tag("Template", digest=OTHER_DIGEST) == tag("Template", digest=None)
    assert group() == group(digest=OTHER_DIGEST)
    assert group()["launchTemplate"]["version"] == "$Latest"


@pytest.mark.parametrize(
    "given",
    [
        {"compose": f"{COMPOSE}# changed"},
        {"instance_type": "t4g.medium"},
        {"root_gib": 16},
        {"cpu_credits": "unlimited"},
        {"health_check": "/other/"},
        {"order": ["app"]},
    ],
    ids=lambda given: next(iter(given)),
)
def test_whatever_else_it_is_made_from_replaces_it(given: dict[str, Any]) -> None:
    compose = given.pop("compose", COMPOSE)
    assert tag("Template", compose=compose, **given) != tag("Template")


def test_secret_variables_are_secure_strings_below_the_hosts_own_path() -> None:
    recording = built(secrets={"APP_KEY": {"generate": 40}, "ORIGIN_KEY": {"secret": "origin-key"}})
    made = inputs_by_name(recording, PARAMETER)
    assert {inputs["name"]: inputs["type"] for inputs in made.values()} == {
        "/gli/production/hosts/web/APP_KEY": "SecureString",
        "/gli/production/hosts/web/ORIGIN_KEY": "SecureString",
    }
    assert {inputs["value"] for inputs in made.values()} == {SECRET}
    assert recording.one(PASSWORD, "web-app-key").inputs["length"] == 40
    assert len(recording.of_type(PASSWORD)) == 1
    assert "PARAMETERS_PATH=/gli/production/hosts/web/" in told(secrets={"APP_KEY": {"generate": 40}})


def test_no_host_starts_before_it_may_do_what_it_must_and_its_secrets_are_there() -> None:
    recording = built(secrets={"APP_KEY": {"generate": 40}})
    waits_for = recording.one(GROUP, "web").dependencies
    for token, name in ((ROLE_POLICY, "web"), (ROLE_POLICY, "pull-web"), (PARAMETER, "web-app-key")):
        assert recording.one(token, name).urn in waits_for
    assert recording.one("aws:cloudwatch/logGroup:LogGroup", "host-web").urn in waits_for


def test_everything_that_a_policy_reads_of_it_is_known_before_its_first_deployment() -> None:
    first = built(first=True).one(TEMPLATE, "web").inputs
    for key in ("imageId", "instanceType", "metadataOptions", "blockDeviceMappings", "userData", "tagSpecifications"):
        assert first[key] == one(TEMPLATE).inputs[key]


def test_it_says_where_it_is_and_how_it_is_deployed() -> None:
    exported: Any = built().outputs["host"]
    assert exported == {
        "address": one(ADDRESS).outputs["publicIp"],
        "group": "gli-prod-web",
        "deploy": NAMES.fill("host_deploy_document", role="web"),
    }


def test_its_settings_are_its_props_with_the_ranges_that_reach_it() -> None:
    (component,) = [found for found in built().resources if found.type == "platform:host:Host"]
    assert component.inputs["sources"] == [str(block) for block in IPV4]
    assert json.dumps(component.inputs)
