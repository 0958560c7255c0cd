"""A page is never there before what it loads, and what was opened before can still load its own."""

import json
from pathlib import Path
from typing import Any

import pytest

from ops.failures import AwsFailedError, OpsError, RefusedError, WrongInputError
from ops.live.http import Answer, NoAnswerError
from ops.website.publish import Options, publish
from ops.website.store import ASKED_FOR_EACH_TIME, FOR_A_YEAR
from tests.ops.moto_aws import ROOT, Ops, Wire, as_json, client
from tests.ops.website.conftest import BUCKET, HOST, INDEX, build, keys, published, text, tools

PUT, COPY = "s3.PutObject", "s3.CopyObject"


def state() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text(".releases/state.json"))
    return found


def test_assets_come_first_and_index_html_last_and_then_cloudfront_forgets(
    deployed: Wire, file: Path, tmp_path: Path
) -> None:
    published(file, build(tmp_path, "1"))
    order = [
        f"{name.split('.')[1]} {parameters.get('Key', '')}"
        for name, parameters in deployed.asked
        if name in {PUT, COPY, "cloudfront.CreateInvalidation"} and "state.json" not in str(parameters.get("Key"))
    ]
    assets = [place for place, one in enumerate(order) if one.startswith("PutObject _next/")]
    kept = [place for place, one in enumerate(order) if one.startswith("PutObject .releases/")]
    pages = [one for one in order if one.startswith("CopyObject")]
    assert max(assets) < min(kept)
    assert max(kept) < order.index(pages[0])
    assert pages == ["CopyObject favicon.ico", "CopyObject about/index.html", "CopyObject index.html"]
    assert order[-1] == "CreateInvalidation "


@pytest.mark.usefixtures("deployed")
def test_assets_are_kept_for_a_year_and_pages_are_asked_for_each_time(file: Path, tmp_path: Path) -> None:
    published(file, build(tmp_path, "1"))
    told = {
        key: client("s3").head_object(Bucket=BUCKET, Key=key)
        for key in ("index.html", "_next/static/app-1.js", "_next/static/shared-0a1b.css")
    }
    assert {key: (one["CacheControl"], one["ContentType"]) for key, one in told.items()} == {
        "index.html": (ASKED_FOR_EACH_TIME, "text/html; charset=utf-8"),
        "_next/static/app-1.js": (FOR_A_YEAR, "text/javascript; charset=utf-8"),
        "_next/static/shared-0a1b.css": (FOR_A_YEAR, "text/css; charset=utf-8"),
    }


def test_only_the_websites_own_distribution_is_invalidated_all_of_it(
    deployed: Wire, file: Path, tmp_path: Path
) -> None:
    published(file, build(tmp_path, "1"))
    [asked] = deployed.calls("cloudfront.CreateInvalidation")
    found = client("cloudfront").get_distribution(Id=asked["DistributionId"])["Distribution"]
    assert found["DistributionConfig"]["Aliases"]["Items"] == [HOST]
    assert asked["InvalidationBatch"]["Paths"] == {"Quantity": 1, "Items": ["/*"]}


@pytest.mark.usefixtures("deployed")
def test_assets_of_earlier_releases_stay_and_their_pages_go(file: Path, tmp_path: Path) -> None:
    published(file, build(tmp_path, "1", {"old.html": "<p>old</p>"}))
    published(file, build(tmp_path, "2"), 60.0)
    assert keys() == {
        "index.html",
        "about/index.html",
        "favicon.ico",
        "_next/static/app-1.js",
        "_next/static/app-2.js",
        "_next/static/shared-0a1b.css",
    }
    assert text("index.html") == INDEX.format("2")


def test_an_asset_that_is_there_is_not_uploaded_again(deployed: Wire, file: Path, tmp_path: Path) -> None:
    published(file, build(tmp_path, "1"))
    published(file, build(tmp_path, "2"), 60.0)
    put = [one["Key"] for one in deployed.calls(PUT)]
    assert put.count("_next/static/shared-0a1b.css") == 1


@pytest.mark.usefixtures("deployed")
def test_beyond_the_number_kept_a_releases_own_assets_go_and_shared_ones_stay(file: Path, tmp_path: Path) -> None:
    for n in (1, 2, 3):
        published(file, build(tmp_path, str(n)), n * 60.0, keep=2)
    assert "_next/static/app-1.js" not in keys()
    assert {"_next/static/app-2.js", "_next/static/app-3.js", "_next/static/shared-0a1b.css"} <= keys()
    assert len(state()["releases"]) == 2
    kept = {
        one["Key"].split("/")[1] for one in client("s3").list_objects_v2(Bucket=BUCKET)["Contents"] if "/" in one["Key"]
    }
    assert kept & set(state()["releases"]) == set(state()["releases"])


@pytest.mark.usefixtures("deployed")
def test_what_others_put_into_the_bucket_is_left_alone(file: Path, tmp_path: Path) -> None:
    client("s3").put_object(Bucket=BUCKET, Key=".well-known/security.txt", Body=b"mailto:")
    for n in (1, 2):
        published(file, build(tmp_path, str(n)), n * 60.0, keep=1)
    assert ".well-known/security.txt" in keys()


def test_the_same_build_again_changes_nothing(
    deployed: Wire, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = build(tmp_path, "1")
    published(file, folder)
    capsys.readouterr()
    before = len(deployed.calls(PUT))
    published(file, folder, 60.0, as_json=True)
    assert as_json(capsys.readouterr().out)["changed"] is False
    assert len(deployed.calls(PUT)) == before


def test_an_asset_with_other_content_under_its_name_is_refused(deployed: Wire, file: Path, tmp_path: Path) -> None:
    published(file, build(tmp_path, "1"))
    before = len(deployed.calls(PUT))
    with pytest.raises(WrongInputError, match=r"shared-0a1b\.css was published with other content before"):
        published(file, build(tmp_path, "2", {"_next/static/shared-0a1b.css": "body { color: red }"}), 60.0)
    assert len(deployed.calls(PUT)) == before


def test_an_invalidation_is_waited_for_and_its_wait_has_an_end(deployed: Wire, file: Path, tmp_path: Path) -> None:
    under_way = {"Invalidation": {"Id": "I1", "Status": "InProgress"}}
    deployed.says("cloudfront.GetInvalidation", under_way, under_way, {"Invalidation": {"Status": "Completed"}})
    passed: list[float] = []
    publish(ROOT, Options(stack="dev", folder=build(tmp_path, "1"), config_file=file), tools(passed))
    assert passed == [10.0, 10.0]
    deployed.says("cloudfront.GetInvalidation", under_way)
    with pytest.raises(AwsFailedError, match=r"was not done after 15 min\. Done: .*noted as what is served\. Not done"):
        published(file, build(tmp_path, "2"), 60.0)


def test_ctrl_c_before_the_pages_leaves_the_website_as_it_was(deployed: Wire, file: Path, tmp_path: Path) -> None:
    published(file, build(tmp_path, "1"))
    deployed.says(COPY, KeyboardInterrupt)
    with pytest.raises(
        OpsError, match=r"Stopped\. Done: assets uploaded, release kept\. Not done: pages replaced"
    ) as hit:
        published(file, build(tmp_path, "2"), 60.0)
    assert hit.value.exit_code == 3
    assert text("index.html") == INDEX.format("1")
    assert state()["writer"] is None
    deployed.says(COPY)
    published(file, build(tmp_path, "2"), 120.0)
    assert text("index.html") == INDEX.format("2")


def test_of_two_at_once_one_is_refused(deployed: Wire, file: Path, tmp_path: Path) -> None:
    second = build(tmp_path, "2")

    def another_publishes() -> None:
        deployed.says(COPY)
        with pytest.raises(RefusedError, match="has been writing to gli-user-frontend-development since"):
            published(file, second, 60.0)

    deployed.says(COPY, another_publishes)
    published(file, build(tmp_path, "1"))
    assert text("index.html") == INDEX.format("1")


def test_of_two_that_begin_in_the_same_moment_one_is_refused(deployed: Wire, file: Path, tmp_path: Path) -> None:
    second = build(tmp_path, "2")

    def another_publishes() -> None:
        deployed.says("s3.ListObjectsV2")
        deployed.says(PUT)
        published(file, second)

    deployed.says(PUT, another_publishes)
    with pytest.raises(RefusedError, match="Somebody else has just begun to write"):
        published(file, build(tmp_path, "1"))
    assert text("index.html") == INDEX.format("2")


@pytest.mark.usefixtures("deployed")
def test_a_writer_that_was_killed_keeps_others_waiting_for_an_hour_alone(file: Path, tmp_path: Path) -> None:
    published(file, build(tmp_path, "1"))
    killed = state() | {"writer": {"who": "somebody", "at": "2026-11-21T08:00:00Z", "until": "2026-11-21T09:00:00Z"}}
    client("s3").put_object(Bucket=BUCKET, Key=".releases/state.json", Body=json.dumps(killed).encode())
    with pytest.raises(RefusedError, match=r"or until 2026-11-21T09:00:00Z if that command was killed"):
        published(file, build(tmp_path, "2"), 60.0)
    published(file, build(tmp_path, "2"), 3601.0)
    assert text("index.html") == INDEX.format("2")


@pytest.mark.parametrize(
    ("refused", "sentence"),
    [
        ((PUT, "AccessDenied"), "does not allow these credentials to"),
        ((COPY, "ExpiredToken"), r"credentials have expired.* Not done: pages replaced"),
        (("cloudfront.CreateInvalidation", "Throttling"), r"AWS throttled CreateInvalidation.* Done: assets uploaded"),
    ],
)
def test_what_aws_refuses_is_one_sentence_with_what_is_done(
    deployed: Wire, file: Path, tmp_path: Path, refused: tuple[str, str], sentence: str
) -> None:
    deployed.says(*refused)
    with pytest.raises(AwsFailedError, match=sentence) as failed:
        published(file, build(tmp_path, "1"))
    assert "\n" not in str(failed.value)


@pytest.mark.usefixtures("deployed")
def test_a_website_that_shows_another_page_is_a_failure(file: Path, tmp_path: Path) -> None:
    options = Options(stack="dev", folder=build(tmp_path, "1"), config_file=file)
    with pytest.raises(RefusedError, match="is another page than the release's: does the host lead to this"):
        publish(ROOT, options, tools(send=lambda _: Answer(200, b"<p>parked</p>")))


@pytest.mark.parametrize(("status", "said"), [(403, "answers 403 here"), (None, "could not be asked from here")])
@pytest.mark.usefixtures("deployed")
def test_a_website_that_cannot_be_seen_from_here_is_not_called_served(
    file: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    status: int | None,
    said: str,
) -> None:
    def answer(_: object) -> Answer:
        if status is None:
            raise NoAnswerError("ConnectTimeoutError")
        return Answer(status, b"")

    options = Options(stack="dev", folder=build(tmp_path, "1"), config_file=file)
    publish(ROOT, options, tools(send=answer))
    out = capsys.readouterr().out
    assert said in out
    assert "serves release" not in out


def test_a_stack_that_is_not_deployed_is_said_by_the_command_line(
    wire: Wire, file: Path, tmp_path: Path, ops: Ops, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(build(tmp_path, "1"))
    assert ops("publish-website", folder, "--stack", "dev", "--config-file", str(file)) == 2
    assert f"There is no CloudFront distribution for {HOST}" in capsys.readouterr().err
    assert wire.calls(PUT) == []
