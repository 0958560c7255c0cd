"""Whatever stands anywhere in a recorded resource, no rule fails on it."""

from typing import Any

import pytest
from guardrails.evaluation import State
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.policies.harness import UNKNOWN
from tests.policies.mutation.survey import Site, Survey
from tests.policies.mutation.traced import NAMES, OPTION, RELATION, TYPE, Path
from tests.policies.test_any_input import JSON, places

HUGE = st.sampled_from(["a" * 100_000, "[" * 5_000, '{"Statement":' * 2_000, "9" * 5_000])


@pytest.fixture(scope="session")
def spots(recorded: Survey) -> list[tuple[Site, str, list[Path]]]:
    """Where a rule reads a resource, and every path in that resource."""
    return [
        (site, urn, [site.path, *places(site.judging.seen_by(site.rule).by_urn[urn].plain)])
        for found in recorded.sites.values()
        for site, (urn, _) in [(found[0], found[0].reads[0])]
        if site.path[0] not in (OPTION, RELATION, TYPE) and site.path[-1] != NAMES
    ]


@given(st.integers(0, 100_000), st.integers(0, 100_000), st.just(UNKNOWN) | JSON | HUGE)
@settings(
    max_examples=3000,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
def test_no_rule_fails_on_any_value_in_any_place_of_a_recorded_resource(
    spots: list[tuple[Site, str, list[Path]]], spot: int, place: int, new: Any
) -> None:
    site, urn, paths = spots[spot % len(spots)]
    path = paths[place % len(paths)]

    assert site.after(([(urn, path)], lambda _: new)).state is not State.ERROR
