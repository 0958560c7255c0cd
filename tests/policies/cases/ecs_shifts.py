"""What releases need that move requests from one target group to the other."""

from typing import Any

from guardrails.tokens import SERVICE

from tests.policies.cases.table import Case, Cases, Table
from tests.policies.harness import UNKNOWN, Given

GROUP, RULE = "aws:lb/targetGroup:TargetGroup", "aws:lb/listenerRule:ListenerRule"
BACK: dict[str, Any] = {"alarms": {"enable": True, "rollback": True, "alarmNames": ["gli-prod-api-high-error-rate"]}}
WHOLE = {
    "alternateTargetGroupArn": "arn:green",
    "productionListenerRule": "arn:rule",
    "testListenerRule": "arn:test",
    "roleArn": "arn:role",
}


def _deployed(strategy: str = "BLUE_GREEN", bake: str = "15", **more: Any) -> dict[str, Any]:
    return {"deploymentConfiguration": {"strategy": strategy, "bakeTimeInMinutes": bake}, **more}


def _shift(*groups: str, strategy: str = "BLUE_GREEN", ignored: str = "actions", lacks: str = "") -> Case:
    """A service with these target groups, and both rules."""
    configuration = {key: value for key, value in WHOLE.items() if key != lacks}
    props = {
        "deploymentConfiguration": {"strategy": strategy},
        "loadBalancers": [{"targetGroupArn": "arn:blue", "advancedConfiguration": configuration}],
    }
    rules = ("production", "test")
    return [
        Given(SERVICE, "api", props, {"loadBalancers": [*groups, *rules]}),
        *(Given(GROUP, name) for name in groups),
        Given(RULE, "production", ignore_changes=["actions"]),
        Given(RULE, "test", ignore_changes=[ignored]),
    ]


CASES: Table = {
    "ecs-shift-noticed": Cases(
        compliant=[_deployed(strategy, **BACK) for strategy in ("BLUE_GREEN", "CANARY", "LINEAR")],
        violation=[
            _deployed(),
            _deployed(alarms={"enable": True, "rollback": False}),
            _deployed(bake="0", **BACK),
            {"deploymentConfiguration": {"strategy": "CANARY"}, **BACK},
        ],
        unknown=[{"deploymentConfiguration": UNKNOWN}, _deployed(alarms=UNKNOWN)],
        not_applicable=[{}, _deployed("ROLLING")],
    ),
    "ecs-shift-undisturbed": Cases(
        compliant=[
            _shift("blue", "green"),
            _shift("blue", "green", strategy="ROLLING"),
            _shift("blue", "green", strategy="LINEAR"),
        ],
        violation=[
            _shift("blue", "green", ignored="conditions"),
            _shift("blue", "green", strategy="ROLLING", ignored="conditions"),
            _shift("blue"),
            _shift("blue", "green", "red"),
            _shift("blue", "green", lacks="testListenerRule"),
            _shift("blue", "green", lacks="roleArn"),
            [Given(SERVICE, "api", _deployed("CANARY"))],
        ],
        unknown=[
            [Given(SERVICE, "api", {"loadBalancers": UNKNOWN})],
            [Given(SERVICE, "api", {"deploymentConfiguration": UNKNOWN})],
        ],
        not_applicable=[{}, [Given(SERVICE, "api", {"loadBalancers": [{"targetGroupArn": "arn:blue"}]})]],
    ),
}
