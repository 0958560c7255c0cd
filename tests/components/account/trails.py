"""A trail to look at."""

import json
from functools import cache
from typing import Any

from pulumi import ResourceOptions

from components._watched import Watched
from components.account.trail import Trail, TrailArgs
from components.account.trail_settings import TrailSettings
from ops.offline.recording import Recording
from tests.harness import NAMES, build, log_target

KEY = "arn:aws:kms:ap-northeast-2:123456789012:key/mrk-1"
GROUP = "/cloudtrail/production-gli"
ARN = "arn:aws:cloudtrail:ap-northeast-2:123456789012:trail/gli-production"
BUCKET = "gli-production-trail-123456789012"


@cache
def _trail(settings: TrailSettings, key: str | None) -> tuple[Recording, Watched]:
    watched: list[Watched] = []

    def program(opts: ResourceOptions) -> None:
        args = TrailArgs(settings=settings, names=NAMES, key_arn=key, logs=log_target("trail", GROUP))
        watched.append(Trail("trail", args, opts).watched)

    return build(program), watched[0]


def trail(key: str | None = KEY, **settings: Any) -> tuple[Recording, Watched]:
    """What is recorded of a trail with these settings, and what is watched of it."""
    return _trail(TrailSettings.model_validate_json(json.dumps(settings)), key)
