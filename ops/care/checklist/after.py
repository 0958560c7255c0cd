"""After a deployment: do the numbers stay where they should? (standard G-29: after 5 minutes, 30 minutes, 24 hours)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ops.care.alarms import LiveAlarm, live_alarms
from ops.care.checklist.before import quiet, some
from ops.care.checklist.model import Item, State, of_persons, unseen
from ops.care.looking import Looks
from ops.care.measures import DATABASE, ERRORS, LATENCY, Measured, kind_of, measure
from ops.care.scene import Scene
from ops.release.observer import Observer

AT_ONCE, SOON, NEXT_DAY = 5, 30, 1440
WINDOWS: Final = (AT_ONCE, SOON, NEXT_DAY)
"""Minutes after a deployment at which the guides look."""
BUDGET: Final = "aws:budgets/budget:Budget"
BUDGETS_REGION: Final = "us-east-1"
"""https://docs.aws.amazon.com/general/latest/gr/billing.html"""
PERSONS: Final[Mapping[int, Sequence[str]]] = {
    AT_ONCE: ("The release that was wanted is the one that people see",),
    SOON: (
        "The main functions were tried by hand",
        "Support hears no complaints",
        "The errors in the log are known ones",
    ),
    NEXT_DAY: (
        "Error rate, latency and load look as they did before, on the dashboard",
        "The costs of the new version are as expected, in Cost Explorer",
    ),
}
"""Of the guides' lists (11.2 and 10.3) what no machine can see."""


def after(scene: Scene, minutes: int) -> Iterator[Item]:
    """Every item of one of the three looks; the numbers are those of its minutes."""
    yield from _services(scene)
    looks = Looks()
    found = live_alarms(scene, looks)
    if found is None:
        yield unseen("No alarm rings", looks.blind)
    else:
        yield quiet(scene, found)
    for kind in (ERRORS, LATENCY, DATABASE):
        watching = [one for one in found.live if kind_of(one) == kind] if found else []
        yield _numbers(scene, kind, watching, minutes, looks)
    if minutes == NEXT_DAY:
        yield from _cost(scene)
    yield from of_persons(PERSONS[minutes])


def _services(scene: Scene) -> Iterator[Item]:
    for service in scene.environment.services.values():
        title, looks = f"Tasks and targets of {service.role}", Looks()
        if service.image_role not in scene.environment.images:
            continue  # nothing of it is released
        seen = looks.at(service.name, Observer(scene.aws, scene.environment, service))
        verify = scene.ops("verify", "--service", service.role)
        if seen is None:
            yield unseen(title, looks.blind)
            continue
        primary = seen.primary
        sick = [one for one in seen.targets if one.state == "unhealthy"]
        if primary is None or primary.running < primary.desired or not primary.desired:
            counts = f"{primary.running} of {primary.desired} tasks run" if primary else "it has no deployment"
            yield Item(title, State.BAD, counts, verify)
        elif sick or (seen.routed and not seen.targets):
            yield Item(title, State.BAD, f"{len(sick)} of {len(seen.targets)} targets are unhealthy", verify)
        else:
            yield Item(title, State.GOOD, f"{primary.running} tasks, {len(seen.targets)} targets")


def _numbers(scene: Scene, kind: str, watching: Sequence[LiveAlarm], minutes: int, looks: Looks) -> Item:
    title = kind.capitalize()
    if not watching:
        return Item(title, State.UNKNOWN, " ".join(looks.blind) or "no alarm of the stack watches it")
    own = Looks()
    measured = [own.at(one.name, measure, scene, one, minutes) for one in watching]
    known = [one for one in measured if one is not None]
    wrong = [str(one) for one in known if one.breaches]
    if wrong:
        return Item(title, State.BAD, "; ".join(wrong), scene.ops("diagnose"))
    if own.blind:
        return unseen(title, own.blind)
    silent = [one.alarm.name for one in known if not one.values and not one.silence_is_good]
    if silent:
        return Item(title, State.UNKNOWN, f"no value in {minutes} min: {some(silent)}")
    return Item(title, State.GOOD, _best(known))


def _best(known: Sequence[Measured]) -> str:
    """What the measured ones say; those that were silent because nobody asked are counted."""
    told = [str(one) for one in known if one.values]
    silent = len(known) - len(told)
    counted = f"{silent} of {len(known)} had nothing to measure" if silent else ""
    return "; ".join(filter(None, [*told, counted]))


def _cost(scene: Scene) -> Iterator[Item]:
    for budget in scene.environment.recording.of_type(BUDGET):
        name, looks = str(budget.inputs["name"]), Looks()
        found = looks.at(
            f"budget {name}",
            _budget,
            scene,
            name,
        )
        title = f"Cost within the budget {name}"
        if found is None:
            yield unseen(title, looks.blind)
            continue
        limit, spent, forecast = _dollars(found["BudgetLimit"]), *_spend(found.get("CalculatedSpend", {}))
        seen = f"{spent:.2f} of {limit:.2f} USD this month, forecast {forecast:.2f}"
        over = spent > limit or forecast > limit
        way_out = "See in Cost Explorer which service grew" if over else ""
        yield Item(title, State.BAD if over else State.GOOD, seen, way_out)


def _budget(scene: Scene, name: str) -> Mapping[str, Any]:
    client = scene.client("budgets", BUDGETS_REGION)
    found: Mapping[str, Any] = client.describe_budget(AccountId=scene.environment.account, BudgetName=name)["Budget"]
    return found


def _spend(calculated: Mapping[str, Any]) -> tuple[float, float]:
    return _dollars(calculated.get("ActualSpend", {})), _dollars(calculated.get("ForecastedSpend", {}))


def _dollars(spend: Mapping[str, Any]) -> float:
    return float(spend.get("Amount", 0))
