"""Application Auto Scaling of services, which AWS knows by three words each."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ops.live.aws import Aws
from ops.live.environment import Environment, Service

NAMESPACE: Final = "ecs"
DIMENSION: Final = "ecs:service:DesiredCount"


def client(aws: Aws) -> Any:
    """The client of Application Auto Scaling."""
    return aws.client("application-autoscaling")


def target_of(environment: Environment, service: Service) -> dict[str, str]:
    """What each call names the service by.

    https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
    """
    return {
        "ServiceNamespace": NAMESPACE,
        "ResourceId": f"service/{environment.cluster}/{service.name}",
        "ScalableDimension": DIMENSION,
    }


def registered(aws: Aws, environment: Environment, service: Service) -> Mapping[str, Any] | None:
    """Its scalable target as AWS has it; None where it has none."""
    key = target_of(environment, service)
    resource = key.pop("ResourceId")
    found: Sequence[Mapping[str, Any]] = client(aws).describe_scalable_targets(**key, ResourceIds=[resource])[
        "ScalableTargets"
    ]
    return found[0] if found else None


def set_limits(aws: Aws, environment: Environment, service: Service) -> None:
    """Give it the limits that the stack file has."""
    least, most = service.limits
    client(aws).register_scalable_target(**target_of(environment, service), MinCapacity=least, MaxCapacity=most)
