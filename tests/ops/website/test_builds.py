"""A build that is not complete is refused before anything is published (standard A-04)."""

from pathlib import Path

import pytest

from ops.failures import WrongInputError
from ops.live.environment import Environment
from ops.website.build import content_type, read_build
from ops.website.site import matches, site
from tests.ops.website.conftest import build


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"index.html": ""}, "index.html is empty"),
        ({"index.html": '<script src="/_next/static/gone.js">'}, "asks for /_next/static/gone.js, which is missing"),
        (
            {"about/index.html": '<link rel="stylesheet" href="style.css">'},
            "asks for /about/style.css, which is missing",
        ),
        ({"index.html": '<base href="/app/"><img src="logo.png">'}, "asks for /app/logo.png, which is missing"),
        ({"index.html": '<img src="https://dev.glibiz.com/logo.png">'}, "asks for /logo.png, which is missing"),
        ({"_next/static/f.css": "@font-face { src: url('font.woff2') }"}, "asks for /_next/static/font.woff2"),
        ({".vite/manifest.json": '{"a": {"file": "assets/a-1.js"}}'}, "lists assets/a-1.js, which is missing"),
        ({"asset-manifest.json": '{"files": {"main.js": "/static/main-1.js"}}'}, "lists /static/main-1.js"),
        ({".vite/manifest.json": '{"a": {"fi'}, "is cut off or no JSON"),
        ({".releases/x/release.json": "{}"}, "stands where releases are kept"),
        ({".env.production": "KEY=1"}, "is no part of a website and would be public"),
    ],
)
def test_what_is_missing_is_named(
    environment: Environment, tmp_path: Path, files: dict[str, str], sentence: str
) -> None:
    with pytest.raises(WrongInputError) as refused:
        read_build(build(tmp_path, "1", files), site(environment, None))
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    "page",
    [
        '<a href="/routed/by/the/application">',
        '<img src="https://cdn.example.com/logo.png"><img src="data:image/png;base64,AA">',
        '<script src="/_next/static/app-1.js?v=1"></script><link rel="icon" href="favicon.ico">',
        '<link rel="canonical" href="/nowhere.html">',
        '<iframe src="/about/"></iframe>',
    ],
)
def test_what_a_browser_does_not_load_from_here_need_not_be_there(
    environment: Environment, tmp_path: Path, page: str
) -> None:
    made = read_build(build(tmp_path, "1", {"index.html": page}), site(environment, None))
    assert "index.html" in made.digests


def test_a_link_out_of_the_build_is_refused(environment: Environment, tmp_path: Path) -> None:
    folder = build(tmp_path, "1")
    (folder / "passwd").symlink_to("/etc/passwd")
    with pytest.raises(WrongInputError, match="leads out of the build"):
        read_build(folder, site(environment, None))


def test_a_missing_directory_and_a_missing_index_are_named(environment: Environment, tmp_path: Path) -> None:
    with pytest.raises(WrongInputError, match="is no directory"):
        read_build(tmp_path / "out", site(environment, None))
    (tmp_path / "empty").mkdir()
    with pytest.raises(WrongInputError, match=r"is not complete: index.html is missing\."):
        read_build(tmp_path / "empty", site(environment, None))


def test_another_build_has_another_digest_and_the_same_one_the_same(environment: Environment, tmp_path: Path) -> None:
    website = site(environment, None)
    first = read_build(build(tmp_path, "1"), website)
    assert first.digest == read_build(build(tmp_path / "again", "1"), website).digest
    assert first.digest != read_build(build(tmp_path, "2"), website).digest


@pytest.mark.parametrize(
    ("pattern", "path", "taken"),
    [
        ("/_next/static/*", "/_next/static/a/b.js", True),
        ("/_next/static/*", "/_next/data/b.json", False),
        ("/*.js", "/app.js", True),
        ("/a?.js", "/ab.js", True),
        ("/a.js", "/axjs", False),
        ("/Assets/*", "/assets/a", False),
    ],
)
def test_patterns_are_read_as_cloudfront_reads_them(pattern: str, path: str, *, taken: bool) -> None:
    assert matches(pattern, path) is taken


def test_types_do_not_depend_on_the_machine() -> None:
    assert content_type("a.mjs") == "text/javascript; charset=utf-8"
    assert content_type("a.webmanifest") == "application/manifest+json; charset=utf-8"
    assert content_type("a.woff2") == "font/woff2"
    assert content_type("LICENSE") == "application/octet-stream"


def test_a_website_that_is_not_there_is_told_from_those_that_are(environment: Environment) -> None:
    with pytest.raises(WrongInputError, match="'web' is no website of the stack dev; its websites are user-frontend"):
        site(environment, "web")
