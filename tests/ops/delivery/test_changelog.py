import sys
from pathlib import Path

import pytest
import yaml

from ops import cli
from ops.delivery.changelog import HEADING, section, version_of
from ops.failures import WrongInputError
from tests.harness import ROOT

WRITTEN = """# Changelog

## 0.2.0 (2027-01-31)

- New.
  - In detail.

## 0.1.0 (2026-11-21)

- First.
"""


def project(folder: Path, version: str = "0.2.0", changelog: str = WRITTEN) -> Path:
    (folder / "pyproject.toml").write_text(f'[project]\nname = "platform"\nversion = "{version}"\n')
    (folder / "CHANGELOG.md").write_text(changelog)
    return folder


def test_a_release_shows_its_section_and_no_other(tmp_path: Path) -> None:
    assert section(project(tmp_path), "v0.2.0") == "- New.\n  - In detail.\n"
    assert section(project(tmp_path, "0.1.0"), "v0.1.0") == "- First.\n"


REFUSED = {
    "a tag of another version": ("v0.3.0", WRITTEN, "The tag 'v0.3.0' is not v0.2.0, the version in pyproject.toml"),
    "a tag without a v": ("0.2.0", WRITTEN, "The tag '0.2.0' is not v0.2.0"),
    "a version without a day": (
        "v0.2.0", WRITTEN.replace("2027-01-31", "unreleased"), "CHANGELOG.md has 0.2.0 as unreleased; write the day",
    ),
    "a version that nobody described": (
        "v0.2.0", WRITTEN.replace("0.2.0", "0.2.1"), "CHANGELOG.md has no section `## 0.2.0 (YYYY-MM-DD)`",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("tag", "changelog", "said"), REFUSED.values(), ids=REFUSED)
def test_a_tag_that_is_no_version_is_refused(tmp_path: Path, tag: str, changelog: str, said: str) -> None:
    with pytest.raises(WrongInputError) as refused:
        section(project(tmp_path, changelog=changelog), tag)

    assert said in str(refused.value)


def test_the_command_prints_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project(tmp_path))
    monkeypatch.setattr(sys, "argv", ["ops", "changelog", "v0.2.0"])

    with pytest.raises(SystemExit) as ended:
        cli.main()

    assert (ended.value.code, capsys.readouterr().out) == (0, "- New.\n  - In detail.\n")


def test_the_version_is_the_packs_and_the_newest_of_the_changelog() -> None:
    version = version_of(ROOT)
    headings = [one["version"] for one in HEADING.finditer((ROOT / "CHANGELOG.md").read_text("utf-8"))]
    pack = yaml.safe_load((ROOT / "policies/PulumiPolicy.yaml").read_text("utf-8"))

    assert headings[0] == version
    assert len(set(headings)) == len(headings)
    assert pack["version"] == version


def test_every_heading_of_a_version_is_one_that_a_release_finds() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")

    assert len([line for line in text.splitlines() if line.startswith("## ")]) == len(HEADING.findall(text))
