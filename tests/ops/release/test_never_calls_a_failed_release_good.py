"""The verdict over recorded sequences of AWS's answers, drawn in any order that ECS's eventual consistency allows."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ops.live.aws import Aws
from ops.release.health import Check
from ops.release.observer import Observer
from ops.release.verdict import Expected, State, Verdict
from ops.release.watch import EVERY, Ending, Watch
from tests.ops.release.answers import FAMILY, NEW, OLD, THIRD, Frame, history, task
from tests.ops.release.hands import Client, Session, Time, observed_service
from tests.ops.release.recordings import BREAKER, DIGESTS, FAILED, SUCCEEDED, put_back

WITHIN = 300.0
CHECK = Check(host="api", path="/", matcher="200-299", timeout=5, settle=15, tries=5, interval=3)
ASKED = Expected(digest=DIGESTS[NEW])
LAGS = st.dictionaries(
    st.sampled_from(["DescribeServices", "ListServiceDeployments", "ListTasks", "DescribeTargetHealth"]),
    st.integers(0, 3),
)
"""How many moments an operation's answer is behind the others."""


class Play:
    """Goes through frames, one for each look, with some operations behind; answers and sleeps take time."""

    def __init__(self, frames: Sequence[Frame], lags: dict[str, int], statuses: Sequence[int | str]) -> None:
        self.time, self.looks, self._lags, self._statuses = Time(), -1, lags, list(statuses)
        aws = cast("Aws", Session(Client(frames, self._moment)))
        self._observer = Observer(aws, *observed_service())
        self.said: list[str] = []

    def _moment(self, operation: str) -> int:
        of = {"DescribeTasks": "ListTasks", "DescribeServiceDeployments": "ListServiceDeployments"}
        return max(0, self.looks - self._lags.get(of.get(operation, operation), 0))

    def look(self) -> Any:
        self.looks += 1
        self.time.passed += 1
        return self._observer()

    def ask(self, _: Check) -> int | str:
        return self._statuses.pop(0) if len(self._statuses) > 1 else self._statuses[0]

    def end(self, *, catching_up: float = 0, check: Check | None = CHECK, expected: Expected = ASKED) -> Ending:
        watch = Watch(
            look=self.look, ask=self.ask, clock=self.time.clock(), say=self.said.append, check=check, within=WITHIN
        )
        ending = watch.until_judged(expected, catching_up=catching_up)
        looks = 2 * (WITHIN / EVERY + 2)
        assert self.time.passed <= watch.longest + looks, "the wait has an end"
        return ending


@pytest.mark.parametrize("frames", FAILED.values(), ids=FAILED)
@given(st.data())
@settings(max_examples=25, deadline=None)
def test_a_failed_release_is_never_good_however_late_and_often_each_answer_comes(
    frames: Sequence[Frame], data: st.DataObject
) -> None:
    begun = data.draw(st.integers(0, len(frames) - 1))
    often = data.draw(st.lists(st.integers(1, 4), min_size=len(frames), max_size=len(frames)))
    played = [frame for frame, times in list(zip(frames, often, strict=True))[begun:] for _ in range(times)]
    catching_up = data.draw(st.sampled_from([0.0, 15.0]))
    ending = Play(played, data.draw(LAGS), [200]).end(catching_up=catching_up)
    assert ending.verdict.state is State.FAILED


@pytest.mark.parametrize("frames", SUCCEEDED.values(), ids=SUCCEEDED)
@given(st.lists(st.one_of(st.integers(300, 599), st.just("gave no answer")), min_size=1, max_size=9))
@settings(max_examples=20, deadline=None)
def test_what_does_not_answer_as_it_should_is_never_good(frames: Sequence[Frame], statuses: list[int | str]) -> None:
    ending = Play(frames, {}, statuses).end()
    assert ending.verdict.state is State.FAILED
    assert "it does not serve: https://api/" in ending.verdict.reason


@given(st.lists(st.sampled_from([one for frames in FAILED.values() for one in frames]), min_size=1, max_size=12))
@settings(max_examples=300, deadline=None)
def test_no_mixture_of_moments_of_failed_releases_is_good(frames: list[Frame]) -> None:
    assert Play(frames, {}, [200]).end().verdict.state is State.FAILED


@given(
    st.sampled_from([*FAILED.values()]),
    st.sampled_from([*SUCCEEDED.values()]),
)
@settings(max_examples=100, deadline=None)
def test_a_release_that_breaks_while_it_is_asked_is_not_good(after: Sequence[Frame], before: Sequence[Frame]) -> None:
    """The frames of a failure follow the first moment at which the release looked good."""
    assert Play([before[-1], after[-1]], {}, [200]).end().verdict.state is State.FAILED


@pytest.mark.parametrize("frames", SUCCEEDED.values(), ids=SUCCEEDED)
def test_a_release_that_is_good_is_called_so(frames: Sequence[Frame]) -> None:
    play = Play(frames, {}, [503, 503, 200])
    ending = play.end()
    assert ending.verdict == Verdict(State.GOOD, f"2 of 2 tasks run {DIGESTS[NEW]}")
    assert ending.health is not None
    assert ending.health.tried == 3
    assert 15.0 in play.time.slept


def test_the_release_before_is_good_once_a_failed_one_was_taken_back() -> None:
    frames = FAILED["the circuit breaker went back"]
    assert Play(frames[-1:], {}, [200]).end(expected=Expected(DIGESTS[OLD])).verdict.state is State.GOOD


def test_a_failed_change_of_settings_is_not_good_although_the_image_is_the_one_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Both revisions have the image; only the history of deployments tells that the newer was taken back."""
    monkeypatch.setitem(DIGESTS, THIRD, DIGESTS[OLD])
    back = replace(put_back(BREAKER), newest=history(THIRD, "ROLLBACK_SUCCESSFUL", statusReason=BREAKER))
    ending = Play([back], {}, [200]).end(expected=Expected(DIGESTS[OLD]))
    assert ending.verdict == Verdict(State.FAILED, f"the deployment ended as ROLLBACK_SUCCESSFUL: {BREAKER}")


def test_another_revision_with_the_image_is_not_the_revision_asked_for() -> None:
    asked = Expected(DIGESTS[NEW], revision=f"{FAMILY}:7")
    assert Play(SUCCEEDED["rolling"][-1:], {}, [200]).end(expected=asked).verdict.state is State.FAILED


def test_a_platforms_manifest_in_the_index_asked_for_is_what_was_asked_for() -> None:
    of_platform = f"sha256:{'a' * 64}"
    done = SUCCEEDED["rolling"][-1]
    frame = replace(done, tasks=[task(name, NEW, of_platform) for name in "cd"])
    asked = Expected(DIGESTS[NEW], manifests=frozenset({of_platform}))
    assert Play([frame], {}, [200]).end(expected=asked).verdict.state is State.GOOD
    assert Play([frame], {}, [200]).end().verdict.state is State.FAILED
