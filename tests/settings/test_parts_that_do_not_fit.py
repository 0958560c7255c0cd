"""What cannot be built of parts that are right by themselves is refused in one sentence."""

import pytest

from settings.stack import NETWORK
from tests.harness import load
from tests.settings.stackfile import DIGEST, GONE, GOOD, STACK, Edits, Refusals, each, edited, refusal

API = f"{STACK}/services/api"
LOAD_BALANCER = f"{STACK}/load_balancers/main"
SECOND = f"{STACK}/load_balancers/second"
TAGS = "aws:defaultTags/tags"
EXISTING = {
    "vpc_id": "vpc-0a",
    "cidr": "10.30.0.0/16",
    "public_subnet_ids": ["subnet-0a"],
    "private_subnet_ids": ["subnet-1a"],
    "isolated_subnet_ids": ["subnet-2a"],
}

REFUSED: Refusals = {
    "tags that name no manager": (
        {f"{TAGS}/ManagedBy": GONE},
        (
            "aws:defaultTags.tags.ManagedBy is missing; "
            "every resource is tagged with System, Environment, ManagedBy (standard G-12)."
        ),
    ),
    "tags of another environment": (
        {f"{TAGS}/Environment": "staging"},
        "aws:defaultTags.tags.Environment is 'staging' in the stack of 'production'; write 'production'.",
    ),
    "tags of another system": (
        {f"{TAGS}/System": "mnt"},
        "aws:defaultTags.tags.System is 'mnt' in the stack of 'gli'; write 'gli'.",
    ),
    "a zone of another Region": (
        {f"{STACK}/network/zones": ["ap-northeast-2a", "us-east-1a"]},
        (
            "platform:stack.network.zones has 'us-east-1a', which is no zone of ap-northeast-2; "
            "its zones are named ap-northeast-2a, ap-northeast-2b and so on."
        ),
    ),
    "a load balancer in one zone": (
        {f"{STACK}/network/zones": ["ap-northeast-2a"]},
        (
            "platform:stack.load_balancers.main needs two Availability Zones and platform:stack.network.zones has 1; "
            "append another zone."
        ),
    ),
    "a load balancer in one existing subnet": (
        {f"{STACK}/network": {"existing": EXISTING}},
        (
            "platform:stack.load_balancers.main needs two Availability Zones and "
            "platform:stack.network.existing.public_subnet_ids has 1; name a subnet of another zone."
        ),
    ),
    "a certificate of another Region": (
        {f"{LOAD_BALANCER}/certificate/arn": f"arn:aws:acm:us-east-1:123456789012:certificate/{'0' * 36}"},
        (
            "platform:stack.load_balancers.main.certificate.arn is a certificate of us-east-1; "
            "a load balancer in ap-northeast-2 takes one that ACM issued there."
        ),
    ),
    "a certificate of another account": (
        {f"{LOAD_BALANCER}/certificate/arn": f"arn:aws:acm:ap-northeast-2:210987654321:certificate/{'0' * 36}"},
        "platform:stack.load_balancers.main.certificate.arn belongs to account 210987654321; take one of 123456789012.",
    ),
    "tasks that reach no registry": (
        {f"{STACK}/network/nat": "none"},
        (
            "platform:stack.network.nat is 'none', so tasks cannot start without endpoints; "
            "add ecr.api, ecr.dkr, logs to platform:stack.network.endpoints, or take nat 'single' or 'per_az'."
        ),
    ),
    "tasks that reach no log": (
        {f"{STACK}/network/nat": "none", f"{STACK}/network/endpoints": ["ecr.dkr", "ecr.api"]},
        (
            "platform:stack.network.nat is 'none', so tasks cannot start without endpoints; "
            "add logs to platform:stack.network.endpoints, or take nat 'single' or 'per_az'."
        ),
    ),
    "tasks that reach no secret": (
        {
            f"{STACK}/network/nat": "none",
            f"{STACK}/network/endpoints": ["ecr.dkr", "ecr.api", "logs", "ssm"],
            f"{API}/secrets": {
                "TOKEN": "arn:aws:secretsmanager:ap-northeast-2:123456789012:secret:gli/token-AbCdEf",
                "FLAGS": "arn:aws:ssm:ap-northeast-2:123456789012:parameter/gli/flags",
            },
        },
        (
            "platform:stack.network.nat is 'none', so tasks cannot start without endpoints; "
            "add secretsmanager to platform:stack.network.endpoints, or take nat 'single' or 'per_az'."
        ),
    ),
    "the image of a service that is not there": (
        {f"{STACK}/services/worker/image_of": "backend"},
        (
            "platform:stack.services.worker.image_of is 'backend', which has no image of its own; "
            "the services with one are api, websocket."
        ),
    ),
    "the image of a service that has none": (
        {f"{STACK}/services/websocket/image_of": "worker"},
        (
            "platform:stack.services.websocket.image_of is 'worker', which has no image of its own; "
            "the services with one are api."
        ),
    ),
    "a service's own image by another way": (
        {f"{STACK}/services/worker/image_of": "worker"},
        (
            "platform:stack.services.worker.image_of is 'worker', which has no image of its own; "
            "the services with one are api, websocket."
        ),
    ),
    "a load balancer that is not there": (
        {f"{API}/route/load_balancer": "public"},
        "platform:stack.services.api.route.load_balancer is 'public', which is not there; the load balancers are main.",
    ),
    "two services with one priority": (
        {f"{STACK}/services/websocket/route/priority": 100},
        (
            "platform:stack.services.websocket.route.priority 100 is that of api on load balancer main; "
            "give each rule its own."
        ),
    ),
    "a host of two labels below a wildcard": (
        {f"{API}/route/hosts": ["api.dev.glibiz.com"]},
        (
            "platform:stack.services.api.route.hosts has 'api.dev.glibiz.com', "
            "which the certificate of load balancer main does not cover; "
            "it covers *.glibiz.com, glibiz.com: take such a host or another certificate."
        ),
    ),
    "a load balancer's name too long": (
        {f"{LOAD_BALANCER}/name": "a-load-balancer-of-thirty-three-c"},
        (
            "platform:stack.load_balancers.main: the load balancer name 'a-load-balancer-of-thirty-three-c' has 33 "
            "characters and AWS allows 32; shorten the role, or set `short` or `name`."
        ),
    ),
    "a load balancer's name that no bucket can hold": (
        {f"{LOAD_BALANCER}/name": "GLI-alb"},
        (
            "platform:stack.load_balancers.main: the load balancer logs name 'GLI-alb-logs-123456789012' contains "
            "'G I L'; AWS allows only [a-z0-9.-]."
        ),
    ),
    "a cluster's name with a space": (
        {f"{STACK}/cluster": {"name": "the cluster"}},
        "platform:stack.cluster: the cluster name 'the cluster' contains ' '; AWS allows only [A-Za-z0-9_-].",
    ),
    "a service without a name": (
        {f"{API}/name": ""},
        "platform:stack.services.api: the service name is empty; leave `name` out or give one.",
    ),
    "two load balancers with one name": (
        {SECOND: GOOD[STACK]["load_balancers"]["main"]},
        (
            "platform:stack.load_balancers.second: the load balancer name 'gli-production-alb' is that of "
            "platform:stack.load_balancers.main; set `name`, `container` or `short`."
        ),
    ),
    "two target groups with one name": (
        {f"{STACK}/services/websocket/short": "api"},
        (
            "platform:stack.services.websocket: the target group name 'gli-prod-api-tg' is that of "
            "platform:stack.services.api; set `name`, `container` or `short`."
        ),
    ),
    "an image of a role that is not there": (
        {"platform:images/backend": DIGEST},
        "platform:images.backend is no service of this stack; the services with an image are api, websocket.",
    ),
    "an image of a role that runs another's": (
        {"platform:images/worker": DIGEST},
        "platform:images.worker is never used: worker runs the image of api; release that one.",
    ),
}


@each(REFUSED)
def test_this_is_refused_with_exactly_one_sentence(edits: Edits, said: str) -> None:
    assert refusal(edited(edits)) == said


def test_two_services_of_one_container_are_refused_for_both_names_that_would_collide() -> None:
    assert refusal(edited({f"{STACK}/services/worker/container": "api"})).splitlines() == [
        (
            "platform:stack.services.worker: the service name 'production-api-service' is that of "
            "platform:stack.services.api; set `name`, `container` or `short`."
        ),
        (
            "platform:stack.services.worker: the task family name 'production-gli-api' is that of "
            "platform:stack.services.api; set `name`, `container` or `short`."
        ),
    ]


def test_without_nat_tasks_start_through_endpoints() -> None:
    config = edited({f"{STACK}/network/nat": "none", f"{STACK}/network/endpoints": ["ecr.api", "ecr.dkr", "logs"]})
    assert load(config).stack.networks[NETWORK].nat == "none"


def test_what_stands_in_a_network_needs_one() -> None:
    assert refusal(edited({f"{STACK}/network": GONE})) == (
        "platform:stack.network is missing and load_balancers, services stand in one; "
        "give it a `cidr` and `zones`, or the ids of an `existing` one."
    )


def test_a_stack_of_nothing_that_stands_in_a_network_has_neither_network_nor_cluster() -> None:
    config = edited({f"{STACK}/{part}": GONE for part in ("network", "load_balancers", "services")})
    stack = load(config).stack
    assert (stack.networks, stack.clusters) == ({}, {})


def test_a_network_without_tasks_needs_neither_nat_nor_endpoints() -> None:
    config = edited({f"{STACK}/network/nat": "none", f"{STACK}/services": {}})
    assert load(config).stack.services == {}


def test_an_existing_network_has_ways_out_of_its_own() -> None:
    existing = EXISTING | {"public_subnet_ids": ["subnet-0a", "subnet-0b"]}
    config = edited({f"{STACK}/network": {"existing": existing}})
    assert load(config).stack.networks[NETWORK].blocks() == ()


def test_a_priority_may_be_used_once_on_each_load_balancer() -> None:
    config = edited(
        {
            SECOND: GOOD[STACK]["load_balancers"]["main"] | {"name": "gli-production-second"},
            f"{STACK}/services/websocket/route/load_balancer": "second",
            f"{STACK}/services/websocket/route/priority": 100,
        }
    )
    assert set(load(config).stack.load_balancers) == {"main", "second"}


def test_a_target_groups_name_may_have_32_characters_and_no_more() -> None:
    config = edited({f"{API}/short": "a-role-of-twenty-let"})
    assert load(config).names.fill("target_group", abbreviation="a-role-of-twenty-let").endswith("twenty-let-tg")
    longer = edited({f"{STACK}/environment/short": "prod1"}, config)
    assert refusal(longer, stack="prod1") == (
        "platform:stack.services.api: the target group name 'gli-prod1-a-role-of-twenty-let-tg' has 33 characters "
        "and AWS allows 32; shorten the role, or set `short` or `name`."
    )


@pytest.mark.parametrize("stack", ["prod", "gli-prod", "gli-prod-ap-northeast-2"])
def test_a_stack_is_named_after_its_environment_with_system_and_region_at_will(stack: str) -> None:
    assert load(GOOD, stack=stack).stack.environment.short == "prod"


@pytest.mark.parametrize("stack", ["dev", "production", "gli", "mnt-prod", "gli-production", "prod-gli"])
def test_a_stack_file_that_belongs_to_another_stack_is_refused(stack: str) -> None:
    assert refusal(GOOD, stack=stack) == (
        f"platform:stack.environment.short is 'prod', which does not fit the stack {stack!r}; "
        "this file belongs to a stack named prod, gli-prod or gli-prod-<region>."
    )


def test_a_stacks_name_may_have_26_characters() -> None:
    assert load(GOOD, stack="gli-prod-ap-northeast-2-bl").names.short == "prod"


def test_a_stack_whose_name_no_role_could_hold_is_refused() -> None:
    assert refusal(GOOD, stack="gli-prod-ap-northeast-2-green") == (
        "The stack name 'gli-prod-ap-northeast-2-green' has 29 characters and 26 are the most: "
        "IAM's names of at most 64 are made of it; choose a shorter one."
    )


def test_a_database_whose_roles_would_have_no_name_is_refused() -> None:
    role, stack = "accounts-of-partners", "gli-prod-ap-northeast-2"
    own = edited({f"{STACK}/databases": {role: {}}}, GOOD)
    managed = edited({f"{STACK}/databases": {role: {"password": "managed"}}}, GOOD)
    assert role in load(own, stack=stack).stack.databases
    assert refusal(managed, stack=stack) == (
        f"platform:stack.databases.{role} has 20 characters and 18 are the most in the stack '{stack}': "
        "IAM's names of at most 64 are made of both; take a shorter role."
    )
