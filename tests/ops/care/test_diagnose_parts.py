import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.ops.care.conftest import SECRET_NAME, World
from tests.ops.care.test_diagnose import findings
from tests.ops.moto_aws import BEGIN, DIGEST, OTHER_DIGEST, client, stack_file
from tests.ops.website.conftest import BUCKET


def test_a_closed_way_to_redis_is_found_in_the_security_groups(world: World) -> None:
    redis = world.groups["redis"]
    [group] = client("ec2").describe_security_groups(GroupIds=[redis])["SecurityGroups"]
    client("ec2").revoke_security_group_ingress(GroupId=redis, IpPermissions=group["IpPermissions"])

    found = findings(world, "--service", "api")

    assert [one["cause"] for one in found] == ["The way from the tasks of api to cache redis is closed."]
    assert redis in found[0]["seen"][0]


def _without_tls(world: World) -> None:
    world.cache(encrypted=False)


def _down(world: World) -> None:
    world.cache("create-failed")


def _deleted_secret(world: World) -> None:  # noqa: ARG001 - as the others
    client("secretsmanager").delete_secret(SecretId=SECRET_NAME)


def _full(world: World) -> None:
    world.database("storage-full")


def _stopped(world: World) -> None:
    world.database("stopped")


@pytest.mark.parametrize(
    ("broken", "cause"),
    [
        (_without_tls, "The cache was changed to speak without TLS"),
        (_down, "The cache does not serve."),
        (_deleted_secret, "Tasks cannot read the password"),
        (_full, "The database's disk is full"),
        (_stopped, "The database does not serve."),
    ],
)
def test_a_store_that_does_not_serve_is_found(world: World, broken: Callable[[World], None], cause: str) -> None:
    broken(world)

    [found] = findings(world)

    assert cause in found["cause"]


def test_a_website_without_its_first_page_is_found(world: World) -> None:
    client("s3").delete_object(Bucket=BUCKET, Key="index.html")

    [found] = findings(world)

    assert found["failure"] == "The website's files are missing"
    assert found["remedy"][0].startswith("python -m ops publish-website --stack dev")


def test_a_website_without_a_distribution_is_found(world: World) -> None:
    world.wire.says("cloudfront.ListDistributions", {"DistributionList": {"Quantity": 0}})

    [found] = findings(world)

    assert found["seen"] == ["no distribution serves dev.glibiz.com"]


def test_a_page_that_was_uploaded_past_the_publication_stays_in_caches(world: World) -> None:
    client("s3").put_object(Bucket=BUCKET, Key="index.html", Body=b"new", CacheControl="max-age=3600")

    [found] = findings(world)

    assert found["failure"] == "CloudFront serves old files"
    assert "there is no invalidation" in found["seen"][0]
    assert "create-invalidation" in found["remedy"][0]


def test_an_invalidation_after_the_upload_is_no_failure(world: World) -> None:
    client("s3").put_object(Bucket=BUCKET, Key="index.html", Body=b"new", CacheControl="max-age=3600")
    later = {"Id": "I1", "Status": "Completed", "CreateTime": BEGIN + timedelta(days=3650)}
    world.wire.says("cloudfront.ListInvalidations", {"InvalidationList": {"Items": [later]}})

    assert findings(world) == []


def test_slowness_is_explained_by_what_rings_besides(world: World) -> None:
    world.measured(0.4, 3.2)
    world.ring("gli-dev-db-high-cpu", "CPU was 97")

    found = [one for one in findings(world) if one["failure"] == "The API is slow"]

    assert found
    assert {one["cause"] for one in found} == {
        "The database's CPU is used up: queries without an index, or N+1 queries."
    }
    assert "worst 3.2 in 15 min, alarm above" in found[0]["seen"][0]


def test_an_alarm_that_rings_is_told_with_its_first_step(world: World) -> None:
    world.ring("gli-dev-websocket-logs-errors")

    [found] = findings(world)

    assert found["part"] == "alarm gli-dev-websocket-logs-errors"
    assert "Logs Insights" in found["remedy"][0]


def test_alarms_that_are_gone_are_told(world: World) -> None:
    client("cloudwatch").delete_alarms(AlarmNames=["gli-dev-api-error-rate"])

    [found] = findings(world)

    assert found["seen"] == ["not there: gli-dev-api-error-rate"]


def with_migration(config: dict[str, Any]) -> None:
    config["platform:images"] = {"api": DIGEST}
    config["platform:stack"]["services"]["api"]["migration"] = {"command": ["alembic", "upgrade", "head"]}


def _ran(state: str, image: str = DIGEST) -> None:
    run = {"number": 1, "image": image, "command": ["alembic"], "surroundings": "", "who": "somebody", "at": "t"}
    run |= {"until": "2026-11-21T08:00:00Z", "state": state, "reason": "exit code 1", "task": ""}
    name = "/gli/development/migrations/api/000001"
    client("ssm").put_parameter(Name=name, Value=json.dumps(run), Type="String")


@pytest.mark.parametrize(
    ("state", "image", "cause"),
    [
        ("failed", DIGEST, "The last migration did not succeed"),
        ("unknown", DIGEST, "The last migration did not succeed"),
        ("started", DIGEST, "A migration still runs"),
        ("succeeded", OTHER_DIGEST, "The released image's migration was not run."),
        ("", "", "No migration was ever run"),
    ],
)
def test_how_the_last_migration_ended_is_told(world: World, tmp_path: Path, state: str, image: str, cause: str) -> None:
    world.file.write_text(stack_file(tmp_path, "dev", with_migration).read_text("utf-8"), "utf-8")
    if state:
        _ran(state, image)

    [found] = findings(world, "--service", "api")

    assert (found["failure"], found["cause"].startswith(cause)) == ("A migration failed", True)
    assert "python -m ops migrate --stack dev" in found["remedy"][0]


def test_a_migration_that_succeeded_is_no_finding(world: World, tmp_path: Path) -> None:
    world.file.write_text(stack_file(tmp_path, "dev", with_migration).read_text("utf-8"), "utf-8")
    _ran("succeeded")

    assert findings(world, "--service", "api") == []
