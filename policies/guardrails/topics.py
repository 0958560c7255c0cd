"""SNS topics: who may publish and read, with which key, and whether anybody is told."""

from collections.abc import Iterator

from guardrails.documents import Statement, allowing, open_to_everybody, refuses_plain, statements
from guardrails.kms import uses_own_key
from guardrails.publishers import publishers, subscribers
from guardrails.resource import Resource, Stack, StackResource
from guardrails.rule import NotApplicableError, UndecidedError, rule, stack_rule
from guardrails.tier import Severity, Tier
from guardrails.tokens import (
    KEY,
    KEY_ALIAS,
    KEY_POLICY,
    POLICY,
    PROVIDER,
    REPLICA_KEY,
    SLACK_CHANNEL,
    TOPIC,
    TOPIC_POLICY,
    TOPIC_SUBSCRIPTION,
)

PUBLISH = "sns:Publish"
KEY_ACTIONS = ("kms:Decrypt", "kms:GenerateDataKey")
"""What a publisher must be allowed to do with the key of an encrypted topic."""
_KEYS = "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html"
_PRACTICES = "https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html"


@stack_rule(
    id="sns-own-key",
    on=(TOPIC,),
    severity=Severity.MEDIUM,
    title="Topics are encrypted with a key of our own.",
    why="Messages tell what fails and where; and with AWS's key, alias/aws/sns, CloudWatch cannot publish at all.",
    fix="Set kms_master_key_id to the ARN of a key of our own.",
    standard=["M-01", "G-23"],
    controls={"SecurityHub": ["SNS.1"], "Checkov": ["CKV_AWS_26"], "cdk-nag": ["SNSEncryptedKMS"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/sns-controls.html#sns-1",
)
def own_key(topic: StackResource, _stack: Stack) -> Iterator[str]:
    """A topic in clear, or with a key that services may not use."""
    if not uses_own_key(topic, "kmsMasterKeyId", lambda: topic.text("kmsMasterKeyId")):
        yield f"kmsMasterKeyId is {topic.text('kmsMasterKeyId') or 'not set'}"


@stack_rule(
    id="sns-key-lets-publish",
    on=(TOPIC,),
    severity=Severity.HIGH,
    title="Whoever publishes to an encrypted topic may use its key.",
    why="The alarm is raised, the message cannot be encrypted, and nobody is told: AWS says so nowhere.",
    fix="Allow the publisher's service kms:Decrypt and kms:GenerateDataKey* in policy of the key.",
    standard=["G-22", "G-23"],
    controls={},
    url=f"{_KEYS}#compatibility-with-aws-services",
)
def key_lets_publish(topic: StackResource, stack: Stack) -> Iterator[str]:
    """A key that a publisher may not use."""
    services = _publishing(topic, stack)
    named = topic.depends("kmsMasterKeyId")
    keys = [key for one in named for key in ([one] if one.type != KEY_ALIAS else one.depends("targetKeyId"))]
    if not named:
        text = topic.text("kmsMasterKeyId")
        if not text:
            raise NotApplicableError("it is not encrypted, which sns-own-key judges")
        if text.startswith("alias/aws/"):
            yield f"kmsMasterKeyId is {text}, which {', '.join(services)} may not use"
            return
    if not keys or any(key.type not in {KEY, REPLICA_KEY} for key in keys):
        raise UndecidedError("its key is not in this stack")
    for key in keys:
        yield from _refused(key, services, stack)


def _refused(key: StackResource, services: list[str], stack: Stack) -> Iterator[str]:
    documents = [key, *stack.referring(key, "keyId", KEY_POLICY)]
    allowed = [statement for one in documents for statement in allowing(one, "policy")]
    for service in services:
        for action in KEY_ACTIONS:
            if not any(_lets(statement, service, action) for statement in allowed):
                yield f"key {key.name} does not allow {service} {action}"


def _lets(statement: Statement, service: str, action: str) -> bool:
    named = {("Service", service), ("*", "*")}
    return any(principal in named for principal in statement.principals()) and statement.includes(action)


def _publishing(topic: StackResource, stack: Stack) -> list[str]:
    services = publishers(topic, stack)
    if not services:
        raise NotApplicableError("no service publishes to it for a resource of this stack")
    return services


@stack_rule(
    id="sns-topic-policy",
    on=(TOPIC,),
    severity=Severity.MEDIUM,
    title="Every topic has a policy, and it lets those publish who do.",
    why="Without one nothing refuses plain connections; with one, whoever it does not name is refused without a word.",
    fix="Add an aws.sns.TopicPolicy with arn of this topic that allows the publishers' services sns:Publish.",
    standard=["G-22", "G-23", "M-01"],
    controls={},
    url="https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html",
)
def topic_policy(topic: StackResource, stack: Stack) -> Iterator[str]:
    """A topic without a policy, or with one that refuses a publisher."""
    documents = [policy for policy in stack.of(TOPIC_POLICY) if topic in policy.depends("arn", TOPIC)]
    if topic.get("policy") is not None and not documents:
        documents = [topic]
    if not documents:
        yield "no policy names this topic"
        return
    allowed = [statement for one in documents for statement in allowing(one, "policy")]
    for service in publishers(topic, stack):
        if not any(_lets(statement, service, PUBLISH) for statement in allowed):
            yield f"its policy does not allow {service} {PUBLISH}"


@rule(
    id="sns-tls-only",
    on=(TOPIC_POLICY,),
    severity=Severity.MEDIUM,
    title="Topic policies refuse to take messages without TLS.",
    why="What fails, and where, would cross the network in clear.",
    fix='Add to policy a Deny of sns:Publish for everybody with {"Bool": {"aws:SecureTransport": "false"}}.',
    standard=["M-01"],
    controls={"cdk-nag": ["AwsSolutions-SNS3"]},
    url=f"{_PRACTICES}#enforce-encryption-data-in-transit",
)
def tls_only(policy: Resource) -> Iterator[str]:
    """A policy that takes plain messages."""
    if not any(refuses_plain(statement, PUBLISH) for statement in statements(policy, "policy")):
        yield "no statement refuses messages without TLS"


@rule(
    id="sns-not-public",
    on=(TOPIC_POLICY, TOPIC),
    severity=Severity.CRITICAL,
    title="No topic is open to everybody.",
    why="Anyone could read the alerts, or send false ones until nobody believes them.",
    fix="Name principals in policy, or a condition on aws:SourceAccount.",
    standard=["M-01", "M-05"],
    controls={"FSBP": ["SNS.4"], "Checkov": ["CKV_AWS_169"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/sns-controls.html#sns-4",
)
def not_public(resource: Resource) -> Iterator[str]:
    """A policy that allows anyone without a condition."""
    return open_to_everybody(resource, "policy")


@stack_rule(
    id="sns-own-account",
    on=(TOPIC_POLICY, TOPIC),
    severity=Severity.HIGH,
    title="Topics are open to principals of our own account alone.",
    why="Another account's rights are granted and taken there, where nobody here sees it.",
    fix="Remove the other account's principal from policy.",
    standard=["M-01", "M-05"],
    controls={"Checkov": ["CKV_AWS_385"]},
    url=f"{_PRACTICES}#ensure-topics-not-publicly-accessible",
)
def own_account(resource: StackResource, stack: Stack) -> Iterator[str]:
    """A policy that allows another account's principal."""
    named = {
        account: str(statement)
        for statement in allowing(resource, "policy")
        for kind, name in statement.principals()
        if kind == "AWS" and (account := name.split(":")[4] if name.startswith("arn:") else name).isdigit()
    }
    if not named:
        return
    ours = {account for provider in stack.of(PROVIDER) for account in provider.texts("allowedAccountIds")}
    if not ours:
        raise UndecidedError("the provider names no account")
    for account in sorted(set(named) - ours):
        yield f"{named[account]} allows account {account}"


@stack_rule(
    id="sns-has-subscriber",
    on=(TOPIC,),
    severity=Severity.MEDIUM,
    title="Every topic has a subscriber.",
    why="What is told to nobody is lost: SNS keeps nothing.",
    fix="Add an aws.sns.TopicSubscription with topic of this one, or the topic to sns_topic_arns of a Slack channel.",
    standard=["G-23"],
    controls={},
    tiers=(Tier.PRODUCTION, Tier.STAGING),
    url="https://docs.aws.amazon.com/sns/latest/dg/sns-create-subscribe-endpoint-to-topic.html",
)
def has_subscriber(topic: StackResource, stack: Stack) -> Iterator[str]:
    """A topic that nobody reads."""
    if not subscribers(topic, stack):
        yield "nobody is subscribed to it"


@rule(
    id="sns-subscription-encrypted",
    on=(TOPIC_SUBSCRIPTION,),
    severity=Severity.HIGH,
    title="No subscription is delivered by plain HTTP.",
    why="Alerts would cross the internet in clear, and anyone on the way could change or swallow them.",
    fix='Set protocol="https" and an endpoint that begins with https://.',
    standard=["M-01", "G-23"],
    controls={},
    url=f"{_PRACTICES}#enforce-encryption-data-in-transit",
)
def subscription_encrypted(subscription: Resource) -> Iterator[str]:
    """Delivery in clear."""
    if subscription.text("protocol") == "http":
        yield "protocol is http"


@stack_rule(
    id="slack-guardrails",
    on=(SLACK_CHANNEL,),
    severity=Severity.HIGH,
    title="What can be asked from a Slack channel is limited by guardrails of our own.",
    why="Without them AWS takes AdministratorAccess as the limit: whoever is in the channel may do what the role may.",
    fix="Set guardrail_policy_arns to policies that only read.",
    standard=["M-05", "G-23"],
    controls={},
    url="https://docs.aws.amazon.com/chatbot/latest/adminguide/understanding-permissions.html",
)
def slack_guardrails(channel: StackResource, _stack: Stack) -> Iterator[str]:
    """A channel from which anything may be done; what our own policies allow, the rules of IAM judge."""
    if channel.depends("guardrailPolicyArns", POLICY):
        return
    if not channel.count("guardrailPolicyArns"):
        yield "guardrailPolicyArns is not set, so that AWS takes AdministratorAccess"
    for arn in channel.texts("guardrailPolicyArns"):
        if arn.endswith(("/AdministratorAccess", "/PowerUserAccess")):
            yield f"guardrailPolicyArns names {arn.rpartition('/')[2]}"


@rule(
    id="slack-logged",
    on=(SLACK_CHANNEL,),
    severity=Severity.LOW,
    title="What a Slack channel asks of AWS, and what goes wrong there, is logged.",
    why="A message that never arrived, or a command that somebody typed, could not be found out.",
    fix='Set logging_level="ERROR" or "INFO".',
    standard=["M-05", "G-23"],
    controls={},
    url="https://docs.aws.amazon.com/chatbot/latest/adminguide/cloudwatch-logs.html",
)
def slack_logged(channel: Resource) -> Iterator[str]:
    """A channel without logs."""
    level = channel.text("loggingLevel")
    if level not in {"ERROR", "INFO"}:
        yield f"loggingLevel is {level or 'not set'}"
