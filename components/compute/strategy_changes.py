"""Changes of a service that would send requests to a target group without tasks, and are refused before ECS hears of
them: `pulumi preview` already ends with the sentence.
"""

from collections.abc import Mapping
from typing import Any

import pulumi


class UnsafeChangeError(Exception):
    """A change that would break a service; the message says which and gives the way out."""


def refused(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """Why a change of an ECS service's inputs is unsafe, with the way out; empty where it is safe.

    Two deployments, one after the other, lead from one target group to two: ECS has to know both, by a rolling update,
    before it moves requests between them.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/update-rolling-to-bluegreen.html

    The way back is a change of the strategy alone. ECS knows in which group the requests are; Pulumi does not, since
    releases move them, so nothing that says where they are may change.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/update-bluegreen-to-rolling.html
    """
    before, after = _balancer(old), _balancer(new)
    two_before, two_after = "advancedConfiguration" in before, "advancedConfiguration" in after
    if two_after and not two_before and _strategy(new) != "ROLLING":
        return (
            f"{_strategy(new)} moves requests between two target groups that ECS must know already; first deploy "
            "`deployment: {strategy: rolling, alternate_target_group: true}`, then the strategy"
        )
    if two_before and after and not two_after:
        return (
            "its requests may be in the alternate target group, which would go; keep "
            "`deployment: {strategy: rolling, alternate_target_group: true}`, since an empty target group costs "
            "nothing, or move the `route` to a new service and delete this one"
        )
    if two_before and after and before["targetGroupArn"] != after["targetGroupArn"]:
        return (
            "its target group would be another one, to which the listener rule does not lead, since releases move the "
            "requests; keep `short` and the load balancer, or move the `route` to a new service"
        )
    return ""


def refuse_unsafe_changes(service: str) -> pulumi.ResourceHook:
    """What Pulumi asks before it updates this ECS service, at preview and again when it deploys."""
    options = pulumi.ResourceHookOptions(on_dry_run=True)
    return pulumi.ResourceHook(f"{service}-strategy", _check, options)


def _check(args: pulumi.ResourceHookArgs) -> None:
    sentence = refused(args.old_inputs or {}, args.new_inputs or {})
    if sentence:
        raise UnsafeChangeError(f"service {args.name} is not changed: {sentence}")


def _balancer(inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    """The service's one load balancer; empty for a worker."""
    [balancer] = inputs.get("loadBalancers") or [{}]
    return {key: value for key, value in balancer.items() if value is not None}


def _strategy(inputs: Mapping[str, Any]) -> str:
    configuration = inputs.get("deploymentConfiguration") or {}
    return str(configuration.get("strategy", "ROLLING"))
