"""The browser that reports are opened in, what it measures, and real reports to open."""

import shutil
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from ops.offline.stackfile import read_stack
from ops.report.build import build
from ops.report.model import Report
from ops.report.sources import from_preview

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
REQUIRED = "REQUIRE_CHROMIUM"
"""Environment variable that turns a missing browser from a skip into a failure; CI sets it."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MISSING = "".join(
    (
        "" if CHROMIUM else "there is no Chromium: apt-get install chromium; ",
        "" if find_spec("playwright") else "there is no playwright: pip install -r requirements-dev.txt; ",
    )
)
"""What is not there, and how it comes; empty where all is."""
AT = date(2026, 11, 21)


def previewed(root: Path, stack: str, *, first: bool = False) -> Report:
    """The report of a stack's offline preview; with `first` as before its first deployment."""
    stack_file = read_stack(root, stack)
    evidence = from_preview(root, stack_file, {}, unknown_outputs=first, at=AT.isoformat())
    return build(root, stack_file, evidence, at=AT, made="2026-11-21T08:00:00Z")


CONTRAST = """() => {
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = (rgb) => rgb.slice(0, 3)
    .map((one) => one / 255).map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4))
    .reduce((sum, one, place) => sum + one * [0.2126, 0.7152, 0.0722][place], 0);
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor);
      if (color.length === 3 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  const own = (node) => [...node.childNodes].some((one) => one.nodeType === 3 && one.textContent.trim());
  return [...document.querySelectorAll("body *")]
    .filter((one) => one.checkVisibility() && own(one) && !["SCRIPT", "OPTION"].includes(one.tagName))
    .map((one) => {
      const [a, b] = [light(parse(getComputedStyle(one).color)), light(ground(one))].sort((x, y) => y - x);
      return [one.className || one.tagName, Math.round(((a + 0.05) / (b + 0.05)) * 100) / 100];
    })
    .filter(([, ratio]) => ratio < 4.5);
}"""
"""Elements whose text has less contrast than WCAG 2.2 asks for (1.4.3, level AA: 4.5 to 1)."""
