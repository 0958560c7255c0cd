import csv
import io

from ops.findings import Result
from ops.report.csv_format import COLUMNS, render
from tests.ops.report import samples


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_first_row_names_the_columns() -> None:
    assert render(samples.good(), None).splitlines()[0] == ",".join(COLUMNS)


def test_every_result_has_a_row_those_that_do_not_apply_included() -> None:
    found = [(row["rule"], row["result"], row["name"]) for row in rows(render(samples.mixed(), None))]

    assert found == [
        ("rds-multi-az", "compliant", "main"),
        ("rds-parsed", "error", "main"),
        ("rds-storage-encrypted", "violation", "main"),
        ("rds-storage-encrypted", "not_applicable", "main-replica"),
        ("s3-logged", "exempted", "logs"),
        ("s3-tls-only", "unknown", "logs"),
        ("s3-versioned", "violation", "logs"),
        ("s3-versioned", "compliant", "logs-old"),
    ]


def test_a_row_says_what_was_judged_and_what_came_of_it() -> None:
    row = next(row for row in rows(render(samples.mixed(), None)) if row["result"] == "exempted")

    assert row == {
        "stack": "prod",
        "tier": "production",
        "source": "preview",
        "commit": "4f1c0de5a1b2c3d4e5f60718293a4b5c6d7e8f90",
        "judged_on": "2026-11-21",
        "rule": "s3-logged",
        "title": "Access to buckets is logged.",
        "severity": "medium",
        "enforcement": "mandatory",
        "result": "exempted",
        "refuses": "no",
        "service": "s3",
        "type": "aws:s3/bucket:Bucket",
        "name": "logs",
        "message": "logging is off",
        "position": "components/data/database.py:88",
        "exemption_owner": "platform@glibiz.com",
        "exemption_reason": "Nobody is on call yet.",
        "exemption_expires": "2027-01-31",
        "exemption_ticket": "OPS-12",
        "standard": "G-11 G-20",
        "controls": "CIS-3.0:2.1.1",
        "fix": "Set storage_encrypted=True before it is created.",
        "url": "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html",
        "urn": samples.BUCKET,
    }


def test_an_advisory_violation_refuses_nothing_and_a_mandatory_one_does() -> None:
    refuses = {
        row["rule"]: row["refuses"] for row in rows(render(samples.mixed(), None)) if row["result"] == "violation"
    }

    assert refuses == {"rds-storage-encrypted": "yes", "s3-versioned": "no"}


def test_no_cell_is_a_formula() -> None:
    starts = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1")
    made = samples.report(
        [samples.rule("a")],
        [samples.judged("a", Result.VIOLATION, f"{samples.DATABASE}-{start}", start) for start in starts],
    )

    found = {row["message"] for row in rows(render(made, None))}

    assert found == {f"'{start}" for start in starts}


def test_hostile_text_comes_back_whole_from_its_own_cell() -> None:
    row = next(row for row in rows(render(samples.hostile(), None)) if row["result"] == "violation")

    assert (row["message"], row["name"]) == (samples.HOSTILE, samples.HOSTILE)


def test_the_same_report_gives_the_same_bytes() -> None:
    assert render(samples.mixed(), None).encode() == render(samples.mixed(), None).encode()
