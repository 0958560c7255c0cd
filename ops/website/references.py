"""What pages and style sheets of a build ask for: a file that is not there makes the build incomplete."""

import re
from collections.abc import Collection, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

from ops.website.site import Site

LOADED: Final = {
    "script": ("src",),
    "img": ("src",),
    "source": ("src",),
    "video": ("src", "poster"),
    "audio": ("src",),
    "iframe": ("src",),
}
"""Attributes by which a browser loads a file at once; links to other pages may be routed by the application."""
LINKS: Final = frozenset({"stylesheet", "modulepreload", "preload", "icon", "manifest", "apple-touch-icon"})
IN_STYLES: Final = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^'")\s]+))\s*\)""")
COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.base = ""
        self.loaded: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect what this element loads."""
        given = {name: value for name, value in attrs if value}
        if tag == "base":
            self.base = given.get("href", "")
        if tag == "link" and LINKS & set(given.get("rel", "").lower().split()):
            self.loaded += [given["href"]] if "href" in given else []
        self.loaded += [given[name] for name in LOADED.get(tag, ()) if name in given]


def missing_references(folder: Path, keys: Collection[str], website: Site) -> Iterator[str]:
    """Say which files ask for which others that are not there."""
    for key in keys:
        if key.endswith((".html", ".css")):
            for reference in sorted(_references(folder / key, f"/{key}")):
                path = _local(reference, website)
                if path is not None and path not in keys and f"{path}/index.html" not in keys:
                    yield f"{key} asks for /{path}, which is missing"


def _references(file: Path, path: str) -> set[str]:
    """Absolute paths, or addresses elsewhere, that a page or a style sheet loads."""
    text = file.read_text("utf-8", errors="replace")
    if path.endswith(".css"):
        found = ["".join(groups) for groups in IN_STYLES.findall(COMMENT.sub("", text))]
        return {urljoin(path, one) for one in found}
    page = _Page()
    page.feed(text)
    return {urljoin(urljoin(path, page.base), one.strip()) for one in page.loaded}


def _local(reference: str, website: Site) -> str | None:
    """The key that a reference means; None where it is no file of this website."""
    parts = urlsplit(reference)
    if parts.scheme not in {"", "http", "https"} or (parts.netloc and parts.netloc not in website.hosts):
        return None
    path = unquote(parts.path)
    if not path.startswith("/") or website.is_api(path):
        return None
    return path.strip("/") or "index.html"
