import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from ops.offline.program import record_stack
from ops.offline.recording import Recording
from ops.offline.values import SECRET, type_signature
from tests.engine.conftest import STACKS, Deployed
from tests.engine.deployment import AMBIENT_PLUGIN, ROOT, short
from tests.engine.provider.diff import DEFAULTS

BY_THE_ENGINE = {DEFAULTS, "version", "__internal"}
"""Inputs that the provider or the engine adds; the program gives none of them."""
NAMED_BEFOREHAND = {
    "aws:cloudwatch/metricAlarm:MetricAlarm": {"dimensions", "metricName", "metricQueries"},
    "aws:ecs/service:Service": {"alarms"},
}
"""Inputs that name what need not be there yet: an alarm waits for its metric to be published, and ECS asks for a
service's alarms while it deploys (components/compute/deployment_alarms.py).
"""
JUDGED = "platform-guardrails@v"
"""How the CLI begins the line about the pack that it asked."""
RANDOM = "*" * 6
"""How the offline preview shows the part of a name that only a deployment picks."""


@pytest.fixture(scope="module", params=STACKS)
def stack(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def offline(stack: str) -> Recording:
    return record_stack(ROOT, stack)


def of_the_program(state: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The state by URN, without the providers that the engine makes for itself."""
    return {
        resource["urn"]: resource
        for resource in state
        if not (resource["type"].startswith("pulumi:providers:") and short(resource["urn"]).count("::default"))
    }


def test_a_stack_comes_up_from_nothing_without_a_warning(deployed: Deployed, stack: str, offline: Recording) -> None:
    deployment, run = deployed(stack)
    shown = [resource for resource in offline.resources if resource.type.startswith("aws:")]

    assert run.error == ""
    assert set(run.summary) == {"create"}
    assert [message for message in run.diagnostics if AMBIENT_PLUGIN not in message] == []
    of_aws = [name for name in run.did("create") if name.startswith("aws:")]
    assert len(deployment.account.live) == len(of_aws) == len(shown) > 50


def test_the_first_up_is_judged_by_the_policy_pack_and_passes(deployed: Deployed, stack: str) -> None:
    _, run = deployed(stack)

    assert JUDGED in run.printed
    assert run.violations == set()


def test_a_second_up_changes_nothing(deployed: Deployed, stack: str) -> None:
    deployment, first = deployed(stack)

    second = deployment.up()

    assert second.error == ""
    assert second.summary == {"same": first.summary["create"]}


def test_a_refresh_finds_everything_as_it_was_made(deployed: Deployed, stack: str) -> None:
    deployment, first = deployed(stack)

    read = deployment.refresh()

    assert read.error == ""
    assert read.summary == {"same": first.summary["create"]}


def test_the_engine_gives_the_urns_that_the_offline_preview_shows(
    deployed: Deployed, stack: str, offline: Recording
) -> None:
    state = of_the_program(deployed(stack)[0].state())

    assert set(state) == set(offline.urns())


def test_the_engine_gets_the_inputs_and_options_that_the_offline_preview_shows(
    deployed: Deployed, stack: str, offline: Recording
) -> None:
    state = of_the_program(deployed(stack)[0].state())

    for resource in offline.resources:
        engine = state[resource.urn]
        assert list(differences(given(engine.get("inputs", {})), given(resource.inputs), short(resource.urn))) == []
        assert engine.get("parent", "") == resource.parent
        assert engine.get("protect", False) == resource.options.protect
        assert set(engine.get("dependencies", [])) == set(resource.dependencies)


def test_every_resource_waits_for_those_that_its_inputs_name(deployed: Deployed, stack: str) -> None:
    state = of_the_program(deployed(stack)[0].state())
    made = {urn: resource for urn, resource in state.items() if resource["type"].startswith("aws:")}
    values = Counter(value for resource in made.values() for value in identities(resource))
    named = {value: urn for urn, resource in made.items() for value in identities(resource) if values[value] == 1}

    too_early = {
        f"{short(urn)} may be made before {short(named[value])}"
        for urn, resource in made.items()
        for value in texts(waited_for(resource))
        if named.get(value, urn) not in everything_before(urn, state)
    }

    assert too_early == set()


def given(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Inputs as the offline preview writes them, secrets hidden."""
    return {key: hidden(value) for key, value in inputs.items() if value is not None and key not in BY_THE_ENGINE}


def hidden(value: Any) -> Any:
    if isinstance(value, Mapping):
        if type_signature in value:
            return SECRET
        return {key: hidden(item) for key, item in value.items()}
    return [hidden(item) for item in value] if isinstance(value, list) else value


def differences(actual: Any, shown: Any, path: str = "") -> Iterable[str]:
    """Where a value is not the one that was shown, random letters aside."""
    match actual, shown:
        case Mapping(), Mapping():
            for key in sorted(actual.keys() | shown.keys()):
                yield from differences(actual.get(key), shown.get(key), f"{path}.{key}")
        case list(), list() if len(actual) == len(shown):
            for index, pair in enumerate(zip(actual, shown, strict=True)):
                yield from differences(*pair, f"{path}[{index}]")
        case str(), str() if RANDOM in shown:
            pattern = re.escape(shown).replace(re.escape(RANDOM), "[A-Za-z0-9]{6}")
            if not re.fullmatch(pattern, actual):
                yield f"{path} is {actual!r} on the engine, {shown!r} offline"
        case _ if actual != shown:
            yield f"{path} is {actual!r} on the engine, {shown!r} offline"


def identities(resource: Mapping[str, Any]) -> set[str]:
    """What others call a resource by: its ARN, and its id, unless those are of what it belongs to."""
    referring = {key for key, urns in resource.get("propertyDependencies", {}).items() if urns}
    belongs_to = {value for key in referring if isinstance(value := resource["inputs"].get(key), str)}
    return {str(value) for value in (resource["outputs"].get("arn"), resource["id"]) if value} - belongs_to


def waited_for(resource: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs, without those that name what need not be there yet."""
    beforehand = NAMED_BEFOREHAND.get(resource["type"], set())
    return {key: value for key, value in resource["inputs"].items() if key not in beforehand}


def texts(value: Any) -> Iterable[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for item in value.values():
                yield from texts(item)
        case list():
            for item in value:
                yield from texts(item)


def everything_before(urn: str, state: Mapping[str, Mapping[str, Any]]) -> set[str]:
    """The resource, its ancestors, and all that one of them depends on."""
    seen: set[str] = set()
    to_see = [urn]
    while to_see:
        seen.add(now := to_see.pop())
        resource = state.get(now, {})
        to_see += {*resource.get("dependencies", ()), resource.get("parent") or now} - seen
    return seen
