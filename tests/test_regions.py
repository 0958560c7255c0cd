"""A system in several Regions: what each stack needs of another is what that one makes, and no two make the same."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from ops.delivery.matrix import asked_for
from ops.delivery.plan import plan
from ops.delivery.question import Event, Question
from ops.delivery.stacks import Stacks, read_stacks
from ops.offline.recording import Recorded, Recording
from ops.preview import preview
from tests.conftest import Record
from tests.harness import ROOT, json_of, listed
from tests.physical_names import taken_in_the_account
from tests.settings.stackfile import DIGEST, STACK

FOLDER = ROOT / "examples/aut"
ACCOUNT = "aut-account"
NRT, FRA, SYD = "aut-prod-nrt", "aut-prod-fra", "aut-prod-syd"
REGIONS = {NRT: "ap-northeast-1", FRA: "eu-central-1", SYD: "ap-southeast-2"}
"""In the order in which they are deployed (standard T-01)."""
FOLLOWERS = (FRA, SYD)
EVERY_STACK = sorted(file.name.removeprefix("Pulumi.").removesuffix(".yaml") for file in FOLDER.glob("Pulumi.*.yaml"))
DATABASE = "aws:rds/instance:Instance"
SECRET = "aws:secretsmanager/secret:Secret"  # noqa: S105 - a type
REPLICATION = "aws:ecr/replicationConfiguration:ReplicationConfiguration"
TASK = "aws:ecs/taskDefinition:TaskDefinition"


def database(recording: Recording) -> Recorded:
    return recording.one(DATABASE, "db")


def shared(recording: Recording) -> Recorded:
    return recording.one(SECRET, "db-shared")


def environment_of(recording: Recording) -> dict[str, str]:
    [container] = json_of(recording.one(TASK, "signal"), "containerDefinitions")
    return {one["name"]: one["value"] for one in container["environment"]}


def references_of(recording: Recording) -> dict[str, str]:
    [container] = json_of(recording.one(TASK, "signal"), "containerDefinitions")
    return {one["name"]: one["valueFrom"] for one in container["secrets"]}


def statements(recording: Recording, policy: str) -> dict[str, Any]:
    document = json_of(recording.one("aws:iam/rolePolicy:RolePolicy", policy), "policy")
    return {one["Sid"]: one for one in document["Statement"]}


def rule_of(account: Recording) -> dict[str, Any]:
    """The one rule by which images are copied."""
    configuration: Any = account.one(REPLICATION, "image-replication").inputs["replicationConfiguration"]
    [rule] = configuration["rules"]
    return dict(rule)


@pytest.mark.parametrize("stack", EVERY_STACK)
def test_every_stack_may_be_deployed(stack: str) -> None:
    assert preview(ROOT, stack, config_file=FOLDER / f"Pulumi.{stack}.yaml")


def test_no_two_stacks_of_the_account_make_the_same(deployed: Record) -> None:
    names = Counter(row for stack in EVERY_STACK for row in taken_in_the_account(deployed(stack)))
    assert [row for row, times in names.items() if times > 1] == []


@pytest.mark.parametrize("stack", FOLLOWERS)
def test_a_replica_follows_the_instance_that_the_primarys_stack_makes(stack: str, deployed: Record) -> None:
    assert database(deployed(stack)).inputs["replicateSourceDb"] == database(deployed(NRT)).outputs["arn"]
    assert "replicateSourceDb" not in database(deployed(NRT)).inputs


@pytest.mark.parametrize("stack", FOLLOWERS)
def test_its_services_read_the_copy_of_the_secret_that_the_primarys_stack_shares(stack: str, deployed: Record) -> None:
    made, region = shared(deployed(NRT)), REGIONS[stack]
    assert region in [copy["region"] for copy in listed(made, "replicas")]
    arn = str(made.outputs["arn"]).replace(REGIONS[NRT], region)
    without_end = arn[: -len("-??????")]
    assert references_of(deployed(stack)) == {
        "DB_PASSWORD": f"{without_end}:password::",
        "DB_PRIMARY_HOST": f"{without_end}:host::",
    }
    readable = statements(deployed(stack), "signal-execution")["ReadOwnSecrets"]["Resource"]
    assert readable == [f"{without_end}-??????"]


@pytest.mark.parametrize("stack", FOLLOWERS)
def test_they_may_decrypt_it_by_a_name_that_the_primarys_stack_gives_its_key_there(
    stack: str, deployed: Record
) -> None:
    region = REGIONS[stack]
    alias = deployed(NRT).one("aws:kms/alias:Alias", f"data-{region}-alias")
    key = deployed(NRT).one("aws:kms/replicaKey:ReplicaKey", f"data-{region}")
    [copy] = [one for one in listed(shared(deployed(NRT)), "replicas") if one["region"] == region]
    assert (alias.inputs["region"], key.inputs["region"]) == (region, region)
    assert copy["kmsKeyId"] == key.outputs["arn"] == alias.inputs["targetKeyId"]
    decrypt = statements(deployed(stack), "signal-execution")["DecryptSecretOfDb"]
    assert decrypt["Condition"]["ForAnyValue:StringEquals"] == {"kms:ResourceAliases": alias.inputs["name"]}
    own = {one.inputs["name"] for one in deployed(stack).of_type("aws:kms/alias:Alias")}
    assert alias.inputs["name"] not in own, "its own key would open nothing"


@pytest.mark.parametrize("stack", FOLLOWERS)
def test_both_sides_of_a_peering_name_each_others_range(stack: str, deployed: Record) -> None:
    side = stack.rpartition("-")[2]
    network = "platform:foundation:Network"
    settings: dict[str, Any] = {one: deployed(one).one(network, "network").inputs for one in (NRT, stack)}
    there, here = settings[NRT]["peers"][side], settings[stack]["peers"]["nrt"]
    assert (there["region"], there["cidr"]) == (REGIONS[stack], settings[stack]["cidr"])
    assert (here["region"], here["cidr"]) == (REGIONS[NRT], settings[NRT]["cidr"])
    assert (there["vpc_id"], here["connection"]) == (None, None), "the follower asks"


@pytest.mark.parametrize("stack", FOLLOWERS)
def test_images_are_copied_into_repositories_that_the_stack_there_has_made(stack: str, deployed: Record) -> None:
    kind = "aws:ecr/repository:Repository"
    pulled, pushed = (deployed(one).one(kind, "signal").inputs["name"] for one in (stack, NRT))
    rule = rule_of(deployed(ACCOUNT))
    assert pulled == pushed
    assert [one["filter"] for one in rule["repositoryFilters"]] == [pushed]
    assert REGIONS[stack] in [one["region"] for one in rule["destinations"]]
    image = json_of(deployed(stack).one(TASK, "signal"), "containerDefinitions")[0]["image"]
    assert image.startswith(f"210987654321.dkr.ecr.{REGIONS[stack]}.amazonaws.com/{pushed}")


def test_environments_that_stand_in_one_region_copy_no_image(deployed: Record) -> None:
    rule = rule_of(deployed(ACCOUNT))
    for stack in ("aut-dev", "aut-qa", "aut-stg"):
        name = str(deployed(stack).one("aws:ecr/repository:Repository", "signal").inputs["name"])
        assert not any(name.startswith(one["filter"]) for one in rule["repositoryFilters"])


def test_the_regions_share_a_host_by_latency_and_each_is_judged_by_a_host_of_its_own(deployed: Record) -> None:
    judged = set()
    for stack, region in REGIONS.items():
        made = deployed(stack)
        record = made.one("aws:route53/record:Record", "records-api.automata-signal.example-a")
        check = made.one("aws:route53/healthCheck:HealthCheck", "records")
        assert record.inputs["latencyRoutingPolicies"] == [{"region": region}]
        assert (record.inputs["setIdentifier"], record.inputs["healthCheckId"]) == (region, check.id)
        judged.add(check.inputs["fqdn"])
    assert judged == {f"{stack.rpartition('-')[2]}.automata-signal.example" for stack in REGIONS}


def test_a_service_that_was_promoted_is_told_the_same_of_where_to_read(deployed: Record) -> None:
    assert environment_of(deployed(FRA)).keys() == environment_of(deployed(NRT)).keys()
    assert set(references_of(deployed(FRA))) - set(references_of(deployed(NRT))) == {"DB_PRIMARY_HOST"}


def released(folder: Path) -> Stacks:
    """The example's files as a project of their own, in which `pulumi up` deploys what was released."""
    (folder / "Pulumi.yaml").write_text((ROOT / "Pulumi.yaml").read_text())
    for file in FOLDER.glob("Pulumi.*.yaml"):
        written = yaml.safe_load(file.read_text())
        for service in written["config"][STACK].get("services", {}).values():
            service["image_updates"] = "pulumi"
            written["config"]["platform:images"] = {"signal": DIGEST}
        (folder / file.name).write_text(yaml.safe_dump(written))
    return read_stacks(folder)


@pytest.fixture
def stacks(tmp_path: Path) -> Stacks:
    return released(tmp_path)


def test_production_is_deployed_region_by_region_and_migrated_in_the_first_alone(stacks: Stacks) -> None:
    parts = plan(stacks.named("production"), stacks.sound)
    assert [part.stack for part in parts] == list(REGIONS)
    assert {part.stack: part.migrations for part in parts} == {NRT: ("signal",), FRA: (), SYD: ()}
    assert [part.tag for part in parts] == ["", "", "deploy-"]
    assert all(part.careful and part.window for part in parts)


def test_a_follower_that_is_deployed_alone_migrates_nothing(stacks: Stacks) -> None:
    [part] = plan(stacks.named(SYD), stacks.sound)
    assert (part.stack, part.migrations, part.services) == (SYD, (), ("signal",))


@pytest.mark.parametrize(
    ("branch", "deployed_stacks"),
    [("develop", ["aut-dev"]), ("qa", ["aut-qa"]), ("main", list(REGIONS)), ("feature", [])],
)
def test_a_push_deploys_the_environment_of_its_branch(branch: str, deployed_stacks: list[str], stacks: Stacks) -> None:
    pushed = asked_for(stacks, Question(Event.PUSH, f"refs/heads/{branch}", None, None))
    assert [one.name for one in pushed] == deployed_stacks


def test_staging_is_deployed_by_hand_and_only_production_waits_for_an_approval(stacks: Stacks) -> None:
    by_name = {one.name: one for one in stacks.sound}
    assert by_name["aut-stg"].delivery.deploys.manual
    assert {name for name, one in by_name.items() if one.approval} == set(REGIONS)


def test_each_service_says_how_its_releases_replace_what_runs(stacks: Stacks) -> None:
    chosen = {one.name: one.configuration.stack.services["signal"].deployment.strategy for one in stacks.sound}
    assert chosen == {
        "aut-dev": "rolling",
        "aut-qa": "rolling",
        "aut-stg": "rolling",
        NRT: "blue_green",
        FRA: "canary",
        SYD: "rolling",
    }
