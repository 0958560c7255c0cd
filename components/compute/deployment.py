"""How ECS deploys a service: what its API takes, by strategy."""

from typing import TypedDict

import pulumi
import pulumi_aws as aws

from components.compute.deployment_settings import DeploymentSettings
from components.compute.strategies import IDLE_STAGE, PAUSE_STAGE


class Deployment(TypedDict):
    """The arguments of an ECS service that say how it is deployed."""

    deployment_circuit_breaker: aws.ecs.ServiceDeploymentCircuitBreakerArgsDict
    deployment_configuration: aws.ecs.ServiceDeploymentConfigurationArgsDict | None


def deployment(settings: DeploymentSettings) -> Deployment:
    """The strategy as ECS takes it; times are text, as in the provider's schema.

    The circuit breaker is switched off by word where a strategy has none: of a block that is left out the provider
    tells ECS nothing (internal/service/ecs/service.go).
    """
    breaks = settings.chosen.circuit_breaker
    return {
        "deployment_circuit_breaker": {"enable": breaks, "rollback": breaks},
        "deployment_configuration": _configuration(settings) if settings.has_two_target_groups else None,
    }


def timeouts(settings: DeploymentSettings) -> pulumi.CustomTimeouts:
    """How long Pulumi waits for a deployment: as long as it may take, or it would call a good one failed."""
    timeout = f"{settings.timeout_minutes}m"
    return pulumi.CustomTimeouts(create=timeout, update=timeout)


def _configuration(settings: DeploymentSettings) -> aws.ecs.ServiceDeploymentConfigurationArgsDict:
    configuration: aws.ecs.ServiceDeploymentConfigurationArgsDict = {
        "strategy": settings.chosen.api,
        "lifecycle_hooks": [_pause(settings)],
    }
    if settings.chosen.shifts:
        configuration["bake_time_in_minutes"] = str(settings.bake)
    if settings.strategy == "canary":
        configuration["canary_configuration"] = {
            "canary_percent": settings.percent,
            "canary_bake_time_in_minutes": str(settings.minutes),
        }
    if settings.strategy == "linear":
        configuration["linear_configuration"] = {
            "step_percent": settings.percent,
            "step_bake_time_in_minutes": str(settings.minutes),
        }
    return configuration


def _pause(settings: DeploymentSettings) -> aws.ecs.ServiceDeploymentConfigurationLifecycleHookArgsDict:
    """A person's approval, or a pause that goes on by itself at a stage that ECS hardly ever enters.

    The provider never tells ECS that the last hook is gone (internal/service/ecs/service.go sends none where the list
    is empty), and a release would wait for an approval that nobody gives any more. So there always is one.
    """
    approval = settings.approval
    stage = PAUSE_STAGE if approval else IDLE_STAGE
    minutes = approval.timeout_minutes if approval else 1
    action = approval.on_timeout if approval else "continue"
    return {
        "target_type": "PAUSE",
        "lifecycle_stages": [stage],
        "timeout_configuration": {"timeout_in_minutes": str(minutes), "action": action.upper()},
    }
