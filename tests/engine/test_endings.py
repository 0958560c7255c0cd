"""What goes wrong, and how an environment ends."""

from collections.abc import Callable

from tests.engine.changing import OWNED
from tests.engine.deployment import AMBIENT_PLUGIN, Deployment
from tests.engine.provider.account import Fault

Stack = Callable[[str], Deployment]
SERVICE = "aws:ecs/service:Service"


def test_an_interrupted_up_is_finished_by_the_next_one(fresh: Stack) -> None:
    deployment = fresh("dev")
    deployment.account.faults.append(Fault("create", SERVICE, "api"))

    interrupted = deployment.up()
    made = len(deployment.account.live)
    deployment.account.faults.clear()
    finished = deployment.up()

    assert "InternalFailure: try again later" in interrupted.error
    assert f"{SERVICE}::api" in finished.did("create")
    assert finished.error == ""
    assert finished.touched == finished.did("create")
    assert len(deployment.account.live) == made + len(finished.touched)


def test_a_failed_release_leaves_the_service_and_its_old_revision_as_they_were(copy_of: Stack) -> None:
    deployment = copy_of("dev")
    [before] = [live.outputs for live in deployment.account.of_type(SERVICE) if "django-api" in str(live.inputs)]
    deployment.account.faults.append(Fault("update", SERVICE, "api", "the deployment was rolled back"))
    deployment.write({**OWNED, "platform:images.api": f"sha256:{'a' * 64}"})

    failed = deployment.up()
    [after] = [live.outputs for live in deployment.account.of_type(SERVICE) if "django-api" in str(live.inputs)]
    definitions = deployment.account.of_type("aws:ecs/taskDefinition:TaskDefinition") + deployment.account.retained
    deployment.account.faults.clear()
    repeated = deployment.up()

    assert "the deployment was rolled back" in failed.error
    assert after == before
    assert before["taskDefinition"] in {live.outputs["arn"] for live in definitions}
    assert repeated.error == ""
    assert f"{SERVICE}::api" in repeated.did("update")


def test_a_misspelt_key_is_one_sentence_without_a_traceback(fresh: Stack) -> None:
    deployment = fresh("prod")
    deployment.write({"platform:stack.services.api.memroy": 2048})

    refused = deployment.preview()

    [sentence, ending] = [message for message in refused.diagnostics if AMBIENT_PLUGIN not in message]
    assert sentence.startswith("platform:stack.services.api.memroy ")
    assert "`memory`" in sentence
    assert ending == "an unhandled error occurred: program exited with non-zero exit code: 1\n"
    assert "Traceback" not in refused.error
    assert refused.touched == set()


def test_development_can_be_destroyed_for_real(copy_of: Stack) -> None:
    deployment = copy_of("dev")

    run = deployment.destroy()

    assert run.error == ""
    assert deployment.account.live == {}
    assert deployment.state() == []


def test_production_is_not_destroyed_while_it_is_protected(copy_of: Stack) -> None:
    deployment = copy_of("prod")
    before = deployment.account.copy().live

    refused = deployment.destroy()

    assert "cannot be deleted\nbecause it is protected" in refused.error.replace("\n    ", "\n")
    assert deployment.account.live == before
