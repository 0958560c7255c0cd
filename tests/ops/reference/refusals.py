"""Every stack file that the tests know the program to refuse: all tables of wrong values, and what each spoils."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Final

import yaml

from ops.offline import goyaml
from tests.examples.stacks import file_of
from tests.harness import ROOT, Config
from tests.settings import (
    test_account,
    test_alarm_names,
    test_alarms_refused,
    test_alerts,
    test_configuration_refused,
    test_hosts_refused,
    test_hosts_that_lead_nowhere,
    test_metrics_refused,
    test_off_hours,
    test_other_regions,
    test_parts_that_do_not_fit,
    test_services_refused,
    test_stack_files_refused,
    test_strategies_refused,
)
from tests.settings.stackfile import GONE, GOOD, Refusals, edited

SPOILED: Final[dict[ModuleType, Config]] = {
    test_account: test_account.ACCOUNT,
    test_hosts_refused: test_hosts_refused.SMALL,
    test_hosts_that_lead_nowhere: test_hosts_that_lead_nowhere.WHOLE,
}
"""The stack file that a module spoils, where it is another one than most take."""
TABLES: Final[dict[ModuleType, Sequence[Refusals]]] = {
    module: (module.REFUSED,)
    for module in (
        test_account,
        test_alarm_names,
        test_alarms_refused,
        test_alerts,
        test_configuration_refused,
        test_hosts_refused,
        test_hosts_that_lead_nowhere,
        test_metrics_refused,
        test_off_hours,
        test_other_regions,
        test_parts_that_do_not_fit,
        test_services_refused,
        test_strategies_refused,
    )
} | {
    test_stack_files_refused: (
        test_stack_files_refused.KEYS_AND_TYPES,
        test_stack_files_refused.NETWORKS,
        test_stack_files_refused.LOAD_BALANCERS,
    )
}
"""What is wrong, the edits that make it so, and all that the program says, by module."""
WRONG_VALUES: Final = "wrong-values"


@dataclass(frozen=True)
class Refused:
    """A stack file that the program refuses."""

    table: str
    what: str
    file: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.table}: {self.what}"


def all_refused() -> Iterator[Refused]:
    """Each of them."""
    for module, tables in TABLES.items():
        name = module.__name__.rpartition(".")[2].removeprefix("test_")
        for table in tables:
            for what, (edits, _) in table.items():
                spoiled = edited(edits, SPOILED.get(module, GOOD))
                yield Refused(name, what, {"config": _with_secrets_encrypted(spoiled)})
    for case in yaml.safe_load((ROOT / "tests/data/wrong-values.yaml").read_text("utf-8")):
        written = goyaml.read(file_of(case["stack"]))
        edits = {case["path"]: case.get("value", GONE)}
        yield Refused(WRONG_VALUES, case["what"], written | {"config": edited(edits, written["config"])})


def _with_secrets_encrypted(config: Config) -> Config:
    """As the file has them: the tests of settings hand over values that are decrypted already."""
    secrets = config.get("platform:secrets")
    if not isinstance(secrets, dict):
        return config
    return config | {"platform:secrets": {name: {"secure": "v1:abc"} for name in secrets}}
