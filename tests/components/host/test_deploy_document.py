"""What a deployment's command takes: images by digest, and nothing that a shell would understand."""

import re

import pytest

from components.host.deploy_document import DEPLOY, deploy_document
from components.host.user_data import PLATFORM, SCRIPTS

REPOSITORY = "123456789012.dkr.ecr.ap-northeast-2.amazonaws.com/rse-backend-host"
DIGEST = f"sha256:{'0123456789abcdef' * 4}"
IMAGE = f"backend={REPOSITORY}@{DIGEST}"
PATTERN = deploy_document("rse-host-web")["parameters"]["images"]["allowedPattern"]


def test_the_script_that_it_runs_is_one_that_the_host_has() -> None:
    assert str(PLATFORM / "bin/deploy") == DEPLOY
    assert "deploy" in SCRIPTS


@pytest.mark.parametrize("images", [IMAGE, f"{IMAGE} {IMAGE.replace('backend', 'front-end')}"])
def test_it_takes_one_image_or_several(images: str) -> None:
    assert re.search(PATTERN, images)


@pytest.mark.parametrize(
    "images",
    [
        "",
        IMAGE.replace("@", ":latest@"),
        f"backend={REPOSITORY}:latest",
        f"{IMAGE}; reboot",
        f"{IMAGE} && reboot",
        f"{IMAGE} $(reboot)",
        f"{IMAGE}\nreboot",
        f"{IMAGE}  {IMAGE}",
        f"{IMAGE} ",
        f"backend=docker.io/evil/image@{DIGEST}",
        f"-x={REPOSITORY}@{DIGEST}",
        f"BACKEND={REPOSITORY}@{DIGEST}",
    ],
)
def test_it_takes_nothing_else(images: str) -> None:
    assert not re.fullmatch(PATTERN, images)
    assert re.search(PATTERN.replace("$", r"\Z"), images) is None
