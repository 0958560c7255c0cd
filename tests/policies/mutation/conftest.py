"""What every rule reads of the recorded stacks, found once."""

from collections.abc import Callable

import pytest
from guardrails.registry import ALL_RULES
from guardrails.tier import Tier
from pulumi.runtime.proto import analyzer_pb2

from ops.offline import questions
from ops.offline.recording import Recording
from ops.offline.stackfile import read_stack
from ops.offline.values import to_struct
from tests.harness import ROOT, as_engine
from tests.policies.cases.every import CASES
from tests.policies.cases.table import resources_of
from tests.policies.conftest import PRODUCTION
from tests.policies.harness import AnyRule, request_about_stack
from tests.policies.mutation.survey import Survey, survey
from tests.policies.mutation.traced import Judging, Notes, TracedStack

Record = Callable[[str], Recording]


def judged(recording: Recording, stack: str, tier: Tier) -> Judging:
    """A recorded stack, before its rules."""
    notes = Notes()
    outputs, inputs = questions.about_stack(recording), questions.about_stack(recording)
    for asked, recorded in zip(inputs.resources, recording.resources, strict=True):
        asked.properties.CopyFrom(to_struct(recorded.inputs))
    config = read_stack(ROOT, stack).config
    return Judging(TracedStack(inputs, notes), TracedStack(outputs, notes), notes, tier, config)


def judged_case(rule: AnyRule) -> Judging:
    """A rule's first case that is compliant."""
    notes = Notes()
    request: analyzer_pb2.AnalyzeStackRequest = request_about_stack(resources_of(rule, CASES[rule.id].compliant[0]))
    stack = TracedStack(request, notes)
    return Judging(stack, stack, notes, rule.tiers[0], as_engine({"platform:stack": PRODUCTION}))


@pytest.fixture(scope="session")
def recorded(deployed: Record, first_preview: Record) -> Survey:
    """What rules read of production and of the account, both deployed and before that, and of staging."""
    return survey(
        [
            judged(deployed("prod"), "prod", Tier.PRODUCTION),
            judged(first_preview("prod"), "prod", Tier.PRODUCTION),
            judged(deployed("account"), "account", Tier.PRODUCTION),
            judged(first_preview("account"), "account", Tier.PRODUCTION),
            judged(deployed("stg"), "stg", Tier.STAGING),
        ]
    )


@pytest.fixture(scope="session")
def cases(recorded: Survey) -> dict[str, Survey]:
    """The same of the cases of rules that have nothing compliant in those stacks, by rule."""
    others = [rule for rule in ALL_RULES if rule.id not in recorded.compliant and CASES[rule.id].compliant]
    return {rule.id: survey([judged_case(rule)], [rule]) for rule in others}
