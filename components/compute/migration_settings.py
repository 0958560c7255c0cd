"""What a person may write about the migrations of a service's database."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from components._settings import Settings

REVISION = "{revision}"
"""What stands in `down` for the revision to go back to."""

Command = Annotated[tuple[str, ...], Field(min_length=1)]


class MigrationSettings(Settings):
    """Commands of the service's image, without a shell, that `python -m ops migrate` runs in a task of their own.

    Nothing of a deployment runs them: they come before it, once, and the version before must run with what they make
    of the database (standards G-26, M-03, M-07, T-02).
    """

    command: Command
    """Takes the database to what the image needs, such as [alembic, upgrade, head]; run twice, it changes nothing."""
    status: Command | None = None
    """Says where the database is, such as [alembic, current]."""
    down: Command | None = None
    """Takes the database back, such as [alembic, downgrade, '{revision}']."""
    anonymise: Command | None = None
    """Makes a restored copy of the data one that may be shown (standard M-06)."""
    backup: bool = False
    """Copies the service's databases first, whoever starts the migration (standard M-03)."""
    timeout_minutes: Annotated[int, Field(ge=1, le=720)] = 30
    """After which a task that still runs is stopped, and has failed."""

    @model_validator(mode="after")
    def _goes_back_to_a_revision(self) -> Self:
        if self.down is not None and sum(part.count(REVISION) for part in self.down) != 1:
            raise ValueError(
                f"`down` must say {REVISION} once, where the revision to go back to stands, "
                "such as [alembic, downgrade, '{revision}']"
            )
        return self
