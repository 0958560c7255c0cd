"""Names are the standard's to the letter, or are refused before AWS refuses them."""

import re
import string

import pytest
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER
from hypothesis import given, settings
from hypothesis import strategies as st

from naming import InvalidNameError, Names, load_patterns
from tests.harness import NAMES, REGION, ROOT

PARTS = {
    "role": "websocket",
    "container": "django-api",
    "abbreviation": "ws",
    "load_balancer": "gli-production-alb",
    "website": "gli-user-frontend-production",
    "part": "assets",
    "instance": "gli-prod-db",
    "replica": "reports",
    "proxy": "gli-prod-db",
    "cache": "gli-prod-redis",
    "cluster": "gli-production",
    "log": "slow-log",
    "stem": "api",
    "alarm": "high-error-rate",
    "topic": "gli-alerts",
    "channel": "gli-prod-websocket",
    "event": "api-stopped",
    "query": "slow-requests",
}
"""What stands for each placeholder that is not the environment's."""

FILLED = {
    "vpc": "gli-production",
    "key_alias": "alias/gli-production",
    "load_balancer": "gli-production-alb",
    "load_balancer_logs": "gli-production-alb-logs-123456789012",
    "web_acl": "gli-production-websocket",
    "web_acl_logs": "aws-waf-logs-gli-production-websocket",
    "target_group": "gli-prod-ws-tg",
    "alternate_target_group": "gli-prod-ws-alt-tg",
    "cluster": "production-gli-cluster",
    "service": "production-django-api-service",
    "task_family": "production-gli-django-api",
    "registry": "gli-websocket-production",
    "service_logs": "/ecs/production-gli-websocket",
    "exec_logs": "/ecs/production-gli-cluster/exec",
    "flow_logs": "/vpc/production-gli/flow-logs",
    "cache": "gli-prod-websocket",
    "cache_user": "gli-prod-redis",
    "cache_default_user": "gli-prod-redis-default",
    "cache_user_group": "gli-prod-redis",
    "cache_snapshot": "gli-prod-redis-final",
    "cache_logs": "/aws/elasticache/gli-prod-redis/slow-log",
    "website": "gli-websocket-production",
    "website_logs": "gli-user-frontend-production-logs-123456789012",
    "website_part": "gli-user-frontend-production-assets",
    "website_log_delivery": "gli-user-frontend-production",
    "database": "gli-prod-websocket",
    "database_replica": "gli-prod-websocket-reports",
    "database_snapshot": "gli-prod-db-final",
    "database_logs": "/aws/rds/instance/gli-prod-db/slow-log",
    "database_proxy": "gli-prod-websocket",
    "database_proxy_logs": "/aws/rds/proxy/gli-prod-db",
    "redeploy_document": "gli-prod-websocket-redeploy",
    "secret": "gli/websocket/production",
    "alarm": "gli-prod-api-high-error-rate",
    "alerts": "gli-alerts-prod",
    "alerts_warnings": "gli-alerts-warnings",
    "slack_channel": "gli-prod-websocket",
    "event_rule": "gli-prod-api-stopped",
    "dead_letters": "gli-prod-dead-letters",
    "dashboard": "GLI-Production",
    "saved_query": "gli-production/slow-requests",
    "metrics_namespace": "GLI/Production",
    "alerts_dead_letters": "gli-alerts-dead-letters",
    "slack_logs": "/aws/chatbot/gli-prod-websocket",
    "insights_logs": "/aws/ecs/containerinsights/gli-production/performance",
    "budget": "gli-production",
    "trail": "gli-production",
    "trail_bucket": "gli-production-trail-123456789012",
    "trail_access_logs": "gli-production-trail-access-123456789012",
    "trail_logs": "/cloudtrail/production-gli",
    "database_metrics_logs": "RDSOSMetrics",
    "cost_anomalies": "gli-production",
    "boundary": "gli-prod-ap-northeast-2-boundary",
    "deploy_role": "gli-prod-ap-northeast-2-deploy",
    "delivery_policy": "gli-prod-ap-northeast-2-websocket-assets",
    "preview_role": "gli-prod-ap-northeast-2-preview",
    "drift_role": "gli-prod-ap-northeast-2-drift",
    "application_role": "gli-prod-ap-northeast-2-app-websocket",
    "operator_role": "gli-prod-ap-northeast-2-operator",
    "state_bucket": "gli-pulumi-state-123456789012",
    "state_key_alias": "alias/gli-pulumi-state",
}

LIMITS = {
    "load_balancer": 32,
    "target_group": 32,
    "alternate_target_group": 32,
    "load_balancer_logs": 63,
    "cluster": 255,
    "service": 255,
    "task_family": 255,
    "registry": 256,
    "service_logs": 512,
    "exec_logs": 512,
    "flow_logs": 512,
    "insights_logs": 512,
    "alerts_dead_letters": 80,
    "slack_logs": 512,
    "alarm": 255,
    "alerts": 240,
    "alerts_warnings": 256,
    "slack_channel": 128,
    "event_rule": 64,
    "dead_letters": 80,
    "dashboard": 255,
    "saved_query": 255,
    "metrics_namespace": 255,
    "budget": 100,
    "trail": 128,
    "trail_bucket": 63,
    "trail_access_logs": 63,
    "trail_logs": 512,
    "database_metrics_logs": 512,
    "cost_anomalies": 1024,
    "key_alias": 256,
    "vpc": 255,
    "web_acl": 128,
    "web_acl_logs": 512,
    "cache": 40,
    "cache_user": 40,
    "cache_default_user": 40,
    "cache_user_group": 40,
    "cache_snapshot": 255,
    "cache_logs": 512,
    "website": 63,
    "website_logs": 63,
    "website_part": 64,
    "website_log_delivery": 60,
    "database": 63,
    "database_replica": 63,
    "database_snapshot": 255,
    "database_logs": 512,
    "database_proxy": 63,
    "database_proxy_logs": 512,
    "redeploy_document": 128,
    "secret": 512,
    "boundary": 128,
    "deploy_role": 64,
    "delivery_policy": 128,
    "preview_role": 64,
    "drift_role": 64,
    "application_role": 64,
    "operator_role": 64,
    "state_bucket": 63,
    "state_key_alias": 256,
}

CLOUDFORMATION = {
    "load_balancer_logs": ("AWS::S3::Bucket", "BucketName"),
    "trail": ("AWS::CloudTrail::Trail", "TrailName"),
    "trail_bucket": ("AWS::S3::Bucket", "BucketName"),
    "trail_access_logs": ("AWS::S3::Bucket", "BucketName"),
    "trail_logs": ("AWS::Logs::LogGroup", "LogGroupName"),
    "database_metrics_logs": ("AWS::Logs::LogGroup", "LogGroupName"),
    "key_alias": ("AWS::KMS::Alias", "AliasName"),
    "state_bucket": ("AWS::S3::Bucket", "BucketName"),
    "state_key_alias": ("AWS::KMS::Alias", "AliasName"),
    "registry": ("AWS::ECR::Repository", "RepositoryName"),
    "service_logs": ("AWS::Logs::LogGroup", "LogGroupName"),
    "exec_logs": ("AWS::Logs::LogGroup", "LogGroupName"),
    "flow_logs": ("AWS::Logs::LogGroup", "LogGroupName"),
    "web_acl_logs": ("AWS::Logs::LogGroup", "LogGroupName"),
    "cache_logs": ("AWS::Logs::LogGroup", "LogGroupName"),
    "database_logs": ("AWS::Logs::LogGroup", "LogGroupName"),
    "database_proxy_logs": ("AWS::Logs::LogGroup", "LogGroupName"),
    "website_log_delivery": ("AWS::Logs::DeliverySource", "Name"),
}
"""Kinds of which CloudFormation says what a name may be."""


def aws_takes(kind: str, name: str) -> bool:
    """Whether CloudFormation's own schema lets this name pass."""
    resource, key = CLOUDFORMATION[kind]
    allowed = PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, resource).schema["properties"][key]
    fits = len(name) <= allowed.get("maxLength", 512)
    return fits and re.search(allowed["pattern"], name) is not None


@pytest.mark.parametrize(("kind", "name"), FILLED.items(), ids=list(FILLED))
def test_each_kind_of_name_is_filled_as_the_standard_writes_it(kind: str, name: str) -> None:
    wanted = set(re.findall(r"\{(\w+)\}", load_patterns()[kind].pattern)) & set(PARTS)
    assert NAMES.fill(kind, **{part: PARTS[part] for part in wanted}) == name


def test_every_kind_of_name_is_tested_here() -> None:
    assert set(load_patterns()) == set(FILLED) == set(LIMITS)


@pytest.mark.parametrize("kind", FILLED)
def test_every_kind_of_name_is_used_by_a_component(kind: str) -> None:
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "components").rglob("*.py"))
    beside = ("__main__.py", "ops/bootstrap/place.py", "settings/log_groups.py")
    sources += "".join((ROOT / path).read_text("utf-8") for path in beside)
    assert f'fill("{kind}"' in sources


@pytest.mark.parametrize(("kind", "limit"), LIMITS.items(), ids=list(LIMITS))
def test_a_name_may_be_as_long_as_aws_allows_and_no_longer(kind: str, limit: int) -> None:
    longest = "a" * limit
    assert NAMES.fill(kind, override=longest) == longest
    with pytest.raises(InvalidNameError) as refused:
        NAMES.fill(kind, override=f"{longest}a")
    assert str(refused.value) == (
        f"the {kind.replace('_', ' ')} name '{longest}a' has {limit + 1} characters and AWS allows {limit}; "
        "shorten the role, or set `short` or `name`"
    )


@pytest.mark.parametrize("kind", FILLED)
def test_a_name_without_a_letter_is_refused(kind: str) -> None:
    with pytest.raises(InvalidNameError) as refused:
        NAMES.fill(kind, override="")
    assert str(refused.value).endswith("name is empty; leave `name` out or give one")


def test_all_characters_that_aws_refuses_are_named_once() -> None:
    with pytest.raises(InvalidNameError) as refused:
        NAMES.fill("load_balancer", override="gli_prod_ü alb")
    assert str(refused.value) == (
        "the load balancer name 'gli_prod_ü alb' contains '  _ ü'; AWS allows only [A-Za-z0-9-]"
    )


@given(st.sampled_from(sorted(CLOUDFORMATION)), st.sampled_from(string.printable + "äß字"))
def test_no_character_is_let_through_that_cloudformation_refuses(kind: str, letter: str) -> None:
    stem = "alias/a" if kind.endswith("key_alias") else "a"
    try:
        name = NAMES.fill(kind, override=f"{stem}{letter}a")
    except InvalidNameError:
        return
    assert aws_takes(kind, name)


SHORT = st.from_regex(r"[a-z][a-z0-9]{1,7}", fullmatch=True)
SYSTEM = st.from_regex(r"[a-z][a-z0-9]{1,9}", fullmatch=True)
LONG = st.from_regex(r"[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,9})?", fullmatch=True)
ROLE = st.from_regex(r"[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,9})?", fullmatch=True)


@settings(deadline=None)
@given(SYSTEM, SHORT, LONG, ROLE, ROLE)
def test_whatever_the_environment_is_called_its_names_are_aws_names_or_refused(
    system: str, short: str, long: str, role: str, container: str
) -> None:
    names = Names(system=system, short=short, long=long, account="123456789012", region=REGION)
    own = {
        "role": role,
        "container": container,
        "abbreviation": role,
        "load_balancer": f"{system}-{long}-alb",
        "website": f"{system}-{role}-{long}",
        "instance": f"{system}-{short}-{role}",
        "proxy": f"{system}-{short}-{role}",
        "cache": f"{system}-{short}-{role}",
    }
    filled = PARTS | own
    for kind, pattern in load_patterns().items():
        try:
            name = names.fill(kind, **{part: filled[part] for part in filled if f"{{{part}}}" in pattern.pattern})
        except InvalidNameError as refused:
            assert f"AWS allows {pattern.max}" in str(refused)  # noqa: PT017 - refusing is right, for one reason alone
            continue
        assert len(name) <= pattern.max
        assert kind not in CLOUDFORMATION or aws_takes(kind, name)


def test_an_override_replaces_the_pattern_and_is_checked_all_the_same() -> None:
    assert NAMES.fill("service", override="legacy_service", container="api") == "legacy_service"
    with pytest.raises(InvalidNameError):
        NAMES.fill("service", override="legacy service", container="api")


def test_an_arn_names_partition_region_account_and_resource() -> None:
    assert NAMES.arn("logs", "log-group:/ecs/x") == "arn:aws:logs:ap-northeast-2:123456789012:log-group:/ecs/x"


def test_patterns_name_no_system_and_no_environment() -> None:
    written = " ".join(pattern.pattern for pattern in load_patterns().values())
    assert not re.search(r"gli|prod|stag|devel|ap-northeast|\d{12}", written)
