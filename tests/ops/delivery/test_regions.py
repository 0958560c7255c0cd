"""The deployment of an environment with three Regions: order, gates, one migration, and a failure in each place."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

import pytest

from components.delivery.delivery_settings import WindowSettings
from ops.delivery.deploy import Deployment, Done
from ops.delivery.plan import Part
from ops.failures import OpsError, StoppedError
from ops.live.console import Console
from ops.live.waiting import Clock
from tests.ops.delivery.hands import FakeHands, Surprise, aws_fails, ctrl_c, is_refused

NRT, FRA, SYD = "gli-prod-nrt", "gli-prod-fra", "gli-prod-syd"
REGIONS = (NRT, FRA, SYD)
SERVICES = ("api", "websocket", "worker")
THURSDAY = datetime(2026, 11, 19, 3, tzinfo=UTC)
WHOLE = [
    "record started", "announce started", "checklist", "preview",
    "migrate api", "compare", "release api", "release websocket", "up",
    "verify api", "verify websocket", "verify worker",
    "record succeeded", "announce succeeded",
]  # fmt: skip
"""What happens to the first Region."""
LATER = [step for step in WHOLE if step != "migrate api"]
"""And to the others."""
FAILED = ["record failed", "announce failed"]
UNDONE = ["roll back websocket", "roll back api"]


def parts() -> list[Part]:
    return [
        Part(
            stack,
            window=None,
            careful=True,
            migrations=("api",) if stack == NRT else (),
            services=SERVICES,
            images=("api", "websocket"),
            tag="deploy-" if stack == SYD else "",
        )
        for stack in REGIONS
    ]


def deployment(
    hands: FakeHands, chosen: Sequence[Part] | None = None, now: str = "", at: datetime = THURSDAY
) -> Deployment:
    clock = Clock(utc=lambda: at)
    return Deployment(chosen or parts(), hands, Console(), clock, now=now, again="The same command goes on from there.")


def outcomes(done: Sequence[Done]) -> list[str]:
    return [one.outcome for one in done]


def failed(hands: FakeHands, chosen: Sequence[Part] | None = None) -> tuple[Sequence[Done], OpsError]:
    done, failure = deployment(hands, chosen).run()
    assert failure is not None
    return done, failure


def test_regions_are_deployed_one_after_another_and_migrated_once() -> None:
    hands = FakeHands()

    done, failure = deployment(hands).run()

    assert hands.happened == [
        *(f"{NRT} {step}" for step in WHOLE),
        *(f"{stack} {step}" for stack in (FRA, SYD) for step in LATER),
    ]
    assert failure is None
    assert outcomes(done) == ["deployed"] * 3
    assert [one.released for one in done] == [["api", "websocket"]] * 3


class Place(NamedTuple):
    name: str
    how: str | Surprise
    after: list[str]
    """What still happens to that Region."""
    outcome: str
    code: int
    """With which the command ends."""


PLACES = [
    Place("record started", aws_fails, [], "refused", 3),
    Place("checklist", "no", FAILED, "refused", 1),
    Place("checklist", aws_fails, FAILED, "refused", 3),
    Place("preview", "`pulumi preview` ended with 1", FAILED, "refused", 1),
    Place("compare", aws_fails, FAILED, "failed", 3),
    Place("release websocket", is_refused, FAILED, "failed", 1),
    Place("up", "`pulumi up` ended with 1", [*UNDONE, *FAILED], "failed", 1),
    Place("verify api", "no", [*UNDONE, *FAILED], "failed", 1),
    Place("verify worker", "no", [*UNDONE, *FAILED], "failed", 1),
    Place("verify websocket", aws_fails, FAILED, "failed", 3),
]


@pytest.mark.parametrize("stack", REGIONS)
@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place.name}-{place.code}")
def test_a_failure_anywhere_stops_there(stack: str, place: Place) -> None:
    hands = FakeHands({f"{stack} {place.name}": place.how})

    done, failure = failed(hands)

    number = REGIONS.index(stack)
    before = WHOLE if stack == NRT else LATER
    assert outcomes(done) == [*["deployed"] * number, place.outcome, *["not begun"] * (2 - number)]
    assert hands.of(stack) == [*before[: before.index(place.name) + 1], *place.after]
    assert all(hands.of(other) == [] for other in REGIONS[number + 1 :])
    assert all(hands.of(other)[-1] == "announce succeeded" for other in REGIONS[:number])
    assert failure.exit_code == place.code
    assert done[number].reason == str(failure)


def test_a_migration_that_fails_leaves_every_service_as_it_is() -> None:
    hands = FakeHands({f"{NRT} migrate api": is_refused})

    done, failure = failed(hands)

    assert hands.of(NRT) == [*WHOLE[:5], *FAILED]
    assert outcomes(done) == ["failed", "not begun", "not begun"]
    assert (done[0].released, done[0].rolled_back, failure.exit_code) == ([], {}, 1)


def test_what_was_refused_before_anything_changed_says_so() -> None:
    _, failure = failed(FakeHands({f"{NRT} preview": "`pulumi preview` ended with 1"}))

    assert str(failure) == (
        "gli-prod-nrt is not deployed: `pulumi preview` ended with 1. Nothing was changed, nothing was migrated."
    )


def test_what_was_released_goes_back_and_that_is_said() -> None:
    done, failure = failed(FakeHands({f"{FRA} verify websocket": "no"}))

    assert str(failure) == "gli-prod-fra: websocket is not what was asked for. Rolled back: websocket, api."
    assert done[1].rolled_back == {"websocket": True, "api": True}


@pytest.mark.parametrize("how", ["no", is_refused, aws_fails])
def test_a_way_back_that_fails_does_not_stop_the_next_and_is_said_loudly(how: str | Surprise) -> None:
    done, failure = failed(FakeHands({f"{NRT} up": "`pulumi up` ended with 255", f"{NRT} roll back websocket": how}))

    assert str(failure) == (
        "gli-prod-nrt: `pulumi up` ended with 255. Rolled back: api. NOT rolled back, look at it now: websocket."
    )
    assert done[0].rolled_back == {"websocket": False, "api": True}


def test_an_image_that_is_not_new_is_not_rolled_back() -> None:
    hands = FakeHands({f"{NRT} verify api": "no"}, new=())

    _, failure = failed(hands)

    assert not [one for one in hands.happened if "release" in one or "roll back" in one]
    assert str(failure).endswith(
        "No image is new, so there is none to go back to; deploy an earlier commit, or a repair."
    )


def test_a_failure_is_recorded_with_its_reason() -> None:
    hands = FakeHands({f"{NRT} preview": "`pulumi preview` ended with 1"})

    _, failure = failed(hands)

    assert hands.recorded == [(NRT, "started", ""), (NRT, "failed", str(failure))]


def test_an_end_that_cannot_be_recorded_stands(capsys: pytest.CaptureFixture[str]) -> None:
    hands = FakeHands({f"{NRT} record succeeded": aws_fails})

    done, failure = deployment(hands).run()

    assert failure is None
    assert outcomes(done) == ["deployed"] * 3
    assert f"{NRT} announce succeeded" in hands.happened
    assert "That gli-prod-nrt succeeded could not be recorded: AWS could not do it." in capsys.readouterr().err


CLOSED = WindowSettings.model_validate({"days": ("mon",), "from": "10:00", "until": "17:00", "timezone": "Asia/Seoul"})


def test_outside_its_window_a_region_is_not_begun_and_the_ones_before_stay() -> None:
    first, second, third = parts()
    hands = FakeHands()

    done, failure = failed(hands, [first, replace(second, window=CLOSED), third])

    assert outcomes(done) == ["deployed", "refused", "not begun"]
    assert hands.of(FRA) == []
    assert str(failure) == (
        "gli-prod-fra is not deployed: it is Thu 12:00 in Asia/Seoul, and deployments begin mon from 10:00 until "
        "17:00; the next window opens Mon 2026-11-23 10:00. In an emergency add --now REASON."
    )


def test_an_emergency_begins_at_any_time_and_its_reason_is_recorded(capsys: pytest.CaptureFixture[str]) -> None:
    hands = FakeHands({f"{NRT} checklist": "no"})
    chosen = [replace(part, window=CLOSED) for part in parts()]

    _, failure = deployment(hands, chosen, now="customers cannot log in").run()

    assert failure is None
    assert hands.recorded[0] == (NRT, "started", "customers cannot log in")
    said = capsys.readouterr().err
    assert "deployed all the same: customers cannot log in" in said
    assert "gli-prod-nrt: the checklist is not all good; deployed all the same." in said


def test_the_time_is_asked_as_each_region_begins() -> None:
    times = iter([THURSDAY, datetime(2026, 11, 23, 2, tzinfo=UTC)])
    open_now = WindowSettings.model_validate(
        {"days": ("thu",), "from": "10:00", "until": "17:00", "timezone": "Asia/Seoul"}
    )
    hands = FakeHands()
    first, second, _ = (replace(part, window=open_now) for part in parts())

    made = replace(deployment(hands, [first, second]), clock=Clock(utc=lambda: next(times)))
    done, _ = made.run()

    assert outcomes(done) == ["deployed", "refused"]


def test_where_nobody_approves_a_checklist_is_said_and_stops_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    [first, *_] = parts()

    done, _ = deployment(FakeHands({f"{NRT} checklist": "no"}), [replace(first, careful=False)]).run()

    assert outcomes(done) == ["deployed"]
    assert "the checklist is not all good" in capsys.readouterr().err


def stop_in_a_hand() -> None:
    raise StoppedError("Stopped before there was a verdict.")


@pytest.mark.parametrize("stack", REGIONS)
@pytest.mark.parametrize(
    ("place", "how"),
    [
        ("checklist", ctrl_c),
        ("preview", ctrl_c),
        ("compare", stop_in_a_hand),
        ("up", ctrl_c),
        ("verify api", stop_in_a_hand),
        ("verify websocket", ctrl_c),
    ],
)
def test_ctrl_c_takes_nothing_back_and_says_what_is_left_behind(stack: str, place: str, how: Surprise) -> None:
    hands = FakeHands({f"{stack} {place}": how})

    with pytest.raises(StoppedError) as stopped:
        deployment(hands).run()

    assert not [one for one in hands.happened if "roll back" in one]
    assert hands.of(stack)[-2:] == FAILED
    assert hands.recorded[-1] == (stack, "failed", "stopped by Ctrl-C")
    assert stopped.value.exit_code == 3
    said = str(stopped.value)
    done, _, missing = said.partition("Not done: ")
    if stack == NRT and place == "checklist":
        assert said == "Stopped. Nothing was changed yet."
        return
    assert all((f"{other} verified" in done) == (other in REGIONS[: REGIONS.index(stack)]) for other in REGIONS)
    assert f"{stack} verified" in missing
    assert (f"{stack} images recorded" in done) == (place == "up" or place.startswith("verify"))
    assert (f"{stack} deployed" in done) == place.startswith("verify")
    assert said.endswith("The same command goes on from there.")


def test_ctrl_c_while_going_back_is_no_answer_of_the_way_back() -> None:
    hands = FakeHands({f"{NRT} up": "`pulumi up` ended with 1", f"{NRT} roll back websocket": stop_in_a_hand})

    with pytest.raises(StoppedError, match="Stopped before there was a verdict"):
        deployment(hands).run()

    assert f"{NRT} roll back api" not in hands.happened
