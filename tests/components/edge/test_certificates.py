"""Certificates: hosts are covered as clients judge it, and a new one is proven once for each domain."""

from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi import ComponentResource, ResourceOptions
from pulumi_aws.acm.outputs import CertificateDomainValidationOption
from pydantic import ValidationError

from components.edge import certificates
from components.edge.certificates import CertificateArgs, CertificateSettings, certificate_arn
from components.edge.load_balancer import LoadBalancer, LoadBalancerArgs, LoadBalancerSettings
from components.edge.website import Website, WebsiteArgs
from components.edge.website_settings import WebsiteSettings
from ops.offline.recording import Recording
from tests.harness import ACCOUNT, NAMES, PLACEMENT, REGION, build, inputs_by_name, listed

CERTIFICATE = "aws:acm/certificate:Certificate"
VALIDATION = "aws:acm/certificateValidation:CertificateValidation"
RECORD = "aws:route53/record:Record"
ARN = f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/8a143395-150a-40cf-b9e7-aacbbd3d2caf"
ZONE = "Z0419507IHNIDPFGXUPL"
BOTH = ("*.glibiz.com", "glibiz.com")
LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)


class Owner(ComponentResource):
    """Something that needs a certificate."""

    def __init__(self, settings: CertificateSettings, opts: ResourceOptions) -> None:
        super().__init__("test:index:Owner", "owner", {}, opts)
        arn = certificate_arn("owner-certificate", CertificateArgs(settings=settings, region="us-east-1"), self)
        self.register_outputs({"arn": arn})


@cache
def certificate(*, first: bool = False, **settings: Any) -> Recording:
    made = CertificateSettings.model_validate(settings)
    return build(lambda opts: Owner(made, opts), first=first)


@pytest.mark.parametrize(
    ("host", "covered"),
    [
        ("glibiz.com", True),
        ("api.glibiz.com", True),
        ("*.glibiz.com", True),
        ("a.b.glibiz.com", False),
        ("*.b.glibiz.com", False),
        (".glibiz.com", False),
        ("evilglibiz.com", False),
        ("apixglibiz.com", False),
        ("glibiz.com.evil.com", False),
        ("com", False),
        ("", False),
    ],
)
def test_a_star_stands_for_exactly_one_label(host: str, covered: bool) -> None:  # noqa: FBT001 - a table's column
    assert CertificateSettings(arn=ARN, names=BOTH).covers(host) is covered


def test_a_wildcard_does_not_cover_its_own_domain() -> None:
    assert not CertificateSettings(arn=ARN, names=("*.glibiz.com",)).covers("glibiz.com")


def covered_by(*names: str, host: str) -> bool:
    return CertificateSettings(arn=ARN, names=names).covers(host)


@given(LABEL, LABEL)
def test_a_wildcard_covers_every_single_label_and_never_two(one: str, other: str) -> None:
    assert covered_by("*.example.com", host=f"{one}.example.com")
    assert not covered_by("*.example.com", host=f"{one}.{other}.example.com")


@given(st.lists(LABEL, min_size=2, max_size=4).map(".".join), st.lists(LABEL, min_size=2, max_size=4).map(".".join))
def test_a_name_without_a_wildcard_covers_itself_alone(name: str, host: str) -> None:
    assert covered_by(name, host=name)
    assert covered_by(name, host=host) == (name == host)


def test_an_issued_certificate_is_used_as_it_is_and_makes_nothing() -> None:
    recording = certificate(arn=ARN, names=BOTH)
    assert [r.type for r in recording.resources if r.type.startswith("aws:")] == []
    assert recording.one("test:index:Owner", "owner").outputs["arn"] == ARN


def test_an_issued_certificate_says_where_and_whose_it_is() -> None:
    issued, new = CertificateSettings(arn=ARN, names=BOTH), CertificateSettings(zone_id=ZONE, names=BOTH)
    assert (issued.region, issued.account) == ("us-east-1", ACCOUNT)
    assert (new.region, new.account) == (None, None)


def test_a_new_certificate_has_all_names_and_is_proven_by_dns() -> None:
    made = certificate(zone_id=ZONE, names=(*BOTH, "glibiz.net")).one(CERTIFICATE, "owner-certificate").inputs
    assert made["domainName"] == "*.glibiz.com"
    assert made["subjectAlternativeNames"] == ["glibiz.com", "glibiz.net"]
    assert made["validationMethod"] == "DNS"
    assert made["options"] == {"certificateTransparencyLoggingPreference": "ENABLED"}


def test_a_new_certificate_and_its_validation_stand_where_it_is_used() -> None:
    recording = certificate(zone_id=ZONE, names=BOTH)
    regions = {recording.one(token, "owner-certificate").inputs["region"] for token in (CERTIFICATE, VALIDATION)}
    assert regions == {"us-east-1"}


def test_a_domain_and_its_wildcard_are_proven_by_one_record() -> None:
    recording = certificate(zone_id=ZONE, names=(*BOTH, "*.glibiz.net"))
    assert sorted(inputs_by_name(recording, RECORD)) == ["owner-certificate-glibiz.com", "owner-certificate-glibiz.net"]


def test_a_proof_stands_beside_that_of_another_stack_and_outlives_this_one() -> None:
    for record in certificate(zone_id=ZONE, names=BOTH).of_type(RECORD):
        assert (record.inputs["zoneId"], record.inputs["allowOverwrite"]) == (ZONE, True)
        assert record.options.retain_on_delete


def test_who_uses_a_new_certificate_waits_until_all_its_names_are_proven() -> None:
    recording = certificate(zone_id=ZONE, names=(*BOTH, "glibiz.net"))
    validation = recording.one(VALIDATION, "owner-certificate")
    records = tuple(sorted(record.urn for record in recording.of_type(RECORD)))
    assert tuple(sorted(validation.property_dependencies["validationRecordFqdns"])) == records
    assert len(listed(validation, "validationRecordFqdns")) == len(records) == 2


def test_a_proof_is_taken_from_what_acm_asks_for_this_domain() -> None:
    made = certificate(zone_id=ZONE, names=BOTH)
    (record,) = made.of_type(RECORD)
    asked = made.one(CERTIFICATE, "owner-certificate").urn
    assert {record.property_dependencies[key] for key in ("name", "type", "records")} == {(asked,)}


@pytest.mark.parametrize("asked", ["glibiz.com", "*.glibiz.com"])
def test_a_proof_is_found_whether_acm_asks_for_the_domain_or_its_wildcard(asked: str) -> None:
    options = [_option("other.com"), _option(asked)]
    proof = certificates._proof(options, domain="glibiz.com")  # noqa: SLF001 - ACM's answer comes only after deployment
    assert (proof.name, proof.type, proof.value) == (f"_x.{asked}.", "CNAME", f"_y.{asked}.acm-validations.aws.")


def _option(domain: str) -> CertificateDomainValidationOption:
    return CertificateDomainValidationOption(
        domain_name=domain,
        resource_record_name=f"_x.{domain}.",
        resource_record_type="CNAME",
        resource_record_value=f"_y.{domain}.acm-validations.aws.",
    )


def test_a_load_balancer_gets_its_new_certificate_in_its_own_region_and_waits_for_it() -> None:
    settings = LoadBalancerSettings.model_validate({"certificate": {"zone_id": ZONE, "names": BOTH}})
    recording = build(
        lambda opts: LoadBalancer("main", LoadBalancerArgs(settings=settings, names=NAMES, network=PLACEMENT), opts)
    )
    validation = recording.one(VALIDATION, "main-certificate")
    assert validation.inputs["region"] == REGION
    assert recording.one(CERTIFICATE, "main-certificate").inputs["region"] == REGION
    listener = recording.one("aws:lb/listener:Listener", "main-https")
    assert listener.property_dependencies["certificateArn"] == (validation.urn,)


def test_a_website_gets_its_new_certificate_in_us_east_1_and_waits_for_it() -> None:
    settings = WebsiteSettings.model_validate(
        {"hosts": ("glibiz.com",), "certificate": {"zone_id": ZONE, "names": BOTH}}
    )
    recording = build(lambda opts: Website("web", WebsiteArgs(settings=settings, names=NAMES, key_arn=None), opts))
    validation = recording.one(VALIDATION, "web-certificate")
    assert validation.inputs["region"] == "us-east-1"
    distribution = recording.one("aws:cloudfront/distribution:Distribution", "web")
    assert validation.urn in distribution.property_dependencies["viewerCertificate"]


def test_a_new_certificate_can_be_read_before_the_first_deployment() -> None:
    recording = certificate(first=True, zone_id=ZONE, names=BOTH)
    assert recording.one(CERTIFICATE, "owner-certificate").inputs["domainName"] == "*.glibiz.com"
    assert len(recording.of_type(RECORD)) == 1


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"names": BOTH}, "`arn` is missing; give that of a certificate that ACM issued, or the `zone_id`"),
        ({"arn": ARN, "zone_id": ZONE, "names": BOTH}, "keep one of them"),
        ({"arn": ARN, "names": ()}, "at least 1 item"),
        ({"arn": ARN, "names": ("*.*.glibiz.com",)}, "'*.*.glibiz.com' is not a host name"),
        ({"zone_id": "glibiz.com", "names": BOTH}, "'glibiz.com' is not the id of a Route 53 hosted zone"),
    ],
)
def test_a_certificate_that_cannot_be_had_is_refused(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        CertificateSettings.model_validate(settings)
    assert said in str(refused.value)
