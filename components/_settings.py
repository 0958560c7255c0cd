"""The base of every model of what a person may write in a stack file."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """Unknown keys are refused, types are taken as written, nothing changes after it was read.

    Validators speak in sentences: one that starts with a field in backticks (`cpu`) is about that field, and the path
    in the stack file is put before it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    def props(self) -> dict[str, Any]:
        """The settings as a component's props, so that policies and reviewers read them on the first preview."""
        return self.model_dump(mode="json")


def matching(pattern: str, what: str) -> AfterValidator:
    """Refuse text that does not match the whole pattern, and say in words what is wanted."""

    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(f"{value!r} is not {what}")
        return value

    return AfterValidator(check)


Port = Annotated[int, Field(ge=1, le=65535)]
Role = Annotated[
    str,
    matching(
        r"(?=.{2,20}$)[a-z][a-z0-9]*(-[a-z0-9]+)*",
        "a role: 2 to 20 lower-case letters, digits and single dashes, starting with a letter",
    ),
]
Region = Annotated[str, matching(r"[a-z]{2}(-[a-z]+)+-\d", "a Region, such as ap-northeast-2")]
