"""Fills the remedies of symptoms with a service's names."""

from collections.abc import Sequence

from ops.care.diagnosis.symptoms import Symptom
from ops.care.scene import Scene
from ops.live.environment import Service


def remedy(scene: Scene, service: Service, symptom: Symptom) -> Sequence[str]:
    """The symptom's remedy for this service."""
    return tuple(line.format_map(_words(scene, service)) for line in symptom.remedy)


def cause(scene: Scene, service: Service, symptom: Symptom) -> str:
    """The symptom's cause for this service."""
    return symptom.cause.format_map(_words(scene, service))


def _words(scene: Scene, service: Service) -> dict[str, str]:
    of_service = ("--service", service.role)
    return {
        "drift": scene.ops("drift"),
        "health_path": service.health_path,
        "logs": scene.cli("logs", "tail", service.log_group, "--since 1h"),
        "memory": str(service.settings.get("memory", "")),
        "migrate": scene.ops("migrate", *of_service),
        "migration_status": scene.ops("migrate", *of_service, "--status"),
        "port": str(service.settings.get("port") or ""),
        "region": scene.region,
        "release": scene.ops("release", "--service", service.image_role, "--image", "sha256:…"),
        "repository": service.repository,
        "restart": scene.cli(
            "ecs update-service --force-new-deployment",
            f"--cluster {scene.environment.cluster} --service {service.name}",
        ),
        "rollback": scene.ops("rollback", *of_service),
        "secrets": scene.ops("secrets set ROLE"),
        "service": service.role,
        "up": scene.up,
        "verify": scene.ops("verify", *of_service),
    }
