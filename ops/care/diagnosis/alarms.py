"""Slowness by what is measured, and every other alarm that rings."""

from collections.abc import Mapping, Sequence
from typing import Final

from ops.care.alarms import Alarms, LiveAlarm, live_alarms
from ops.care.diagnosis.model import Chapter, Chapters, Failure
from ops.care.measures import LATENCY, kind_of, measure
from ops.care.scene import Scene

MINUTES: Final = 15
"""How far back slowness is measured: three periods of the alarms of standard G-22."""
CAUSES: Final[Mapping[tuple[str, str], tuple[str, str]]] = {
    ("AWS/RDS", "CPUUtilization"): (
        "The database's CPU is used up: queries without an index, or N+1 queries.",
        "See the top queries in Database Insights; then an index, or a larger databases.ROLE.instance_class",
    ),
    ("AWS/RDS", "DatabaseConnections"): (
        "The database runs out of connections.",
        "Lower the pool's size in the application, or give the database a `proxy` in the stack file",
    ),
    ("AWS/RDS", "ReadLatency"): (
        "The database's disk is slow: more is read than fits in memory.",
        "See the top queries in Database Insights; then an index, or a larger databases.ROLE.instance_class",
    ),
    ("AWS/RDS", "WriteLatency"): (
        "The database's disk is slow to write.",
        "See the top queries in Database Insights; then fewer writes, or more storage with its throughput",
    ),
    ("AWS/RDS", "FreeableMemory"): (
        "The database has no memory left for its buffers.",
        "A larger databases.ROLE.instance_class",
    ),
    ("AWS/ECS", "CPUUtilization"): ("The tasks' CPU is used up.", "{scale}"),
    ("AWS/ECS", "MemoryUtilization"): ("The tasks' memory is used up.", "{scale}"),
    ("AWS/ElastiCache", "EngineCPUUtilization"): (
        "The cache's one thread is used up.",
        "Fewer or smaller commands, or a larger caches.ROLE.node_type",
    ),
    ("AWS/ElastiCache", "Evictions"): (
        "The cache is full and throws values away, so the database is asked more.",
        "A larger caches.ROLE.node_type, or shorter times to live",
    ),
}
"""Why requests take longer, by what rings besides (the guide's 10.2)."""


def slowness_and_alarms(scene: Scene, into: Chapters) -> None:
    """Measure how long requests take, and tell of every alarm in ALARM."""
    slow, other = into[Failure.SLOW], into[Failure.ALARMS]
    found = live_alarms(scene, other.looks)
    if found is None:
        slow.looks.blind.extend(line for line in other.looks.blind if line not in slow.looks.blind)
        return
    causes = [one for one in found.ringing if one.metrics & CAUSES.keys()]
    told = _slow(scene, found, causes, slow)
    for one in found.ringing:
        if one.name not in told:
            other.found(
                f"alarm {one.name}",
                [f"ALARM: {one.reason}"],
                one.about or "It has no description.",
                *([one.first_step] if one.first_step else []),
            )
    if found.missing:
        names = ", ".join(one.name for one in found.missing[:3])
        more = f" and {len(found.missing) - 3} more" if len(found.missing) > 3 else ""  # noqa: PLR2004 - those just named
        other.found(
            "alarms",
            [f"not there: {names}{more}"],
            "Alarms that the stack declares do not exist: it is not deployed, or they were deleted.",
            scene.ops("drift"),
            scene.up,
        )


def _slow(scene: Scene, found: Alarms, causes: Sequence[LiveAlarm], slow: Chapter) -> set[str]:
    """Write slowness down where requests take longer than their alarm allows; the names of alarms that were told."""
    told: set[str] = set()
    for alarm in (one for one in found.live if kind_of(one) == LATENCY):
        measured = slow.looks.at(f"{alarm.name}, measured over {MINUTES} min", measure, scene, alarm, MINUTES)
        if measured is None or (not measured.breaches and alarm.state != "ALARM"):
            continue
        told |= {alarm.name, *(one.name for one in causes)}
        seen = [str(measured)]
        if not causes:
            slow.found(
                alarm.name,
                seen,
                "Requests take longer than they should, and no alarm of tasks, database or cache rings: the code, a "
                "query, or a service outside.",
                "Run the saved query of slow requests in Logs Insights",
                "If a release just came: " + scene.ops("rollback", "--service", "ROLE"),
            )
        for one in causes:
            why, way_out = next(CAUSES[key] for key in sorted(one.metrics & CAUSES.keys()))
            scale = scene.ops("scale", "--service", "ROLE", "--max", "N")
            slow.found(alarm.name, [*seen, f"ALARM {one.name}: {one.reason}"], why, way_out.format(scale=scale))
    return told
