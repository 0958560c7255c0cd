import json
from dataclasses import replace

import pytest

from ops.live.images import write_image
from tests.ops.release.answers import CLUSTER, FAMILY, NEW, OLD, SERVICE, THIRD, deployment, history, task
from tests.ops.release.cloud import Refusal
from tests.ops.release.conftest import REPOSITORY, World
from tests.ops.release.recordings import BREAKER, DIGESTS, coming, put_back, serving

PIPELINE = ("        volumes: {tmp: /tmp}\n", "        volumes: {tmp: /tmp}\n        image_updates: pipeline\n")


def tags(world: World, revision: int) -> list[str]:
    [image] = world.client("ecr").describe_images(
        repositoryName=REPOSITORY, imageIds=[{"imageDigest": DIGESTS[revision]}]
    )["imageDetails"]
    return sorted(image["imageTags"])


def test_a_release_is_asked_for_tagged_and_recorded(world: World) -> None:
    world.cloud.play(serving(NEW))
    code, out, err = world.run("release", "--image", DIGESTS[THIRD])
    assert code == 0
    assert world.asks_for() == f"api: {DIGESTS[THIRD]}"
    assert tags(world, THIRD) == ["commit-3", "released-20261121-080000"]
    assert world.ledger() == [
        {
            "service": "api",
            "digest": DIGESTS[THIRD],
            "tag": "commit-3",
            "revision": 0,
            "outcome": "started",
            "kind": "release",
            "who": "arn:aws:sts::123456789012:user/moto",
            "at": "2026-11-21T08:00:00Z",
        }
    ]
    assert [line[:2] for line in err.splitlines()] == ["1.", "2.", "3.", "4."]
    options = f"--stack dev --config-file {world.file}"
    assert (
        f"Next:\n  pulumi up {options} --policy-pack policies\n  python -m ops verify {options} --service api\n" in out
    )


def test_a_pipeline_gets_json_alone_on_stdout(world: World) -> None:
    world.cloud.play(serving(NEW))
    code, out, _ = world.run("release", "--image", DIGESTS[THIRD], "--json")
    facts = json.loads(out)
    assert code == 0
    assert (facts["digest"], facts["before"], facts["tag"]) == (DIGESTS[THIRD], DIGESTS[NEW], "commit-3")


def test_the_same_release_again_changes_nothing_more_in_ecr_and_the_stack_file(world: World) -> None:
    world.cloud.play(serving(NEW))
    for _ in range(2):
        assert world.run("release", "--image", DIGESTS[THIRD])[0] == 0
        world.time.passed += 60
    assert tags(world, THIRD) == ["commit-3", "released-20261121-080000"]
    assert len(world.ledger()) == 2


@pytest.mark.parametrize(
    ("image", "sentence"),
    [
        (f"sha256:{'f' * 64}", "ECR has no image 'sha256:ffff"),
        ("commit-3", "'commit-3' is no image digest; write sha256: and 64 hexadecimal digits.\n"),
    ],
)
def test_an_image_that_ecr_does_not_have_is_refused(world: World, image: str, sentence: str) -> None:
    before = world.file.read_text("utf-8")
    code, _, err = world.run("release", "--image", image)
    assert code == 2
    assert err.startswith(sentence)
    assert world.file.read_text("utf-8") == before
    assert world.cloud.of("PutParameter") == []


def test_a_release_while_ecs_deploys_is_refused(world: World) -> None:
    world.cloud.play(coming())
    code, _, err = world.run("release", "--image", DIGESTS[THIRD])
    assert code == 1
    assert err.startswith(f"ECS has been deploying {FAMILY}:{NEW} to {SERVICE} since 2026-")
    assert "`python -m ops abort --stack dev" in err
    assert world.asks_for() == f"api: {DIGESTS[NEW]}"


def test_a_release_that_nobody_verified_yet_refuses_another_for_as_long_as_it_may_take(world: World) -> None:
    world.note(NEW, "started", at="2026-11-21T07:50:00Z")
    world.cloud.play(serving(OLD))
    code, _, err = world.run("release", "--image", DIGESTS[THIRD])
    assert code == 1
    assert "user/else began a release of" in err
    assert "given up at 2026-11-21T08:30:00Z" in err
    assert world.run("release", "--image", DIGESTS[NEW])[0] == 0, "the same one goes on"
    world.time.passed += 41 * 60
    assert world.run("release", "--image", DIGESTS[THIRD])[0] == 0


def test_of_two_releases_at_the_same_moment_one_is_refused(world: World) -> None:
    world.cloud.play(serving(OLD))
    world.note(OLD, "succeeded")
    other = [lambda: world.note(NEW, "started")]
    world.cloud.on["DescribeServices"] = lambda: other.pop()() if other else None
    code, _, err = world.run("release", "--image", DIGESTS[THIRD])
    assert code == 1
    assert err.endswith(
        "Somebody else began a release of api at the same moment, so this one ends here. Nothing was changed yet.\n"
    )
    assert [(one["digest"], one["outcome"]) for one in world.ledger()][1:] == [
        (DIGESTS[NEW], "started"),
        (DIGESTS[THIRD], "started"),
        (DIGESTS[THIRD], "failed"),
    ]
    assert world.asks_for() == f"api: {DIGESTS[NEW]}"


def test_production_is_asked_first_and_nobody_can_be_asked_in_a_pipeline(world: World) -> None:
    world.change("tier: development", "tier: production")
    world.cloud.play(serving(OLD))
    code, _, err = world.run("release", "--image", DIGESTS[THIRD])
    assert code == 2
    assert err.endswith("to gli development? Nobody can be asked here; add --yes.\n")
    assert world.cloud.of("PutParameter") == []
    assert world.run("release", "--image", DIGESTS[THIRD], "--yes")[0] == 0


def test_the_image_of_a_service_that_has_none_of_its_own_is_released_with_its_owner(world: World) -> None:
    world.change("      websocket:\n", "      worker: {image_of: api}\n      websocket:\n")
    world.cloud.play(serving(OLD))
    code, _, err = world.run("release", "--image", DIGESTS[THIRD], "--service", "worker")
    assert (code, err) == (2, "worker runs the image of api; release that one.\n")


@pytest.mark.parametrize(
    ("operation", "left"),
    [
        ("PutParameter", "Nothing was changed yet.\n"),
        ("PutImage", "Done: recorded as started. Not done: tagged in ECR, platform:images written. The same command "),
    ],
)
def test_what_aws_denies_in_the_middle_is_said_with_what_is_left_behind(
    world: World, operation: str, left: str
) -> None:
    world.cloud.play(serving(OLD))
    world.cloud.refusals[operation] = Refusal("AccessDeniedException")
    code, _, err = world.run("release", "--image", DIGESTS[THIRD])
    assert code == 3
    assert "AWS does not allow these credentials to" in err
    assert left in err
    assert world.asks_for() == f"api: {DIGESTS[NEW]}"


def test_ctrl_c_in_the_middle_says_what_is_left_behind(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def pressed(*_: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("ops.release.release.write_image", pressed)
    world.cloud.play(serving(OLD))
    code, _, err = world.run("release", "--image", DIGESTS[THIRD])
    assert code == 3
    assert err.endswith(
        "Stopped. Done: recorded as started, tagged in ECR. Not done: platform:images written. The same command again "
        "goes on from there.\n"
    )
    monkeypatch.setattr("ops.release.release.write_image", write_image)
    assert world.run("release", "--image", DIGESTS[THIRD])[0] == 0


def test_a_pipelines_release_registers_a_revision_with_the_image_alone_changed(world: World) -> None:
    world.change(*PIPELINE)
    done = replace(
        serving(NEW, "ef"),
        deployments=[deployment(THIRD)],
        newest=history(THIRD, "SUCCESSFUL"),
        tasks=[task(name, THIRD, DIGESTS[THIRD]) for name in "ef"],
    )
    world.cloud.play(serving(NEW))
    world.cloud.on["UpdateService"] = lambda: world.cloud.play(serving(NEW), done)
    code, out, err = world.run("release", "--image", DIGESTS[THIRD])
    assert code == 0, err
    assert "api in gli development: GOOD" in out
    [updated] = world.cloud.of("UpdateService")
    assert updated == {"cluster": CLUSTER, "service": SERVICE, "taskDefinition": f"{FAMILY}:{THIRD}"}
    described = world.client("ecs").describe_task_definition
    now, before = (described(taskDefinition=f"{FAMILY}:{one}")["taskDefinition"] for one in (THIRD, NEW))
    assert now["containerDefinitions"][0].pop("image").endswith(f"/{REPOSITORY}@{DIGESTS[THIRD]}")
    assert before["containerDefinitions"][0].pop("image").endswith(f"/{REPOSITORY}@{DIGESTS[NEW]}")
    assert now["containerDefinitions"] == before["containerDefinitions"]
    assert (now["cpu"], now["memory"]) == (before["cpu"], before["memory"])
    assert [one["outcome"] for one in world.ledger()] == ["started", "succeeded"]
    assert world.ledger()[-1]["revision"] == THIRD
    assert world.asks_for() == f"api: {DIGESTS[THIRD]}"


def test_a_pipelines_release_that_ecs_takes_back_is_a_failure(world: World) -> None:
    world.change(*PIPELINE)
    world.cloud.play(serving(OLD))
    back = replace(put_back(BREAKER), newest=history(THIRD, "ROLLBACK_SUCCESSFUL", statusReason=BREAKER))
    world.cloud.on["UpdateService"] = lambda: world.cloud.play(coming(), back)
    code, out, _ = world.run("release", "--image", DIGESTS[THIRD])
    assert code == 1
    assert "ROLLBACK_SUCCESSFUL" in out
    assert [one["outcome"] for one in world.ledger()] == ["started", "failed"]


def test_ctrl_c_while_a_pipelines_release_is_watched_says_that_it_is_deployed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pressed(_: float) -> None:
        raise KeyboardInterrupt

    world.change(*PIPELINE)
    monkeypatch.setattr(world.time, "_sleep", pressed)
    world.cloud.play(serving(OLD))
    code, _, err = world.run("release", "--image", DIGESTS[THIRD])
    assert code == 3
    assert "Done: recorded as started, tagged in ECR, platform:images written, deployed. Not done: verified." in err
