"""What is assumed: by tier, by a person, for one component; wrong input is one sentence."""

from pathlib import Path

import pytest

from ops.cost.assumptions import defaults, read_assumptions
from ops.cost.estimate import monthly
from ops.failures import WrongInputError
from tests.harness import ROOT
from tests.ops.cost.conftest import recording, resource


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "use.yaml"
    path.write_text(text)
    return path


def test_a_tier_has_its_own_traffic() -> None:
    assert read_assumptions("production").values["nat_gb"] == 100
    assert read_assumptions("development").values["nat_gb"] == 10


def test_an_unknown_tier_is_assumed_to_be_production() -> None:
    assert read_assumptions("sandbox") == read_assumptions("production")


def test_a_persons_own_come_before_those_of_the_tier(tmp_path: Path) -> None:
    path = written(tmp_path, "nat_gb: 7\n")

    assert read_assumptions("development", path).values["nat_gb"] == 7
    assert read_assumptions("development", path).values["cdn_gb"] == 2


def test_a_component_or_a_resource_may_have_its_own(tmp_path: Path) -> None:
    path = written(tmp_path, "bucket_gb: 1\ncomponents:\n  shop: {bucket_gb: 20}\n  shop-logs: {bucket_gb: 300}\n")
    site = resource("platform:edge:Website", "shop")
    token = "aws:s3/bucket:Bucket"  # noqa: S105 - a type
    buckets = [resource(token, name, above) for name, above in
               (("shop-files", site.urn), ("shop-logs", site.urn), ("other", ""))]  # fmt: skip
    found = monthly(recording(site, *buckets), read_assumptions("production", path))
    stored = {line.component: line.quantity for line in found.lines if line.price.key == "s3-gb"}

    assert stored == {"Website shop": 320, "s3 Bucket other": 1}
    assert [(one.name, one.value) for one in found.assumed if one.name.startswith("bucket_gb")] == [
        ("bucket_gb", 1), ("bucket_gb of shop", 20), ("bucket_gb of shop-logs", 300),
    ]  # fmt: skip


def test_an_estimate_names_only_what_it_assumed() -> None:
    found = monthly(recording(resource("aws:ec2/eip:Eip", "e")))

    assert [one.name for one in found.assumed] == ["hours_per_month"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("nat: 7", "{path}: nat is no assumption; there are hours_per_month, "),
        ("nat_gb: many", "{path}: nat_gb is 'many'; write an amount in GB, from 0 on."),
        ("nat_gb: true", "{path}: nat_gb is True; write an amount in GB, from 0 on."),
        ("nat_gb: -1", "{path}: nat_gb is -1; write an amount in GB, from 0 on."),
        ("scaling_share: 2", "{path}: scaling_share is 2; write a share from 0 to 1."),
        ("components: {api: {lcu: 1}}", "{path}: api: lcu is no assumption; there are hours_per_month, "),
        ("components: 3", "{path}: components holds no assumptions; write each as a line such as `nat_gb: 40`."),
        ("components: {api: 3}", "{path}: api holds no assumptions; write each as a line such as `nat_gb: 40`."),
        ("- nat_gb", "{path} holds no assumptions; write each as a line such as `nat_gb: 40`."),
        ("a: b: c", "{path}:1:5: this is not YAML: mapping values are not allowed"),
    ],
)
def test_a_wrong_file_is_refused_in_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    path = written(tmp_path, text)

    with pytest.raises(WrongInputError) as refused:
        read_assumptions("production", path)

    assert str(refused.value).startswith(sentence.format(path=path))
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongInputError, match=r"--assumptions .*/none\.yaml does not exist\."):
        read_assumptions("production", tmp_path / "none.yaml")


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    assert read_assumptions("staging", written(tmp_path, "")) == read_assumptions("staging")


def test_every_share_is_one() -> None:
    shares = [one for one in defaults().values() if one.unit == "share"]

    assert shares
    assert all(value <= 1 for one in shares for value in (one.value, *one.tiers.values()))


def test_every_assumption_is_used_by_a_rule() -> None:
    rules = "".join(path.read_text("utf-8") for path in (ROOT / "ops/cost/rules").glob("*.py"))

    assert [name for name in defaults() if f'"{name}"' not in rules] == []
