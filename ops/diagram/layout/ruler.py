"""What is known of a picture from top to bottom."""

from dataclasses import dataclass, field


@dataclass
class Ruler:
    """Filled from top to bottom; all in pixels from the picture's upper edge."""

    y: int
    tops: dict[str, int] = field(default_factory=dict)
    """Of each area, by its id."""
    bottoms: dict[str, int] = field(default_factory=dict)
    rows: list[tuple[int, int]] = field(default_factory=list)
    """Top and bottom of each shelf's boxes."""
    zones: dict[int, int] = field(default_factory=dict)
    """The first horizontal line of each zone."""
