"""How wide text is, and how it is broken: boxes are as wide as they are because of this."""

import re
from collections.abc import Iterator
from typing import Final

WIDTHS: Final = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
"""Of Helvetica's characters from the space to `~`, in thousandths of the font's size: Adobe's metrics, which Arial and
Liberation Sans share. https://github.com/adobe-type-tools/font-metrics (Core 14, Helvetica.afm)"""
OTHER: Final = 1000
"""Of any other character: as wide as it is high, as Korean is."""
BOLD: Final = 1.08
SAFETY: Final = 1.04
"""For fonts that stand in for Helvetica and are a little wider."""
BREAK: Final = re.compile(r"[^\s./:,_-]*[./:,_-]?\s*")
"""Where a line may end: after a space or one of these signs."""
MORE: Final = "…"


def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line of text is, in pixels, never too little."""
    thousandths = sum(WIDTHS[ord(one) - 32] if " " <= one <= "~" else OTHER for one in text)
    return thousandths * size / 1000 * SAFETY * (BOLD if bold else 1)


def broken(text: str, size: float, room: float, lines: int, *, bold: bool = False) -> tuple[str, ...]:
    """The text in lines that are no wider than `room`; what does not fit in so many lines ends in `…`."""
    found, line = [], ""
    for part in _parts(text, size, room, bold=bold):
        if line and width((line + part).rstrip(), size, bold=bold) > room:
            found.append(line.rstrip())
            line = part
        else:
            line += part
    found.append(line.rstrip())
    if len(found) <= lines:
        return tuple(found)
    return (*found[: lines - 1], _cut("".join(found[lines - 1 :]), size, room, bold=bold))


def _parts(text: str, size: float, room: float, *, bold: bool) -> Iterator[str]:
    """Pieces of the text between which lines may end; one that is wider than a line is split anywhere."""
    for part in filter(None, BREAK.findall(text)):
        rest = part
        while width(rest.rstrip(), size, bold=bold) > room:
            fits = next(n for n in range(len(rest) - 1, 0, -1) if n == 1 or width(rest[:n], size, bold=bold) <= room)
            yield rest[:fits]
            rest = rest[fits:]
        yield rest


def _cut(text: str, size: float, room: float, *, bold: bool) -> str:
    while text and width(text + MORE, size, bold=bold) > room:
        text = text[:-1]
    return text.rstrip() + MORE
