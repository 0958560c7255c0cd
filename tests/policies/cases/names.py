"""Names of the standard in the environment of `conftest.py`: GLI's production, with a cache of its own name."""

from collections.abc import Sequence

from guardrails.tokens import (
    BUCKETS,
    CACHE,
    CLUSTER,
    DATABASE,
    LOAD_BALANCERS,
    LOG_GROUP,
    PROVIDER,
    REPOSITORY,
    SECRET,
    SERVICE,
    TARGET_GROUPS,
    TASK_DEFINITION,
)

from tests.policies.cases.table import Cases, Table
from tests.policies.harness import UNKNOWN, Given

TAGS = {"System": "gli", "Environment": "production"}
"""Not asked where the configuration says what the environment is called."""


def _named(token: str, key: str, name: str) -> Sequence[Given]:
    return [Given(token, "it", {key: name}), Given(PROVIDER, "aws", {"defaultTags": {"tags": TAGS}})]


CASES: Table = {
    "names-of-the-standard": Cases(
        compliant=[
            _named(LOAD_BALANCERS[0], "name", "gli-production-alb"),
            _named(CLUSTER, "name", "production-gli-cluster"),
            _named(SERVICE, "name", "production-django-api-service"),
            _named(TASK_DEFINITION, "family", "production-gli-django-api"),
            _named(REPOSITORY, "name", "gli-api-production"),
            _named(SECRET, "name", "gli/db/production"),
            _named(SECRET, "name", "gli/db/production/regions"),
            _named(LOG_GROUP, "name", "/ecs/production-gli-api"),
            _named(LOG_GROUP, "name", "aws-waf-logs-gli-production-regional"),
            _named(BUCKETS[0], "bucket", "gli-user-frontend-production"),
            _named(BUCKETS[0], "bucket", "gli-production-alb-logs-917891822317"),
            _named(TARGET_GROUPS[0], "name", "gli-prod-api-tg"),
            _named(DATABASE, "identifier", "gli-prod-db"),
            _named(LOG_GROUP, "name", "/aws/rds/instance/gli-prod-db/postgresql"),
            _named(LOG_GROUP, "name", "/aws/elasticache/sessions/slow-log"),
        ],
        violation=[
            _named(LOAD_BALANCERS[0], "name", "gli-staging-alb"),
            _named(LOAD_BALANCERS[1], "name", "mnt-production-alb"),
            _named(CLUSTER, "name", "gli-prod-cluster"),
            _named(TARGET_GROUPS[0], "name", "gli-api"),
            _named(TASK_DEFINITION, "family", "gli-api-server"),
            _named(REPOSITORY, "name", "gli-api"),
            _named(SECRET, "name", "production/db"),
            _named(LOG_GROUP, "name", "/ecs/api"),
            _named(DATABASE, "identifier", "production-db"),
            _named(BUCKETS[0], "bucket", "gli-user-frontend"),
            _named(BUCKETS[0], "bucket", "gli-production-alb-logs-1"),
            _named(TARGET_GROUPS[0], "name", "gli-stg-api-tg"),
            _named(CACHE, "replicationGroupId", "redis"),
        ],
        unknown=[
            _named(LOAD_BALANCERS[0], "name", UNKNOWN),
            _named(LOAD_BALANCERS[0], "name", ""),
        ],
        not_applicable=[_named(CACHE, "replicationGroupId", "sessions")],
    )
}
