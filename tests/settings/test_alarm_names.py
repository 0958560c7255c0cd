"""Alarms of two parts never have one name: a role that would lead to that is refused in one sentence."""

import pytest

from ops.offline.stackfile import read_stack
from settings.alarm_names import alarm_stems
from settings.stack import StackSettings
from tests.conftest import Record
from tests.harness import OF_THE_ACCOUNT, ROOT, STACKS, load
from tests.settings.stackfile import GOOD, STACK, Edits, Refusals, each, edited, refusal

SERVICES = f"{STACK}/services"
CERTIFICATE = {
    "arn": "arn:aws:acm:us-east-1:123456789012:certificate/8a143395-150a-40cf-b9e7-aacbbd3d2caf",
    "names": ["glibiz.com"],
}
SITE = {"hosts": ["glibiz.com"], "certificate": CERTIFICATE}


def same(path: str, stem: str, other: str) -> str:
    return (
        f"platform:stack.{path}: its alarms would be called gli-prod-{stem}-…, "
        f"as those of platform:stack.{other} are; take another role."
    )


REFUSED: Refusals = {
    "a service called like a database": (
        {f"{STACK}/databases": {"db": {}}, f"{SERVICES}/db": {}},
        same("services.db", "db", "databases.db"),
    ),
    "a service called like a cache": (
        {f"{STACK}/caches": {"redis": {}}, f"{SERVICES}/redis": {}},
        same("services.redis", "redis", "caches.redis"),
    ),
    "a database called like the network": (
        {f"{STACK}/databases": {"network": {}}},
        same("databases.network", "network", "network"),
    ),
    "a service called like the alerts": ({f"{SERVICES}/alerts": {}}, same("services.alerts", "alerts", "alerts")),
    "a service called like the events": ({f"{SERVICES}/events": {}}, same("services.events", "events", "events")),
    "a service called like a load balancer's alarms": (
        {f"{SERVICES}/main-alb": {}},
        same("services.main-alb", "main-alb", "load_balancers.main"),
    ),
    "a service called like a website's alarms": (
        {f"{STACK}/websites": {"web": SITE}, f"{SERVICES}/web-cdn": {}},
        same("services.web-cdn", "web-cdn", "websites.web"),
    ),
    "a service called like a firewall's alarms": (
        {f"{STACK}/firewalls": {"edge": {}}, f"{SERVICES}/edge-waf": {}},
        same("services.edge-waf", "edge-waf", "firewalls.edge"),
    ),
    "a service called like another's log": (
        {f"{SERVICES}/api-logs": {}},
        same("services.api (its log)", "api-logs", "services.api-logs"),
    ),
    "a service called like a replica": (
        {f"{STACK}/databases": {"db": {"replicas": {"reports": {}}}}, f"{SERVICES}/db-reports": {}},
        same("databases.db.replicas.reports", "db-reports", "services.db-reports"),
    ),
    "a database called like a cache's node": (
        {f"{STACK}/caches": {"redis": {}}, f"{STACK}/databases": {"redis-001": {}}},
        same("caches.redis", "redis-001", "databases.redis-001"),
    ),
}
FREE: dict[str, Edits] = {
    "a service called like a trail where there is none": {f"{SERVICES}/trail": {}},
    "a service called like a node that is not there": {
        f"{STACK}/caches": {"redis": {"nodes": 2}},
        f"{SERVICES}/redis-003": {},
    },
    "a load balancer, a website and a firewall of one role": {
        f"{STACK}/websites": {"main": SITE},
        f"{STACK}/firewalls": {"main": {}},
    },
    "a service whose role begins with another's": {f"{SERVICES}/api-v2": {}},
}


@each(REFUSED)
def test_a_role_that_gives_two_alarms_one_name_is_refused(edits: Edits, said: str) -> None:
    assert said in refusal(edited(edits)).splitlines()


def test_two_parts_that_share_another_name_too_are_refused_once() -> None:
    said = refusal(edited({f"{STACK}/databases": {"db": {}}, f"{STACK}/caches": {"db": {}}})).splitlines()
    (about,) = [line for line in said if "databases.db" in line]
    assert about == (
        "platform:stack.caches.db: the secret name 'gli/db/production' is that of platform:stack.databases.db; "
        "take another role."
    )


@pytest.mark.parametrize("title", FREE)
def test_roles_that_only_look_alike_are_taken(title: str) -> None:
    assert load(edited(FREE[title], GOOD))


@pytest.mark.parametrize("stack", [*STACKS, OF_THE_ACCOUNT, "all"])
def test_the_stems_are_those_that_the_parts_have(stack: str, deployed: Record) -> None:
    made = [str(alarms.inputs["stem"]) for alarms in deployed(stack).of_type("platform:watch:Alarms")]
    file = ROOT / "tests/data/everything.yaml" if stack == "all" else None
    settings = StackSettings.model_validate_json(read_stack(ROOT, stack, file).config[STACK])
    assert sorted(stem for _, stem in alarm_stems(settings)) == sorted(made)
