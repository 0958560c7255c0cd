import base64
import re
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from ops.findings import Result
from ops.report.html import render
from ops.report.model import Report, Source
from tests.ops.report import samples

VOID = {"meta", "link", "input", "br", "img"}


class Page(HTMLParser):
    """The elements of a page in order, with the text inside of each."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self._pieces: list[list[str]] = []
        self._open: list[int] = []
        self.feed(text)
        self.texts = [" ".join(" ".join(pieces).split()) for pieces in self._pieces]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self._pieces.append([])
        if tag not in VOID:
            self._open.append(len(self._pieces) - 1)

    def handle_endtag(self, tag: str) -> None:
        assert self.elements[self._open[-1]][0] == tag, f"</{tag}> closes <{self.elements[self._open[-1]][0]}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for place in self._open:
            self._pieces[place].append(data)

    def of(self, tag: str, **attributes: str) -> list[str]:
        """Texts of the elements with this tag and these attributes, each on one line."""
        return [
            text
            for (name, found), text in zip(self.elements, self.texts, strict=True)
            if name == tag and all(value in found.get(key.rstrip("_"), "").split() for key, value in attributes.items())
        ]

    def one(self, tag: str, **attributes: str) -> str:
        (text,) = self.of(tag, **attributes)
        return text


def page(report: Report) -> Page:
    return Page(render(report, None))


MIXED = page(samples.mixed())


def test_the_verdict_is_the_title_of_the_page() -> None:
    assert MIXED.one("h1").endswith("prod may NOT be deployed: 1 mandatory violation, 1 failed rule.")
    assert MIXED.one("title") == "prod · refused · policy report"


def test_the_six_results_come_first_each_with_what_it_means() -> None:
    counts = re.search(r'<ul class="counts">.*?</ul>', render(samples.mixed(), None), re.DOTALL)
    assert counts is not None

    assert Page(counts[0]).of("li") == [
        "2 ✕ violation The resource does not hold what the rule asks for.",
        "1 ! error The rule itself broke off. Nothing is known of the resource, and the environment is refused.",
        "1 ? unknown The rule could not see what it judges, which may exist only after deployment. This is no pass.",
        "1 ◇ exempted It is violated, and somebody answers for that until a day.",
        "2 ✓ compliant The rule looked at the resource and found what it asks for.",
        "1 ○ not applicable The rule does not mean this resource. Nothing was judged.",
    ]


def test_it_says_what_was_judged_when_and_by_what() -> None:
    facts = MIXED.one("section", class_="facts")

    for fact in (
        "prod, of platform",
        "production",
        "the offline preview: the program as it would be deployed",
        "4f1c0de5a1b2c3d4e5f60718293a4b5c6d7e8f90",
        "2026-11-21T08:00:00Z",
        "program 0.1.0, pack 0.1.0, Pulumi 3.272.0",
        "sha256:" + "ab" * 32,
        "A preview does not show what was changed by hand since the last deployment.",
    ):
        assert fact in facts


@pytest.mark.parametrize(
    ("state", "rule"),
    [
        ("error", "rds-parsed"),
        ("violation", "rds-storage-encrypted"),
        ("advisory", "s3-versioned"),
        ("unknown", "s3-tls-only"),
        ("exempted", "s3-logged"),
        ("compliant", "rds-multi-az"),
        ("nothing", "sns-topic-encrypted"),
    ],
)
def test_a_rule_stands_under_the_worst_that_it_found(state: str, rule: str) -> None:
    block = MIXED.one("section", **{"aria-labelledby": f"block-{state}"})

    assert f" {rule} " in block
    assert len(MIXED.of("details", id=f"rule-{rule}", class_=f"is-{state}")) == 1


def rule(found: Page, rule_id: str) -> str:
    return found.one("details", id=f"rule-{rule_id}")


def test_a_rule_says_why_how_to_mend_it_and_whom_it_answers() -> None:
    text = rule(MIXED, "rds-storage-encrypted")

    for said in (
        "Why Disks, backups and snapshots would be readable.",
        "Fix Set storage_encrypted=True before it is created.",
        "Standard M-01",
        "FSBP RDS.3",
        "Checkov CKV_AWS_16",
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html",
        "violation storageEncrypted is not true rds Instance main components/data/database.py:88",
        "not applicable 1 resource: it is a replica",
    ):
        assert said in text


def test_controls_of_security_hub_lead_to_aws() -> None:
    links = {attributes["href"] for tag, attributes in MIXED.elements if tag == "a"}

    assert "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-3" in links


def test_compliant_resources_are_named_and_those_not_meant_are_counted() -> None:
    assert "compliant s3 Bucket logs-old" in rule(MIXED, "s3-versioned")
    assert "main-replica" not in rule(MIXED, "rds-storage-encrypted")


def test_a_rule_without_a_result_says_that_it_judged_nothing() -> None:
    assert "nothing judged" in rule(MIXED, "sns-topic-encrypted")
    assert "No resource of this kind is here." in rule(MIXED, "sns-topic-encrypted")
    elsewhere = samples.report([samples.rule("a", tiers=("staging",)), samples.rule("b", enforcement="disabled")], [])
    assert "Judged in tier staging alone." in rule(page(elsewhere), "a")
    assert "This rule is switched off." in rule(page(elsewhere), "b")
    assert "2 rules of 2 had nothing to look at here and passed nothing." in page(elsewhere).one("p", class_="honest")


def test_an_exemption_shows_its_owner_reason_and_days_left() -> None:
    text = MIXED.one("section", **{"aria-labelledby": "exemptions-title"})

    assert (
        "s3-logged aws:s3/bucket:Bucket::logs Nobody is on call yet. OPS-12 platform@glibiz.com 2027-01-31 71 days left"
        in text
    )
    assert "Answered for by platform@glibiz.com until 2027-01-31, ticket OPS-12" in rule(MIXED, "s3-logged")


@pytest.mark.parametrize(
    ("left", "said"),
    [(1, "1 day left"), (0, "today is its last day"), (-1, "expired 1 day ago"), (-9, "expired 9 days ago")],
)
def test_days_left_are_said_in_words(left: int, said: str) -> None:
    made = samples.mixed()
    one = replace(made.exemptions[0], days_left=left)

    assert said in page(replace(made, exemptions=(one,))).one("section", **{"aria-labelledby": "exemptions-title"})


def test_a_decision_shows_its_reason() -> None:
    text = MIXED.one("section", **{"aria-labelledby": "decisions-title"})

    assert "Checkov CKV_AWS_338 Logs last a year. The standard says 90 days. G-20" in text


def test_coverage_marks_what_nobody_verified() -> None:
    verified, unverified = (MIXED.one("details", id=f"coverage-{key}") for key in ("FSBP", "Checkov"))

    assert "unverified" not in verified
    assert "RDS.3 ✕ violated 1 violation rds-storage-encrypted" in verified
    assert "mapping unverified" in unverified
    assert "CKV_AWS_338 § decided differently The standard says 90 days." in unverified


def test_a_comparison_shows_what_got_worse_and_better() -> None:
    found = Page(render(samples.mixed(), samples.compared()))
    text = found.one("section", id="comparison")

    assert "It got worse." in text
    assert "Worse: violated now 1 rds-storage-encrypted rds Instance main compliant → violation" in text
    assert "Better: compliant now 1" in text
    assert "s3-logged was low advisory and is medium mandatory." in text
    assert MIXED.of("section", id="comparison") == []


def test_a_deployed_stack_is_not_said_to_be_deployable() -> None:
    deployed = page(replace(samples.good(), source=Source.STATE))

    assert deployed.one("h1").endswith("1 decided result; 0 advisories, 0 exempted, 0 not known yet.")
    assert "may be deployed" not in deployed.one("h1")
    assert "an exported state: what is deployed" in deployed.one("section", class_="facts")


def test_nobody_calls_good_what_nobody_could_decide() -> None:
    nothing = samples.report([samples.rule("a")], [samples.judged("a", Result.UNKNOWN, message="not known")])

    assert page(nothing).one("h1").startswith("? Nothing is known of prod")
    assert page(samples.good()).one("h1").startswith("✓ prod may be deployed")


def test_code_in_a_text_looks_like_code() -> None:
    made = samples.report([samples.rule("a", fix="Set `nat` to `<b>`.")], [])

    assert "Set <code>nat</code> to <code>&lt;b&gt;</code>." in render(made, None)


def test_hostile_text_makes_no_element_and_no_link() -> None:
    plain, hostile = page(samples.mixed()), page(samples.hostile())

    assert {tag for tag, _ in hostile.elements} <= {tag for tag, _ in plain.elements} | {"code"}
    for tag, attributes in hostile.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert not attributes.get("href", "").startswith("javascript:")
        assert tag != "script" or "src" not in attributes
    assert len(hostile.of("script")) == 1
    assert " ".join(samples.HOSTILE.split()) in rule(hostile, "s3-bad")


def test_nothing_is_loaded_from_anywhere() -> None:
    text = render(samples.mixed(), samples.compared())

    assert {attributes["href"] for tag, attributes in Page(text).elements if tag == "link"} == {"data:,"}
    assert re.findall(r"\bsrc=|url\(|@import|fetch\(|XMLHttpRequest", text) == []


def test_the_page_allows_its_own_style_and_script_and_nothing_else() -> None:
    text = render(samples.mixed(), None)

    def hashed(tag: str) -> str:
        (inside,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        return f"'sha256-{base64.b64encode(sha256(inside.encode()).digest()).decode()}'"

    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy.replace("&#39;", "'").split("; ") == [
        "default-src 'none'",
        f"style-src {hashed('style')}",
        f"script-src {hashed('script')}",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]


def test_a_large_report_is_few_elements() -> None:
    found = page(samples.large())

    assert len(found.elements) < 50_000
    assert "main-299" in rule(found, "rule-229")


def test_every_resource_that_is_not_in_order_is_listed() -> None:
    names = [f"{samples.DATABASE}-{number:03}" for number in range(300)]
    unknown = [samples.judged("a", Result.UNKNOWN, name, f"{name[-1]} is not known") for name in names]

    text = rule(page(samples.report([samples.rule("a")], unknown)), "a")

    assert all(f"rds Instance main-{number:03}" in text for number in range(300))
    assert text.count("is not known") == 10


def test_ids_are_unique_and_links_inside_lead_somewhere() -> None:
    found = Page(render(samples.mixed(), samples.compared()))
    ids = [attributes["id"] for _, attributes in found.elements if "id" in attributes]
    inside = {attributes["href"][1:] for tag, attributes in found.elements if attributes.get("href", "")[:1] == "#"}

    assert len(ids) == len(set(ids))
    assert {link for link in inside if "=" not in link} <= set(ids)


def test_filters_offer_what_the_rules_have() -> None:
    one = samples.rule("a", on=("aws:sqs/queue:Queue", "aws:rds/instance:Instance"), standard=("G-10",))

    assert "all services rds sqs Standard all ids G-10" in page(samples.report([one], [])).one("form")


def test_the_same_report_gives_the_same_bytes() -> None:
    since = samples.compared()

    assert render(samples.mixed(), since).encode() == render(samples.mixed(), since).encode()
