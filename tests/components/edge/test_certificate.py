"""Which hosts a client accepts a certificate for (RFC 6125): `*` stands for exactly one label."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.edge.load_balancer import CertificateSettings

LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)


def covers(*names: str, host: str) -> bool:
    arn = "arn:aws:acm:ap-northeast-2:123456789012:certificate/8590e8e6-1e73-4754-983f-b77ed18e3a82"
    return CertificateSettings(arn=arn, names=names).covers(host)


@pytest.mark.parametrize(
    "host", ["api.glibiz.com", "api-dev.glibiz.com", "ws.glibiz.com", "glibiz.com", "*.glibiz.com"]
)
def test_glis_certificate_covers_its_hosts(host: str) -> None:
    assert covers("*.glibiz.com", "glibiz.com", host=host)


@pytest.mark.parametrize(
    "host",
    ["api.dev.glibiz.com", "glibiz.com.evil.org", "evilglibiz.com", ".glibiz.com", "*.dev.glibiz.com", "com", ""],
)
def test_glis_certificate_does_not_cover_these(host: str) -> None:
    assert not covers("*.glibiz.com", "glibiz.com", host=host)


def test_a_wildcard_does_not_cover_the_domain_itself() -> None:
    assert not covers("*.glibiz.com", host="glibiz.com")


def test_a_dot_in_a_name_is_a_dot() -> None:
    assert not covers("api.glibiz.com", host="apixglibiz.com")


@given(LABEL, LABEL)
def test_a_wildcard_covers_every_single_label_and_never_two(one: str, other: str) -> None:
    assert covers("*.example.com", host=f"{one}.example.com")
    assert not covers("*.example.com", host=f"{one}.{other}.example.com")


@given(st.lists(LABEL, min_size=2, max_size=4).map(".".join), st.lists(LABEL, min_size=2, max_size=4).map(".".join))
def test_a_name_without_a_wildcard_covers_itself_alone(name: str, host: str) -> None:
    assert covers(name, host=name)
    assert covers(name, host=host) == (name == host)
