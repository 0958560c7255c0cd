"""The website goes back by putting an earlier release's pages in their places; everything they load is still there."""

import json
from pathlib import Path
from typing import Any

import pytest

from ops.failures import OpsError, RefusedError, WrongInputError
from ops.website.rollback import roll_back_website
from tests.ops.moto_aws import ROOT, Ops, Wire, as_json, client
from tests.ops.website.conftest import BUCKET, INDEX, build, keys, published, text, tools


def back(file: Path, to: str = "previous", *, as_json: bool = False, **others: Any) -> None:
    roll_back_website(ROOT, "dev", file, None, to, yes=False, as_json=as_json, tools=tools([600.0], **others))


@pytest.fixture
def three(deployed: Wire, file: Path, tmp_path: Path) -> Wire:
    """Three releases, the second with a page that the others have not."""
    for n, files in enumerate(({}, {"second.html": "<p>second</p>"}, {}), start=1):
        published(file, build(tmp_path, str(n), files), n * 60.0, version=f"v{n}")
    return deployed


def current() -> str:
    state: dict[str, str] = json.loads(text(".releases/state.json"))
    return state["current"]


@pytest.mark.usefixtures("three")
def test_it_goes_back_one_release_each_time_and_then_there_is_none(file: Path) -> None:
    back(file)
    assert text("index.html") == INDEX.format("2")
    assert "second.html" in keys()
    back(file)
    assert text("index.html") == INDEX.format("1")
    assert "second.html" not in keys()
    with pytest.raises(RefusedError, match="is the oldest release that is kept; there is none before it"):
        back(file)


@pytest.mark.usefixtures("three")
def test_it_goes_to_a_version_or_an_id_and_forward_again(file: Path) -> None:
    newest = current()
    back(file, "v1")
    assert text("index.html") == INDEX.format("1")
    back(file, newest)
    assert text("index.html") == INDEX.format("3")


def test_headers_come_back_too_and_cloudfront_forgets(three: Wire, file: Path) -> None:
    back(file)
    told = client("s3").head_object(Bucket=BUCKET, Key="index.html")
    assert (told["CacheControl"], told["ContentType"]) == ("no-cache", "text/html; charset=utf-8")
    assert len(three.calls("cloudfront.CreateInvalidation")) == 4


def test_index_html_is_put_back_last(three: Wire, file: Path) -> None:
    before = len(three.calls("s3.CopyObject"))
    back(file)
    assert [one["Key"] for one in three.calls("s3.CopyObject")][before:][-1] == "index.html"


@pytest.mark.usefixtures("three")
def test_no_release_is_forgotten_by_going_back(file: Path) -> None:
    back(file, "v1")
    assert {f"_next/static/app-{n}.js" for n in (1, 2, 3)} <= keys()
    assert len(json.loads(text(".releases/state.json"))["releases"]) == 3


@pytest.mark.usefixtures("three")
def test_the_release_that_was_served_until_now_stays_although_newer_ones_go(file: Path, tmp_path: Path) -> None:
    back(file, "v1")
    published(file, build(tmp_path, "4"), 700.0, version="v4", keep=1)
    assert {"_next/static/app-1.js", "_next/static/app-4.js"} <= keys()
    assert not {"_next/static/app-2.js", "_next/static/app-3.js"} & keys()


@pytest.mark.usefixtures("three")
def test_a_release_whose_files_are_gone_is_refused_before_anything_changes(file: Path) -> None:
    client("s3").delete_object(Bucket=BUCKET, Key="_next/static/app-2.js")
    with pytest.raises(
        RefusedError, match=r"1 files of release \S+ are missing from .*, such as _next/static/app-2\.js"
    ):
        back(file)
    assert text("index.html") == INDEX.format("3")


def test_what_was_never_published_cannot_go_back(deployed: Wire, file: Path) -> None:
    with pytest.raises(RefusedError, match="Nothing of this website was published yet"):
        back(file)
    assert deployed.calls("s3.PutObject") == []


@pytest.mark.usefixtures("three")
def test_a_release_that_is_not_kept_is_told_from_those_that_are(file: Path) -> None:
    with pytest.raises(WrongInputError, match="'v0' is no release that is kept; those are v3, v2, v1"):
        back(file, "v0")


def test_ctrl_c_in_the_middle_says_what_is_done(three: Wire, file: Path) -> None:
    three.says("cloudfront.CreateInvalidation", KeyboardInterrupt)
    with pytest.raises(OpsError, match=r"Stopped\. Done: pages put back.* Not done: CloudFront's copies invalidated"):
        back(file)
    assert json.loads(text(".releases/state.json"))["writer"] is None


@pytest.mark.usefixtures("three")
def test_the_facts_are_given_as_json(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    newest = current()
    capsys.readouterr()
    back(file, as_json=True)
    facts = as_json(capsys.readouterr().out)
    assert (facts["version"], facts["before"], facts["served"]) == ("v2", newest, True)


def test_the_command_line_wants_one_of_service_and_website(
    wire: Wire, ops: Ops, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ops("rollback", "--stack", "dev") == 2
    assert ops("rollback", "--stack", "dev", "--service", "api", "--website", "user-frontend") == 2
    assert capsys.readouterr().err == "Say what goes back: one of --service and --website.\n" * 2
    assert wire.asked == []
