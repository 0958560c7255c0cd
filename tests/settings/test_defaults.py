"""Defaults are production's: what a stack file leaves out is safe, redundant and kept."""

from typing import Any

from components.compute.cluster import ClusterSettings
from components.compute.registry import RegistrySettings
from components.edge.load_balancer import LoadBalancerSettings
from components.foundation.encryption import EncryptionSettings
from components.watch.logs import LogSettings
from settings.stack import NETWORK
from tests.harness import load
from tests.settings.stackfile import GOOD

STACK = load(GOOD).stack


def test_data_is_encrypted_with_a_protected_key_of_our_own_that_rotates_yearly() -> None:
    assert STACK.encryption == EncryptionSettings(
        key="customer_managed", rotation_period_in_days=365, deletion_window_in_days=30, protect=True
    )


def test_each_zone_has_its_own_way_out_and_all_flows_are_logged() -> None:
    network = STACK.networks[NETWORK]
    assert (network.nat, network.flow_log_traffic, network.protect, network.endpoints) == ("per_az", "ALL", True, ())


def test_logs_are_kept_as_long_as_production_needs() -> None:
    assert STACK.logs == LogSettings(retention_in_days=90)


def test_load_balancers_are_protected_and_speak_modern_tls() -> None:
    certificate = STACK.load_balancers["main"].certificate
    assert STACK.load_balancers["main"] == LoadBalancerSettings(
        certificate=certificate,
        tls_policy="ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
        idle_timeout=60,
        log_expiration_days=90,
        deletion_protection=True,
        force_destroy=False,
        protect=True,
    )


def test_the_cluster_measures_each_task() -> None:
    assert STACK.cluster == ClusterSettings(container_insights="enhanced")


def test_images_are_kept_and_protected() -> None:
    assert STACK.registry == RegistrySettings(
        keep_images=50, keep_released=30, expire_untagged_days=7, force_destroy=False, protect=True
    )


def test_a_service_runs_twice_without_privileges_on_capacity_that_is_not_taken_back() -> None:
    service = STACK.services["worker"]
    written: dict[str, Any] = service.model_dump(mode="json", exclude={"image_of"})
    assert written == {
        "container": None,
        "short": None,
        "name": None,
        "cpu": 512,
        "memory": 1024,
        "architecture": "ARM64",
        "ephemeral_storage_gib": None,
        "port": None,
        "command": [],
        "entry_point": [],
        "environment": {},
        "secrets": {},
        "uses": [],
        "user": "1000:1000",
        "volumes": {},
        "health_check": None,
        "stop_timeout": 30,
        "health_check_grace_period": 120,
        "tasks": 2,
        "scaling": None,
        "singleton": False,
        "capacity_providers": {"FARGATE": {"base": 0, "weight": 1}},
        "execute_command": False,
        "egress": {"https": {"cidr": "0.0.0.0/0", "port": 443}},
        "route": None,
        "deployment": {
            "strategy": "rolling",
            "alternate_target_group": None,
            "step_percent": None,
            "step_minutes": None,
            "bake_minutes": None,
            "approval": None,
        },
        "image_updates": "pulumi",
        "migration": None,
        "verify": {"settle": 0, "tries": 10, "interval": 10, "host": None, "path": None},
        "alarms": {
            "task_cpu": 85,
            "task_memory": 85,
            "stopped_tasks": 2,
            "missing_tasks": 0,
            "pending_tasks": 0,
            "task_network": None,
            "high_error_rate": 50,
            "error_rate": 5,
            "client_errors": 25,
            "response_time": 1,
            "unhealthy_targets": 0,
            "down": True,
            "rollback": None,
        },
        "metrics": {},
    }


def test_a_route_gives_tasks_time_to_start_and_to_finish() -> None:
    route = STACK.services["api"].route
    assert route is not None
    assert route.deregistration_delay == 60
    assert route.health_check.model_dump(exclude={"path"}) == {
        "matcher": "200",
        "interval": 15,
        "timeout": 5,
        "healthy_threshold": 2,
        "unhealthy_threshold": 3,
    }


def test_a_container_has_a_minute_to_start_before_its_health_counts() -> None:
    check = STACK.services["api"].health_check
    assert check is not None
    assert (check.interval, check.timeout, check.retries, check.start_period) == (15, 5, 3, 60)
