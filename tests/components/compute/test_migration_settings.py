"""What a person may write about migrations; nothing of a deployment runs them."""

from typing import Any

import pytest
from pydantic import ValidationError

from components.compute.migration_settings import REVISION, MigrationSettings
from ops.migrate.work import REVISION as REPLACED


def settings(**given: Any) -> MigrationSettings:
    return MigrationSettings.model_validate({"command": ("alembic", "upgrade", "head"), **given})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"command": ()}, "at least 1 item"),
        ({"down": ("alembic", "downgrade")}, "`down` must say {revision} once"),
        ({"down": ("alembic", "{revision}", "{revision}")}, "`down` must say {revision} once"),
        ({"timeout_minutes": 0}, "greater than or equal to 1"),
        ({"timeout_minutes": 721}, "less than or equal to 720"),
    ],
)
def test_this_is_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        settings(**given)
    assert said in str(refused.value)


def test_a_revision_may_stand_inside_an_argument() -> None:
    assert settings(down=("rails", "db:migrate:down", "VERSION={revision}")).down is not None


def test_the_command_fills_in_what_the_settings_name() -> None:
    assert REPLACED == REVISION
