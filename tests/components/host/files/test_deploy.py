"""A deploy replaces one container after another; whatever fails, what served before serves."""

import pytest

from tests.components.host.files.machine import PASSWORD, Machine, changes, image

FIRST = {"backend": ["1"], "frontend": ["1"], "beat": ["1"], "nginx": ["nginx:1.28"], "postgres": ["postgres:15"]}
NEW = image("backend", 2)


def back_again(machine: Machine) -> None:
    """What served before serves, nothing else runs, and the record says so."""
    assert machine.serving() == FIRST
    assert machine.record.read_text() == f"backend={image('backend', 1)}\nfrontend={image('frontend', 1)}\n"
    assert not machine.underway.exists()


def test_the_first_deploy_starts_everything_and_keeps_a_record(machine: Machine) -> None:
    machine.boots()
    ended = machine.deploy(backend=image("backend", 1), frontend=image("frontend", 1))
    assert ended.code == 0, ended.said
    back_again(machine)
    started = [one for one in machine.events() if not one.startswith("run")]
    assert [one.split()[1] for one in started] == ["postgres", "nginx", "backend", "frontend", "beat"]


def test_containers_are_replaced_in_their_order_and_no_other_is_touched(serving: Machine) -> None:
    ended = serving.deploy(backend=NEW, frontend=image("frontend", 2))
    assert ended.code == 0, ended.said
    assert serving.serving() == FIRST | {"backend": ["2"], "frontend": ["2"], "beat": ["2"]}
    assert {one.split()[1] for one in serving.events()} == {"migrate", "backend", "frontend", "beat"}
    assert [one.split()[1] for one in serving.events() if one.startswith("start")] == ["backend", "frontend", "beat"]
    assert serving.record.read_text() == f"backend={NEW}\nfrontend={image('frontend', 2)}\n"


def test_a_service_that_may_run_twice_is_stopped_after_its_successor_is_there(serving: Machine) -> None:
    assert serving.deploy(backend=NEW).code == 0
    order = [one.rpartition(" start-first")[0] or one for one in changes(serving.events(), "backend")]
    assert order == ["start backend 2", "stop backend 1", "remove backend 1"]


def test_of_a_scheduler_there_are_never_two(serving: Machine) -> None:
    assert serving.deploy(backend=NEW).code == 0
    assert changes(serving.events(), "beat") == ["remove beat 1", "start beat 2"]


def test_one_role_alone_leaves_the_others_as_they_are(serving: Machine) -> None:
    assert serving.deploy(frontend=image("frontend", 2)).code == 0
    assert serving.serving() == FIRST | {"frontend": ["2"]}
    assert changes(serving.events(), "backend") == []
    assert f"backend={image('backend', 1)}\n" in serving.record.read_text()


def test_images_that_serve_already_change_nothing(serving: Machine) -> None:
    assert serving.deploy(backend=image("backend", 1)).code == 0
    assert serving.events() == ["run migrate 1"]
    back_again(serving)


def test_a_service_that_does_not_become_healthy_never_ends_the_one_that_serves(serving: Machine) -> None:
    serving.unhealthy(NEW)
    ended = serving.deploy(backend=NEW)
    assert (ended.code, "backend did not become healthy." in ended.said) == (1, True)
    assert [one for one in changes(serving.events(), "backend") if " 1" in one] == []
    assert ended.said.endswith("Failed; what served before serves.\n")
    back_again(serving)


def test_a_failing_health_check_restores_the_images_before_and_tells_the_last_lines(serving: Machine) -> None:
    serving.unhealthy(f"answers badly {NEW}")
    (serving.fake / "says").write_text("".join(f"backend-1 | line {number:03} {'x' * 400}\n" for number in range(70)))
    ended = serving.deploy(backend=NEW)
    assert ended.code == 1
    assert "/api/health/ gave no good answer in 5 tries." in ended.said
    shown = ended.said.partition("frontend beat:\n")[2].partition("The new images do not serve.")[0].splitlines()
    assert [line.split()[3] for line in shown] == [f"{number:03}" for number in range(20, 70)]
    assert max(map(len, shown)) == 300
    back_again(serving)


def test_health_is_asked_for_after_a_settle_time_five_times_three_seconds_apart(serving: Machine) -> None:
    serving.with_fake_tools("sleep", end="exit 0")
    serving.environment = {"PLATFORM_PAUSE": ""}
    serving.unhealthy(f"answers badly {NEW}")
    assert serving.deploy(backend=NEW).code == 1
    slept = [int(call.removeprefix("sleep ")) for call in serving.calls("sleep")]
    assert slept == [15, 3, 3, 3, 3, 15], "the last is of what served before"
    assert len(serving.calls("curl")) == 6


def test_a_later_service_that_fails_takes_the_earlier_ones_back(serving: Machine) -> None:
    serving.unhealthy(image("frontend", 2))
    assert serving.deploy(backend=NEW, frontend=image("frontend", 2)).code == 1
    assert "remove backend 2 start-first" in serving.events()
    back_again(serving)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        ("aws ssm get-parameters-by-path *", "The secrets cannot be read; nothing was changed."),
        ("aws ssm get-parameter *", "The secrets cannot be read; nothing was changed."),
        ("aws ecr *", "ECR does not let this host in; nothing was changed."),
        ("docker login *", "ECR does not let this host in; nothing was changed."),
        ("docker pull *", f"{NEW} cannot be pulled; nothing was changed."),
        ("docker compose * config --services", "The services cannot be listed; nothing was changed."),
        ("docker compose * up * nginx", "postgres nginx do not run; nothing was changed."),
        ("docker compose * run *", "The migration failed. What serves was left alone."),
    ],
)
def test_what_fails_before_the_first_replacement_leaves_every_container_alone(
    serving: Machine, call: str, sentence: str
) -> None:
    serving.fails(call)
    ended = serving.deploy(backend=NEW)
    assert (ended.code, ended.said.splitlines()[-1]) == (1, sentence)
    assert serving.events() == []
    back_again(serving)


@pytest.mark.parametrize(
    "call",
    [
        "docker compose * config --hash backend",
        "docker ps *=backend *config-hash=*",
        "docker compose * up * backend",
        "docker stop *",
        "docker rm *",
        "docker compose * up * beat",
    ],
)
def test_what_fails_later_is_taken_back(serving: Machine, call: str) -> None:
    serving.fails_once(call)
    ended = serving.deploy(backend=NEW)
    assert (ended.code, ended.said.splitlines()[-1]) == (1, "Failed; what served before serves.")
    assert (serving.fake / "fails").read_text() == "", "it was called"
    back_again(serving)


@pytest.mark.parametrize("call", ["sync */underway.new", "mv * */images", "sync */images.new"])
def test_a_disk_that_is_full_is_no_success(serving: Machine, call: str) -> None:
    serving.with_fake_tools("sync", "mv")
    serving.fails_once(call)
    assert serving.deploy(backend=NEW).code != 0
    assert (serving.fake / "fails").read_text() == "", "it was called"
    back_again(serving)


def test_an_old_image_that_cannot_be_removed_fails_no_deploy(serving: Machine) -> None:
    serving.fails("docker image prune *")
    ended = serving.deploy(backend=NEW)
    assert ended.code == 0
    assert "Old images could not be removed." in ended.said


def test_where_nothing_serves_any_more_it_is_said_and_the_next_deploy_can_mend_it(serving: Machine) -> None:
    serving.unhealthy(*(f"answers badly {image('backend', digit)}" for digit in (1, 2)))
    ended = serving.deploy(backend=NEW)
    assert ended.code == 3
    assert "the last good images do not serve either" in ended.said
    assert serving.underway.exists()
    ended = serving.deploy(backend=image("backend", 3))
    assert ended.code == 0, ended.said
    assert "They do not serve; going on with the new ones." in ended.said
    assert serving.serving()["backend"] == ["3"]
    assert not serving.underway.exists()


def test_a_first_deploy_that_fails_leaves_its_containers_stopped(machine: Machine) -> None:
    machine.boots()
    machine.unhealthy(image("backend", 1))
    ended = machine.deploy(backend=image("backend", 1), frontend=image("frontend", 1))
    assert ended.code == 1
    assert "Nothing was released here before: its containers are stopped." in ended.said
    assert set(machine.serving()) == {"postgres", "nginx"}
    assert not machine.record.exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "Say what to deploy: deploy ROLE=IMAGE …"),
        (("backend",), "'backend' is no image of ECR with its digest."),
        ((f"worker={NEW}",), "No service of the compose file runs the image of 'worker'."),
        ((f"back={NEW}",), "No service of the compose file runs the image of 'back'."),
        ((f"$(id)={NEW}",), "No service of the compose file runs the image of '$(id)'."),
        (("backend=backend:latest",), "'backend:latest' is no image of ECR with its digest."),
        ((f"backend={NEW};id",), f"'{NEW};id' is no image of ECR with its digest."),
        ((f"backend={NEW}", "frontend="), "'' is no image of ECR with its digest."),
    ],
)
def test_wrong_input_is_one_sentence_and_changes_nothing(
    serving: Machine, arguments: tuple[str, ...], sentence: str
) -> None:
    ended = serving.run("deploy", *arguments)
    assert (ended.code, ended.said) == (2, f"{sentence}\n")
    assert serving.calls() == []
    back_again(serving)


def test_an_image_that_is_missing_is_named_before_anything_is_pulled(machine: Machine) -> None:
    machine.boots()
    ended = machine.deploy(backend=NEW)
    assert ended.code == 2
    assert "FRONTEND_IMAGE is missing a value" in ended.said
    assert machine.calls("docker pull") == []


def test_a_host_that_has_not_started_says_so(machine: Machine) -> None:
    ended = machine.deploy(backend=NEW)
    assert (ended.code, ended.said) == (4, "The host has not started yet; nothing was changed.\n")


def test_the_migration_runs_once_with_the_new_image_before_anything_is_replaced(serving: Machine) -> None:
    (serving.fake / "says").write_text("Applying users.0002... OK\n")
    ended = serving.deploy(backend=NEW)
    assert serving.events()[0] == "run migrate 2"
    assert [one for one in serving.events() if one.startswith("run")] == ["run migrate 2"]
    assert "Applying users.0002... OK\n" in ended.said


def test_a_migration_that_fails_shows_its_lines_and_nothing_was_replaced(serving: Machine) -> None:
    serving.unhealthy(f"migration {NEW}")
    (serving.fake / "says").write_text("no such column\n")
    ended = serving.deploy(backend=NEW)
    assert ended.code == 1
    assert "no such column\n" in ended.said
    assert serving.events() == ["run migrate 2"]
    back_again(serving)


@pytest.mark.parametrize("line", PASSWORD.splitlines())
def test_what_applications_say_of_a_secret_is_taken_out(serving: Machine, line: str) -> None:
    (serving.fake / "says").write_text(f"connecting with {line} now\n")
    serving.unhealthy(f"answers badly {NEW}")
    ended = serving.deploy(backend=NEW)
    assert line not in ended.said
    assert ended.said.count("connecting with [redacted] now\n") == 2, "the migration's and the log's"
