"""What cannot be built of one service is refused in one sentence: path, value, rule, way out."""

import pytest

from tests.harness import load
from tests.settings.stackfile import GONE, STACK, Edits, Refusals, each, edited, refusal

API = f"{STACK}/services/api"
WORKER = f"{STACK}/services/worker"
HERE = "platform:stack.services.api"
ARN = "arn:aws:secretsmanager:ap-northeast-2:123456789012:secret:gli/db/production-u1ubhz"

REFUSED: Refusals = {
    "CPU that Fargate does not sell": (
        {f"{API}/cpu": 300},
        (
            f"{HERE}.cpu 300 is not sold by Fargate; "
            "take one of 256, 512, 1024, 2048, 4096, 8192, 16384, 32768 CPU units (1024 is one vCPU)."
        ),
    ),
    "memory that Fargate does not sell with this CPU": (
        {f"{API}/cpu": 256, f"{API}/memory": 4096},
        (
            f"{HERE}.cpu 256 with `memory` 4096 is not sold by Fargate; "
            "with 256 CPU units take 2048 MiB (it sells 512 to 2048)."
        ),
    ),
    "memory between two sizes": (
        {f"{API}/cpu": 1024, f"{API}/memory": 2500},
        (
            f"{HERE}.cpu 1024 with `memory` 2500 is not sold by Fargate; "
            "with 1024 CPU units take 2048 or 3072 MiB (it sells 2048 to 8192)."
        ),
    ),
    "a variable that is plain and secret": (
        {f"{API}/environment": {"TOKEN": "plain"}, f"{API}/secrets": {"TOKEN": ARN}},
        f"{HERE}.environment and `secrets` both set TOKEN; keep the one in `secrets`.",
    ),
    "a route to no port": (
        {f"{API}/port": GONE},
        f"{HERE}.port is missing; a service with a `route` says where its container listens.",
    ),
    "a singleton that scales": (
        {f"{API}/singleton": True, f"{API}/scaling": {"max": 4}},
        f"{HERE}.singleton runs exactly one task; leave out `scaling` and `tasks`.",
    ),
    "a singleton of two": (
        {f"{API}/singleton": True, f"{API}/tasks": 2},
        f"{HERE}.singleton runs exactly one task; leave out `scaling` and `tasks`.",
    ),
    "two answers to how many tasks run": (
        {f"{API}/tasks": 3, f"{API}/scaling": {"max": 4}},
        f"{HERE}.tasks and `scaling` both say how many tasks run; keep one of them.",
    ),
    "least above most": (
        {f"{API}/scaling": {"max": 1}},
        f"{HERE}.scaling.min 2 is above `max` 1; raise `max` or lower `min`.",
    ),
    "least above most at some time of day": (
        {f"{API}/scaling": {"max": 4, "schedules": {"night": {"min": 2, "max": 1, "schedule": "cron(0 22 * * ? *)"}}}},
        f"{HERE}.scaling.schedules.night.min 2 is above `max` 1; raise `max` or lower `min`.",
    ),
    "a schedule that AWS cannot read": (
        {f"{API}/scaling": {"max": 4, "schedules": {"night": {"max": 2, "schedule": "0 22 * * *"}}}},
        (
            f"{HERE}.scaling.schedules.night.schedule: '0 22 * * *' is not a schedule, "
            "such as cron(0 8 ? * MON-FRI *) or rate(1 day)."
        ),
    ),
    "scaling by requests that nothing counts": (
        {f"{WORKER}/scaling": {"max": 4, "requests_per_target": 100}},
        (
            "platform:stack.services.worker.scaling.requests_per_target counts a load balancer's requests; "
            "give the service a `route`."
        ),
    ),
    "a grace period shorter than the start": (
        {f"{API}/health_check/start_period": 200},
        (
            f"{HERE}.health_check_grace_period 120 is below the 200 s that `health_check.start_period` gives the "
            "container to start; raise it."
        ),
    ),
    "Spot that drains longer than its notice": (
        {f"{API}/capacity_providers": {"FARGATE_SPOT": {}}, f"{API}/route/deregistration_delay": 121},
        (
            f"{HERE}.route.deregistration_delay 121 is above the 120 s of notice that FARGATE_SPOT gives; "
            "lower it or run on FARGATE alone."
        ),
    ),
    "a base for both capacity providers": (
        {f"{API}/capacity_providers": {"FARGATE": {"base": 1}, "FARGATE_SPOT": {"base": 1}}},
        f"{HERE}.capacity_providers gives FARGATE and FARGATE_SPOT a `base` and ECS takes one; keep one of them.",
    ),
    "capacity providers without any share": (
        {f"{API}/capacity_providers": {"FARGATE": {"weight": 0}}},
        f"{HERE}.capacity_providers has no `weight` above 0, so ECS would place no task; give one.",
    ),
    "no capacity provider": (
        {f"{API}/capacity_providers": {}},
        f"{HERE}.capacity_providers is empty; give at least 1.",
    ),
    "a capacity provider that is none": (
        {f"{API}/capacity_providers": {"FARGATE_SPT": {}}},
        f"{HERE}.capacity_providers.FARGATE_SPT is 'FARGATE_SPT'; take one of 'FARGATE', 'FARGATE_SPOT'.",
    ),
    "the root user": (
        {f"{API}/user": "root:app"},
        f"{HERE}.user: 'root:app' is root; name a user without privileges, such as '1000:1000'.",
    ),
    "the root user by number": (
        {f"{API}/user": "0"},
        f"{HERE}.user: '0' is root; name a user without privileges, such as '1000:1000'.",
    ),
    "the root user by more zeros": (
        {f"{API}/user": "00:1000"},
        f"{HERE}.user: '00:1000' is root; name a user without privileges, such as '1000:1000'.",
    ),
    "a route that takes every request": (
        {f"{API}/route/hosts": []},
        f"{HERE}.route.hosts and `paths` are both empty; name at least one, or the rule would take every request.",
    ),
    "more conditions than a rule holds": (
        {f"{API}/route/paths": ["/a", "/b", "/c", "/d", "/e"]},
        (
            f"{HERE}.route.hosts and `paths` together have 6 values and AWS allows 5 in a rule; "
            "use wildcards or split the service."
        ),
    ),
    "a host with a scheme": (
        {f"{API}/route/hosts": ["https://api.glibiz.com"]},
        f"{HERE}.route.hosts[0]: 'https://api.glibiz.com' is not a host name in lower case, such as api.example.com.",
    ),
    "a path that starts nowhere": (
        {f"{API}/route/paths": ["api/*"]},
        f"{HERE}.route.paths[0]: 'api/*' is not a path pattern of at most 128 characters, such as /api/*.",
    ),
    "a health check slower than its interval": (
        {f"{API}/route/health_check/timeout": 15},
        f"{HERE}.route.health_check.timeout 15 is not below `interval` 15; lower it or ask less often.",
    ),
    "a health check without a command": (
        {f"{API}/health_check/command": []},
        f"{HERE}.health_check.command is empty; give at least 1.",
    ),
    "a variable whose name a shell refuses": (
        {f"{API}/environment": {"LOG-LEVEL": "info"}},
        (
            f"{HERE}.environment.LOG-LEVEL: what is written there is not a variable's name: "
            "letters, digits and underscores, no digit first."
        ),
    ),
    "a secret's value in place of its ARN": (
        {f"{API}/secrets": {"TOKEN": "Hunter 2"}},
        (
            f"{HERE}.secrets.TOKEN: what is written there is not a secret of this stack, or the ARN of a Secrets "
            "Manager secret or an SSM parameter; store the value there and name it here."
        ),
    ),
    "a secret's value that looks like a role": (
        {f"{API}/secrets": {"TOKEN": "hunter2"}},
        f"{HERE}.secrets.TOKEN names a secret that is not there; the secrets of this stack are none.",
    ),
    "a number in the environment": (
        {f"{API}/environment": {"DEBUG": 1}},
        f"{HERE}.environment.DEBUG is a value of type int, which is not text; write it in quotes.",
    ),
    "a list of variables": (
        {f"{API}/environment": ["DEBUG=1"]},
        f"{HERE}.environment is a value of type list, which is not a map; write `key: value` lines below it.",
    ),
    "a volume without a path": (
        {f"{API}/volumes": {"tmp": "tmp"}},
        f"{HERE}.volumes.tmp: 'tmp' is not an absolute path, such as /tmp.",
    ),
    "a volume that ECS Exec needs": (
        {f"{API}/execute_command": True, f"{API}/volumes": {"exec-logs": "/data"}},
        f"{HERE}.volumes has exec-logs, which ECS Exec needs for itself; choose another name.",
    ),
    "storage beyond Fargate's": (
        {f"{API}/ephemeral_storage_gib": 201},
        f"{HERE}.ephemeral_storage_gib is 201; the most is 200.",
    ),
    "egress to a host's address": (
        {f"{API}/egress": {"bank": {"cidr": "203.0.113.7/24", "port": 443}}},
        f"{HERE}.egress.bank.cidr: '203.0.113.7/24' has host bits set; write '203.0.113.0/24'.",
    ),
}


@each(REFUSED)
def test_this_is_refused_with_exactly_one_sentence(edits: Edits, said: str) -> None:
    assert refusal(edited(edits)) == said


ON_THE_LIMIT: dict[str, Edits] = {
    "a grace period as long as the start": {f"{API}/health_check/start_period": 120},
    "Spot that drains as long as its notice": {
        f"{API}/capacity_providers": {"FARGATE_SPOT": {}},
        f"{API}/route/deregistration_delay": 120,
    },
    "as many conditions as a rule holds": {f"{API}/route/paths": ["/a", "/b", "/c", "/d"]},
    "least and most the same": {f"{API}/scaling": {"min": 3, "max": 3}},
    "a health check just faster than its interval": {f"{API}/route/health_check/timeout": 14},
    "a singleton whose one task is spelt out": {f"{API}/singleton": True, f"{API}/tasks": 1},
    "a base for one of two capacity providers": {
        f"{API}/capacity_providers": {"FARGATE": {"base": 1, "weight": 0}, "FARGATE_SPOT": {}}
    },
    "a volume of the agent's name without the agent": {f"{API}/volumes": {"exec-logs": "/data"}},
    "the longest stop": {f"{API}/stop_timeout": 120},
    "the longest draining": {f"{API}/route/deregistration_delay": 3600},
}


@pytest.mark.parametrize("edits", ON_THE_LIMIT.values(), ids=list(ON_THE_LIMIT))
def test_what_lies_on_the_limit_is_accepted(edits: Edits) -> None:
    assert "api" in load(edited(edits)).stack.services
