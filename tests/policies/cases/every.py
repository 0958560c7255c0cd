"""All tables, one for each module of rules."""

from importlib import import_module

from guardrails.registry import SERVICES

from tests.policies.cases.table import Cases, Table

TABLES: dict[str, Table] = {
    module.__name__: import_module(f"tests.policies.cases.{module.__name__.rpartition('.')[2]}").CASES
    for module in SERVICES
}
"""Tables by the name of the module of rules."""
CASES: dict[str, Cases] = {rule_id: cases for table in TABLES.values() for rule_id, cases in table.items()}
"""Cases by the rule's id."""
