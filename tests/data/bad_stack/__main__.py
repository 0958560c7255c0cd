"""A stack that breaks as many rules as it can, as people write such stacks: no component, dictionaries, old types."""

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

EVERYWHERE = "0.0.0.0/0"
WRITTEN = "hunter2-hunter2"
"""A password; no finding may repeat it."""

provider = aws.Provider("aws", region="ap-northeast-2")


def provided(made: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
    """Everything by one provider, which would take any account."""
    if not made.type_.startswith("aws:"):
        return None
    options = pulumi.ResourceOptions.merge(made.opts, pulumi.ResourceOptions(provider=provider))
    return pulumi.ResourceTransformationResult(made.props, options)


def document(statement: Mapping[str, object]) -> pulumi.Output[str]:
    """A policy of one statement, parts of which may not be known yet."""
    return pulumi.Output.json_dumps({"Version": "2012-10-17", "Statement": [statement]})


pulumi.runtime.register_stack_transformation(provided)


def edge() -> aws.alb.LoadBalancer:
    """The load balancer."""
    load_balancer = aws.alb.LoadBalancer(
        "front", name="front", subnets=["subnet-1"], desync_mitigation_mode="monitor", drop_invalid_header_fields=False
    )
    target = aws.alb.TargetGroup("target", port=80, protocol="HTTP", vpc_id="vpc-1", health_check={"enabled": False})
    clear = aws.alb.Listener(
        "clear",
        load_balancer_arn=load_balancer.arn,
        port=80,
        protocol="HTTP",
        default_actions=[{"type": "forward", "target_group_arn": target.arn}],
    )
    aws.lb.Listener(
        "old-tls",
        load_balancer_arn=load_balancer.arn,
        port=443,
        protocol="HTTPS",
        ssl_policy="ELBSecurityPolicy-2016-08",
        default_actions=[{"type": "forward", "target_group_arn": target.arn}],
    )
    aws.lb.ListenerRule(
        "in-clear",
        listener_arn=clear.arn,
        actions=[{"type": "forward", "target_group_arn": target.arn}],
        conditions=[{"path_pattern": {"values": ["/*"]}}],
    )
    aws.wafv2.WebAcl(
        "idle",
        scope="REGIONAL",
        default_action={"allow": {}},
        visibility_config={
            "cloudwatch_metrics_enabled": False,
            "metric_name": "idle",
            "sampled_requests_enabled": False,
        },
    )
    website()
    return load_balancer


def website() -> None:
    """A distribution before a bucket's public website."""
    aws.cloudfront.Distribution(
        "site",
        enabled=True,
        http_version="http1.1",
        origins=[
            {
                "origin_id": "site",
                "domain_name": "site.s3-website.ap-northeast-2.amazonaws.com",
                "custom_origin_config": {
                    "http_port": 80,
                    "https_port": 443,
                    "origin_protocol_policy": "http-only",
                    "origin_ssl_protocols": ["SSLv3"],
                },
            }
        ],
        default_cache_behavior={
            "allowed_methods": ["GET", "HEAD"],
            "cached_methods": ["GET", "HEAD"],
            "target_origin_id": "site",
            "viewer_protocol_policy": "allow-all",
        },
        custom_error_responses=[{"error_code": 404, "response_code": 200, "response_page_path": "/index.html"}],
        restrictions={"geo_restriction": {"restriction_type": "none"}},
        viewer_certificate={"cloudfront_default_certificate": True},
    )
    aws.cloudfront.OriginAccessControl(
        "unsigned", origin_access_control_origin_type="s3", signing_behavior="never", signing_protocol="sigv4"
    )
    aws.acm.Certificate("weak", domain_name="glibiz.com", validation_method="EMAIL", key_algorithm="RSA_1024")


def network(load_balancer: aws.alb.LoadBalancer) -> None:
    """One zone, one table, every port."""
    vpc = aws.ec2.Vpc("open", cidr_block="10.0.0.0/16", enable_dns_hostnames=False)
    subnet = aws.ec2.Subnet("only", vpc_id=vpc.id, cidr_block="10.0.0.0/24", map_public_ip_on_launch=True)
    aws.ec2.DefaultSecurityGroup(
        "default", vpc_id=vpc.id, ingress=[{"protocol": "-1", "from_port": 0, "to_port": 0, "self": True}]
    )
    aws.ec2.SecurityGroup(
        "everything",
        vpc_id=vpc.id,
        ingress=[{"protocol": "tcp", "from_port": 22, "to_port": 6379, "cidr_blocks": [EVERYWHERE]}],
        egress=[{"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": [EVERYWHERE]}],
    )
    aws.ec2.NetworkAcl(
        "acl",
        vpc_id=vpc.id,
        subnet_ids=[subnet.id],
        ingress=[
            {
                "action": "allow",
                "protocol": "tcp",
                "rule_no": 100,
                "cidr_block": EVERYWHERE,
                "from_port": 3389,
                "to_port": 3389,
            }
        ],
    )
    aws.ec2.DefaultVpc("default-vpc")
    aws.ec2.Eip("spare", domain="vpc")
    aws.ec2.VpcEndpoint(
        "logs",
        vpc_id=vpc.id,
        service_name="com.amazonaws.ap-northeast-2.logs",
        vpc_endpoint_type="Interface",
        private_dns_enabled=False,
    )
    aws.ec2.VpcEndpointService("offered", acceptance_required=False, network_load_balancer_arns=[load_balancer.arn])


EVERYBODY = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}


def data() -> None:
    """A bucket, a database, a cache, secrets and keys."""
    bucket = aws.s3.Bucket("public", bucket="public", acl="public-read", force_destroy=True)
    aws.s3.BucketPolicy("public", bucket=bucket.id, policy=document(EVERYBODY))
    aws.s3.BucketWebsiteConfiguration("public", bucket=bucket.id, index_document={"suffix": "index.html"})
    aws.s3.BucketServerSideEncryptionConfiguration(
        "public", bucket=bucket.id, rules=[{"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}]
    )
    aws.s3.BucketObjectv2("page", bucket=bucket.id, key="index.html", source=pulumi.StringAsset("<!doctype html>"))
    aws.kms.Key("shared", policy=document(EVERYBODY))
    aws.cloudwatch.LogGroup("forever", name="forever")
    databases()
    secrets()


def databases() -> None:
    """Everything that a database can give up."""
    aws.rds.Instance(
        "db",
        identifier="db",
        engine="postgres",
        engine_version="11.22",
        port=5432,
        instance_class="db.t3.micro",
        username="postgres",
        password=pulumi.Output.secret(WRITTEN),
        publicly_accessible=True,
        storage_encrypted=False,
        skip_final_snapshot=True,
        backup_retention_period=0,
        auto_minor_version_upgrade=False,
        ca_cert_identifier="rds-ca-2019",
    )
    aws.elasticache.Cluster("one", cluster_id="one", engine="redis", node_type="cache.t3.micro", num_cache_nodes=1)
    aws.elasticache.ReplicationGroup(
        "cache",
        replication_group_id="cache",
        description="cache",
        node_type="cache.t3.micro",
        transit_encryption_enabled=False,
        at_rest_encryption_enabled=False,
        automatic_failover_enabled=False,
    )
    aws.elasticache.User(
        "anybody",
        user_id="anybody",
        user_name="anybody",
        access_string="on ~* +@all",
        engine="redis",
        no_password_required=True,
    )


def secrets() -> None:
    """A secret whose text stands in the program."""
    secret = aws.secretsmanager.Secret("token", name="token", recovery_window_in_days=0)
    aws.secretsmanager.SecretVersion("token", secret_id=secret.id, secret_string=WRITTEN)
    aws.secretsmanager.SecretPolicy("token", secret_arn=secret.arn, policy=document(EVERYBODY))


def work() -> None:
    """A service of one task, and what is told about it to nobody."""
    repository = aws.ecr.Repository("app", name="app", image_tag_mutability="MUTABLE", force_delete=True)
    cluster = aws.ecs.Cluster("main", name="main", settings=[{"name": "containerInsights", "value": "disabled"}])
    container = {
        "name": "app",
        "image": repository.repository_url.apply(lambda url: f"{url}:latest"),
        "environment": [{"name": "DB_PASSWORD", "value": WRITTEN}],
    }
    task = aws.ecs.TaskDefinition(
        "app",
        family="app",
        network_mode="host",
        pid_mode="host",
        container_definitions=pulumi.Output.json_dumps([container]),
    )
    aws.ecs.TaskDefinition(
        "readable",
        family="readable",
        network_mode="bridge",
        container_definitions=pulumi.Output.json_dumps(
            [
                {
                    "name": "app",
                    "image": "app:latest",
                    "privileged": True,
                    "user": "0",
                    "stopTimeout": 600,
                    "environment": [{"name": "DB_PASSWORD", "value": WRITTEN}],
                }
            ]
        ),
    )
    aws.ecs.Service(
        "app",
        name="app",
        cluster=cluster.arn,
        task_definition=task.arn,
        desired_count=1,
        launch_type="FARGATE",
        platform_version="1.3.0",
        enable_execute_command=True,
        deployment_minimum_healthy_percent=0,
        network_configuration={"subnets": ["subnet-1"], "assign_public_ip": True},
    )
    alarms()


def alarms() -> None:
    """Signs that nobody sees."""
    aws.cloudwatch.MetricAlarm(
        "silent",
        name="silent",
        comparison_operator="GreaterThanThreshold",
        evaluation_periods=1,
        metric_name="CPUUtilization",
        namespace="AWS/ECS",
        actions_enabled=False,
    )
    topic = aws.sns.Topic("nobody", name="nobody")
    everybody = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sns:Publish"}
    aws.sns.TopicPolicy("nobody", arn=topic.arn, policy=document({**everybody, "Resource": "*"}))
    aws.sns.TopicSubscription("plain", topic=topic.arn, protocol="http", endpoint="http://example.com/")
    queue = aws.sqs.Queue("plain", name="plain", sqs_managed_sse_enabled=False)
    aws.sqs.QueuePolicy("plain", queue_url=queue.id, policy=document({**everybody, "Resource": queue.arn}))
    aws.cloudwatch.EventRule("idle", name="idle", schedule_expression="rate(1 day)", state="DISABLED")


def people() -> None:
    """A person with a key, a role for anybody, and a trail that ends nowhere."""
    aws.iam.User("somebody", name="somebody")
    aws.iam.Policy(
        "everything", name="everything", policy=document({"Effect": "Allow", "Action": "*", "Resource": "*"})
    )
    aws.iam.Role(
        "anybody",
        name="anybody",
        assume_role_policy=document({**EVERYBODY, "Action": "sts:AssumeRole"}),
        managed_policy_arns=["arn:aws:iam::aws:policy/AdministratorAccess"],
    )
    aws.cloudtrail.Trail(
        "partial", s3_bucket_name="partial", enable_log_file_validation=False, is_multi_region_trail=False
    )
    aws.budgets.Budget("silent", budget_type="COST", limit_amount="10", limit_unit="USD", time_unit="MONTHLY")


network(edge())
data()
work()
people()
