"""Rules judge what the platform makes: they call it compliant as it is, and a violation when it is spoilt."""

import json
from typing import Any

import pytest
from guardrails.registry import ALL_RULES

from ops.findings import Result
from tests.bad_stack import judged
from tests.policies.cases.every import CASES
from tests.policies.cases.table import resources_of
from tests.policies.harness import AnyRule
from tests.policies.mutation.survey import Survey


def is_document(value: Any) -> bool:
    """Whether it is JSON as text, as programs hand over policies and container definitions."""
    if not (isinstance(value, str) and value.startswith(("{", "["))):
        return False
    try:
        return bool(json.loads(value))
    except ValueError:
        return False


def reads_documents(rule: AnyRule) -> bool:
    """Whether a document is among the properties of what the rule judges in its cases."""
    judged_alone = (resources_of(rule, case)[0] for _, case in CASES[rule.id].by_state())
    return any(is_document(value) for resource in judged_alone for value in resource.props.values())


READING = [rule for rule in ALL_RULES if reads_documents(rule)]
WRITTEN_BY_NO_PROGRAM = {
    "ecr-not-public": "the platform gives repositories no policy",
}
"""Rules whose documents are in no recorded program, and why."""


def test_a_hundred_rules_reach_compliance_and_violation_on_what_the_platform_makes(recorded: Survey) -> None:
    assert len(recorded.compliant & recorded.violated) >= 200


def test_most_rules_that_the_platform_keeps_are_broken_by_a_stack_that_somebody_wrote(recorded: Survey) -> None:
    broken = {finding.rule.id for finding in judged()[1] if finding.result is Result.VIOLATION}

    assert len(recorded.compliant & broken) >= 120


@pytest.mark.parametrize("rule", READING, ids=lambda rule: rule.id)
def test_a_rule_that_reads_documents_has_read_one_that_a_program_wrote(recorded: Survey, rule: AnyRule) -> None:
    bad = {finding.rule.id for finding in judged()[1] if finding.result in {Result.VIOLATION, Result.COMPLIANT}}

    assert (rule.id in recorded.compliant | bad) is (rule.id not in WRITTEN_BY_NO_PROGRAM)
