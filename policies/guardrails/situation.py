"""By what rules judge besides a resource: the tier, the day, the exemptions and the stack."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from guardrails.configuration import Configuration
from guardrails.exemptions import Exemptions
from guardrails.resource import Stack
from guardrails.tier import Tier


@dataclass
class Situation:
    """One process of the pack judges one stack, so there is one of these."""

    named: Tier | None
    """The tier that the stack's configuration names, if any."""
    exemptions: Exemptions
    configured: Configuration = field(default_factory=Configuration)
    stack: Stack = field(default_factory=lambda: Stack([]))
    """Known once the engine asks about the stack, which it does last."""

    @property
    def tier(self) -> Tier:
        """The tier to judge by: what nobody names is production."""
        return self.configured.tier or self.named or Tier.PRODUCTION

    @property
    def day(self) -> date:
        """The day on which exemptions are judged; today, in UTC, where nobody names one."""
        return self.configured.at or datetime.now(tz=UTC).date()
