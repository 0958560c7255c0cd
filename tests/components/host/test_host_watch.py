"""What is watched of a host, and when people are told."""

from components._watched import Anomaly
from tests.components.host.hosts import SNAPSHOTS, one, watched
from tests.components.watching import PLAIN, alarms, metrics, named, text, when


def test_people_are_told_that_it_is_down_busy_or_without_a_backup() -> None:
    assert {key: when(alarm) for key, alarm in alarms(watched()).items()} == {
        "status-check": (">", 0, 60, 10, "breaching", "critical"),
        "high-cpu": (">", 90, 300, 3, "notBreaching", "warning"),
        "low-cpu-credits": ("<", 10, 300, 12, "notBreaching", "warning"),
        "backup-failed": (">", 0, 3600, 1, "notBreaching", "warning"),
        "old-backup": ("<", 1, 3600, 36, "breaching", "warning"),
    }


def test_they_are_about_whatever_host_the_group_has_just_now() -> None:
    for key in ("status-check", "high-cpu", "low-cpu-credits"):
        assert metrics(alarms(watched())[key].measure)[PLAIN].dimensions == {"AutoScalingGroupName": "gli-prod-web"}


def test_hours_without_a_snapshot_are_none_and_not_what_was_before() -> None:
    backup = alarms(watched(alarms={"backup_hours": 48}))["old-backup"]
    assert backup.periods == 48
    assert text(backup.measure) == "FILL(taken, 0)"
    assert named(backup.measure) == {"taken": ("AWS/EBS", "SnapshotsCreateCompleted", "Sum")}
    assert one(SNAPSHOTS, "web-snapshots").id.startswith("policy-")


def test_thresholds_are_the_stack_files_and_none_leaves_an_alarm_out() -> None:
    given = {"cpu": {"anomaly": 2}, "status_check": None, "backup_hours": None, "backup_failed": None}
    found = alarms(watched(alarms=given))
    assert found.keys() == {"high-cpu", "low-cpu-credits"}
    assert found["high-cpu"].threshold == Anomaly(anomaly=2)


def test_a_type_that_does_not_burst_has_no_credits_to_watch() -> None:
    steady = watched(instance_type="m7g.large")
    assert "low-cpu-credits" not in alarms(steady)
    assert "CPU credits" not in {widget.title for widget in steady.widgets}
    assert "CPU credits" in {widget.title for widget in watched().widgets}
