"""What is installed is locked: requirements*.txt have everything, by hash, that requirements*.in ask for."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.harness import ROOT

LOCKS = ("requirements", "requirements-dev")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
Direct = Mapping[str, Requirement]


@dataclass(frozen=True)
class Pin:
    """One version of a package in a lock; another may stand there for another Python."""

    package: Requirement
    hashes: int
    asked_for: bool
    """Whether a file of ours names it, not only another package."""

    @property
    def key(self) -> tuple[str, str]:
        return canonicalize_name(self.package.name), str(self.package.specifier)


def asked_for(text: str) -> Direct:
    """The packages that a `.in` file names."""
    lines = [line for line in text.splitlines() if line[:1].isalnum()]
    return {canonicalize_name(one.name): one for one in map(Requirement, lines)}


def pins(text: str) -> Sequence[Pin]:
    """The packages of a lock: a line each, and below it its hashes and who needs it."""
    blocks = re.split(r"^(?=[\w])", text, flags=re.MULTILINE)[1:]
    return [
        Pin(Requirement(block.splitlines()[0].rstrip(" \\")), len(HASH.findall(block)), "-r requirements" in block)
        for block in blocks
    ]


def problems(wanted: Direct, lock: Sequence[Pin]) -> list[str]:
    """What is wrong between the two; nothing where `make lock` was run after the last change."""
    found = [f"{one.package} has no hash" for one in lock if not one.hashes]
    locked: dict[str, list[Pin]] = {}
    for one in lock:
        locked.setdefault(one.key[0], []).append(one)
    found += [
        f"{name} is asked for as {str(asked.specifier) or 'any'} and not locked so"
        for name, asked in wanted.items()
        if not locked.get(name) or any(str(one.package.specifier) != str(asked.specifier) for one in locked[name])
    ]
    found += [
        f"{one.key[0]} is locked, and nobody asks for it" for one in lock if one.asked_for and one.key[0] not in wanted
    ]
    return found


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def wanted_by(lock: str) -> Direct:
    """What a lock answers: the tools' one has the program's packages as well."""
    named = LOCKS[: LOCKS.index(lock) + 1]
    return {name: one for file in named for name, one in asked_for(read(f"{file}.in")).items()}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_what_is_asked_for_and_a_hash_of_everything(lock: str) -> None:
    assert problems(wanted_by(lock), pins(read(f"{lock}.txt"))) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_what_we_ask_for_has_one_version(lock: str) -> None:
    assert [str(one) for one in wanted_by(lock).values() if not re.fullmatch(r"==[^*,]+", str(one.specifier))] == []


def test_tools_change_no_version_of_what_the_program_runs_on() -> None:
    of_program, of_tools = (pins(read(f"{lock}.txt")) for lock in LOCKS)

    assert len(of_program) > 40
    assert {one.key for one in of_program} <= {one.key for one in of_tools}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_is_for_every_system_and_says_how_it_was_made_which_renovate_repeats(lock: str) -> None:
    _, command = read(f"{lock}.txt").splitlines()[:2]
    [line] = [line for line in read("Makefile").splitlines() if line.endswith(f" {lock}.in")]
    options = "--universal --generate-hashes --python-version=3.11"

    assert command == f"#    uv pip compile {options} --output-file={lock}.txt {lock}.in"
    assert line == f"\t@$(COMPILE) $(LOCK) --output-file={lock}.txt {lock}.in"
    assert f"uv pip compile --quiet {options}\n" in read("Makefile")


BROKEN = {
    "a version that was not locked again": ("a==2", "a==1 \\\n    --hash=sha256:{0}\n    # via -r requirements.in\n"),
    "a package that is not locked": ("a==1\nb==1", "a==1 \\\n    --hash=sha256:{0}\n    # via -r requirements.in\n"),
    "a package that was given up": ("", "a==1 \\\n    --hash=sha256:{0}\n    # via -r requirements.in\n"),
    "a pin without a hash": ("a==1", "a==1\n    # via -r requirements.in\n"),
    "a hash that is none": ("a==1", "a==1 \\\n    --hash=sha256:abc\n    # via -r requirements.in\n"),
}


@pytest.mark.parametrize(("wanted", "lock"), BROKEN.values(), ids=BROKEN)
def test_a_lock_out_of_step_is_noticed(wanted: str, lock: str) -> None:
    assert len(problems(asked_for(wanted), pins(f"# made by uv\n{lock.format('0' * 64)}"))) == 1


def test_what_others_need_is_locked_without_being_asked_for() -> None:
    ours = f"a==1 \\\n    --hash=sha256:{'0' * 64}\n    # via -r requirements.in\n"
    theirs = f"b==3 \\\n    --hash=sha256:{'1' * 64}\n    # via a\n"

    assert problems(asked_for("A==1"), pins(ours + theirs)) == []
