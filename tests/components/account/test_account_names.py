"""Log groups of the account, known before what writes to them, and left out with it."""

from typing import Any

import pytest

from components.account.account_names import account_log_groups, trail_arns
from components.account.account_settings import AccountSettings
from components.data.monitoring import METRICS_GROUP
from tests.components.account.trails import ARN, GROUP
from tests.harness import NAMES


@pytest.mark.parametrize(
    ("left_out", "groups"),
    [
        ({}, {"trail": GROUP, "database-metrics": METRICS_GROUP}),
        ({"trail": None}, {"database-metrics": METRICS_GROUP}),
        ({"defaults": None}, {"trail": GROUP}),
        ({"defaults": {"database_metrics_log": False}}, {"trail": GROUP}),
    ],
)
def test_each_log_group_is_there_with_what_writes_to_it(left_out: dict[str, Any], groups: dict[str, str]) -> None:
    assert account_log_groups(AccountSettings.model_validate(left_out), NAMES) == groups


def test_the_key_is_told_of_the_trail_that_is_made_and_of_no_other() -> None:
    assert trail_arns(AccountSettings(), NAMES) == [ARN]
    assert trail_arns(AccountSettings(trail=None), NAMES) == []
