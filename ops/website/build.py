"""What a build made: every file with its digest. A build that is not complete is refused (standard A-04)."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from mimetypes import MimeTypes
from pathlib import Path
from typing import Any, Final

from ops.failures import WrongInputError
from ops.website.references import missing_references
from ops.website.site import Site

INDEX: Final = "index.html"
KEPT: Final = ".releases/"
"""Where releases are kept in the bucket; the bucket's policy denies it to CloudFront (ADR 0010)."""
FILE_LISTS: Final = (".vite/manifest.json", "asset-manifest.json")
"""Lists of all files that some bundlers write (Vite, Create React App)."""
SECRET_FILES: Final = (".env", ".git", ".npmrc", ".aws", ".ssh")
"""What begins like this is no part of a website, and would be published with it."""
TYPES: Final = MimeTypes(filenames=())
"""Python's own table, not the machine's."""
for _ending, _type in {
    ".avif": "image/avif",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".map": "application/json",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}.items():
    TYPES.add_type(_type, _ending)
TEXT: Final = frozenset({"application/json", "application/manifest+json", "image/svg+xml"})


@dataclass(frozen=True)
class Build:
    """A directory of files, by key: their path with slashes."""

    folder: Path
    digests: Mapping[str, str]
    """SHA-256 by key."""

    def file(self, key: str) -> Path:
        """Where the file is."""
        return self.folder / key

    @property
    def digest(self) -> str:
        """Of all files together: another build has another one."""
        return hashlib.sha256(json.dumps(sorted(self.digests.items())).encode()).hexdigest()


def content_type(key: str) -> str:
    """What a file is, by its ending."""
    guessed = TYPES.guess_type(key)[0] or "application/octet-stream"
    return f"{guessed}; charset=utf-8" if guessed.startswith("text/") or guessed in TEXT else guessed


def read_build(folder: Path, website: Site) -> Build:
    """Read a build; raises WrongInputError naming what is missing, empty, or not to be published."""
    if not folder.is_dir():
        raise WrongInputError(f"{folder} is no directory; name what the build wrote, such as ./out.")
    keys = sorted(_keys(folder))
    build = Build(folder=folder, digests={key: _digest(folder / key) for key in keys})
    problems = list(_problems(build, website))
    if problems:
        more = f", and {len(problems) - 5} more" if len(problems) > 5 else ""  # noqa: PLR2004 - a sentence has an end
        raise WrongInputError(f"The build in {folder} is not complete: {'; '.join(problems[:5])}{more}.")
    return build


def _keys(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        key = path.relative_to(folder).as_posix()
        if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
            raise WrongInputError(f"{path} leads out of the build; copy the file into it.")
        if any(part.startswith(SECRET_FILES) for part in key.split("/")):
            raise WrongInputError(f"{path} is no part of a website and would be public; leave it out of the build.")
        if path.is_file():
            yield key


def _problems(build: Build, website: Site) -> Iterator[str]:
    if INDEX not in build.digests:
        yield f"{INDEX} is missing"
    for key in build.digests:
        if key.startswith(KEPT):
            yield f"{key} stands where releases are kept"
        if not build.file(key).stat().st_size and key.endswith((".html", ".js", ".mjs", ".css", ".json")):
            yield f"{key} is empty"
    for listed in FILE_LISTS:
        if listed in build.digests:
            yield from (f"{listed} lists {file}, which is missing" for file in _listed(build, listed))
    yield from missing_references(build.folder, build.digests, website)


def _listed(build: Build, listed: str) -> Iterator[str]:
    """Files of a bundler's list that are not there."""
    try:
        content: Any = json.loads(build.file(listed).read_text("utf-8"))
    except ValueError:
        raise WrongInputError(f"{build.file(listed)} is cut off or no JSON; build again.") from None
    entries = content.get("files", content) if isinstance(content, dict) else {}
    for entry in entries.values():
        found = [entry["file"], *entry.get("css", [])] if isinstance(entry, dict) and "file" in entry else [entry]
        for file in found:
            if isinstance(file, str) and "://" not in file and file.lstrip("./") not in build.digests:
                yield file


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
