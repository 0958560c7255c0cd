"""What holds for everybody in an account unless somebody says otherwise: S3, volumes and image scans."""

from dataclasses import dataclass
from typing import Any, Literal

import pulumi
import pulumi_aws as aws
from pulumi import ResourceOptions

from components._settings import Settings

SCANS = {"basic": ("BASIC", "SCAN_ON_PUSH"), "enhanced": ("ENHANCED", "CONTINUOUS_SCAN")}
"""What ECR calls each kind of scan, and when it scans."""


class DefaultsSettings(Settings):
    """Defaults of the account. Each is a switch that AWS has anyway: setting it takes over what somebody set before."""

    block_public_buckets: bool = True
    """No bucket of the account can be public, whatever its own settings say (AWS FSBP S3.1)."""
    encrypt_volumes: bool = True
    """New EBS volumes in the stack's Region are encrypted (AWS FSBP EC2.7), with AWS's own key: another one would have
    to be granted to everybody in the account who starts an instance.
    """
    image_scans: Literal["basic", "enhanced"] | None = "basic"
    """`basic` scans images when they are pushed, for nothing. `enhanced` is Amazon Inspector's: it finds libraries of
    the languages, too, and scans again as flaws become known, at about $0.09 for an image and $0.01 for each scan
    after. None leaves to each repository what it does.
    https://aws.amazon.com/inspector/pricing/
    """
    database_metrics_log: bool = True
    """The log group of RDS's enhanced monitoring, with our retention and key. Its name is fixed: where a database is
    monitored already it exists, so `pulumi import` it, or say false.
    """


@dataclass(frozen=True)
class DefaultsArgs:
    """What the defaults are made from."""

    settings: DefaultsSettings


class Defaults(pulumi.ComponentResource):
    """Defaults that an account has once, or once in a Region."""

    def __init__(self, name: str, args: DefaultsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("platform:account:Defaults", name, args.settings.props(), opts)
        below = ResourceOptions(parent=self)
        if args.settings.block_public_buckets:
            aws.s3.AccountPublicAccessBlock(
                f"{name}-public-access",
                block_public_acls=True,
                block_public_policy=True,
                ignore_public_acls=True,
                restrict_public_buckets=True,
                opts=below,
            )
        if args.settings.encrypt_volumes:
            aws.ebs.EncryptionByDefault(f"{name}-volumes", enabled=True, opts=below)
        if args.settings.image_scans is not None:
            aws.ecr.RegistryScanningConfiguration(f"{name}-images", **_scan(args.settings.image_scans), opts=below)
        self.register_outputs({})


def _scan(kind: Literal["basic", "enhanced"]) -> dict[str, Any]:
    scan_type, frequency = SCANS[kind]
    everything = [{"filter": "*", "filter_type": "WILDCARD"}]
    return {
        "scan_type": scan_type,
        "rules": [{"scan_frequency": frequency, "repository_filters": everything}],
    }
