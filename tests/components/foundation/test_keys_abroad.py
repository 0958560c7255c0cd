"""A key in other Regions: what their stacks decrypt with it, they find by its alias."""

from typing import Any

import pulumi
from pulumi import ResourceOptions

from components.foundation.encryption import EncryptionKey, EncryptionKeyArgs, EncryptionSettings
from ops.offline.recording import Recording
from tests.harness import NAMES, build, inputs_by_name

KEY, REPLICA, ALIAS = "aws:kms/key:Key", "aws:kms/replicaKey:ReplicaKey", "aws:kms/alias:Alias"
FRANKFURT, VIRGINIA = "eu-central-1", "us-east-1"


def encryption(**given: Any) -> Recording:
    def program(opts: ResourceOptions) -> None:
        made = EncryptionKey("data", EncryptionKeyArgs(settings=EncryptionSettings(), names=NAMES, **given), opts)
        pulumi.export("abroad", dict(made.abroad))
        pulumi.export("arns", [region or "" for region in made.arns])

    return build(program)


def test_a_key_that_other_stacks_decrypt_with_has_a_replica_and_a_name_there() -> None:
    made = encryption(found_in=[FRANKFURT])
    replica, alias = made.one(REPLICA, f"data-{FRANKFURT}"), made.one(ALIAS, f"data-{FRANKFURT}-alias")
    assert (alias.inputs["region"], alias.inputs["name"]) == (FRANKFURT, "alias/gli-production-ap-northeast-2")
    assert alias.property_dependencies["targetKeyId"] == (replica.urn,)
    assert made.outputs["abroad"] == {FRANKFURT: replica.outputs["arn"]}
    assert replica.options.protect


def test_only_what_stands_in_a_region_makes_it_one_of_the_stacks_own() -> None:
    assert encryption(found_in=[FRANKFURT], replicas=[VIRGINIA]).outputs["arns"] == ["", VIRGINIA]


def test_a_region_that_needs_the_key_for_both_has_one_replica() -> None:
    made = encryption(found_in=[VIRGINIA], replicas=[VIRGINIA])
    assert inputs_by_name(made, REPLICA).keys() == {f"data-{VIRGINIA}"}
    assert made.outputs["abroad"] == {VIRGINIA: made.one(REPLICA, f"data-{VIRGINIA}").outputs["arn"]}


def test_a_replica_that_nobody_else_decrypts_with_needs_no_name() -> None:
    assert inputs_by_name(encryption(replicas=[VIRGINIA]), ALIAS).keys() == {"data-alias"}
