"""The policy pack: `pulumi preview --policy-pack policies`."""

from guardrails.analyzer import Analyzer, serve
from guardrails.exemptions import load_exemptions
from guardrails.registry import ALL_RULES
from guardrails.situation import Situation
from guardrails.tier import named_tier

serve(Analyzer(ALL_RULES, Situation(named_tier(), load_exemptions({rule.id: rule.on for rule in ALL_RULES}))))
