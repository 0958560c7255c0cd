"""How money and amounts are written."""

from typing import Final

from ops.cost.model import CENT, Estimate

COUNTED: Final = ("hour", "month", "request", "call", "event", "ECPU")
"""Ends of units that have a plural."""
MARK: Final = "?"
"""Beside what rests on a price that is not verified."""


def money(usd: float) -> str:
    """Give `$1,234.56`."""
    return f"{'-' if usd <= -CENT else ''}${abs(usd):,.2f}"


def signed(usd: float) -> str:
    """Give `+$1.00` for what costs more, `-$1.00` for less, `$0.00` for the same."""
    return f"+{money(usd)}" if usd >= CENT else money(usd)


def amount(quantity: float) -> str:
    """Give a quantity with as many decimals as it needs, at most two, but never a nought for something."""
    text = f"{quantity:,.2f}".rstrip("0").rstrip(".")
    return text if text != "0" else f"{quantity:.2g}"


def measured(quantity: float, unit: str) -> str:
    """Give `730 hours`, `1 month` or `12 GB`."""
    return f"{amount(quantity)} {unit}{'s' if unit.endswith(COUNTED) and quantity != 1 else ''}"


def doubts(estimate: Estimate) -> list[str]:
    """What a reader must know before believing the total."""
    found = []
    if estimate.unverified >= CENT:
        found.append(
            f"{money(estimate.unverified)} of it rests on prices that nobody verified, marked {MARK}: "
            "compare them with AWS's price list before you rely on it."
        )
    if estimate.missing:
        found.append(f"It is more than that; left out: {'; '.join(estimate.missing)}.")
    return found
