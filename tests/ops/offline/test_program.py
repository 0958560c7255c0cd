import os
import sys
from pathlib import Path

import pytest

from ops.failures import EngineFailedError, ProgramRefusedError, WrongInputError
from ops.offline.program import record_stack


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write_project(tmp_path / "one", "import pulumi\n")


def write_project(root: Path, main: str, **modules: str) -> Path:
    root.mkdir()
    (root / "Pulumi.yaml").write_text("name: platform\n")
    (root / "Pulumi.dev.yaml").write_text(
        "config: {size: 3, password: {secure: v1:a}, aws:region: eu-west-1, aws:allowedAccountIds: ['111122223333']}\n"
    )
    (root / "__main__.py").write_text(main)
    for name, text in modules.items():
        (root / f"{name}.py").write_text(text)
    return root


PROGRAM = """
import pathlib
import pulumi
import pulumi_aws as aws
import texts

config = pulumi.Config()
aws.s3.Bucket("logs", bucket=texts.NAME)
pulumi.export("size", config.require_int("size"))
pulumi.export("password", config.require_secret("password"))
pulumi.export("cwd", str(pathlib.Path.cwd()))
pulumi.export("main", __name__)
pulumi.export("key", aws.kms.Key("key").arn.apply(lambda arn: arn[:36]))
"""


def test_a_program_runs_in_its_directory_with_its_modules_and_configuration(tmp_path: Path) -> None:
    root = write_project(tmp_path / "one", PROGRAM, texts="NAME = 'one'")

    recording = record_stack(root, "dev")

    assert recording.outputs == {
        "size": 3,
        "password": "[secret]",
        "cwd": str(root),
        "main": "__main__",
        "key": "arn:aws:kms:eu-west-1:111122223333:k",
    }
    bucket = recording.one("aws:s3/bucket:Bucket", "logs")
    assert (bucket.inputs["bucket"], bucket.source) == ("one", "__main__.py:8")


def test_two_projects_with_modules_of_one_name_do_not_mix(tmp_path: Path) -> None:
    first = write_project(tmp_path / "one", PROGRAM, texts="NAME = 'one'")
    second = write_project(tmp_path / "two", PROGRAM, texts="NAME = 'two'")

    names = [
        record_stack(root, "dev").one("aws:s3/bucket:Bucket", "logs").inputs["bucket"]
        for root in (first, second, first)
    ]

    assert names == ["one", "two", "one"]


def test_nothing_of_a_run_stays_in_the_process(tmp_path: Path) -> None:
    root = write_project(tmp_path / "one", PROGRAM, texts="NAME = 'one'")
    before = (os.getcwd(), list(sys.path), sys.modules["__main__"])  # noqa: PTH109 - the very value that must come back

    record_stack(root, "dev")

    assert (os.getcwd(), list(sys.path), sys.modules["__main__"]) == before  # noqa: PTH109 - as above


def test_unknown_outputs_are_those_of_a_first_preview(tmp_path: Path) -> None:
    root = write_project(tmp_path / "one", PROGRAM, texts="NAME = 'one'")

    assert record_stack(root, "dev", unknown_outputs=True).outputs["key"] == "[unknown]"


def test_another_stack_file_can_be_given(tmp_path: Path) -> None:
    root = write_project(tmp_path / "one", "import pulumi\npulumi.export('a', pulumi.Config().require('a'))\n")
    (tmp_path / "Pulumi.shop.yaml").write_text("config: {a: from elsewhere}")

    recording = record_stack(root, None, tmp_path / "Pulumi.shop.yaml")

    assert (recording.stack, recording.outputs) == ("shop", {"a": "from elsewhere"})


def test_what_the_program_refuses_is_passed_on_word_for_word(project: Path) -> None:
    (project / "__main__.py").write_text("import pulumi\nraise pulumi.RunError('one is wrong\\ntwo is wrong')\n")

    with pytest.raises(ProgramRefusedError) as refusal:
        record_stack(project, "dev")

    assert str(refusal.value) == "one is wrong\ntwo is wrong"


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        ("import pulumi\nprint(1 / 0)\n", "The program failed with ZeroDivisionError: division by zero"),
        (
            "import nothing_of_this_name\n",
            "The program failed with ModuleNotFoundError: No module named 'nothing_of_this_name'",
        ),
        ("raise ValueError()\n", "The program failed with ValueError: no message"),
    ],
)
def test_any_other_exception_is_a_bug_with_its_cause_kept(project: Path, program: str, sentence: str) -> None:
    (project / "__main__.py").write_text(program)

    with pytest.raises(EngineFailedError) as failure:
        record_stack(project, "dev")

    assert str(failure.value) == sentence
    assert failure.value.__cause__ is not None


def test_a_project_without_a_program_is_refused(project: Path) -> None:
    (project / "__main__.py").unlink()

    with pytest.raises(WrongInputError, match=r"__main__\.py does not exist; run this in the directory of the Pulumi"):
        record_stack(project, "dev")
