"""What cannot be built of a database, or with it, is refused in one sentence: path, value, rule, way out."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.data.database_settings import STANDARD_SUPPORT, DatabaseSettings
from components.data.windows import DAY, DAYS, WEEK, overlap
from tests.harness import load
from tests.settings.stackfile import GONE, STACK, Refusals, each, edited, refusal

DATABASES = f"{STACK}/databases"
DB = f"{DATABASES}/db"
API = f"{STACK}/services/api"


def db(**settings: Any) -> dict[str, Any]:
    return {DATABASES: {"db": settings}}


SIZES: Refusals = {
    "a class that is none": (
        db(instance_class="m7g.large"),
        "platform:stack.databases.db.instance_class: 'm7g.large' is not an instance class, such as db.m7g.large.",
    ),
    "storage that cannot grow": (
        db(storage=100, max_storage=105),
        (
            "platform:stack.databases.db.max_storage 105 leaves no room to grow from `storage` 100; RDS wants a tenth "
            "more: raise it to 110 at least."
        ),
    ),
    "storage that RDS does not sell": (
        db(storage=10),
        "platform:stack.databases.db.storage is 10; the least is 20.",
    ),
    "a port below those of RDS": (
        db(port=1000),
        "platform:stack.databases.db.port is 1000; the least is 1150.",
    ),
}
VERSIONS: Refusals = {
    "a major that RDS sells no longer": (
        db(engine_version="13"),
        (
            "platform:stack.databases.db.engine_version: '13' is not in RDS's standard support; take one of 14, 15, "
            "16, 17, 18."
        ),
    ),
    "a minor of such a major": (
        db(engine_version="12.22"),
        (
            "platform:stack.databases.db.engine_version: '12.22' is not in RDS's standard support; take one of 14, 15, "
            "16, 17, 18."
        ),
    ),
    "a version that is none": (
        db(engine_version="latest"),
        "platform:stack.databases.db.engine_version: 'latest' is not a version of PostgreSQL, such as '17' or '17.5'.",
    ),
    "a minor version that RDS would leave behind": (
        db(engine_version="17.5"),
        (
            "platform:stack.databases.db.engine_version 17.5 is a minor version, which `auto_minor_version_upgrade` "
            "would leave behind; take '17', or turn that off."
        ),
    ),
    "a version without quotes": (
        db(engine_version=17),
        "platform:stack.databases.db.engine_version is 17, which is not text; write it in quotes.",
    ),
}
NAMES_AND_PARAMETERS: Refusals = {
    "a user that RDS keeps for itself": (
        db(username="rdsadmin"),
        "platform:stack.databases.db.username: 'rdsadmin' is reserved by RDS or PostgreSQL; take another name.",
    ),
    "a database that PostgreSQL keeps for itself": (
        db(database="template1"),
        "platform:stack.databases.db.database: 'template1' is reserved by RDS or PostgreSQL; take another name.",
    ),
    "a parameter that the platform sets": (
        db(parameters={"rds.force_ssl": {"value": "0"}}),
        (
            "platform:stack.databases.db.parameters sets rds.force_ssl, which the platform sets itself; leave it out, "
            "and set `slow_query` for log_min_duration_statement."
        ),
    ),
    "a replica with the name of a database": (
        {DATABASES: {"db": {"replicas": {"reports": {}}}, "db-reports": {}}},
        (
            "platform:stack.databases.db-reports: the database name 'gli-prod-db-reports' is that of "
            "platform:stack.databases.db.replicas.reports; set `name`, `container` or `short`."
        ),
    ),
}
BACKUPS: Refusals = {
    "backups for longer than RDS keeps them": (
        db(backup_retention_days=36),
        "platform:stack.databases.db.backup_retention_days is 36; the most is 35.",
    ),
    "a window that is none": (
        db(backup_window="6pm"),
        "platform:stack.databases.db.backup_window: '6pm' is not a window; write one in UTC such as 18:00-19:00.",
    ),
    "a window that is too short": (
        db(maintenance_window="sun:19:30-sun:19:45"),
        (
            "platform:stack.databases.db.maintenance_window: 'sun:19:30-sun:19:45' is shorter than the 30 minutes that "
            "AWS asks for; make it longer."
        ),
    ),
    "windows that overlap": (
        db(backup_window="20:00-21:00"),
        (
            "platform:stack.databases.db.backup_window 20:00-21:00 overlaps `maintenance_window` sun:19:30-sun:20:30; "
            "move one of them."
        ),
    ),
    "replicas without backups": (
        db(backup_retention_days=0, replicas={"reports": {}}),
        "platform:stack.databases.db.backup_retention_days is 0 and `replicas` needs backups; keep 1 day at least.",
    ),
}
PARTS: Refusals = {
    "a managed password with replicas": (
        db(password="managed", replicas={"reports": {}}),  # noqa: S106 - where the password comes from
        (
            "platform:stack.databases.db.password is 'managed', which RDS does not offer together with replicas; take "
            "'own', or leave that out."
        ),
    ),
    "a managed password with blue/green updates": (
        db(password="managed", blue_green_update=True),  # noqa: S106 - where the password comes from
        (
            "platform:stack.databases.db.password is 'managed', which RDS does not offer together with "
            "blue_green_update; take 'own', or leave that out."
        ),
    ),
    "replicas with blue/green updates": (
        db(blue_green_update=True, replicas={"reports": {}}),
        (
            "platform:stack.databases.db.blue_green_update cannot be used with `replicas`, which it would not bring "
            "along; leave one out."
        ),
    ),
    "an IAM user without IAM authentication": (
        db(iam_authentication=False, iam_user="app_rw"),
        "platform:stack.databases.db.iam_user needs `iam_authentication`; turn it on, or leave the user out.",
    ),
    "an IAM user through the proxy": (
        db(proxy={}, iam_user="app_rw"),
        "platform:stack.databases.db.iam_user cannot connect through `proxy`, which takes the password; leave one out.",
    ),
}
RESTORES: Refusals = {
    "a restore from nothing": (
        db(restore={}),
        (
            "platform:stack.databases.db.restore.snapshot and `of` exclude each other; name a snapshot, or a database "
            "and a `time`."
        ),
    ),
    "a restore to no time": (
        {DATABASES: {"db": {}, "db-back": {"restore": {"of": "db"}}}},
        (
            "platform:stack.databases.db-back.restore.time and `of` belong together; say which database goes back, and "
            "to when."
        ),
    ),
    "a time that YAML has read as one": (
        {DATABASES: {"db": {}, "db-back": {"restore": {"of": "db", "time": "2026-11-20 03:00:00 +0000 UTC"}}}},
        (
            "platform:stack.databases.db-back.restore.time: '2026-11-20 03:00:00 +0000 UTC' is not a time: write "
            "latest, or a time in UTC and in quotes, such as '2026-11-20T03:00:00Z'."
        ),
    ),
    "a restore of an unknown role": (
        {DATABASES: {"db": {}, "db-back": {"restore": {"of": "bd", "time": "latest"}}}},
        (
            "platform:stack.databases.db-back.restore.of is 'bd', which is no other database of this stack; the others "
            "are db: name one, or leave `restore` out once the database stands."
        ),
    ),
    "a restore in place": (
        db(restore={"of": "db", "time": "latest"}),
        (
            "platform:stack.databases.db.restore.of is 'db', which is no other database of this stack; the others are "
            "none: name one, or leave `restore` out once the database stands."
        ),
    ),
    "a restore of what keeps no backups": (
        {DATABASES: {"db": {"backup_retention_days": 0}, "db-back": {"restore": {"of": "db", "time": "latest"}}}},
        (
            "platform:stack.databases.db-back.restore.of is 'db', which keeps no backups to go back to; set "
            "platform:stack.databases.db.backup_retention_days, or name a snapshot."
        ),
    ),
    "a restore under another user": (
        {DATABASES: {"db": {}, "db-back": {"username": "owner", "restore": {"of": "db", "time": "latest"}}}},
        (
            "platform:stack.databases.db-back.username is 'owner' and that of db, from which it is restored, is "
            "'platform_admin'; write 'platform_admin', since a restore keeps it."
        ),
    ),
}
WIRES: Refusals = {
    "a store that is not there": (
        db() | {f"{API}/uses": ["bd"], f"{STACK}/caches": {"redis": {}}},
        "platform:stack.services.api.uses has 'bd', which is no database or cache of this stack; those are db, redis.",
    ),
    "two stores that speak as one": (
        {DATABASES: {"db": {}, "db-back": {"prefix": "DB"}}, f"{API}/uses": ["db", "db-back"]},
        (
            "platform:stack.services.api.uses db and db-back, whose variables both begin with DB_; use one of them, or "
            "give one another `prefix`."
        ),
    ),
    "one role for a database and a cache": (
        db() | {f"{STACK}/caches": {"db": {}}},
        (
            "platform:stack.caches.db: the secret name 'gli/db/production' is that of platform:stack.databases.db; "
            "take another role."
        ),
    ),
    "no way to the secret of what is used": (
        db() | {f"{API}/uses": ["db"], f"{STACK}/network/nat": "none"},
        (
            "platform:stack.network.nat is 'none', so tasks cannot start without endpoints; add ecr.api, ecr.dkr, "
            "logs, secretsmanager to platform:stack.network.endpoints, or take nat 'single' or 'per_az'."
        ),
    ),
    "one zone": (
        db() | {f"{STACK}/network/zones": ["ap-northeast-2a"], f"{STACK}/load_balancers": {}, f"{STACK}/services": {}},
        (
            "platform:stack.databases.db needs isolated subnets in two Availability Zones and platform:stack.network "
            "has 1; append another zone."
        ),
    ),
}


@each(SIZES, VERSIONS, NAMES_AND_PARAMETERS, BACKUPS, PARTS, RESTORES, WIRES)
def test_what_cannot_be_built_is_refused_with_one_sentence(edits: dict[str, Any], said: str) -> None:
    assert refusal(edited(edits)) == said


@pytest.mark.parametrize("major", STANDARD_SUPPORT)
def test_every_major_in_standard_support_is_accepted_alone_and_with_a_minor(major: int) -> None:
    by_hand = db(engine_version=f"{major}.9", auto_minor_version_upgrade=False)
    for settings in (db(engine_version=str(major)), by_hand):
        assert load(edited(settings)).stack.databases["db"].major == major


def test_a_database_that_is_gone_no_longer_has_to_be_named_by_what_was_restored_from_it() -> None:
    config = edited({DATABASES: {"db": {}, "db-back": {"restore": {"of": "db", "time": "latest"}}}})
    assert load(config).stack.databases["db-back"].restore is not None
    later = edited({f"{DATABASES}/db": GONE, f"{DATABASES}/db-back/restore": GONE}, config)
    assert list(load(later).stack.databases) == ["db-back"]


def test_nothing_of_a_database_is_needed_to_have_one() -> None:
    assert load(edited(db())).stack.databases["db"] == DatabaseSettings()


def clock(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


@given(
    backup=st.integers(0, DAY - 1),
    backup_length=st.integers(30, 6 * 60),
    maintenance=st.integers(0, WEEK - 1),
    maintenance_length=st.integers(30, 6 * 60),
)
def test_windows_overlap_exactly_when_some_minute_of_the_week_is_in_both(
    backup: int, backup_length: int, maintenance: int, maintenance_length: int
) -> None:
    daily = f"{clock(backup)}-{clock(backup + backup_length)}"
    ends = (maintenance + maintenance_length) % WEEK
    weekly = f"{DAYS[maintenance // DAY]}:{clock(maintenance)}-{DAYS[ends // DAY]}:{clock(ends)}"
    in_backup = {(backup + minute) % DAY for minute in range(backup_length)}
    in_maintenance = {(maintenance + minute) % DAY for minute in range(maintenance_length)}
    assert overlap(daily, weekly) == bool(in_backup & in_maintenance)
