"""The Application Load Balancer: TLS outside, closed until a service routes through it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import pulumi
import pulumi_aws as aws
from pulumi import Input, Output, ResourceOptions
from pydantic import Field

from components._bucket import PrivateBucket, PrivateBucketArgs
from components._fixed_texts import FIXED_TEXTS
from components._iam import Statement, statement
from components._settings import Role, Settings, matching
from components._watched import Watched
from components.edge.certificates import CertificateArgs, CertificateSettings, certificate_arn
from components.edge.load_balancer_watch import LoadBalancerAlarms, load_balancer_watch
from components.wiring import AliasTarget, Placement
from naming import Names

MIN_ZONES = 2
"""An Application Load Balancer stands in at least two zones.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#subnets-load-balancer
"""
ANYWHERE = "0.0.0.0/0"
LOG_PREFIXES = ("access", "connections")


class LoadBalancerSettings(Settings):
    """An internet-facing load balancer."""

    certificate: CertificateSettings
    name: (
        Annotated[
            str,
            matching(
                r"(?!internal-)[A-Za-z0-9]+(-+[A-Za-z0-9]+)*",
                "a load balancer's name: letters, digits and dashes between them, not starting with internal-",
            ),
        ]
        | None
    ) = None
    """The name in place of the standard's. It cannot change later: the protected log bucket is named after it."""
    tls_policy: Literal[
        "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
        "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
        "ELBSecurityPolicy-TLS13-1-3-2021-06",
        "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",
    ] = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
    """TLS 1.2 with forward secrecy and 1.3, or 1.3 alone (AWS FSBP ELB.17)."""
    idle_timeout: Annotated[int, Field(ge=1, le=4000)] = 60
    """Seconds a quiet connection is kept; WebSockets want more than the time between their pings."""
    firewall: Role | None = None
    """The firewall in front of it, of `regional` scope."""
    log_expiration_days: Annotated[int, Field(ge=1, le=3650)] = 90
    """Days that access and connection logs are kept (standard G-20)."""
    deletion_protection: bool = True
    """AWS refuses to delete the load balancer."""
    force_destroy: bool = False
    """Lets the log bucket be deleted with the logs in it."""
    protect: bool = True
    """Pulumi refuses to delete the log bucket."""
    alarms: LoadBalancerAlarms = LoadBalancerAlarms()


@dataclass(frozen=True)
class LoadBalancerArgs:
    """What the load balancer is made from."""

    settings: LoadBalancerSettings
    names: Names
    network: Placement
    web_acl_arn: Input[str] | None = None
    """The firewall in front of it."""


class LoadBalancer(pulumi.ComponentResource):
    """443 answers 404 until a service adds a rule, 80 only redirects, and no task can be reached until allowed."""

    security_group_id: Output[str]
    """Of the load balancer."""
    listener_arn: Output[str]
    """The HTTPS listener."""
    arn: Output[str]
    """Its ARN."""
    arn_suffix: Output[str]
    """What CloudWatch and Application Auto Scaling call the load balancer."""
    dns_name: Output[str]
    """Its name at AWS, to which records point."""
    alias: AliasTarget
    """Where the DNS records of the hosts behind it point; there is no IPv6 in the VPC."""
    watched: Watched
    """What is watched of it."""

    def __init__(self, name: str, args: LoadBalancerArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("platform:edge:LoadBalancer", name, args.settings.props(), opts)
        self._name, self._below = name, ResourceOptions(parent=self)
        settings = args.settings
        self._physical_name = args.names.fill("load_balancer", override=settings.name)
        self.security_group_id = self._security_group(args.network)
        logs = self._log_bucket(args)
        load_balancer = aws.lb.LoadBalancer(
            name,
            name=self._physical_name,
            load_balancer_type="application",
            internal=False,
            subnets=args.network.public_subnet_ids,
            security_groups=[self.security_group_id],
            drop_invalid_header_fields=True,
            desync_mitigation_mode="defensive",
            enable_deletion_protection=settings.deletion_protection,
            idle_timeout=settings.idle_timeout,
            access_logs={"enabled": True, "bucket": logs.bucket, "prefix": LOG_PREFIXES[0]},
            connection_logs={"enabled": True, "bucket": logs.bucket, "prefix": LOG_PREFIXES[1]},
            opts=ResourceOptions(parent=self, depends_on=[logs.ready]),
        )
        self.arn, self.arn_suffix, self.dns_name = load_balancer.arn, load_balancer.arn_suffix, load_balancer.dns_name
        self.alias = AliasTarget(
            dns_name=load_balancer.dns_name, zone_id=load_balancer.zone_id, dual_stack=False, regional=True
        )
        certificate = certificate_arn(
            f"{name}-certificate", CertificateArgs(settings=settings.certificate, region=args.names.region), self
        )
        self.listener_arn = self._listen(load_balancer, settings.tls_policy, certificate)
        self.watched = load_balancer_watch(name, settings.alarms, self.arn_suffix, certificate)
        if args.web_acl_arn is not None:
            aws.wafv2.WebAclAssociation(
                f"{name}-firewall", resource_arn=self.arn, web_acl_arn=args.web_acl_arn, opts=self._below
            )
        self.register_outputs({"dns_name": self.dns_name})

    def allow_to(self, role: str, *, security_group_id: Input[str], port: int) -> None:
        """Open the way from the load balancer to the tasks of this role, on this port alone."""
        aws.vpc.SecurityGroupEgressRule(
            f"{self._name}-to-{role}-{port}",
            security_group_id=self.security_group_id,
            referenced_security_group_id=security_group_id,
            description=f"To {role}",
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            opts=self._below,
        )

    def _security_group(self, network: Placement) -> Output[str]:
        group = aws.ec2.SecurityGroup(
            self._name,
            description="Load balancer",
            vpc_id=network.vpc_id,
            opts=ResourceOptions(parent=self, ignore_changes=FIXED_TEXTS),
        )
        for port, description in ((80, "HTTP, redirected to HTTPS"), (443, "HTTPS")):
            aws.vpc.SecurityGroupIngressRule(
                f"{self._name}-{port}",
                security_group_id=group.id,
                description=description,
                ip_protocol="tcp",
                from_port=port,
                to_port=port,
                cidr_ipv4=ANYWHERE,
                opts=self._below,
            )
        return group.id

    @property
    def exported(self) -> Mapping[str, Any]:
        """What an operator needs of it."""
        return {"arn": self.arn, "dns_name": self.dns_name}

    def _log_bucket(self, args: LoadBalancerArgs) -> PrivateBucket:
        bucket = args.names.fill("load_balancer_logs", load_balancer=self._physical_name)
        return PrivateBucket(
            f"{self._name}-logs",
            PrivateBucketArgs(
                bucket=bucket,
                statements=[log_delivery(bucket, args.names)],
                expire_after_days=args.settings.log_expiration_days,
                force_destroy=args.settings.force_destroy,
                protect=args.settings.protect,
            ),
            self._below,
        )

    def _listen(self, load_balancer: aws.lb.LoadBalancer, tls_policy: str, certificate_arn: Input[str]) -> Output[str]:
        aws.lb.Listener(
            f"{self._name}-http",
            load_balancer_arn=load_balancer.arn,
            port=80,
            protocol="HTTP",
            default_actions=[
                {
                    "type": "redirect",
                    "redirect": {"protocol": "HTTPS", "port": "443", "status_code": "HTTP_301"},
                }
            ],
            opts=self._below,
        )
        https = aws.lb.Listener(
            f"{self._name}-https",
            load_balancer_arn=load_balancer.arn,
            port=443,
            protocol="HTTPS",
            ssl_policy=tls_policy,
            certificate_arn=certificate_arn,
            default_actions=[
                {
                    "type": "fixed-response",
                    "fixed_response": {
                        "content_type": "text/plain",
                        "message_body": "Not found",
                        "status_code": "404",
                    },
                }
            ],
            opts=self._below,
        )
        return https.arn


def log_delivery(bucket: str, names: Names) -> Statement:
    """Lets Elastic Load Balancing write the logs of this account's load balancers in this Region, and nothing else.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html#attach-bucket-policy
    """
    return statement(
        "LogDelivery",
        principal={"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
        actions=["s3:PutObject"],
        resources=[f"arn:aws:s3:::{bucket}/{prefix}/AWSLogs/{names.account}/*" for prefix in LOG_PREFIXES],
        condition={"ArnLike": {"aws:SourceArn": names.arn("elasticloadbalancing", "loadbalancer/*")}},
    )
