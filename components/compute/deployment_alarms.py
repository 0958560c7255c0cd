"""Which alarms take a release of a service back."""

import pulumi_aws as aws

from components.compute.service_settings import ServiceSettings
from components.compute.service_watch import DOWN
from naming import Names


def deployment_alarms(role: str, settings: ServiceSettings, names: Names) -> aws.ecs.ServiceAlarmsArgsDict:
    """The alarms as ECS takes them: by names alone, which it asks for while a release is deployed. So they can be made
    after the service that they watch. Those that are raised already when a release begins do not stop it.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
    https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_ecs-readme.html#deployment-alarms
    """
    keys = settings.alarms.taking_back(routed=settings.route is not None)
    # Switched off it still has to be said, with a name: of a block that is left out, or an empty list, the provider
    # tells ECS nothing, which would go on with the alarms that it had (internal/service/ecs/service.go).
    named = [names.fill("alarm", stem=role, alarm=key) for key in keys or [DOWN]]
    return {"alarm_names": named, "enable": bool(keys), "rollback": bool(keys)}
