"""Services: tasks that do not start or stop, targets that fail, and what the application says itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from ops.care.diagnosis.model import Chapters, Failure
from ops.care.diagnosis.symptoms import LOGGED, STOPPED, TARGETS, Symptom, fitting
from ops.care.diagnosis.words import cause, remedy
from ops.care.scene import Scene
from ops.live.environment import Service
from ops.live.redaction import redacted
from ops.release.evidence import gather, last_lines
from ops.release.observation import Observation
from ops.release.observer import Observer

LINES_SHOWN = 3
"""Lines of a log that are repeated for one cause."""


@dataclass(frozen=True)
class Patient:
    """A service and the chapters in which findings about it are written."""

    scene: Scene
    service: Service
    into: Chapters

    def found(self, symptom: Symptom, seen: Sequence[str]) -> None:
        """Write down that a symptom was seen."""
        filled = remedy(self.scene, self.service, symptom)
        said = cause(self.scene, self.service, symptom)
        self.into[symptom.failure].found(f"service {self.service.role}", seen, said, *filled)

    def told(self, failure: Failure, seen: str, why: str, *way_out: str) -> None:
        """Write down what no symptom describes."""
        self.into[failure].found(f"service {self.service.role}", [seen], why, *way_out)


def examine(patient: Patient) -> None:
    """Look at the service as a release does, then at the tasks that stopped and the last lines of a log."""
    scene, service = patient.scene, patient.service
    observer = Observer(scene.aws, scene.environment, service)
    looks = patient.into[Failure.TASKS].looks
    seen = looks.at(f"{service.role}: deployments, tasks, targets and events of ECS", observer)
    if seen is None:
        return
    if not _deployed(patient, seen):
        return
    _tasks(patient, seen)
    _targets(patient, seen)
    evidence = looks.at(
        f"{service.role}: stopped tasks and the last lines of a log",
        gather,
        scene.aws,
        service,
        observer,
        seen,
    )
    if evidence is None:
        return
    for one in evidence.stopped:
        _matched(patient, STOPPED, f"task {one.id[:12]} of {one.revision} stopped: {one.why}", one.why)
    for line in (*evidence.log, *_running(patient, seen, evidence.log_of)):
        _matched(patient, LOGGED, f"log: {redacted(line).strip()}", line)


def _running(patient: Patient, seen: Observation, read: str) -> Sequence[str]:
    """The log of a task that runs, where only that of one that stopped was read."""
    others = [one.id for one in seen.tasks if one.running and one.id != read]
    if not others or read in {one.id for one in seen.tasks}:
        return ()
    scene, service = patient.scene, patient.service
    looks = patient.into[Failure.TASKS].looks
    return looks.at(f"{service.role}: the log of a running task", last_lines, scene.aws, service, others[0]) or ()


def _deployed(patient: Patient, seen: Observation) -> bool:
    if seen.status == "ACTIVE":
        return True
    patient.told(
        Failure.TASKS,
        f"ECS says {seen.status or 'that it does not exist'}",
        "The service is not deployed.",
        patient.scene.up,
    )
    return False


def _tasks(patient: Patient, seen: Observation) -> None:
    scene, service = patient.scene, patient.service
    of_service = ("--service", service.role)
    newest, primary = seen.newest, seen.primary
    if newest is not None and newest.status.startswith(("ROLLBACK", "STOPPED")):
        patient.told(
            Failure.TASKS,
            f"deployment of {newest.revision}: {newest.status} {newest.reason}".rstrip(),
            "The last release failed and ECS took it back: what runs is the release before.",
            scene.ops("verify", *of_service),
            scene.ops("rollback", *of_service),
        )
    if newest is not None and newest.hook:
        patient.told(
            Failure.TASKS,
            f"the deployment waits at {newest.stage} until {newest.hook_ends}",
            "A release waits for somebody's approval.",
            scene.ops("continue", *of_service),
            scene.ops("abort", *of_service),
        )
    if primary is not None and primary.running < primary.desired:
        for event in seen.events:
            _matched(patient, STOPPED, f"event: {event}", event)
        if not patient.into[Failure.TASKS].findings:
            patient.told(
                Failure.TASKS,
                f"{primary.running} of {primary.desired} tasks of {primary.revision} run",
                "Tasks are missing, and ECS says nothing of why; they may only be starting.",
                scene.ops("verify", *of_service),
            )


def _targets(patient: Patient, seen: Observation) -> None:
    chapter = patient.into[Failure.TARGETS]
    if not seen.routed:
        return
    chapter.looks.seen.append(f"{patient.service.role}: {len(seen.targets)} targets of its load balancer")
    for target in seen.targets:
        if target.state == "unhealthy":
            _matched(
                patient, TARGETS, f"target {target.address} is unhealthy: {target.reason}", target.reason or "unhealthy"
            )
    wanted = seen.primary is not None and seen.primary.desired > 0
    if wanted and not seen.targets:
        patient.told(
            Failure.TARGETS,
            "no task is registered with the load balancer",
            "No task runs long enough to be registered, so every request is answered with 503.",
            patient.scene.ops("verify", "--service", patient.service.role),
        )


def _matched(patient: Patient, symptoms: Sequence[Symptom], shown: str, text: str) -> None:
    symptom = fitting(symptoms, text)
    if symptom is not None:
        chapter = patient.into[symptom.failure]
        said = cause(patient.scene, patient.service, symptom)
        already = [one for one in chapter.findings if one.cause == said and one.part.endswith(patient.service.role)]
        if not already or len(already[0].seen) < LINES_SHOWN:
            patient.found(symptom, [shown])
