"""Every rule of the pack by service, with its level in each tier: asked of the pack itself, as the engine asks it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ops.findings import Rule
from ops.labels import service_of
from ops.offline.pack import PolicyPack
from ops.offline.stackfile import StackFile
from ops.report import steps

TIERS: Final = ("production", "staging", "development")
OFF: Final = "off"
SEVERAL: Final = "Several services"
PACK: Final = "The pack itself"
UPDATES: Final = "Updates"
"""Of the rule that `ops report` judges by the engine's steps, which the pack never sees."""
HEADINGS: Final = {
    "pulumi": "Provider",
    "kms": "KMS",
    "ec2": "VPC",
    "vpc": "VPC",
    "lb": "Load balancing",
    "alb": "Load balancing",
    "elasticloadbalancingv2": "Load balancing",
    "applicationloadbalancing": "Load balancing",
    "wafv2": "WAF",
    "cloudfront": "CloudFront",
    "acm": "Certificates and DNS",
    "route53": "Certificates and DNS",
    "ecs": "ECS",
    "appautoscaling": "ECS",
    "ecr": "ECR",
    "rds": "RDS",
    "elasticache": "ElastiCache",
    "secretsmanager": "Secrets Manager",
    "s3": "S3",
    "autoscaling": "EC2 Auto Scaling",
    "ebs": "EBS",
    "dlm": "EBS",
    "ssm": "Systems Manager",
    "iam": "IAM",
    "cloudwatch": "CloudWatch and EventBridge",
    "scheduler": "EventBridge Scheduler",
    "sqs": "SQS",
    "sns": "SNS and chat",
    "chatbot": "SNS and chat",
    "cloudtrail": "CloudTrail",
    "budgets": "Costs",
    "costexplorer": "Costs",
    "stack": "The stack as a whole",
}
"""Headings by the module of a type token, in the order in which a reader meets them."""


@dataclass(frozen=True)
class Entry:
    """A rule and what breaking it means in each tier."""

    rule: Rule
    levels: Mapping[str, str]
    """`mandatory`, `advisory` or `off`, by tier."""

    @property
    def heading(self) -> str:
        """The service that it judges."""
        if self.rule.kind == steps.RULE.kind:
            return UPDATES
        services = {HEADINGS.get(service, service) for service in map(service_of, self.rule.on)}
        if not services:
            return PACK
        return SEVERAL if len(services) > 1 else services.pop()


@dataclass(frozen=True)
class Section:
    """The rules of one service, in the order of the pack."""

    heading: str
    entries: Sequence[Entry]


def read_catalogue(root: Path) -> tuple[Section, ...]:
    """Start the pack once for each tier, all at the same time, and give its rules with their levels."""
    with ExitStack() as stack:
        packs = {tier: stack.enter_context(PolicyPack(root / "policies", _stack_of(tier))) for tier in TIERS}
        rules = {tier: (*pack.rules(), steps.RULE) for tier, pack in packs.items()}
    entries = [
        Entry(of_tiers[0], dict(zip(TIERS, map(_level, of_tiers, TIERS), strict=True)))
        for of_tiers in zip(*rules.values(), strict=True)
    ]
    return tuple(
        Section(heading, [entry for entry in entries if entry.heading == heading]) for heading in _headings(entries)
    )


def _headings(entries: Sequence[Entry]) -> Iterator[str]:
    there = {entry.heading for entry in entries}
    known = dict.fromkeys([*HEADINGS.values(), SEVERAL, UPDATES, PACK])
    yield from (heading for heading in known if heading in there)
    yield from sorted(there.difference(known))


def _stack_of(tier: str) -> StackFile:
    """A stack of which nothing is known but its tier."""
    named = json.dumps({"environment": {"tier": tier}})
    return StackFile(project="policies", stack=tier, config={"platform:stack": named}, secret_keys=())


def _level(rule: Rule, tier: str) -> str:
    judged = not rule.tiers or tier in rule.tiers
    return rule.enforcement if judged else OFF
