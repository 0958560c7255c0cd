"""Application secrets: by name, for the services that name them."""

from dataclasses import dataclass
from typing import Annotated

import pulumi
import pulumi_aws as aws
import pulumi_random as random
from pulumi import Input, Output, ResourceOptions
from pydantic import AfterValidator, Field, WithJsonSchema

from components._settings import Settings, matching
from components.data.private_secret import PrivateSecretArgs, private_secret
from naming import Names

MIN_RECOVERY_DAYS = 7
MAX_RECOVERY_DAYS = 30


def _recovery(days: int) -> int:
    if days and not MIN_RECOVERY_DAYS <= days <= MAX_RECOVERY_DAYS:
        raise ValueError(
            f"{days} days is no recovery window that Secrets Manager knows; "
            f"take {MIN_RECOVERY_DAYS} to {MAX_RECOVERY_DAYS}, or 0 to delete at once"
        )
    return days


RecoveryWindow = Annotated[
    int,
    AfterValidator(_recovery),
    WithJsonSchema(
        {"anyOf": [{"const": 0}, {"type": "integer", "minimum": MIN_RECOVERY_DAYS, "maximum": MAX_RECOVERY_DAYS}]}
    ),
]
"""Days in which a deleted secret can be restored: 7 to 30, or 0, which deletes at once and frees the name.

https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html
"""


class Rotation(Settings):
    """A function of one's own that changes the value regularly."""

    lambda_arn: Annotated[
        str, matching(r"arn:aws:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_:-]+", "the ARN of a Lambda function")
    ]
    """It must allow `secretsmanager.amazonaws.com` to invoke it."""
    days: Annotated[int, Field(ge=1, le=90)] = 30
    """Days between two rotations (90 at most: AWS FSBP SecretsManager.4)."""


class SecretSettings(Settings):
    """A secret that services name under `secrets`. Its value is never written here."""

    generate: Annotated[int, Field(ge=16, le=4096)] | None = None
    """Letters and digits to make it of, once; None creates it empty, and `ops secrets set` fills it."""
    description: Annotated[str, Field(max_length=2048)] | None = None
    """What it is for, as Secrets Manager shows it."""
    rotation: Rotation | None = None
    recovery_window_in_days: RecoveryWindow = MAX_RECOVERY_DAYS
    """Days in which the deleted secret can be restored: 7 to 30, or 0, which deletes at once."""
    protect: bool = True
    """Pulumi refuses to delete or replace the secret: what people filled in is nowhere else."""


@dataclass(frozen=True)
class SecretArgs:
    """What the secret is made from."""

    settings: SecretSettings
    names: Names
    key_arn: Input[str] | None


class Secret(pulumi.ComponentResource):
    """A secret of this account alone; a service that does not name it cannot read it."""

    arn: Output[str]
    """Its ARN."""

    def __init__(self, name: str, args: SecretArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("platform:data:Secret", name, args.settings.props(), opts)
        settings, names = args.settings, args.names
        below = ResourceOptions(parent=self)
        generated: Output[str] | None = None
        if settings.generate is not None:
            generated = random.RandomPassword(name, length=settings.generate, special=False, opts=below).result
        secret = private_secret(
            name,
            PrivateSecretArgs(
                secret=names.fill("secret", role=name),
                description=settings.description or f"{name} of {names.system} {names.long}",
                names=names,
                key_arn=args.key_arn,
                recovery_window_in_days=settings.recovery_window_in_days,
                value=generated,
                protect=settings.protect,
            ),
            self,
        )
        self.arn = secret.arn
        if settings.rotation is not None:
            aws.secretsmanager.SecretRotation(
                f"{name}-rotation",
                secret_id=secret.arn,
                rotation_lambda_arn=settings.rotation.lambda_arn,
                rotation_rules={"automatically_after_days": settings.rotation.days},
                rotate_immediately=False,
                opts=ResourceOptions(parent=self, depends_on=[secret.ready]),
            )
        self.register_outputs({"arn": self.arn})
