"""Runs the program of a project directory for one of its stacks."""

import contextlib
import runpy
import sys
from collections.abc import Iterator
from pathlib import Path

import pulumi

from ops.failures import EngineFailedError, ProgramRefusedError, WrongInputError
from ops.offline.recording import Recording
from ops.offline.run import record
from ops.offline.stackfile import StackFile, read_stack


def record_stack(
    root: Path, stack: str | None, config_file: Path | None = None, *, unknown_outputs: bool = False
) -> Recording:
    """Run `<root>/__main__.py` with the configuration of a stack, or of any other stack file."""
    return record_program(root, read_stack(root, stack, config_file), unknown_outputs=unknown_outputs)


def record_program(root: Path, stack_file: StackFile, *, unknown_outputs: bool = False) -> Recording:
    """Run `<root>/__main__.py` with this configuration.

    What the program refuses (`pulumi.RunError`) is raised as ProgramRefusedError; anything else that it raises is a
    bug in it and raised as EngineFailedError, with the original as its cause.
    """
    root = root.resolve()
    main = root / "__main__.py"
    if not main.is_file():
        raise WrongInputError(f"{main} does not exist; run this in the directory of the Pulumi project.")
    try:
        with _imports_from(root), contextlib.chdir(root), contextlib.redirect_stdout(sys.stderr):
            return record(
                lambda: runpy.run_path(str(main), run_name="__main__"),
                project=stack_file.project,
                stack=stack_file.stack,
                config=stack_file.config,
                secret_keys=stack_file.secret_keys,
                unknown_outputs=unknown_outputs,
                root=root,
            )
    except pulumi.RunError as refusal:
        raise ProgramRefusedError(str(refusal)) from None
    except Exception as bug:
        raise EngineFailedError(f"The program failed with {type(bug).__name__}: {_first_line(bug)}") from bug


@contextlib.contextmanager
def _imports_from(root: Path) -> Iterator[None]:
    """Let the program import its own modules, and not those of the same names from another project.

    `ops` stays as it is: it is what runs, and no program imports it.
    """
    before = list(sys.path)
    own = {path.stem for path in root.iterdir() if path.suffix == ".py" or path.is_dir()} - {"__main__", "ops"}
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if name.partition(".")[0] in own and file and not Path(file).is_relative_to(root):
            del sys.modules[name]
    sys.path.insert(0, str(root))
    try:
        yield
    finally:
        sys.path[:] = before


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or ["no message"])[0]
