"""Nothing that serves people stands in a stack without its alarms, and nobody has forgotten a kind of part."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from ops.offline.recording import Recorded, Recording
from tests.conftest import Record
from tests.harness import ROOT, listed
from tests.metrics import ALARM, of_alarm
from tests.test_alarms import EVERY_STACK

Needs = Callable[[Recording, Recorded], Iterator[tuple[str, str, Mapping[str, str]]]]
"""What must be watched of a component: namespace, metric and the dimensions that say whose it is."""


def below(recording: Recording, component: Recorded, token: str) -> list[Recorded]:
    """All resources of a type under a component, however deep."""
    children = recording.children(component.urn)
    inner = [found for child in children for found in below(recording, child, token)]
    return [child for child in children if child.type == token] + inner


def database(recording: Recording, component: Recorded) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """The metrics of G-21, of the instance and of each replica."""
    asked = ["CPUUtilization", "DatabaseConnections", "ReadLatency", "WriteLatency", "FreeStorageSpace"]
    for instance in below(recording, component, "aws:rds/instance:Instance"):
        own = [*asked, "FreeableMemory", *(["ReplicaLag"] if "replicateSourceDb" in instance.inputs else [])]
        burstable = str(instance.inputs["instanceClass"]).startswith("db.t")
        for metric in [*own, *(["CPUCreditBalance"] if burstable else [])]:
            yield "AWS/RDS", metric, {"DBInstanceIdentifier": str(instance.inputs["identifier"])}


def cache(recording: Recording, component: Recorded) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """Each node, or the serverless cache."""
    for group in below(recording, component, "aws:elasticache/replicationGroup:ReplicationGroup"):
        for node in range(1, int(str(group.inputs["numCacheClusters"])) + 1):
            for metric in ("EngineCPUUtilization", "DatabaseMemoryUsagePercentage"):
                yield "AWS/ElastiCache", metric, {"CacheClusterId": f"{group.inputs['replicationGroupId']}-{node:03}"}
    for one in below(recording, component, "aws:elasticache/serverlessCache:ServerlessCache"):
        yield "AWS/ElastiCache", "BytesUsedForCache", {"clusterId": str(one.inputs["name"])}
        yield "AWS/ElastiCache", "ThrottledCmds", {"clusterId": str(one.inputs["name"])}


def service(recording: Recording, component: Recorded) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """The tasks, those that stop, and what each target group answers."""
    for one in below(recording, component, "aws:ecs/service:Service"):
        for metric in ("CPUUtilization", "MemoryUtilization"):
            yield "AWS/ECS", metric, {"ServiceName": str(one.inputs["name"])}
    for group in below(recording, component, "aws:lb/targetGroup:TargetGroup"):
        for metric in ("HTTPCode_Target_5XX_Count", "TargetResponseTime", "UnHealthyHostCount"):
            yield "AWS/ApplicationELB", metric, {"TargetGroup": str(group.outputs["arnSuffix"])}


def load_balancer(recording: Recording, component: Recorded) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """What it turns away by itself, and its certificate."""
    for one in below(recording, component, "aws:lb/loadBalancer:LoadBalancer"):
        for metric in ("HTTPCode_ELB_5XX_Count", "RejectedConnectionCount"):
            yield "AWS/ApplicationELB", metric, {"LoadBalancer": str(one.outputs["arnSuffix"])}
    for listener in below(recording, component, "aws:lb/listener:Listener"):
        if "certificateArn" in listener.inputs:
            yield "AWS/CertificateManager", "DaysToExpiry", {"CertificateArn": str(listener.inputs["certificateArn"])}


def website(recording: Recording, component: Recorded) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """What viewers get, and the certificate."""
    for one in below(recording, component, "aws:cloudfront/distribution:Distribution"):
        certificate: Any = one.inputs["viewerCertificate"]
        yield "AWS/CloudFront", "5xxErrorRate", {"DistributionId": one.id}
        yield "AWS/CertificateManager", "DaysToExpiry", {"CertificateArn": certificate["acmCertificateArn"]}


def firewall(recording: Recording, component: Recorded) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """What it blocks."""
    for acl in below(recording, component, "aws:wafv2/webAcl:WebAcl"):
        shown: Any = acl.inputs["visibilityConfig"]
        yield "AWS/WAFV2", "BlockedRequests", {"WebACL": shown["metricName"]}


def network(recording: Recording, component: Recorded) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """Each way out."""
    for gateway in below(recording, component, "aws:ec2/natGateway:NatGateway"):
        for metric in ("ErrorPortAllocation", "PacketsDropCount"):
            yield "AWS/NATGateway", metric, {"NatGatewayId": gateway.id}


def host(recording: Recording, component: Recorded) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """Whether it runs, how busy it is, and its backups."""
    for one in below(recording, component, "aws:autoscaling/group:Group"):
        for metric in ("StatusCheckFailed", "CPUUtilization"):
            yield "AWS/EC2", metric, {"AutoScalingGroupName": str(one.inputs["name"])}
    for template in below(recording, component, "aws:ec2/launchTemplate:LaunchTemplate"):
        if str(template.inputs["instanceType"]).startswith("t"):
            yield "AWS/EC2", "CPUCreditBalance", {}
    for policy in below(recording, component, "aws:dlm/lifecyclePolicy:LifecyclePolicy"):
        for metric in ("SnapshotsCreateCompleted", "SnapshotsCreateFailed"):
            yield "AWS/EBS", metric, {"DLMPolicyId": policy.id}


WATCHED: Mapping[str, Needs] = {
    "platform:compute:Service": service,
    "platform:data:Cache": cache,
    "platform:data:Database": database,
    "platform:edge:Firewall": firewall,
    "platform:edge:LoadBalancer": load_balancer,
    "platform:edge:Website": website,
    "platform:foundation:Network": network,
    "platform:host:Host": host,
}
NOT_WATCHED: Mapping[str, str] = {
    "platform:account:CostAnomalies": "AWS reports anomalies itself, to its own subscription",
    "platform:account:Defaults": "switches, with nothing that could be measured",
    "platform:account:Trail": "what it records is counted by filters of its own, in the account's alarms",
    "platform:compute:Cluster": "it is as well as its services",
    "platform:compute:OffHours": "what RDS refused to stop or to start has an alarm of its own",
    "platform:compute:Registry": "findings of scans come as events",
    "platform:data:Secret": "failed rotations come as events",
    "platform:delivery:ApplicationRole": "a role, with nothing that could be measured",
    "platform:delivery:Boundary": "a policy, with nothing that could be measured",
    "platform:delivery:Delivery": "roles, with nothing that could be measured",
    "platform:delivery:DeployRoles": "roles, with nothing that could be measured",
    "platform:delivery:GitHubIdentity": "roles, with nothing that could be measured",
    "platform:delivery:OperatorRole": "a role, with nothing that could be measured",
    "platform:edge:PrivateBucket": "it is as well as what it belongs to: a website, a load balancer, a trail",
    "platform:edge:Records": "hosts are watched where they lead to",
    "platform:foundation:EncryptionKey": "denials are counted in the account's trail",
    "platform:watch:Alarms": "it watches",
    "platform:watch:Alerts": "undelivered messages have an alarm of their own",
    "platform:watch:Budget": "AWS tells of it itself",
    "platform:watch:Dashboard": "it shows",
    "platform:watch:ErrorLogs": "it counts, for an alarm of its own",
    "platform:watch:Events": "undelivered messages have an alarm of their own",
    "platform:watch:Logs": "lines that tell of errors are counted by ErrorLogs",
    "platform:watch:SavedQueries": "it is asked, and asks nothing",
}
"""Components that have no alarms, and why."""
LEFT_OUT = {"all": {"FreeableMemory", "RejectedConnectionCount"}}
"""What a stack file leaves out by `null`, to show that it can."""


def components(recording: Recording) -> Iterator[Recorded]:
    return (resource for resource in recording.resources if resource.type.startswith("platform:"))


def unwatched(recording: Recording) -> list[tuple[str, str, Mapping[str, str]]]:
    """What must be watched, and is not."""
    alarms = [watched for alarm in recording.of_type(ALARM) for watched in of_alarm(alarm)]
    return [
        (namespace, metric, whose)
        for component in components(recording)
        if component.type in WATCHED
        for namespace, metric, whose in WATCHED[component.type](recording, component)
        if not any(
            (a.namespace, a.name) == (namespace, metric) and whose.items() <= a.dimensions.items() for a in alarms
        )
    ]


@pytest.mark.parametrize("stack", EVERY_STACK)
def test_nothing_that_serves_people_lacks_its_alarms(stack: str, deployed: Record) -> None:
    assert {metric for _, metric, _ in unwatched(deployed(stack))} == LEFT_OUT.get(stack, set())


@pytest.mark.parametrize("stack", EVERY_STACK)
def test_somebody_has_decided_about_every_kind_of_part(stack: str, deployed: Record) -> None:
    assert {component.type for component in components(deployed(stack))} - WATCHED.keys() - NOT_WATCHED.keys() == set()
    assert WATCHED.keys().isdisjoint(NOT_WATCHED)


def test_what_is_decided_about_is_there() -> None:
    source = "".join(path.read_text("utf-8") for path in (ROOT / "components").rglob("*.py"))
    assert {kind for kind in (*WATCHED, *NOT_WATCHED) if f'"{kind}"' not in source} == set()


@pytest.mark.parametrize("kind", WATCHED)
def test_each_kind_that_is_watched_has_something_to_watch(kind: str, deployed: Record) -> None:
    recording = deployed("all")
    for component in components(recording):
        if component.type == kind:
            assert list(WATCHED[kind](recording, component)), component.name


@pytest.mark.parametrize("stack", EVERY_STACK)
def test_every_host_is_behind_something_that_is_watched(stack: str, deployed: Record) -> None:
    """A host leads to a load balancer or to a distribution, by the name that AWS gave it."""
    recording = deployed(stack)
    served = {
        str(made.outputs[key]).lower().removeprefix("dualstack.")
        for token, key in (
            ("aws:lb/loadBalancer:LoadBalancer", "dnsName"),
            ("aws:cloudfront/distribution:Distribution", "domainName"),
        )
        for made in recording.of_type(token)
    }
    targets = {
        str(alias["name"]).lower()
        for record in recording.of_type("aws:route53/record:Record")
        if "aliases" in record.inputs
        for alias in listed(record, "aliases")
    }
    assert {target.removeprefix("dualstack.") for target in targets} <= served


def test_a_part_without_alarms_is_found(deployed: Record) -> None:
    recording = deployed("prod")
    blind = Recording(
        stack=recording.stack,
        project=recording.project,
        resources=tuple(resource for resource in recording.resources if resource.type != ALARM),
        outputs={},
    )
    found = {namespace for namespace, _, _ in unwatched(blind)}
    assert found == {
        "AWS/ApplicationELB",
        "AWS/CertificateManager",
        "AWS/CloudFront",
        "AWS/ECS",
        "AWS/ElastiCache",
        "AWS/NATGateway",
        "AWS/RDS",
        "AWS/WAFV2",
    }
