"""Hosts, zone and certificates of a whole stack: what leads nowhere is refused in one sentence."""

from typing import Any

from components.edge.records import DnsSettings
from tests.harness import ACCOUNT, load
from tests.settings.stackfile import GOOD, STACK, Edits, Refusals, each, edited, refusal

ZONE = "Z0419507IHNIDPFGXUPL"
DNS = {"zone": "glibiz.com", "zone_id": ZONE}
CERTIFICATE: dict[str, Any] = {
    "arn": f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/{'0' * 36}",
    "names": ["*.glibiz.com", "glibiz.com"],
}
SITE = f"{STACK}/websites/user-frontend"
WEBSITE = {"hosts": ["glibiz.com"], "certificate": CERTIFICATE}
WHOLE = edited({f"{STACK}/dns": DNS, SITE: WEBSITE})
OTHER_ACCOUNT = f"arn:aws:acm:us-east-1:210987654321:certificate/{'0' * 36}"

REFUSED: Refusals = {
    "a website's host outside the zone": (
        {f"{SITE}/hosts": ["shop.example.com"], f"{SITE}/certificate/names": ["shop.example.com"]},
        (
            "platform:stack.websites.user-frontend.hosts has 'shop.example.com', which cannot stand in the zone "
            "glibiz.com of platform:stack.dns; take a host that ends in .glibiz.com."
        ),
    ),
    "a host that only looks as if it were in the zone": (
        {f"{SITE}/hosts": ["evilglibiz.com"], f"{SITE}/certificate/names": ["evilglibiz.com"]},
        (
            "platform:stack.websites.user-frontend.hosts has 'evilglibiz.com', which cannot stand in the zone "
            "glibiz.com of platform:stack.dns; take a host that ends in .glibiz.com."
        ),
    ),
    "a service's host outside the zone": (
        {
            f"{STACK}/services/api/route/hosts": ["api.example.com"],
            f"{STACK}/load_balancers/main/certificate/names": ["*.glibiz.com", "api.example.com"],
        },
        (
            "platform:stack.services.api.route.hosts has 'api.example.com', which cannot stand in the zone "
            "glibiz.com of platform:stack.dns; take a host that ends in .glibiz.com."
        ),
    ),
    "a host of a service and a website": (
        {f"{SITE}/hosts": ["api.glibiz.com"]},
        (
            "platform:stack.websites.user-frontend.hosts has 'api.glibiz.com', which leads to load balancer main "
            "already; a host leads to one place, take another."
        ),
    ),
    "a host of two websites": (
        {f"{STACK}/websites/admin": WEBSITE},
        (
            "platform:stack.websites.admin.hosts has 'glibiz.com', which leads to website user-frontend already; "
            "a host leads to one place, take another."
        ),
    ),
    "a website's certificate of another Region": (
        {f"{SITE}/certificate/arn": OTHER_ACCOUNT.replace("us-east-1", "eu-west-1")},
        (
            "platform:stack.websites.user-frontend.certificate.arn is a certificate of eu-west-1; CloudFront takes one "
            "that ACM issued in us-east-1."
        ),
    ),
    "a website's certificate of another account": (
        {f"{SITE}/certificate/arn": OTHER_ACCOUNT},
        (
            "platform:stack.websites.user-frontend.certificate.arn belongs to account 210987654321; "
            "take one of 123456789012."
        ),
    ),
    "a website's host that its certificate does not cover": (
        {f"{SITE}/hosts": ["a.b.glibiz.com"]},
        (
            "platform:stack.websites.user-frontend.hosts has 'a.b.glibiz.com', which the certificate does not cover; "
            "it covers *.glibiz.com, glibiz.com: take such a host or another certificate."
        ),
    ),
    "a new certificate that the zone cannot prove": (
        {f"{STACK}/load_balancers/main/certificate": {"zone_id": ZONE, "names": ["*.glibiz.com", "api.example.com"]}},
        (
            "platform:stack.load_balancers.main.certificate.names has 'api.example.com', which cannot be proven in the "
            "zone glibiz.com; take a name that ends in .glibiz.com, or the certificate's `arn` once ACM issued it "
            "otherwise."
        ),
    ),
    "a website's API that nobody answers": (
        {f"{SITE}/api": {"host": "backend.glibiz.com"}},
        (
            "platform:stack.websites.user-frontend.api.host is 'backend.glibiz.com', which no service's route takes; "
            "the hosts of services are api.glibiz.com, ws.glibiz.com."
        ),
    ),
    "a health check that nobody answers": (
        {f"{STACK}/dns/routing": "latency", f"{STACK}/dns/health_check": {"host": "icn.glibiz.com"}},
        (
            "platform:stack.dns.health_check.host is 'icn.glibiz.com', which no service's route takes; add it to the "
            "`hosts` of the service that answers for this Region, and to no other Region's."
        ),
    ),
    "a website whose log bucket would have no name": (
        {f"{SITE}/name": "a-bucket-of-forty-six-characters-and-no-longer"},
        (
            "platform:stack.websites.user-frontend: the website logs name "
            "'a-bucket-of-forty-six-characters-and-no-longer-logs-123456789012' has 64 characters and AWS allows 63; "
            "shorten the role, or set `short` or `name`."
        ),
    ),
    "two websites with one bucket": (
        {
            f"{STACK}/websites/admin": WEBSITE
            | {"hosts": ["admin.glibiz.com"], "name": "gli-user-frontend-production"},
        },
        (
            "platform:stack.websites.admin: the website name 'gli-user-frontend-production' is that of "
            "platform:stack.websites.user-frontend; set `name`, `container` or `short`."
        ),
    ),
}


@each(REFUSED)
def test_this_is_refused_with_exactly_one_sentence(edits: Edits, said: str) -> None:
    assert refusal(edited(edits, WHOLE)) == said


def test_a_stack_whose_hosts_all_stand_in_its_zone_is_right() -> None:
    assert load(WHOLE).stack.dns == DnsSettings.model_validate(DNS)


def test_hosts_of_any_domain_are_right_where_something_else_owns_the_zone() -> None:
    edits = {SITE: WEBSITE | {"hosts": ["example.com"], "certificate": CERTIFICATE | {"names": ["example.com"]}}}
    assert load(edited(edits, GOOD)).stack.dns is None


def test_two_services_may_share_a_host_of_their_load_balancer() -> None:
    shared = edited({f"{STACK}/services/websocket/route/hosts": ["api.glibiz.com", "ws.glibiz.com"]}, WHOLE)
    assert load(shared).stack.routed_hosts == {"api.glibiz.com": "main", "ws.glibiz.com": "main"}
