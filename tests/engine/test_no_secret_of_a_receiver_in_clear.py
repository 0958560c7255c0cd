"""What stands encrypted in a stack file reaches AWS, and nobody who has the state, the CLI's output or a recording."""

import json
from collections.abc import Callable

import pytest
from pulumi.automation import ConfigValue

from ops.offline.program import record_stack
from tests.engine.deployment import Deployment, Run

KEY = "0123456789abcdef0123456789abcdef"
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"
ENDPOINT = f"https://events.pagerduty.com/integration/{KEY}/enqueue"


@pytest.fixture
def called(fresh: Callable[[str], Deployment]) -> tuple[Deployment, Run]:
    """Production with PagerDuty, its integration key set as README says."""
    deployment = fresh("prod")
    deployment.write({"platform:stack.alerts.pagerduty": {"oncall": {}}})
    deployment.stack.set_config("platform:secrets.pagerduty-oncall", ConfigValue(KEY, secret=True), path=True)
    return deployment, deployment.up()


def test_an_integration_key_reaches_sns_and_is_shown_nowhere(called: tuple[Deployment, Run]) -> None:
    deployment, run = called
    preview = deployment.preview(policies=True)
    assert not run.error
    assert not preview.error

    shown = {
        "the stack file": deployment.file.read_text("utf-8"),
        "the exported state": deployment.exported(),
        "what the backend keeps": deployment.stored(),
        "what `up` printed": run.printed + "".join(run.diagnostics),
        "what `preview` printed": preview.printed + "".join(preview.diagnostics),
        "the stack's outputs": json.dumps({key: str(out.value) for key, out in deployment.stack.outputs().items()}),
        "a recording": repr(record_stack(deployment.project, "prod")),
    }
    assert {name for name, text in shown.items() if KEY in text} == set()
    assert {name for name, text in shown.items() if "pagerduty" in text} >= {"the exported state", "a recording"}

    subscriptions = deployment.account.of_type(SUBSCRIPTION)
    assert [one.inputs["endpoint"] for one in subscriptions if one.inputs["protocol"] == "https"] == [ENDPOINT] * 2


def test_without_its_key_pagerduty_is_refused_with_the_way_out(fresh: Callable[[str], Deployment]) -> None:
    deployment = fresh("prod")
    deployment.write({"platform:stack.alerts.pagerduty": {"oncall": {}}})

    run = deployment.preview()

    assert "platform:secrets.pagerduty-oncall is missing" in run.error
    assert "pulumi config set --secret --path 'platform:secrets.pagerduty-oncall' --stack prod" in run.error
