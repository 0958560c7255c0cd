"""The committed stack files: each says what its environment is and gives up, and nothing that goes without saying."""

import itertools
from collections.abc import Iterator
from copy import deepcopy
from ipaddress import IPv4Network
from typing import Any

import pulumi
import pytest

from components.foundation.network_settings import NetworkSettings
from tests.harness import OF_THE_ACCOUNT, ROOT, STACKS, load, stack_config
from tests.settings.stackfile import STACK

FILES = {stack: stack_config(stack) for stack in (*STACKS, OF_THE_ACCOUNT)}
LOADED = {stack: load(config, stack=stack) for stack, config in FILES.items()}

IDENTITY = {
    "environment.short",
    "environment.long",
    "environment.tier",
    "alerts.name",
    "budget.monthly_usd",
    "delivery.deploys.branches",
    "network.cidr",
    "network.reserved_cidrs",
    "services.api.route.hosts",
    "services.websocket.route.hosts",
    "websites.user-frontend.hosts",
    "websites.user-frontend.headers.content_security_policy.connect-src",
}
SHORTER_MEMORY = {
    "logs.retention_in_days",
    "load_balancers.main.log_expiration_days",
    "websites.user-frontend.log_expiration_days",
    "databases.db.backup_retention_days",
    "caches.redis.snapshot_retention_days",
}
SMALLER = {"databases.db.instance_class", "databases.db.max_storage", "caches.redis.node_type"}
DIFFERS_FROM_PROD = {
    "stg": IDENTITY
    | SHORTER_MEMORY
    | SMALLER
    | {
        "network.nat",
        "services.api.cpu",
        "services.api.memory",
        "services.api.scaling.max",
        "services.websocket.scaling.max",
    },
    "dev": IDENTITY
    | SHORTER_MEMORY
    | SMALLER
    | {
        "network.nat",
        "network.protect",
        "logs.deletion_protection",
        "encryption.deletion_window_in_days",
        "encryption.protect",
        "load_balancers.main.deletion_protection",
        "load_balancers.main.force_destroy",
        "load_balancers.main.protect",
        "cluster.container_insights",
        "registry",
        "websites.user-frontend.price_class",
        "websites.user-frontend.keep_versions_days",
        "websites.user-frontend.wait_for_deployment",
        "websites.user-frontend.force_destroy",
        "websites.user-frontend.protect",
        "off_hours",
        "databases.db.backup_window",
        "databases.db.maintenance_window",
        "databases.db.storage",
        "databases.db.multi_az",
        "databases.db.secret_recovery_window_in_days",
        "databases.db.deletion_protection",
        "databases.db.skip_final_snapshot",
        "databases.db.protect",
        "caches.redis.nodes",
        "caches.redis.automatic_failover",
        "caches.redis.multi_az",
        "caches.redis.secret_recovery_window_in_days",
        "caches.redis.skip_final_snapshot",
        "caches.redis.protect",
    }
    | {
        f"services.{role}.{key}"
        for role in ("api", "websocket")
        for key in (
            "cpu",
            "memory",
            "tasks",
            "scaling",
            "capacity_providers",
            "environment.LOG_LEVEL",
            "execute_command",
            "route.deregistration_delay",
        )
    }
    | {"services.websocket.stop_timeout"},
}
"""Where an environment is not production; everything else is tested by deploying to it first."""


def leaves(value: Any, here: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every setting by its path; an empty map is one."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from leaves(inner, (*here, key))
    else:
        yield here, value


def said(stack: str) -> dict[str, Any]:
    """Every value that holds for a stack, whether its file says so or a default does."""
    return {".".join(path): value for path, value in leaves(LOADED[stack].stack.model_dump(mode="json"))}


def without(stack: str, path: tuple[str, ...]) -> Any:
    """The settings as they would be without one key of the stack file, or None where it cannot be left out."""
    config = deepcopy(FILES[stack])
    around = config[STACK]
    for step in path[:-1]:
        around = around[step]
    del around[path[-1]]
    try:
        return load(config, stack=stack).stack
    except pulumi.RunError:
        return None


def test_there_is_a_file_for_each_environment_of_the_standard_and_for_their_account() -> None:
    assert sorted(path.name for path in ROOT.glob("Pulumi.*.yaml")) == sorted(f"Pulumi.{s}.yaml" for s in FILES)


@pytest.mark.parametrize("stack", FILES)
def test_a_file_repeats_no_default(stack: str) -> None:
    repeated = [
        ".".join(path) for path, _ in leaves(FILES[stack][STACK]) if without(stack, path) == LOADED[stack].stack
    ]
    assert repeated == []


def test_the_test_above_sees_a_repeated_default() -> None:
    config = deepcopy(FILES["prod"])
    config[STACK]["logs"] = {"retention_in_days": 90}
    assert load(config).stack == LOADED["prod"].stack


@pytest.mark.parametrize("stack", ["dev", "stg"])
def test_an_environment_is_production_but_for_what_is_listed_here(stack: str) -> None:
    own, production = said(stack), said("prod")
    differing = {key for key in own.keys() | production.keys() if own.get(key, ...) != production.get(key, ...)}
    allowed = DIFFERS_FROM_PROD[stack]
    assert {key for key in differing if not any(f"{key}.".startswith(f"{prefix}.") for prefix in allowed)} == set()
    assert {prefix for prefix in allowed if not any(f"{key}.".startswith(f"{prefix}.") for key in differing)} == set()


def network(stack: str) -> NetworkSettings:
    (settings,) = LOADED[stack].stack.networks.values()
    return settings


def test_the_networks_of_the_account_can_be_peered_one_day() -> None:
    ranges = [network(stack).cidr for stack in STACKS]
    assert ranges == [IPv4Network("10.10.0.0/16"), IPv4Network("10.20.0.0/16"), IPv4Network("10.30.0.0/16")]
    assert not any(a.overlaps(b) for a, b in itertools.combinations(map(IPv4Network, map(str, ranges)), 2))


@pytest.mark.parametrize("stack", STACKS)
def test_each_network_stays_clear_of_the_others_and_of_dockers(stack: str) -> None:
    others = {str(network(other).cidr) for other in STACKS if other != stack}
    assert {str(cidr) for cidr in network(stack).reserved_cidrs} == others | {"172.17.0.0/16"}


@pytest.mark.parametrize(
    ("stack", "hosts"),
    [
        ("dev", {"dev.glibiz.com", "api-dev.glibiz.com", "ws-dev.glibiz.com"}),
        ("stg", {"stg.glibiz.com", "api-stg.glibiz.com", "ws-stg.glibiz.com"}),
        ("prod", {"glibiz.com", "api.glibiz.com", "ws.glibiz.com"}),
    ],
)
def test_hosts_are_the_standards(stack: str, hosts: set[str]) -> None:
    settings = LOADED[stack].stack
    websites = {host for website in settings.websites.values() for host in website.hosts}
    assert {*settings.routed_hosts, *websites} == hosts
    assert settings.dns is not None
    assert (settings.dns.zone, settings.dns.zone_id) == ("glibiz.com", "Z0419507IHNIDPFGXUPL")


@pytest.mark.parametrize("stack", STACKS)
def test_load_balancer_and_website_have_the_certificates_of_the_standard(stack: str) -> None:
    settings = LOADED[stack].stack
    certificates = [settings.load_balancers["main"].certificate, settings.websites["user-frontend"].certificate]
    assert [certificate.arn for certificate in certificates] == [
        "arn:aws:acm:ap-northeast-2:917891822317:certificate/8590e8e6-1e73-4754-983f-b77ed18e3a82",
        "arn:aws:acm:us-east-1:917891822317:certificate/8a143395-150a-40cf-b9e7-aacbbd3d2caf",
    ]
    assert {certificate.names for certificate in certificates} == {("*.glibiz.com", "glibiz.com")}


@pytest.mark.parametrize("stack", STACKS)
def test_both_services_use_the_database_and_the_cache_and_name_no_other_secret(stack: str) -> None:
    services = LOADED[stack].stack.services
    assert {role: (service.uses, service.secrets) for role, service in services.items()} == {
        "api": (("db", "redis"), {}),
        "websocket": (("db", "redis"), {}),
    }


@pytest.mark.parametrize("stack", STACKS)
def test_what_faces_the_internet_stands_behind_a_firewall(stack: str) -> None:
    settings = LOADED[stack].stack
    assert settings.load_balancers["main"].firewall == "regional"
    assert settings.websites["user-frontend"].firewall == "cloudfront"


@pytest.mark.parametrize("stack", STACKS)
def test_no_file_holds_a_digest_that_nobody_released(stack: str) -> None:
    assert FILES[stack]["platform:images"] == {}


@pytest.mark.parametrize("stack", STACKS)
def test_no_file_holds_a_secret(stack: str) -> None:
    text = (ROOT / f"Pulumi.{stack}.yaml").read_text("utf-8")
    assert "secure:" not in text
    assert "encryptionsalt" not in text
