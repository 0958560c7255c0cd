"""Each stack of each earlier release gets today's program: it keeps what holds state, and what else goes is known."""

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.engine.changing import lost
from tests.engine.deployment import SMALL, Deployment, Run, Toolbox
from tests.engine.record_release import record
from tests.engine.upgrades import left_behind
from tests.releases import Recorded, recordings, reviewed

KEY = "aws:kms/key:Key::data"
RENAMED = {'EncryptionKey(\n    "data",': 'EncryptionKey(\n    "main",'}


class Upgrade(NamedTuple):
    """A stack of an earlier release after today's `up`."""

    recorded: Recorded
    deployment: Deployment
    run: Run


@pytest.fixture(scope="module", params=recordings(), ids=str)
def upgrade(request: pytest.FixtureRequest, toolbox: Toolbox, tmp_path_factory: pytest.TempPathFactory) -> Upgrade:
    deployment = left_behind(toolbox, tmp_path_factory.mktemp("upgraded") / "stack", request.param)
    return Upgrade(request.param, deployment, deployment.up())


def test_an_upgrade_replaces_and_deletes_nothing_that_holds_state(upgrade: Upgrade) -> None:
    assert upgrade.run.error == ""
    assert lost(upgrade.run) == set()


def test_what_else_an_upgrade_replaces_or_deletes_is_known_with_its_reason(upgrade: Upgrade) -> None:
    gone = upgrade.run.replaced | upgrade.run.did("delete")

    assert {one for one in gone if not any(known.covers(upgrade.recorded, one) for known in reviewed())} == set()


def test_after_an_upgrade_there_is_nothing_left_to_do_and_nothing_is_left_over(upgrade: Upgrade) -> None:
    again = upgrade.deployment.up()

    assert (again.error, again.touched) == ("", set())
    assert upgrade.deployment.strays() == set()


def test_a_key_whose_component_is_renamed_without_an_alias_is_lost_and_that_is_noticed(
    toolbox: Toolbox, tmp_path: Path
) -> None:
    deployment = left_behind(toolbox, tmp_path / "dev", next(one for one in recordings() if one.stack == "dev"))
    program = deployment.project / "__main__.py"
    text = program.read_text("utf-8")
    for before, after in RENAMED.items():
        assert before in text
        text = text.replace(before, after)
    program.write_text(text, "utf-8")

    assert KEY in lost(deployment.preview())


def test_what_is_recorded_of_a_release_is_where_the_next_one_starts(toolbox: Toolbox, tmp_path: Path) -> None:
    record("tomorrow", tmp_path / "releases", (SMALL,))
    recorded = Recorded("tomorrow", SMALL, tmp_path / "releases")

    preview = left_behind(toolbox, tmp_path / "stack", recorded).preview()

    assert (preview.error, preview.touched) == ("", set())
    assert set(preview.summary) == {"same"}


def test_a_release_is_recorded_once(tmp_path: Path) -> None:
    (tmp_path / "0.1.0").mkdir()

    with pytest.raises(FileExistsError):
        record("0.1.0", tmp_path, ())
