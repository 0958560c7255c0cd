"""What cannot be built is refused in one sentence: path, value, rule, way out. One part of the stack file at a time."""

from tests.harness import load
from tests.settings.stackfile import CERTIFICATE, GONE, GOOD, STACK, Edits, Refusals, each, edited, refusal

API = f"{STACK}/services/api"
ROUTE = f"{API}/route"
NETWORK = f"{STACK}/network"
LOAD_BALANCER = f"{STACK}/load_balancers/main"

KEYS_AND_TYPES: Refusals = {
    "a missing key": ({f"{STACK}/system": GONE}, "platform:stack.system is missing; add it."),
    "a missing key in a map of roles": (
        {f"{ROUTE}/priority": GONE},
        "platform:stack.services.api.route.priority is missing; add it.",
    ),
    "a misspelt key": (
        {f"{API}/memroy": 1024},
        "platform:stack.services.api.memroy is not a setting; did you mean `memory`?",
    ),
    "a misspelt key of an optional part": (
        {f"{API}/health_check/comand": ["true"]},
        "platform:stack.services.api.health_check.comand is not a setting; did you mean `command`?",
    ),
    "a misspelt key at the top": (
        {f"{STACK}/servces": {}},
        "platform:stack.servces is not a setting; did you mean `services`?",
    ),
    "a key that is like no other": (
        {f"{STACK}/environment/colour": "red"},
        "platform:stack.environment.colour is not a setting; the settings there are long, regional, short, tier.",
    ),
    "a key without a value": (
        {f"{API}/port": None, f"{ROUTE}/priority": None},
        "platform:stack.services.api.route.priority is empty, which is not a whole number.",
    ),
    "text for a number": (
        {f"{API}/cpu": "512"},
        "platform:stack.services.api.cpu is '512', which is not a whole number; write it without quotes.",
    ),
    "a number with its unit": (
        {f"{API}/cpu": "1 vCPU"},
        "platform:stack.services.api.cpu is '1 vCPU', which is not a whole number; write the number alone.",
    ),
    "a fraction for a number": (
        {f"{API}/cpu": 0.5},
        "platform:stack.services.api.cpu is 0.5, which is not a whole number.",
    ),
    "a number for text": (
        {f"{API}/user": 1000},
        "platform:stack.services.api.user is 1000, which is not text; write it in quotes.",
    ),
    "text for a switch": (
        {f"{API}/singleton": "yes"},
        "platform:stack.services.api.singleton is 'yes', which is not true or false.",
    ),
    "a list for a map": (
        {f"{STACK}/services": []},
        "platform:stack.services is a list, which is not a map; write `key: value` lines below it.",
    ),
    "text for a part": (
        {f"{STACK}/logs": "90 days"},
        "platform:stack.logs is '90 days', which is not a map; write `key: value` lines below it.",
    ),
    "text for a list": (
        {f"{NETWORK}/zones": "ap-northeast-2a"},
        (
            "platform:stack.network.zones is 'ap-northeast-2a', which is not a list; "
            "write [a, b], or a line with a dash for each."
        ),
    ),
    "text that is no choice": (
        {f"{NETWORK}/nat": "two"},
        "platform:stack.network.nat is 'two'; take one of 'per_az', 'single', 'none'.",
    ),
    "a choice in a list that is none": (
        {f"{NETWORK}/endpoints": ["sqs"]},
        (
            "platform:stack.network.endpoints[0] is 'sqs'; "
            "take one of 'ecr.api', 'ecr.dkr', 'logs', 'secretsmanager', 'ssm', 'ssmmessages'."
        ),
    ),
    "days for which CloudWatch keeps no logs": (
        {f"{STACK}/logs": {"retention_in_days": 91}},
        (
            "platform:stack.logs.retention_in_days is 91; take one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, "
            "400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653."
        ),
    ),
    "a tier that no policy knows": (
        {f"{STACK}/environment/tier": "qa"},
        "platform:stack.environment.tier is 'qa'; take one of 'production', 'staging', 'development'.",
    ),
    "a short name in capitals": (
        {f"{STACK}/environment/short": "PROD"},
        "platform:stack.environment.short: 'PROD' is not a short name: 2 to 8 lower-case letters and digits.",
    ),
    "a role that no name can hold": (
        {f"{STACK}/services/API": {}},
        (
            "platform:stack.services.API: 'API' is not a role: "
            "2 to 20 lower-case letters, digits and single dashes, starting with a letter."
        ),
    ),
    "a number below the least": (
        {f"{API}/port": 0},
        "platform:stack.services.api.port is 0; the least is 1.",
    ),
    "a stop timeout above Fargate's": (
        {f"{API}/stop_timeout": 121},
        "platform:stack.services.api.stop_timeout is 121; the most is 120.",
    ),
    "an empty list where one is needed": (
        {f"{LOAD_BALANCER}/certificate/names": []},
        "platform:stack.load_balancers.main.certificate.names is empty; give at least 1.",
    ),
    "more zones than the layout has room for": (
        {f"{NETWORK}/zones": [f"ap-northeast-2{letter}" for letter in "abcdefghi"]},
        "platform:stack.network.zones has 9 entries; the most is 8.",
    ),
}

NETWORKS: Refusals = {
    "no range": (
        {f"{NETWORK}/cidr": GONE},
        (
            "platform:stack.network.cidr is missing; "
            "give the VPC a range such as 10.30.0.0/16, or the ids of an `existing` VPC."
        ),
    ),
    "no zones": (
        {f"{NETWORK}/zones": GONE},
        (
            "platform:stack.network.zones is missing; "
            "name at least two Availability Zones, such as [ap-northeast-2a, ap-northeast-2c]."
        ),
    ),
    "a range that is too small": (
        {f"{NETWORK}/cidr": "10.30.0.0/20"},
        "platform:stack.network.cidr 10.30.0.0/20 does not fit the subnets: take a range from /16 to /19.",
    ),
    "a range that is too big": (
        {f"{NETWORK}/cidr": "10.0.0.0/8"},
        "platform:stack.network.cidr 10.0.0.0/8 does not fit the subnets: take a range from /16 to /19.",
    ),
    "host bits in a range": (
        {f"{NETWORK}/cidr": "10.30.1.0/16"},
        "platform:stack.network.cidr: '10.30.1.0/16' has host bits set; write '10.30.0.0/16'.",
    ),
    "text that is no range": (
        {f"{NETWORK}/reserved_cidrs": ["10.0.0.0"]},
        "platform:stack.network.reserved_cidrs[0]: '10.0.0.0' is not an IPv4 range; write one such as 10.30.0.0/16.",
    ),
    "a range that overlaps a reserved one": (
        {f"{NETWORK}/reserved_cidrs": ["10.10.0.0/16", "10.30.128.0/17"]},
        (
            "platform:stack.network.cidr 10.30.0.0/16 overlaps 10.30.128.0/17 of `reserved_cidrs`; "
            "take a range outside it."
        ),
    ),
    "a zone twice": (
        {f"{NETWORK}/zones": ["ap-northeast-2a", "ap-northeast-2a"]},
        "platform:stack.network.zones names ap-northeast-2a twice; name each once.",
    ),
    "an endpoint twice": (
        {f"{NETWORK}/endpoints": ["ssm", "ssm"]},
        "platform:stack.network.endpoints names ssm twice; name each once.",
    ),
    "an existing network beside a range": (
        {
            f"{NETWORK}/existing": {
                "vpc_id": "vpc-0a",
                "cidr": "10.30.0.0/16",
                "public_subnet_ids": ["subnet-0a", "subnet-0b"],
                "private_subnet_ids": ["subnet-1a"],
                "isolated_subnet_ids": ["subnet-2a"],
            }
        },
        "platform:stack.network.existing excludes cidr, zones: a VPC that something else owns is used as it is.",
    ),
    "an id that is no VPC's": (
        {
            NETWORK: {
                "existing": {
                    "vpc_id": "main",
                    "cidr": "10.30.0.0/16",
                    "public_subnet_ids": ["subnet-0a", "subnet-0b"],
                    "private_subnet_ids": ["subnet-1a"],
                    "isolated_subnet_ids": ["subnet-2a"],
                }
            }
        },
        "platform:stack.network.existing.vpc_id: 'main' is not a VPC's id, such as vpc-0a1b2c3d.",
    ),
}

LOAD_BALANCERS: Refusals = {
    "an ARN that is no certificate's": (
        {f"{LOAD_BALANCER}/certificate/arn": "arn:aws:iam::123456789012:server-certificate/x"},
        (
            "platform:stack.load_balancers.main.certificate.arn: 'arn:aws:iam::123456789012:server-certificate/x' "
            "is not the ARN of an ACM certificate."
        ),
    ),
    "a TLS policy that lets TLS 1.1 in": (
        {f"{LOAD_BALANCER}/tls_policy": "ELBSecurityPolicy-2016-08"},
        (
            "platform:stack.load_balancers.main.tls_policy is 'ELBSecurityPolicy-2016-08'; "
            "take one of 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06', 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09', "
            "'ELBSecurityPolicy-TLS13-1-3-2021-06', 'ELBSecurityPolicy-TLS13-1-3-PQ-2025-09'."
        ),
    ),
    "a name that starts like AWS's internal ones": (
        {f"{LOAD_BALANCER}/name": "internal-gli"},
        (
            "platform:stack.load_balancers.main.name: 'internal-gli' is not a load balancer's name: letters, digits "
            "and dashes between them, not starting with internal-."
        ),
    ),
    "a name that ends in a dash": (
        {f"{LOAD_BALANCER}/name": "gli-"},
        (
            "platform:stack.load_balancers.main.name: 'gli-' is not a load balancer's name: letters, digits "
            "and dashes between them, not starting with internal-."
        ),
    ),
}


@each(KEYS_AND_TYPES, NETWORKS, LOAD_BALANCERS)
def test_this_is_refused_with_exactly_one_sentence(edits: Edits, said: str) -> None:
    assert refusal(edited(edits)) == said


def test_the_stack_file_that_these_edits_start_from_is_right() -> None:
    configuration = load(GOOD)
    assert configuration.stack.load_balancers["main"].certificate.arn == CERTIFICATE
    assert configuration.names.fill("load_balancer") == "gli-production-alb"
