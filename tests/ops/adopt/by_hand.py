"""GLI's production as somebody made it by hand: plain calls of boto3, names by the guide, no line of our program.

Where the guide says nothing, it is as people do it: descriptions and names of security groups of their own, one inline
policy, a health check with the console's numbers.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

CIDR = "10.30.0.0/16"
ZONES = ("ap-northeast-2a", "ap-northeast-2c")
BLOCKS = {
    "public": ("10.30.0.0/24", "10.30.1.0/24"),
    "private": ("10.30.16.0/20", "10.30.32.0/20"),
    "isolated": ("10.30.8.0/24", "10.30.9.0/24"),
}
ACCOUNT, REGION = "123456789012", "ap-northeast-2"
ANYWHERE = "0.0.0.0/0"
FARGATE = {"capacityProvider": "FARGATE", "weight": 1, "base": 0}
SCALING_POLICY = "cpu75"
MONITORING_ROLE = "rds-monitoring-role"
MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
PASSWORD = "hand-made-and-not-to-be-seen"  # noqa: S105 - what must never be printed

Client = Callable[..., Any]
"""Makes a client of a service."""


@dataclass
class Live:
    """Ids of what was made, by names of this module's own."""

    ids: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.ids[name]

    def __setitem__(self, name: str, value: str) -> None:
        self.ids[name] = value


def network(client: Client, live: Live, cidr: str = CIDR) -> None:
    """The VPC with its ways out; a table for each subnet."""
    ec2 = client("ec2")
    live["vpc"] = ec2.create_vpc(CidrBlock=cidr, TagSpecifications=_named("vpc", "gli-production"))["Vpc"]["VpcId"]
    for attribute in ("EnableDnsSupport", "EnableDnsHostnames"):
        ec2.modify_vpc_attribute(VpcId=live["vpc"], **{attribute: {"Value": True}})
    live["igw"] = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=live["igw"], VpcId=live["vpc"])
    for tier, blocks in BLOCKS.items():
        for number, block in enumerate(blocks, start=1):
            _subnet(ec2, live, f"{tier}-{number}", block.replace("10.30.", cidr[:6]), ZONES[number - 1])


def _subnet(ec2: Any, live: Live, name: str, block: str, zone: str) -> None:
    subnet = ec2.create_subnet(VpcId=live["vpc"], CidrBlock=block, AvailabilityZone=zone)["Subnet"]["SubnetId"]
    table = ec2.create_route_table(VpcId=live["vpc"])["RouteTable"]["RouteTableId"]
    ec2.associate_route_table(SubnetId=subnet, RouteTableId=table)
    live[name], live[f"{name}-table"] = subnet, table
    tier, _, number = name.partition("-")
    if tier == "public":
        ec2.create_route(RouteTableId=table, DestinationCidrBlock=ANYWHERE, GatewayId=live["igw"])
        live[f"eip-{number}"] = ec2.allocate_address(Domain="vpc")["AllocationId"]
        made = ec2.create_nat_gateway(SubnetId=subnet, AllocationId=live[f"eip-{number}"])
        live[f"nat-{number}"] = made["NatGateway"]["NatGatewayId"]
    if tier == "private":
        ec2.create_route(RouteTableId=table, DestinationCidrBlock=ANYWHERE, NatGatewayId=live[f"nat-{number}"])


def security_groups(client: Client, live: Live) -> None:
    """One for each part, named as people name them, and a way in that nobody remembers."""
    ec2 = client("ec2")
    for role in ("alb", "api", "ws", "db", "redis"):
        made = ec2.create_security_group(GroupName=f"gli-prod-{role}-sg", Description=f"for {role}", VpcId=live["vpc"])
        live[f"sg-{role}"] = made["GroupId"]
    _open(ec2, live["sg-alb"], 80, cidr=ANYWHERE)
    _open(ec2, live["sg-alb"], 443, cidr=ANYWHERE)
    _open(ec2, live["sg-api"], 8000, group=live["sg-alb"])
    _open(ec2, live["sg-ws"], 8001, group=live["sg-alb"])
    for role in ("api", "ws"):
        _open(ec2, live["sg-db"], 5432, group=live[f"sg-{role}"])
        _open(ec2, live["sg-redis"], 6379, group=live[f"sg-{role}"])
    live["forgotten"] = _open(ec2, live["sg-db"], 5432, cidr="203.0.113.7/32")


def _open(ec2: Any, to: str, port: int, *, cidr: str = "", group: str = "") -> str:
    source = {"IpRanges": [{"CidrIp": cidr}]} if cidr else {"UserIdGroupPairs": [{"GroupId": group}]}
    permission = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, **source}
    made = ec2.authorize_security_group_ingress(GroupId=to, IpPermissions=[permission])
    return str(made["SecurityGroupRules"][0]["SecurityGroupRuleId"])


def encryption(client: Client, live: Live) -> None:
    """A key of its own, which another Region may have too."""
    kms = client("kms")
    live["key"] = kms.create_key(MultiRegion=True, Description="Data at rest of gli production")["KeyMetadata"]["Arn"]
    kms.enable_key_rotation(KeyId=live["key"])
    kms.create_alias(AliasName="alias/gli-production", TargetKeyId=live["key"])


def load_balancer(client: Client, live: Live) -> None:
    """The guide's load balancer, its listeners, and a target group and rule for each service (G-04, G-05)."""
    elb = client("elbv2")
    subnets = [live["public-1"], live["public-2"]]
    made = elb.create_load_balancer(Name="gli-production-alb", Subnets=subnets, SecurityGroups=[live["sg-alb"]])
    live["alb"] = made["LoadBalancers"][0]["LoadBalancerArn"]
    groups = {}
    for role, port, path in (("api", 80, "/health/"), ("ws", 80, "/health")):
        group = elb.create_target_group(
            Name=f"gli-prod-{role}-tg", Protocol="HTTP", Port=port, VpcId=live["vpc"], TargetType="ip",
            HealthCheckPath=path, HealthCheckIntervalSeconds=30,
        )  # fmt: skip
        groups[role] = live[f"tg-{role}"] = group["TargetGroups"][0]["TargetGroupArn"]
    redirect = {"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}}
    live["certificate"] = client("acm").request_certificate(DomainName="*.glibiz.com")["CertificateArn"]
    live["http"] = _listener(elb, live["alb"], Protocol="HTTP", Port=80, DefaultActions=[redirect])
    live["https"] = _listener(
        elb, live["alb"], Protocol="HTTPS", Port=443, Certificates=[{"CertificateArn": live["certificate"]}],
        SslPolicy="ELBSecurityPolicy-2016-08", DefaultActions=[{"Type": "forward", "TargetGroupArn": groups["api"]}],
    )  # fmt: skip
    for role, priority, host in (("api", 100, "api.glibiz.com"), ("ws", 200, "ws.glibiz.com")):
        rule = elb.create_rule(
            ListenerArn=live["https"], Priority=priority,
            Conditions=[{"Field": "host-header", "HostHeaderConfig": {"Values": [host]}}],
            Actions=[{"Type": "forward", "TargetGroupArn": groups[role]}],
        )  # fmt: skip
        live[f"rule-{role}"] = rule["Rules"][0]["RuleArn"]


def _listener(elb: Any, balancer: str, **settings: Any) -> str:
    return str(elb.create_listener(LoadBalancerArn=balancer, **settings)["Listeners"][0]["ListenerArn"])


def registries(client: Client, live: Live, encrypted: dict[str, str] | None = None) -> None:
    """The repositories (G-07), each with the image that runs."""
    ecr = client("ecr")
    for role in ("api", "websocket"):
        name = f"gli-{role}-production"
        settings = encrypted or {"encryptionType": "KMS", "kmsKey": live["key"]}
        ecr.create_repository(
            repositoryName=name,
            encryptionConfiguration=settings,
            imageScanningConfiguration={"scanOnPush": True},
            imageTagMutability="IMMUTABLE_WITH_EXCLUSION",
            imageTagMutabilityExclusionFilters=[{"filterType": "WILDCARD", "filter": "latest"}],
        )
        manifest = {"schemaVersion": 2, "mediaType": MANIFEST, "config": {"digest": f"sha256:{role}"}, "layers": []}
        image = ecr.put_image(repositoryName=name, imageManifest=json.dumps(manifest), imageTag="1a2b3c4")
        live[f"digest-{role}"] = image["image"]["imageId"]["imageDigest"]


def services(client: Client, live: Live, **launched: Any) -> None:
    """The cluster and its services (G-06), two tasks each, with a role that everything shares."""
    ecs = client("ecs")
    role = _role(client, "ecsTaskExecutionRole", "ecs-tasks.amazonaws.com")
    live["cluster"] = ecs.create_cluster(clusterName="production-gli-cluster")["cluster"]["clusterArn"]
    for container, image, short, port in (("django-api", "api", "api", 8000), ("websocket", "websocket", "ws", 8001)):
        family = f"production-gli-{container}"
        repository = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/gli-{image}-production"
        definition = {
            "name": container,
            "image": f"{repository}:1a2b3c4",
            "environment": [{"name": "SECRET_KEY", "value": PASSWORD}],
        }
        ecs.register_task_definition(
            family=family, containerDefinitions=[definition], networkMode="awsvpc", cpu="512", memory="1024",
            requiresCompatibilities=["FARGATE"], executionRoleArn=role,
        )  # fmt: skip
        target = {"targetGroupArn": live[f"tg-{short}"], "containerName": container, "containerPort": port}
        subnets = [live["private-1"], live["private-2"]]
        made = ecs.create_service(
            cluster="production-gli-cluster", serviceName=f"production-{container}-service", taskDefinition=family,
            desiredCount=2, loadBalancers=[target], **(launched or {"capacityProviderStrategy": [FARGATE]}),
            networkConfiguration={"awsvpcConfiguration": {"subnets": subnets, "securityGroups": [live[f"sg-{short}"]]}},
        )  # fmt: skip
        live[f"service-{image}"] = made["service"]["serviceArn"]


def database(client: Client, live: Live, key: str | None = None, **other: Any) -> None:
    """The database (G-10) in its groups, and the secret that names it (G-08)."""
    rds = client("rds")
    isolated = [live["isolated-1"], live["isolated-2"]]
    group, parameters = "gli-prod-db-subnets", "gli-prod-pg17"
    watcher = _role(client, MONITORING_ROLE, "monitoring.rds.amazonaws.com")
    rds.create_db_subnet_group(DBSubnetGroupName=group, DBSubnetGroupDescription="db", SubnetIds=isolated)
    rds.create_db_parameter_group(
        DBParameterGroupName=parameters, DBParameterGroupFamily="postgres17", Description="pg"
    )
    settings: dict[str, Any] = {
        "DBInstanceIdentifier": "gli-prod-db", "Engine": "postgres", "EngineVersion": "17.4", "DBName": "app",
        "DBInstanceClass": "db.m7g.large", "AllocatedStorage": 50, "MaxAllocatedStorage": 500, "StorageType": "gp3",
        "StorageEncrypted": True, "KmsKeyId": key or live["key"], "MasterUsername": "platform_admin",
        "MasterUserPassword": PASSWORD, "MultiAZ": True, "DBSubnetGroupName": group,
        "DBParameterGroupName": parameters, "VpcSecurityGroupIds": [live["sg-db"]], "Port": 5432,
        "BackupRetentionPeriod": 14, "PreferredBackupWindow": "18:00-19:00", "CopyTagsToSnapshot": True,
        "PreferredMaintenanceWindow": "sun:19:30-sun:20:30", "AutoMinorVersionUpgrade": True,
        "DeletionProtection": True, "EnableIAMDatabaseAuthentication": True, "PubliclyAccessible": False,
        "EnableCloudwatchLogsExports": ["postgresql", "upgrade"], "MonitoringInterval": 60,
        "MonitoringRoleArn": watcher, "EnablePerformanceInsights": True,
        "PerformanceInsightsKMSKeyId": key or live["key"], "PerformanceInsightsRetentionPeriod": 7,
        "CACertificateIdentifier": "rds-ca-rsa2048-g1", "DatabaseInsightsMode": "standard",
    }  # fmt: skip
    made = rds.create_db_instance(**(settings | other))["DBInstance"]
    live["db"] = made["DbiResourceId"]
    connection = json.dumps({"username": "platform_admin", "password": PASSWORD})
    secrets = client("secretsmanager")
    live["secret"] = secrets.create_secret(
        Name="gli/db/production", SecretString=connection, KmsKeyId=live["key"],
        Description="How to connect to database gli-prod-db",
    )["ARN"]  # fmt: skip


def _role(client: Client, name: str, service: str) -> str:
    trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    made = client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps({"Statement": [trust]}))
    return str(made["Role"]["Arn"])


def websites(client: Client, _: Live) -> None:
    """The frontend's bucket (G-11), as it was made: with versions, open to nobody yet, nothing else."""
    s3 = client("s3")
    s3.create_bucket(Bucket="gli-user-frontend-production", CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_bucket_versioning(Bucket="gli-user-frontend-production", VersioningConfiguration={"Status": "Suspended"})


def watching(client: Client, live: Live) -> None:
    """Log groups (G-09), the one alarm (G-22) and its topic."""
    logs = client("logs")
    names = ("/ecs/production-gli-api", "/ecs/production-gli-websocket", "/aws/rds/instance/gli-prod-db/postgresql")
    for name in names:
        logs.create_log_group(logGroupName=name, kmsKeyId=live["key"])
        logs.put_retention_policy(logGroupName=name, retentionInDays=90)
    live["topic"] = client("sns").create_topic(Name="gli-alerts")["TopicArn"]
    client("cloudwatch").put_metric_alarm(
        AlarmName="gli-prod-api-high-error-rate",
        Namespace="AWS/ApplicationELB", MetricName="HTTPCode_Target_5XX_Count",
        Statistic="Sum", Period=300, EvaluationPeriods=2, Threshold=50, ComparisonOperator="GreaterThanThreshold",
        AlarmActions=[live["topic"]], TreatMissingData="missing",
    )  # fmt: skip


def scaling(client: Client, _: Live) -> None:
    """The API's autoscaling, with a policy that is named by nobody's standard."""
    autoscaling = client("application-autoscaling")
    api = {
        "ServiceNamespace": "ecs",
        "ResourceId": "service/production-gli-cluster/production-django-api-service",
        "ScalableDimension": "ecs:service:DesiredCount",
    }
    autoscaling.register_scalable_target(**api, MinCapacity=1, MaxCapacity=4)
    metric = {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}
    tracking = {"TargetValue": 75.0, "PredefinedMetricSpecification": metric}
    autoscaling.put_scaling_policy(
        **api, PolicyName=SCALING_POLICY, PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration=tracking,
    )  # fmt: skip


def dashboards(client: Client, live: Live) -> None:
    """The dashboard (G-24), a budget, and an event that is told to the topic."""
    body = json.dumps({"widgets": []})
    client("cloudwatch").put_dashboard(DashboardName="GLI-Production", DashboardBody=body)
    limit = {"Amount": "900", "Unit": "USD"}
    budget = {"BudgetName": "gli-production", "BudgetType": "COST", "TimeUnit": "MONTHLY", "BudgetLimit": limit}
    client("budgets").create_budget(AccountId=ACCOUNT, Budget=budget)
    live["queue"] = client("sqs").create_queue(QueueName="gli-prod-dead-letters")["QueueUrl"]
    events = client("events")
    events.put_rule(Name="gli-prod-database-failed", EventPattern=json.dumps({"source": ["aws.rds"]}))
    events.put_targets(Rule="gli-prod-database-failed", Targets=[{"Id": "by-hand", "Arn": live["topic"]}])
    client("logs").put_metric_filter(
        logGroupName="/ecs/production-gli-api", filterName="api-errors", filterPattern="ERROR",
        metricTransformations=[{"metricName": "errors", "metricNamespace": "gli", "metricValue": "1"}],
    )  # fmt: skip


def production(client: Client) -> Live:
    """All of it."""
    live = Live()
    for part in (
        network, security_groups, encryption, load_balancer, registries, services, database, websites, watching,
        scaling, dashboards,
    ):  # fmt: skip
        part(client, live)
    return live


def _named(kind: str, name: str) -> list[dict[str, Any]]:
    return [{"ResourceType": kind, "Tags": [{"Key": "Name", "Value": name}]}]
