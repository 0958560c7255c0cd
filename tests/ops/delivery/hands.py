"""Hands that do nothing but say what they were asked for, and fail where a test wants that."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ops.delivery.plan import Part
from ops.failures import AwsFailedError, RefusedError
from ops.notify.messages import Outcome

Surprise = Callable[[], None]


def aws_fails() -> None:
    raise AwsFailedError("AWS could not do it.")


def is_refused() -> None:
    raise RefusedError("It was refused.")


def ctrl_c() -> None:
    raise KeyboardInterrupt


@dataclass
class FakeHands:
    """What happened, in its order, as `gli-prod-nrt migrate api`."""

    bad: dict[str, str | Surprise] = field(default_factory=dict)
    """What goes wrong, by what happened: a sentence or `no` is the answer of a hand, a function raises."""
    new: Sequence[str] = ("api", "websocket")
    happened: list[str] = field(default_factory=list)
    recorded: list[tuple[str, Outcome, str]] = field(default_factory=list)

    def record(self, part: Part, outcome: Outcome, reason: str) -> None:
        self.recorded.append((part.stack, outcome, reason))
        self._did(part, f"record {outcome}")

    def announce(self, part: Part, outcome: Outcome) -> None:
        self._did(part, f"announce {outcome}")

    def checklist(self, part: Part) -> bool:
        return not self._did(part, "checklist")

    def preview(self, part: Part) -> str:
        return self._did(part, "preview")

    def migrate(self, part: Part, role: str) -> None:
        self._did(part, f"migrate {role}")

    def new_images(self, part: Part) -> Sequence[str]:
        self._did(part, "compare")
        return [role for role in part.images if role in self.new]

    def release(self, part: Part, role: str) -> None:
        self._did(part, f"release {role}")

    def up(self, part: Part) -> str:
        return self._did(part, "up")

    def verify(self, part: Part, role: str) -> bool:
        return not self._did(part, f"verify {role}")

    def roll_back(self, part: Part, role: str) -> bool:
        return not self._did(part, f"roll back {role}")

    def of(self, stack: str) -> list[str]:
        """What happened to a stack."""
        return [one.removeprefix(f"{stack} ") for one in self.happened if one.startswith(f"{stack} ")]

    def _did(self, part: Part, what: str) -> str:
        said = f"{part.stack} {what}"
        self.happened.append(said)
        wrong = self.bad.get(said, "")
        if callable(wrong):
            wrong()
            return ""
        return wrong
