"""A stack as an earlier release left it, in the hands of today's program."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pulumi.automation import Deployment as Export

from ops.offline.cloud import Cloud
from ops.offline.values import type_signature
from tests.engine.deployment import Deployment, Toolbox
from tests.engine.provider.account import Account, Live
from tests.engine.provider.diff import DEFAULTS
from tests.releases import Recorded

OF_AWS = "aws:"


def left_behind(toolbox: Toolbox, root: Path, recorded: Recorded) -> Deployment:
    """The stack that a release deployed: its state and its account, with today's program beside them."""
    deployment = Deployment.fresh(toolbox, root, recorded.stack)
    deployment.stack.import_stack(Export(version=recorded.export["version"], deployment=completed(recorded)))
    fill(deployment.account, deployment.state())
    return deployment


def completed(recorded: Recorded) -> dict[str, Any]:
    """The state with every attribute that the stand-in gives today.

    AWS's provider had written them all; the stand-in of that day left out what no component asked for yet.
    """
    deployment = json.loads(json.dumps(recorded.export["deployment"]))
    cloud = cloud_of(deployment["resources"])
    for resource in deployment["resources"]:
        if resource["type"].startswith(OF_AWS):
            computed = cloud.create(resource["type"], resource["urn"], resource["inputs"]).attributes
            resource["outputs"] = {**computed, **resource["outputs"]}
    return dict(deployment)


def cloud_of(resources: list[dict[str, Any]]) -> Cloud:
    """The account and Region of the program's provider."""
    providers = [one["inputs"] for one in resources if one["type"] == "pulumi:providers:aws"]
    [inputs] = [one for one in providers if "region" in one]
    return Cloud(account=inputs["allowedAccountIds"].strip('[]"'), region=inputs["region"])


def fill(account: Account, state: list[dict[str, Any]]) -> None:
    """Put into an account what a state, its secrets shown, says is there."""
    for resource in state:
        if resource["type"].startswith(OF_AWS):
            inputs = {key: shown(value) for key, value in resource["inputs"].items() if key != DEFAULTS}
            computed = {key: shown(value) for key, value in resource["outputs"].items() if key not in inputs}
            account.keep(Live(resource["type"], resource["id"], inputs, computed, resource["urn"]))


def shown(value: Any) -> Any:
    """A value without the marks of secrets around what is secret."""
    if isinstance(value, Mapping):
        if type_signature in value:
            return json.loads(value["plaintext"])
        return {key: shown(item) for key, item in value.items()}
    return [shown(item) for item in value] if isinstance(value, list) else value
