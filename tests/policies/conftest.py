"""What the engine hands over besides resources: the configuration of a stack."""

import json
from collections.abc import Iterator

import pulumi
import pytest

PRODUCTION = {
    "system": "gli",
    "environment": {"short": "prod", "long": "production", "tier": "production"},
    "caches": {"redis": {"name": "sessions"}},
}


@pytest.fixture(autouse=True)
def configuration() -> Iterator[None]:
    """GLI's production, for every test of a rule."""
    pulumi.runtime.set_all_config({"platform:stack": json.dumps(PRODUCTION)})
    yield
    pulumi.runtime.set_all_config({})
