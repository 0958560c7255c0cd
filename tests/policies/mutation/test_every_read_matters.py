"""Whatever a rule reads of a resource that it calls compliant, it notices when that is something else."""

from collections.abc import Iterable
from fnmatch import fnmatchcase

import pytest
from guardrails.registry import ALL_RULES

from tests.policies.cases.every import CASES
from tests.policies.mutation.survey import ITSELF, Place, Survey
from tests.policies.mutation.unnoticed import BLIND, UNNOTICED


def matching(place: Place, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(str(place), pattern) for pattern in patterns)


def test_every_place_that_a_rule_reads_of_a_recorded_stack_matters(recorded: Survey) -> None:
    assert len(recorded.sites) > 900
    assert sorted(str(place) for place in recorded.unnoticed if not matching(place, UNNOTICED)) == []


def test_most_places_need_no_excuse(recorded: Survey) -> None:
    own = {place for place in recorded.sites if place.of == ITSELF}

    assert len(recorded.unnoticed & own) < len(own) * 0.03


@pytest.mark.parametrize("pattern", UNNOTICED)
def test_an_excuse_is_needed(recorded: Survey, pattern: str) -> None:
    assert any(fnmatchcase(str(place), pattern) for place in recorded.unnoticed)


def test_every_rule_that_can_be_content_is_changed_somewhere_and_notices(
    recorded: Survey, cases: dict[str, Survey]
) -> None:
    noticing = {place.rule for found in (recorded, *cases.values()) for place in found.noticed}

    assert [rule.id for rule in ALL_RULES if rule.id not in noticing and CASES[rule.id].compliant] == []
    assert len({place.rule for place in recorded.noticed}) > 220


def test_no_change_makes_a_rule_fail(recorded: Survey, cases: dict[str, Survey]) -> None:
    assert recorded.failed == set()
    assert [found.failed for found in cases.values() if found.failed] == []


def test_no_rule_calls_compliant_what_it_reads_and_does_not_know(recorded: Survey, cases: dict[str, Survey]) -> None:
    blind = recorded.blind.union(*(found.blind for found in cases.values()))

    assert sorted(str(place) for place in blind if not matching(place, BLIND)) == []


@pytest.mark.parametrize("pattern", BLIND)
def test_an_excuse_for_not_knowing_is_needed(recorded: Survey, cases: dict[str, Survey], pattern: str) -> None:
    blind = recorded.blind.union(*(found.blind for found in cases.values()))

    assert any(fnmatchcase(str(place), pattern) for place in blind)
