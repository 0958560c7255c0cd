"""An estimate as JSON, for machines and for the comment of a pull request; `docs/cost.md` describes it."""

import json
from typing import Any

from ops.cost.compare import Change
from ops.cost.model import Estimate, Line, cost


def render(estimate: Estimate, change: Change | None) -> str:
    """Give the estimate as JSON text, the same for the same input; money in cents and no finer."""
    components = [
        {"component": name, "usd": _cents(cost(lines)), "lines": [_line(line) for line in lines]}
        for name, lines in estimate.components.items()
    ]
    document = {
        "stack": estimate.stack,
        "region": estimate.region,
        "currency": "USD",
        "usd": _cents(estimate.total),
        "usdWithFreeTier": _cents(estimate.total_with_free_tier),
        "usdUnverified": _cents(estimate.unverified),
        "missing": list(estimate.missing),
        "components": components,
        "freeTier": {
            "name": estimate.free_tier,
            "credits": [{"what": one.what, "usd": _cents(one.usd)} for one in estimate.credits],
        },
        "assumptions": {one.name: one.value for one in estimate.assumed},
        "change": _change(change) if change else None,
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _line(line: Line) -> dict[str, Any]:
    price = line.price
    return {
        "what": price.what,
        "key": price.key,
        "quantity": round(line.quantity, 6),
        "unit": price.unit,
        "usdEach": price.usd,
        "usd": _cents(line.usd),
        "region": price.region,
        "why": line.why,
        "verified": price.read is not None,
        "source": price.source,
        "read": price.read.isoformat() if price.read else None,
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "with": change.what,
        "usdBefore": _cents(change.before),
        "usdAfter": _cents(change.after),
        "usd": _cents(change.usd),
        "components": [
            {"component": one.component, "usdBefore": _cents(one.before), "usdAfter": _cents(one.after)}
            for one in change.components
        ],
    }


def _cents(usd: float) -> float:
    return round(usd, 2) + 0.0  # no negative zero
