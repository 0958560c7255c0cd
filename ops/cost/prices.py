"""The table of prices: what AWS charges for one unit of something in a Region, where that was read, and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

FOLDER: Final = Path(__file__).parent
ANYWHERE: Final = "any"
"""In place of a Region: a price that AWS has the same in each, where no row of the Region's own says so."""
UNVERIFIED: Final = "unverified"
"""In place of a source: a price for which none with a date was found."""
LIST: Final = "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws"
GLOBAL_OFFERS: Final = frozenset({"AmazonCloudFront", "AmazonRoute53"})
"""Services whose prices stand in one file for all Regions."""


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Data):
    """Where prices were read."""

    day: date
    """When whoever wrote it read AWS's price list."""
    read: str


class Row(_Data):
    """A thing that costs money, with its prices."""

    what: str = Field(max_length=44)
    """For people; two lines of an estimate have room for no more."""
    unit: str
    per: int = Field(default=1, ge=1)
    """How many units the prices are for."""
    offer: str
    """The service's code in AWS's price list."""
    usd: Mapping[str, tuple[float, str]]
    """By Region: the price of `per` units, and the key of its source or `unverified`."""


@dataclass(frozen=True)
class Price:
    """What one unit of something costs in a Region."""

    key: str
    what: str
    unit: str
    usd: float
    region: str
    source: str
    """The address of the file of AWS's price list that has it."""
    read: date | None
    """When that was read, in a document that quotes it; None where the price is unverified."""


@dataclass(frozen=True)
class Prices:
    """All prices."""

    rows: Mapping[str, Row]
    sources: Mapping[str, Source]

    def find(self, key: str, region: str) -> Price | None:
        """The price of a Region, or else the one of all Regions; None where the table has neither."""
        row = self.rows.get(key)
        found = (row.usd.get(region) or row.usd.get(ANYWHERE)) if row else None
        if row is None or found is None:
            return None
        usd, source = found
        read = self.sources[source].day if source != UNVERIFIED else None
        return Price(key, row.what, row.unit, usd / row.per, region, _file(row.offer, region), read)

    @property
    def regions(self) -> frozenset[str]:
        """The Regions of the table."""
        return frozenset(region for row in self.rows.values() for region in row.usd) - {ANYWHERE}


def _file(offer: str, region: str) -> str:
    return f"{LIST}/{offer}/current/{'' if offer in GLOBAL_OFFERS else f'{region}/'}index.json"


@cache
def read_prices() -> Prices:
    """Read the table, which is part of this package."""
    rows: dict[str, Any] = {}
    for path in sorted((FOLDER / "prices").glob("*.yaml")):
        rows |= yaml.safe_load(path.read_text("utf-8"))
    sources = yaml.safe_load((FOLDER / "sources.yaml").read_text("utf-8"))
    return Prices(
        TypeAdapter(dict[str, Row]).validate_python(rows), TypeAdapter(dict[str, Source]).validate_python(sources)
    )
