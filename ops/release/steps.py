"""What a command has done so far: said where it ends in the middle, so that nobody has to guess what is left behind."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from ops.failures import OpsError, StoppedError, WrongInputError


@dataclass
class Steps:
    """The steps of a command in their order, and how many are done."""

    planned: Sequence[str]
    """Each as a past participle, such as `recorded as started in the ledger`."""
    way_out: str
    """What to do after an end in the middle."""
    _done: list[str] = field(default_factory=list)

    def done(self, step: str) -> None:
        """Note that a step, one of those planned, is done."""
        if step not in self.planned:
            raise ValueError(step)
        self._done.append(step)

    @property
    def left_behind(self) -> str:
        """What is done, what is not, and the way out; a step that was under way may be either."""
        if not self._done:
            return "Nothing was changed yet."
        missing = [one for one in self.planned if one not in self._done]
        return f"Done: {', '.join(self._done)}. Not done: {', '.join(missing) or 'nothing'}. {self.way_out}"

    @contextmanager
    def told(self) -> Iterator[None]:
        """Say what is left behind where something fails, or somebody presses Ctrl-C."""
        try:
            yield
        except KeyboardInterrupt:
            raise StoppedError(f"Stopped. {self.left_behind}") from None
        except OSError as error:
            raise WrongInputError(f"{error}. {self.left_behind}") from None
        except OpsError as error:
            raise type(error)(f"{error} {self.left_behind}") from None
