"""What two target groups of a service take away from others is refused in one sentence."""

from tests.harness import load
from tests.settings.stackfile import STACK, Edits, Refusals, each, edited, refusal

API = f"{STACK}/services/api"
WEBSOCKET = f"{STACK}/services/websocket"
TWO = {"strategy": "rolling", "alternate_target_group": True}

REFUSED: Refusals = {
    "the number before that of another service": (
        {f"{WEBSOCKET}/route/priority": 101, f"{WEBSOCKET}/deployment": TWO},
        (
            "platform:stack.services.websocket.route.priority 101 leaves 100 to its test rule, which is that of api on "
            "load balancer main; leave two numbers to a service with two target groups."
        ),
    ),
    "a name that another service's target group has": (
        {f"{API}/deployment": TWO, f"{WEBSOCKET}/short": "api-alt"},
        (
            "platform:stack.services.websocket: the target group name 'gli-prod-api-alt-tg' is that of "
            "platform:stack.services.api; set `name`, `container` or `short`."
        ),
    ),
    "a strategy without a route": (
        {f"{STACK}/services/worker/deployment": {"strategy": "blue_green"}},
        (
            "platform:stack.services.worker.deployment.strategy 'blue_green' with two target groups moves a load "
            "balancer's requests; give the service a `route` or take 'rolling'."
        ),
    ),
    "a misspelt strategy": (
        {f"{API}/deployment": {"strategy": "blue-green"}},
        (
            "platform:stack.services.api.deployment.strategy is 'blue-green'; "
            "take one of 'rolling', 'blue_green', 'canary', 'linear'."
        ),
    ),
}


@each(REFUSED)
def test_this_is_refused_with_exactly_one_sentence(edits: Edits, said: str) -> None:
    assert refusal(edited(edits)) == said


def test_two_numbers_apart_two_services_have_two_target_groups_each() -> None:
    edits = {f"{API}/deployment": TWO, f"{WEBSOCKET}/deployment": {"strategy": "linear"}}
    stack = load(edited({**edits, f"{WEBSOCKET}/route/priority": 102})).stack
    assert all(stack.services[role].deployment.has_two_target_groups for role in ("api", "websocket"))
