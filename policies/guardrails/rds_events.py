"""Whether somebody is told what RDS says of its databases: by an event subscription, or by EventBridge."""

from collections.abc import Iterator

from guardrails.events import targets_of
from guardrails.resource import Stack, StackResource
from guardrails.rule import StackRule, stack_rule
from guardrails.tier import Severity, Tier
from guardrails.tokens import DATABASE, DATABASE_CLUSTER, DATABASE_EVENTS, DATABASE_PARAMETERS, EVENT_RULE

SOURCE = "aws.rds"
EVERYTHING = ""
"""What hears every category."""
NAMES = {DATABASE: "identifier", DATABASE_CLUSTER: "clusterIdentifier", DATABASE_PARAMETERS: "name"}
_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html"


def _told(kind: str, on: str, source: str, categories: frozenset[str], control: str) -> StackRule:
    """The rule about one source of events: what SNS calls it, and its categories that have to be told."""
    words = " ".join(word.upper() if word == "db" else word.capitalize() for word in source.split("-"))
    detail = f"RDS {words} Event"

    @stack_rule(
        id=f"rds-events-{kind}",
        on=(on,),
        severity=Severity.LOW,
        title=f"Somebody is told when RDS says of its {kind} that something failed or was changed.",
        why="A failover, a full disk or a changed parameter is in no metric; RDS says it once.",
        fix=f'Set event_pattern={{"source": ["{SOURCE}"], "detail-type": ["{detail}"]}} of an aws.cloudwatch.EventRule '
        f'with a target, or source_type="{source}" of an aws.rds.EventSubscription.',
        standard=["M-04", "G-23"],
        controls={"FSBP": [control]},
        tiers=(Tier.PRODUCTION, Tier.STAGING),
        url=f"{_HUB}#{control.lower().replace('.', '-')}",
    )
    def told(database: StackResource, stack: Stack) -> Iterator[str]:
        heard = set[str]()
        for one in stack.of(DATABASE_EVENTS):
            heard |= _subscribed(one, source)
        for event_rule in stack.of(EVENT_RULE):
            if targets_of(event_rule, stack):
                heard |= _matched(event_rule, detail, database)
        missing = set() if EVERYTHING in heard else categories - heard
        if missing:
            yield f"neither an event subscription nor EventBridge hears {detail}: {', '.join(sorted(missing))}"

    return told


def _subscribed(subscription: StackResource, source: str) -> set[str]:
    """The categories of which a subscription tells."""
    if not subscription.flag("enabled", default=True) or subscription.text("sourceType") not in {"", source}:
        return set()
    return set(subscription.texts("eventCategories")) or {EVERYTHING}


def _matched(event_rule: StackResource, detail: str, database: StackResource) -> set[str]:
    """The categories of a database's events that a rule matches; the name is the last part of the ARN."""
    pattern = event_rule.section("eventPattern")
    wanted = pattern.section("detail")
    name = f":{database.text(NAMES[database.type])}"
    takes = (
        SOURCE in pattern.texts("source")
        and (pattern.get("detail-type") is None or detail in pattern.texts("detail-type"))
        and (wanted.get("SourceArn") is None or any(arn.endswith(name) for arn in wanted.texts("SourceArn")))
    )
    return (set(wanted.texts("EventCategories")) or {EVERYTHING}) if takes else set()


_CHANGED = frozenset({"configuration change"})
instance_events = _told(
    "instances", DATABASE, "db-instance", frozenset({"maintenance", "failure"}) | _CHANGED, "RDS.20"
)
cluster_events = _told("clusters", DATABASE_CLUSTER, "db-cluster", frozenset({"maintenance", "failure"}), "RDS.19")
parameter_events = _told("parameters", DATABASE_PARAMETERS, "db-parameter-group", _CHANGED, "RDS.21")
