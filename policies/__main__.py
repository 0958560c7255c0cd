"""The policy pack: `pulumi preview --policy-pack policies`."""

from guardrails.exemptions import load_exemptions
from guardrails.pack import policies
from guardrails.registry import ALL_RULES
from guardrails.tier import current_tier
from pulumi_policy import PolicyPack

PolicyPack(
    "platform-guardrails",
    policies=policies(ALL_RULES, current_tier(), load_exemptions({rule.id for rule in ALL_RULES})),
)
