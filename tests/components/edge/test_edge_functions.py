"""The scripts that run at CloudFront's edge, run here by Node.js where it is installed."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from components.edge import distribution
from tests.components.edge.websites import FUNCTION, YEAR, plain

SCRIPTS = Path(distribution.__file__).parent
MAX_BYTES = 10_240
"""https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-functions"""


@pytest.mark.parametrize("script", ["spa_fallback", "immutable_assets"])
def test_the_functions_run_as_they_stand_in_their_files(script: str) -> None:
    function = plain().one(FUNCTION, f"user-frontend-{script.replace('_', '-')}")
    assert function.inputs["code"] == (SCRIPTS / f"{script}.js").read_text("utf-8")
    assert (function.inputs["runtime"], function.inputs["publish"]) == ("cloudfront-js-2.0", True)


@pytest.mark.parametrize("script", ["spa_fallback", "immutable_assets"])
def test_the_functions_are_as_small_and_plain_as_cloudfront_wants_them(script: str) -> None:
    code = (SCRIPTS / f"{script}.js").read_bytes()
    assert len(code) <= MAX_BYTES
    assert b"function handler(event)" in code
    assert not any(word in code for word in (b"import ", b"require(", b"fetch(", b"process."))


def handled(script: str, events: list[dict[str, Any]]) -> list[Any]:
    """What the function makes of each event, in Node.js."""
    code = (SCRIPTS / f"{script}.js").read_text("utf-8")
    program = f"{code}\nconsole.log(JSON.stringify({json.dumps(events)}.map(handler)))"
    node = shutil.which("node") or "node"
    done = subprocess.run([node, "-e", program], capture_output=True, text=True, check=True, timeout=30)  # noqa: S603 - our own scripts
    answers: list[Any] = json.loads(done.stdout)
    return answers


needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="node is not on PATH: the functions are not run")


@needs_node
@pytest.mark.parametrize(
    ("uri", "becomes"),
    [
        ("/", "/index.html"),
        ("/users/42", "/index.html"),
        ("/users/42/", "/index.html"),
        ("/v1.2/notes", "/index.html"),
        ("/index.html", "/index.html"),
        ("/favicon.ico", "/favicon.ico"),
        ("/images/logo.svg", "/images/logo.svg"),
        ("/.well-known/apple-app-site-association", "/.well-known/apple-app-site-association"),
        ("/.well-known/security.txt", "/.well-known/security.txt"),
    ],
)
def test_pages_become_the_one_page_and_files_stay_files(uri: str, becomes: str) -> None:
    request = {"method": "GET", "uri": uri, "querystring": {"a": {"value": "1"}}, "headers": {}}
    assert handled("spa_fallback", [{"request": request}]) == [request | {"uri": becomes}]


@needs_node
def test_only_assets_that_are_there_become_immutable() -> None:
    events: list[dict[str, Any]] = [
        {"response": {"statusCode": code, "headers": {}}} for code in (200, 206, 304, 403, 404, 500)
    ]
    kept = [answer["statusCode"] for answer in handled("immutable_assets", events) if answer["headers"]]
    assert kept == [200, 206, 304]


@needs_node
def test_an_assets_own_cache_control_gives_way() -> None:
    headers = {"cache-control": {"value": "no-store"}, "etag": {"value": '"1"'}}
    answer = handled("immutable_assets", [{"response": {"statusCode": 200, "headers": headers}}])[0]
    assert answer["headers"] == {
        "cache-control": {"value": f"public, max-age={YEAR}, immutable"},
        "etag": {"value": '"1"'},
    }
