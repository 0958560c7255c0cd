"""Small programs that tests record."""

from collections.abc import Callable
from typing import Any

import pulumi
import pulumi_aws as aws
from pulumi import ResourceOptions

from ops.offline.recording import Recording
from ops.offline.run import record

BUCKET = "aws:s3/bucket:Bucket"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
KEY = "aws:kms/key:Key"
SECRET_TEXT = "hunter2"  # noqa: S105 - must not be found in any recording


class Part(pulumi.ComponentResource):
    def __init__(
        self, name: str, fill: Callable[["Part"], object] = lambda _: None, opts: ResourceOptions | None = None
    ) -> None:
        super().__init__("platform:test:Part", name, {"size": 3}, opts)
        self.below = ResourceOptions(parent=self)
        fill(self)
        self.register_outputs({"half": 0.5})


def bucket(name: str = "logs", **options: Any) -> Recording:
    return record(lambda: aws.s3.Bucket(name, opts=ResourceOptions(**options)))
