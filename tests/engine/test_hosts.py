"""What changes of a host do to it: data and address are there before and after, whatever else comes and goes."""

from collections.abc import Callable

import pytest

from tests.engine.changing import change, changed
from tests.engine.conftest import Deployed
from tests.engine.deployment import Deployment

CopyOf = Callable[[str], Deployment]

STACK = "rse-host"
DIGEST = f"sha256:{'a' * 64}"
VOLUME, ADDRESS = "aws:ebs/volume:Volume::web-data", "aws:ec2/eip:Eip::web"
TEMPLATE, GROUP = "aws:ec2/launchTemplate:LaunchTemplate::web", "aws:autoscaling/group:Group::web"
HOST = "hosts.web"


def ids(deployment: Deployment) -> set[str]:
    """What AWS calls the data and the address."""
    return {found.id for name in (VOLUME, ADDRESS) for found in deployment.account.of_type(name.partition("::")[0])}


def test_it_comes_up_with_the_pack_content_and_no_secret_in_clear(deployed: Deployed) -> None:
    deployment, run = deployed(STACK)

    assert (run.error, run.violations) == ("", set())
    assert {VOLUME, ADDRESS, TEMPLATE, GROUP} <= run.did("create")
    values = [*deployment.account.passwords, "Cloudflare's origin certificate: replace it"]
    assert len(values) == 3
    shown = deployment.exported() + deployment.stored() + run.printed + "".join(run.diagnostics)
    assert [value for value in values if value in shown] == []


def test_another_digest_is_for_the_next_host_and_replaces_none(copy_of: CopyOf) -> None:
    deployment = copy_of(STACK)
    before = ids(deployment)
    deployment.write({"platform:images": {"backend": DIGEST}})

    run = deployment.up()

    assert run.error == ""
    assert changed(run) == {TEMPLATE: {"userData"}}
    assert run.replaced | run.did("create", "delete") == set()
    assert ids(deployment) == before
    assert deployment.preview().touched == set()


def test_another_compose_file_replaces_the_host_and_neither_data_nor_address(copy_of: CopyOf) -> None:
    deployment = copy_of(STACK)
    before = ids(deployment)
    compose = deployment.project / "examples/rse/compose.yaml"
    compose.write_text(f"{compose.read_text('utf-8')}# changed\n", encoding="utf-8")

    run = deployment.up()

    assert run.error == ""
    assert changed(run).keys() == {TEMPLATE, GROUP}
    assert changed(run)[TEMPLATE] == {"userData"}
    assert {path.partition("[")[0] for path in changed(run)[GROUP]} == {"tags"}
    assert run.replaced | run.did("create", "delete") == set()
    assert ids(deployment) == before


@pytest.mark.parametrize(
    ("path", "value", "of_template"),
    [("instance_type", "t4g.medium", {"instanceType"}), ("root_gib", 16, {"blockDeviceMappings"})],
)
def test_another_machine_replaces_the_host_and_neither_data_nor_address(
    path: str, value: object, of_template: set[str], copy_of: CopyOf
) -> None:
    deployment = copy_of(STACK)
    before = ids(deployment)

    run = change(deployment, {f"{HOST}.{path}": value})

    assert {one.partition("[")[0] for one in changed(run)[TEMPLATE]} == of_template
    assert {one.partition("[")[0] for one in changed(run)[GROUP]} == {"tags"}
    assert run.replaced | run.did("create", "delete") == set()
    assert ids(deployment) == before


def test_other_ranges_change_one_list_and_no_host(copy_of: CopyOf) -> None:
    run = change(copy_of(STACK), {f"{HOST}.allow_from": ["203.0.113.0/24"]})

    assert {name.partition("::")[0] for name in changed(run)} == {"aws:ec2/managedPrefixList:ManagedPrefixList"}
    assert run.replaced | run.did("create", "delete") == set()


def test_a_volume_grows_in_place(copy_of: CopyOf) -> None:
    deployment = copy_of(STACK)
    before = ids(deployment)

    run = change(deployment, {f"{HOST}.volume": {"size_gib": 40}})

    assert changed(run) == {VOLUME: {"size"}}
    assert ids(deployment) == before


@pytest.mark.parametrize(
    "values",
    [{"zone": "ap-northeast-2c"}, {"volume": {"snapshot": "snap-0a1b2c3d4e5f60718"}}],
    ids=["zone", "snapshot"],
)
def test_what_would_replace_the_data_is_refused_while_they_are_protected(
    values: dict[str, object], copy_of: CopyOf
) -> None:
    deployment = copy_of(STACK)
    before = ids(deployment)
    deployment.write({f"platform:stack.{HOST}.{key}": value for key, value in values.items()})

    refused = deployment.up()

    assert refused.error
    assert any(VOLUME in one or "web-data" in one for one in refused.diagnostics if "protect" in one), (
        refused.diagnostics
    )
    assert ids(deployment) == before


def test_data_come_back_from_a_snapshot_and_the_address_stays(copy_of: CopyOf) -> None:
    deployment = copy_of(STACK)
    address = {found.id for found in deployment.account.of_type(ADDRESS.partition("::")[0])}
    change(deployment, {f"{HOST}.protect": False})

    run = change(deployment, {f"{HOST}.volume": {"snapshot": "snap-0a1b2c3d4e5f60718"}})

    assert run.replaced & {VOLUME, ADDRESS, TEMPLATE, GROUP} == {VOLUME}
    assert TEMPLATE in changed(run)
    assert GROUP in changed(run)
    (volume,) = deployment.account.of_type(VOLUME.partition("::")[0])
    assert volume.inputs["snapshotId"] == "snap-0a1b2c3d4e5f60718"
    assert {found.id for found in deployment.account.of_type(ADDRESS.partition("::")[0])} == address
