"""What telling people of a deployment asks of AWS is what the roles of workflows may do, and no more."""

from pathlib import Path
from typing import Any

from ops.live.environment import read_environment
from tests.api_calls import requests
from tests.ops.moto_aws import ROOT, Wire, client, server, stack_file, wire
from tests.ops.notify.test_notify import Receivers, told
from tests.ops.release.test_a_role_may_release import documents
from tests.permissions import refused, unused, with_names

__all__ = ["server", "wire"]


def with_receivers(config: dict[str, Any]) -> None:
    config["platform:stack"]["secrets"] = {"slack-webhook": {}, "datadog": {}}
    config["platform:stack"]["delivery"]["notify"] = {"slack": "slack-webhook", "datadog": "datadog"}


def test_each_role_may_read_what_it_tells_people_by_and_no_other_secret(wire: Wire, tmp_path: Path) -> None:
    file = stack_file(tmp_path, "dev", with_receivers)
    for role in ("slack-webhook", "datadog"):
        client("secretsmanager").create_secret(
            Name=f"gli/{role}/development", SecretString="https://hooks.slack.com/services/T0/B0/x"
        )
    told(file, Receivers(), {}, slack_secret="slack-webhook", datadog_secret="datadog")  # noqa: S106 - roles
    recording = read_environment(ROOT, "dev", file).recording
    key = str(recording.one("aws:kms/key:Key", "data").outputs["arn"])
    arns = {
        str(one.inputs["name"]): str(one.outputs["arn"])
        for one in recording.of_type("aws:secretsmanager/secret:Secret")
    }
    asked = with_names(
        requests([one for one in wire.asked if one[0].startswith("secrets-manager")], key=key),
        {f"{arn.rpartition('-')[0]}-AbCdEf": arn for arn in arns.values()},
    )
    assert len({one.resource for one in asked if one.action == "secretsmanager:GetSecretValue"}) == 2
    found = documents(file)
    for role in ("deploy-release", "api-application", "websocket-application"):
        assert refused(asked, found[role], boundary=found["boundary"]) == [], role
        assert unused(asked, found[role], "TellPeople", "ReadSecrets") == set(), role
        [statement] = [one for one in found[role]["Statement"] if one["Sid"] == "TellPeople"]
        assert set(statement["Resource"]) == {arns[f"gli/{name}/development"] for name in ("slack-webhook", "datadog")}
