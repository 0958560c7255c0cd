"""A project of stack files alone: one environment in three Regions, and another beside it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.settings.stackfile import DIGEST, STACK, edited

REGIONS = {"gli-prod-nrt": "ap-northeast-1", "gli-prod-fra": "eu-central-1", "gli-prod-syd": "ap-southeast-2"}
"""In the order in which they are deployed (standard T-01); their names are in another."""
REPOSITORY = "glibiz/infrastructure"
PRODUCTION: Mapping[str, Any] = {"short": "prod", "long": "production", "tier": "production"}
TAGS = {"System": "gli", "ManagedBy": "pulumi"}
QA: Mapping[str, Any] = {"short": "qa", "long": "qa", "tier": "staging"}
Write = Callable[..., Path]


def write(folder: Path, stack: str, region: str, edits: Mapping[str, Any]) -> Path:
    """Write the file of a stack without load balancer, whose services are an api, its websocket and a worker."""
    zones = [f"{region}a", f"{region}c"]
    environment = edits.get(f"{STACK}/environment", PRODUCTION)
    config = edited(
        {
            "aws:region": region,
            "aws:defaultTags/tags": {**TAGS, "Environment": environment["long"]},
            f"{STACK}/network/zones": zones,
            f"{STACK}/load_balancers": {},
            f"{STACK}/services": {"api": {}, "websocket": {}, "worker": {"image_of": "api"}},
            "platform:images": {"api": DIGEST, "websocket": DIGEST},
            **edits,
        }
    )
    path = folder / f"Pulumi.{stack}.yaml"
    path.write_text(yaml.safe_dump({"config": config}))
    return path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.yaml").write_text("name: platform\n")
    return tmp_path


@pytest.fixture
def regions(project: Path) -> Path:
    """The three Regions, by push to main, and `qa` by push to branches of it."""
    for order, (stack, region) in enumerate(REGIONS.items(), start=1):
        delivery = {"repository": REPOSITORY, "deploys": {"branches": ["main"]}, "order": order}
        write(project, stack, region, {f"{STACK}/delivery": delivery})
    delivery = {"repository": REPOSITORY, "deploys": {"branches": ["qa", "release/*"], "tags": ["v*"]}}
    write(project, "qa", "ap-northeast-2", {f"{STACK}/environment": QA, f"{STACK}/delivery": delivery})
    return project
