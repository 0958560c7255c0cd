"""In off-hours nobody is told of what rests; what is raised when they end is told then."""

from collections.abc import Mapping
from typing import Any

from pulumi import ResourceOptions

from components._off_hours import OffHoursSettings
from components._watched import Alarm, Composite, Metric, Watched
from components.watch.alarms import Alarms, AlarmsArgs
from ops.offline.recording import Recording
from tests.components.watch.test_alarms import ALARM, COMPOSITE, TOPICS, alarm, metric
from tests.harness import NAMES, build, inputs_by_name

MUTE = "aws:cloudwatch/alarmMuteRule:AlarmMuteRule"
HOURS = OffHoursSettings(start="08:00", stop="20:00", timezone="Asia/Seoul")
DOWN = Composite("down", ("high-error-rate",), "critical", "It is down.", "Go back.")


def made(*alarms: Alarm, rests: bool = True, off_hours: OffHoursSettings | None = HOURS) -> Recording:
    watched = Watched("Service api", "api", alarms or (alarm(),), (), (DOWN,) if not alarms else (), rests)

    def program(opts: ResourceOptions) -> None:
        Alarms("api", AlarmsArgs(watched=watched, names=NAMES, topics=TOPICS, off_hours=off_hours), opts)

    return build(program)


def mutes(recording: Recording) -> Mapping[str, Any]:
    return inputs_by_name(recording, MUTE)


def test_every_night_and_every_day_off_all_alarms_of_the_part_are_silent() -> None:
    found = mutes(made())
    names = {"alarmNames": ["gli-prod-api-high-error-rate", "gli-prod-api-down"]}
    assert {name: (one["name"], one["muteTargets"], one["rule"]["schedule"]) for name, one in found.items()} == {
        "api-night": (
            "gli-prod-api-night",
            names,
            {"expression": "cron(0 20 * * MON,TUE,WED,THU,FRI)", "duration": "PT12H30M", "timezone": "Asia/Seoul"},
        ),
        "api-day-off": (
            "gli-prod-api-day-off",
            names,
            {"expression": "cron(0 8 * * SAT,SUN)", "duration": "PT24H30M", "timezone": "Asia/Seoul"},
        ),
    }


def test_alarms_are_there_before_they_are_silenced() -> None:
    recording = made()
    needed = {one.urn for kind in (ALARM, COMPOSITE) for one in recording.of_type(kind)}
    assert len(needed) == 2
    assert all(needed <= set(one.dependencies) for one in recording.of_type(MUTE))


def test_the_alarms_themselves_go_on_as_ever() -> None:
    (quiet,), (loud,) = made().of_type(ALARM), made(off_hours=None).of_type(ALARM)
    assert quiet.inputs == loud.inputs


def test_an_alarm_elsewhere_is_silenced_where_it_stands() -> None:
    far: Metric = metric(region="us-east-1")
    found = mutes(made(alarm(), alarm(far, key="far-away")))
    assert {name: (one.get("region"), one["muteTargets"]["alarmNames"]) for name, one in found.items()} == {
        "api-night": (None, ["gli-prod-api-high-error-rate"]),
        "api-night-us-east-1": ("us-east-1", ["gli-prod-api-far-away"]),
        "api-day-off": (None, ["gli-prod-api-high-error-rate"]),
        "api-day-off-us-east-1": ("us-east-1", ["gli-prod-api-far-away"]),
    }


def test_what_does_not_rest_is_never_silent_nor_is_anything_without_off_hours() -> None:
    assert mutes(made(rests=False)) == {}
    assert mutes(made(off_hours=None)) == {}
