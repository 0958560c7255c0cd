"""Hosts to run scripts on."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.components.host.files.machine import Machine, image, make_machine


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A host that has just been made; nothing was released on it."""
    return make_machine(tmp_path)


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """A host whose images 1 serve; tests get copies of it."""
    machine = make_machine(tmp_path_factory.mktemp("released"))
    machine.boots()
    ended = machine.deploy(backend=image("backend", 1), frontend=image("frontend", 1))
    assert ended.code == 0, ended.said
    machine.forget()
    return machine


@pytest.fixture
def serving(released: Machine, tmp_path: Path) -> Machine:
    """A host whose images 1 serve."""
    root, fake = tmp_path / "root", tmp_path / "fake"
    shutil.copytree(released.root, root, symlinks=True)
    shutil.copytree(released.fake, fake)
    return replace(released, root=root, fake=fake, environment={})
