"""The base of every model of what a person may write in a stack file."""

import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, GetJsonSchemaHandler


class Settings(BaseModel):
    """Unknown keys are refused, types are taken as written, nothing changes after it was read.

    Validators speak in sentences: one that starts with a field in backticks (`cpu`) is about that field, and the path
    in the stack file is put before it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    def props(self) -> dict[str, Any]:
        """The settings as a component's props, so that policies and reviewers read them on the first preview."""
        return self.model_dump(mode="json")


@dataclass(frozen=True)
class Matching(AfterValidator):
    """A check of text that the schema of the stack file knows, too."""

    pattern: str = ""
    what: str = ""
    """What is wanted, in words."""

    def __get_pydantic_json_schema__(self, schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """The pattern as JSON Schema has it, which looks anywhere, and the words that editors show beside it."""
        return handler(schema) | {"pattern": f"^(?:{self.pattern})$", "patternErrorMessage": f"not {self.what}"}


def matching(pattern: str, what: str) -> Matching:
    """Refuse text that does not match the whole pattern, and say in words what is wanted."""

    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(f"{value!r} is not {what}")
        return value

    return Matching(check, pattern, what)


Port = Annotated[int, Field(ge=1, le=65535)]
Role = Annotated[
    str,
    matching(
        r"(?=.{2,20}$)[a-z][a-z0-9]*(-[a-z0-9]+)*",
        "a role: 2 to 20 lower-case letters, digits and single dashes, starting with a letter",
    ),
]
Region = Annotated[str, matching(r"[a-z]{2}(-[a-z]+)+-\d", "a Region, such as ap-northeast-2")]
