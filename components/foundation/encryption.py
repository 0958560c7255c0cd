"""The customer-managed KMS key of an environment, and who may use it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Literal

import pulumi
import pulumi_aws as aws
from pulumi import Input, ResourceOptions
from pydantic import Field

from components._iam import Statement, document, statement
from components._settings import Settings
from naming import Names

ALARMS, BUDGETS, COST_ANOMALIES = "cloudwatch.amazonaws.com", "budgets.amazonaws.com", "costalerts.amazonaws.com"
"""Services that must use the key of an encrypted SNS topic to publish to it, beside EventBridge.

https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
"""
USE = ("kms:Decrypt", "kms:GenerateDataKey*")


class EncryptionSettings(Settings):
    """How data at rest is encrypted."""

    key: Literal["customer_managed", "aws_managed"] = "customer_managed"
    """`aws_managed` costs nothing and cannot be restricted, shared or revoked: for environments that must be cheap.

    Alarms cannot use it, so that the topics of alerts are then not encrypted.
    """
    rotation_period_in_days: Annotated[int, Field(ge=90, le=2560)] = 365
    """Days after which KMS makes new key material; old data stay readable."""
    deletion_window_in_days: Annotated[int, Field(ge=7, le=30)] = 30
    """Days in which a deletion can be cancelled."""
    protect: bool = True
    """Pulumi refuses to delete the key. Data encrypted under a deleted key is lost."""


@dataclass(frozen=True)
class EncryptionKeyArgs:
    """What the key is made from."""

    settings: EncryptionSettings
    names: Names
    replicas: Sequence[str] = field(default=())
    """Other Regions in which something is encrypted with the key: what a Region encrypts needs a key there."""
    found_in: Sequence[str] = field(default=())
    """Other Regions whose stacks decrypt with it; an alias there names it, since its id is known here alone."""
    trails: Sequence[str] = field(default=())
    """The ARNs of the trails whose files CloudTrail encrypts with the key."""
    cost_anomalies: bool = False
    """Whether cost anomalies are told by topics that are encrypted with the key."""


class EncryptionKey(pulumi.ComponentResource):
    """One key per environment, multi-Region from its first day because that cannot be changed later."""

    arn: Input[str] | None
    """The key's ARN, or None where AWS-managed keys are used."""
    arns: Mapping[str | None, Input[str] | None]
    """The ARNs by Region: the key's own under None, its replicas' under theirs."""
    abroad: Mapping[str, Input[str]]
    """The ARNs of the replicas in the Regions of `found_in`."""

    def __init__(self, name: str, args: EncryptionKeyArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("platform:foundation:EncryptionKey", name, args.settings.props(), opts)
        self.arn, self.arns, self.abroad = None, dict.fromkeys((None, *args.replicas)), {}
        if args.settings.key == "customer_managed":
            self.arn = self._customer_managed(name, args)
            regions = dict.fromkeys((*args.replicas, *args.found_in))
            made = {region: self._replica(name, args, region, self.arn) for region in regions}
            self.arns = {None: self.arn, **{region: made[region] for region in args.replicas}}
            self.abroad = {region: made[region] for region in args.found_in}
            for region, arn in self.abroad.items():
                self._name_abroad(name, args.names, region, arn)
        self.register_outputs({})

    def _customer_managed(self, name: str, args: EncryptionKeyArgs) -> Input[str]:
        settings, names = args.settings, args.names
        key = aws.kms.Key(
            name,
            description=f"Data at rest of {names.system} {names.long}",
            multi_region=True,
            enable_key_rotation=True,
            rotation_period_in_days=settings.rotation_period_in_days,
            deletion_window_in_days=settings.deletion_window_in_days,
            policy=pulumi.Output.json_dumps(key_policy(names, trails=args.trails, cost_anomalies=args.cost_anomalies)),
            opts=ResourceOptions(parent=self, protect=settings.protect),
        )
        aws.kms.Alias(
            f"{name}-alias",
            name=names.fill("key_alias"),
            target_key_id=key.key_id,
            opts=ResourceOptions(parent=self),
        )
        return key.arn

    def _replica(self, name: str, args: EncryptionKeyArgs, region: str, primary: Input[str]) -> Input[str]:
        settings, names = args.settings, args.names
        if region == names.region:
            return primary
        return aws.kms.ReplicaKey(
            f"{name}-{region}",
            primary_key_arn=primary,
            region=region,
            description=f"Data at rest of {names.system} {names.long}",
            deletion_window_in_days=settings.deletion_window_in_days,
            policy=pulumi.Output.json_dumps(replica_policy(replace(names, region=region))),
            opts=ResourceOptions(parent=self, protect=settings.protect),
        ).arn

    def _name_abroad(self, name: str, names: Names, region: str, arn: Input[str]) -> None:
        aws.kms.Alias(
            f"{name}-{region}-alias",
            name=names.fill("key_alias_abroad"),
            target_key_id=arn,
            region=region,
            opts=ResourceOptions(parent=self),
        )


def key_policy(names: Names, *, trails: Sequence[str] = (), cost_anomalies: bool = False) -> dict[str, Any]:
    """The key's policy: no resource of ours in it, so that nothing has to exist before the key.

    The account grants use by IAM; services that act without a principal of the account are named, each under the
    condition that it acts for this account. In a key policy the resource `*` means this key.
    """
    return document(
        *_everywhere(names, [ALARMS, BUDGETS, *([COST_ANOMALIES] if cost_anomalies else [])]),
        # SNS supports no condition on the source of what EventBridge publishes; the encryption context names the topic.
        statement(
            "EventsToSns",
            principal={"Service": "events.amazonaws.com"},
            actions=USE,
            resources=["*"],
            condition={"ArnLike": {"kms:EncryptionContext:aws:sns:topicArn": names.arn("sns", "*")}},
        ),
        statement(
            "CloudFrontReadsBuckets",
            principal={"Service": "cloudfront.amazonaws.com"},
            actions=["kms:Decrypt"],
            resources=["*"],
            condition={"ArnLike": {"aws:SourceArn": f"arn:aws:cloudfront::{names.account}:distribution/*"}},
        ),
        *_encrypts_trails(trails),
    )


def replica_policy(names: Names) -> dict[str, Any]:
    """The policy of a replica: in another Region the stack has log groups, and topics that alarms alone publish to."""
    return document(*_everywhere(names, [ALARMS]))


def _everywhere(names: Names, publishers: Sequence[str]) -> list[Statement]:
    return [
        statement(
            "AccountByIam",
            principal={"AWS": f"arn:aws:iam::{names.account}:root"},
            actions=["kms:*"],
            resources=["*"],
        ),
        statement(
            "CloudWatchLogs",
            principal={"Service": f"logs.{names.region}.amazonaws.com"},
            actions=[
                "kms:Encrypt*",
                "kms:Decrypt*",
                "kms:ReEncrypt*",
                "kms:GenerateDataKey*",
                "kms:Describe*",
            ],
            resources=["*"],
            condition={"ArnLike": {"kms:EncryptionContext:aws:logs:arn": names.arn("logs", "log-group:*")}},
        ),
        statement(
            "PublishersToSns",
            principal={"Service": publishers},
            actions=USE,
            resources=["*"],
            condition={"StringEquals": {"aws:SourceAccount": names.account}},
        ),
    ]


def _encrypts_trails(trails: Sequence[str]) -> Iterator[Statement]:
    """What CloudTrail needs, for these trails alone; reading a trail's files is granted by IAM.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
    """
    if not trails:
        return
    own = {"aws:SourceArn": list(trails)}
    for sid, action, condition in (
        (
            "CloudTrailEncrypts",
            "kms:GenerateDataKey*",
            own | {"kms:EncryptionContext:aws:cloudtrail:arn": list(trails)},
        ),
        ("CloudTrailDescribes", "kms:DescribeKey", own),
    ):
        yield statement(
            sid,
            principal={"Service": "cloudtrail.amazonaws.com"},
            actions=[action],
            resources=["*"],
            condition={"StringEquals": condition},
        )
