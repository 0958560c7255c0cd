"""From the resources of a stack to what they cost a month; nothing is looked up."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from ops.cost.assumptions import Assumptions, defaults, read_assumptions
from ops.cost.context import Context, Usage
from ops.cost.free_tier import allowances, credit, read_free_tier
from ops.cost.model import Assumed, Estimate, Line
from ops.cost.prices import Price, Prices, read_prices
from ops.cost.rules import RULES
from ops.labels import count
from ops.offline.recording import Recorded, Recording

FREE: Final = Path(__file__).with_name("free.yaml")
AWS: Final = "aws:"
Used = tuple[str, str, str]
"""A component, the key of a price, and a Region."""


@cache
def free_types() -> Mapping[str, str]:
    """The types that cost nothing of their own, each with the reason."""
    return {str(token): str(why) for token, why in yaml.safe_load(FREE.read_text("utf-8")).items()}


def unpriced(token: str) -> bool:
    """Whether nobody has said what a type costs, or that it costs nothing."""
    return token.startswith(AWS) and token not in RULES and token not in free_types()


def _nothing(_resource: Recorded, _context: Context) -> Iterator[Usage]:
    """The rule of what costs nothing."""
    return iter(())


def monthly(recording: Recording, assumptions: Assumptions | None = None, prices: Prices | None = None) -> Estimate:
    """Estimate a recording that was made as after a deployment, with every service's image released."""
    assumptions = assumptions or read_assumptions("production")
    prices = prices or read_prices()
    context = Context(recording, assumptions)
    missing: dict[str, None] = {}
    used: dict[Used, list[Usage]] = defaultdict(list)
    for resource in recording.resources:
        if unpriced(resource.type):
            missing[f"{resource.type}: nobody has said what it costs"] = None
        for usage in RULES.get(resource.type, _nothing)(resource, context):
            if usage.quantity > 0:
                used[context.component(resource), usage.key, usage.region or context.region_of(resource)].append(usage)
    found = {place: prices.find(place[1], place[2]) for place in used}
    missing |= {f"{key} in {region}: no price is known": None for (_, key, region), price in found.items() if not price}
    lines = tuple(_lines(used, found))
    return Estimate(
        stack=recording.stack,
        region=context.region,
        lines=lines,
        missing=tuple(missing),
        free_tier=read_free_tier().name,
        credits=tuple(credit(lines, allowances())),
        assumed=tuple(_assumed(context)),
    )


def _lines(used: Mapping[Used, list[Usage]], prices: Mapping[Used, Price | None]) -> Iterator[Line]:
    """One line for each thing in a component, however many resources use it."""
    for place, usages in used.items():
        price = prices[place]
        if price is not None:
            reasons = dict.fromkeys(usage.why for usage in usages if usage.why)
            many = count(len(usages), "resource") if len(usages) > 1 else ""
            why = next(iter(reasons)) if len(reasons) == 1 else many
            yield Line(place[0], price, sum(usage.quantity for usage in usages), why)


def _assumed(context: Context) -> Iterator[Assumed]:
    """What the rules asked for, in the order of the defaults."""
    order = list(defaults())
    for (name, component), value in sorted(context.asked.items(), key=lambda item: (order.index(item[0][0]), item[0])):
        one = defaults()[name]
        yield Assumed(f"{name} of {component}" if component else name, value, one.unit, one.what)
