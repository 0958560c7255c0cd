"""A small stack file that is right, and ways to make it wrong."""

from copy import deepcopy
from typing import Any, Final

import pulumi
import pytest

from tests.harness import ACCOUNT, Config, load

GONE: Final = object()
"""In an edit: the key is taken away."""

STACK: Final = "platform:stack"
DIGEST: Final = f"sha256:{'0123456789abcdef' * 4}"
CERTIFICATE: Final = f"arn:aws:acm:ap-northeast-2:{ACCOUNT}:certificate/8590e8e6-1e73-4754-983f-b77ed18e3a82"
GOOD: Final[Config] = {
    "aws:region": "ap-northeast-2",
    "aws:allowedAccountIds": [ACCOUNT],
    "aws:defaultTags": {"tags": {"System": "gli", "Environment": "production", "ManagedBy": "pulumi"}},
    STACK: {
        "system": "gli",
        "environment": {"short": "prod", "long": "production", "tier": "production"},
        "network": {"cidr": "10.30.0.0/16", "zones": ["ap-northeast-2a", "ap-northeast-2c"]},
        "load_balancers": {"main": {"certificate": {"arn": CERTIFICATE, "names": ["*.glibiz.com", "glibiz.com"]}}},
        "services": {
            "api": {
                "port": 8000,
                "health_check": {"command": ["true"]},
                "route": {
                    "load_balancer": "main",
                    "priority": 100,
                    "hosts": ["api.glibiz.com"],
                    "health_check": {"path": "/health/"},
                },
            },
            "websocket": {
                "port": 8001,
                "route": {
                    "load_balancer": "main",
                    "priority": 200,
                    "hosts": ["ws.glibiz.com"],
                    "health_check": {"path": "/health"},
                },
            },
            "worker": {"image_of": "api"},
        },
    },
    "platform:images": {},
}


def edited(edits: dict[str, Any], config: Config = GOOD) -> Config:
    """A copy in which what stands at each path (`platform:stack/services/api/cpu`) is another value, or is GONE."""
    copy = deepcopy(config)
    for path, value in edits.items():
        *outer, last = path.split("/")
        here: Any = copy
        for step in outer:
            here = here[int(step)] if isinstance(here, list) else here.setdefault(step, {})
        if value is GONE:
            del here[last]
        elif isinstance(here, list):
            here[int(last)] = value
        else:
            here[last] = value
    return copy


Edits = dict[str, Any]
Refusals = dict[str, tuple[Edits, str]]
"""What is wrong, the edits that make it so, and all that the program says."""


def each(*tables: Refusals) -> pytest.MarkDecorator:
    """Run a test with the edits and the words of every refusal."""
    rows = [pytest.param(*row, id=title) for table in tables for title, row in table.items()]
    return pytest.mark.parametrize(("edits", "said"), rows)


def refusal(config: Config, *, stack: str = "prod", secret_keys: tuple[str, ...] = ()) -> str:
    """What the program says instead of running; fails the test when it has nothing to say."""
    with pytest.raises(pulumi.RunError) as refused:
        load(config, stack=stack, secret_keys=secret_keys)
    return str(refused.value)
