"""What the free tier takes off an estimate, as if the account had no other stack."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, ConfigDict, Field

from ops.cost.model import Allowance, Credit, Line

FILE: Final = Path(__file__).with_name("free_tier.yaml")


class Offer(BaseModel):
    """An allowance as the file has it: with a source and a date, or marked as unverified."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    what: str
    of: list[str]
    quantity: float = Field(gt=0)
    source: str = ""
    day: date | None = None
    unverified: bool = False


class FreeTier(BaseModel):
    """The free tier that is counted."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    allowances: list[Offer]


@cache
def read_free_tier() -> FreeTier:
    """Read the allowances, which are part of this package."""
    return FreeTier.model_validate(yaml.safe_load(FILE.read_text("utf-8")))


def allowances() -> Sequence[Allowance]:
    """What is free in each month."""
    return [Allowance(one.what, one.of, one.quantity) for one in read_free_tier().allowances]


def credit(lines: Sequence[Line], free: Sequence[Allowance]) -> Iterator[Credit]:
    """What each allowance takes off; of its kinds of use it is spent on the dearest first."""
    for one in free:
        left, usd = one.quantity, 0.0
        for line in sorted((line for line in lines if line.price.key in one.of), key=lambda line: -line.price.usd):
            spent = min(left, line.quantity)
            left -= spent
            usd += spent * line.price.usd
        if usd:
            yield Credit(one.what, usd)
