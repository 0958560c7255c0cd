"""What AWS gives back for the resources of this platform, as patterns: id, ARN and other computed attributes.

`{name}` is the physical name, `{account}` and `{region}` the environment's, `{hex8}` … `{uuid}` stand for what AWS
picks, `{id}` and `{arn}` for the resource's own, any other field for one of its inputs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Shape:
    """The computed attributes of one resource type."""

    id: str
    arn: str = ""
    """What follows `arn:aws:`; empty for what has no ARN."""
    named_by: str = ""
    """The input that holds the physical name, which Pulumi fills in where the program leaves it out."""
    computed: Mapping[str, object] = field(default_factory=dict)


def _ec2(prefix: str, resource: str = "", /, named_by: str = "", **computed: object) -> Shape:
    arn = f"ec2:{{region}}:{{account}}:{resource}/{{id}}" if resource else ""
    return Shape(f"{prefix}-{{hex17}}", arn, named_by, computed)


def _named(arn: str, /, *, named_by: str = "name", id: str = "{name}", **computed: object) -> Shape:  # noqa: A002 - AWS's term
    return Shape(id, arn, named_by, computed)


def _part_of(owner: str, **computed: object) -> Shape:
    """Shape of a setting that AWS keeps on another resource and that therefore has its id."""
    return Shape(f"{{{owner}}}", computed=computed)


SHAPES: Mapping[str, Shape] = {
    "pulumi:providers:aws": Shape("{uuid}"),
    # kms
    "aws:kms/key:Key": Shape("{key_id}", "kms:{region}:{account}:key/{id}", computed={"keyId": "{id}"}),
    "aws:kms/alias:Alias": _named("kms:{region}:{account}:{name}"),
    # ec2
    "aws:ec2/vpc:Vpc": _ec2(
        "vpc",
        "vpc",
        ownerId="{account}",
        defaultSecurityGroupId="sg-{hex17}",
        defaultRouteTableId="rtb-{hex17}",
        mainRouteTableId="rtb-{hex17}",
        defaultNetworkAclId="acl-{hex17}",
        dhcpOptionsId="dopt-{hex17}",
    ),
    "aws:ec2/subnet:Subnet": _ec2("subnet", "subnet", ownerId="{account}"),
    "aws:ec2/internetGateway:InternetGateway": _ec2("igw", "internet-gateway", ownerId="{account}"),
    "aws:ec2/routeTable:RouteTable": _ec2("rtb", "route-table", ownerId="{account}"),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": _ec2("rtbassoc"),
    "aws:ec2/route:Route": Shape("r-{routeTableId}{number}", computed={"state": "active"}),
    "aws:ec2/eip:Eip": _ec2("eipalloc", "elastic-ip", allocationId="{id}", publicIp="{public_ip}"),
    "aws:ec2/natGateway:NatGateway": _ec2("nat", publicIp="{public_ip}", networkInterfaceId="eni-{hex17}"),
    "aws:ec2/vpcEndpoint:VpcEndpoint": _ec2("vpce", "vpc-endpoint", prefixListId="pl-{hex8}", state="available"),
    "aws:ec2/flowLog:FlowLog": _ec2("fl", "vpc-flow-log"),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": _ec2("sg", "security-group", name="default"),
    "aws:ec2/securityGroup:SecurityGroup": _ec2("sg", "security-group", named_by="name", ownerId="{account}"),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _ec2(
        "sgr", "security-group-rule", securityGroupRuleId="{id}"
    ),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _ec2(
        "sgr", "security-group-rule", securityGroupRuleId="{id}"
    ),
    # iam
    "aws:iam/role:Role": _named("iam::{account}:role/{name}", uniqueId="AROA{HEX17}"),
    "aws:iam/policy:Policy": _named("iam::{account}:policy/{name}", id="{arn}", policyId="ANPA{HEX17}"),
    "aws:iam/rolePolicy:RolePolicy": _named("", id="{role}:{name}"),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": Shape("{role}/{policyArn}"),
    # s3
    "aws:s3/bucket:Bucket": _named(
        "s3:::{name}",
        named_by="bucket",
        bucketDomainName="{name}.s3.amazonaws.com",
        bucketRegionalDomainName="{name}.s3.{region}.amazonaws.com",
        bucketRegion="{region}",
        hostedZoneId="Z{HEX17}",
    ),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _part_of("bucket"),
    "aws:s3/bucketLogging:BucketLogging": _part_of("bucket"),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": _part_of("bucket"),
    "aws:s3/bucketPolicy:BucketPolicy": _part_of("bucket"),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _part_of("bucket"),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": _part_of("bucket"),
    "aws:s3/bucketVersioning:BucketVersioning": _part_of("bucket"),
    # elasticloadbalancing
    "aws:lb/loadBalancer:LoadBalancer": _named(
        "elasticloadbalancing:{region}:{account}:loadbalancer/{lb}/{name}/{hex16}",
        id="{arn}",
        arnSuffix="{lb}/{name}/{hex16}",
        dnsName="{name}-{number}.{region}.elb.amazonaws.com",
        zoneId="Z{HEX17}",
    ),
    "aws:lb/targetGroup:TargetGroup": _named(
        "elasticloadbalancing:{region}:{account}:targetgroup/{name}/{hex16}",
        id="{arn}",
        arnSuffix="targetgroup/{name}/{hex16}",
    ),
    "aws:lb/listener:Listener": Shape(
        "{arn}", "elasticloadbalancing:{region}:{account}:listener/{load_balancer}/{hex16}"
    ),
    "aws:lb/listenerRule:ListenerRule": Shape(
        "{arn}", "elasticloadbalancing:{region}:{account}:listener-rule/{listener}/{hex16}"
    ),
    "aws:lb/listenerCertificate:ListenerCertificate": Shape("{listenerArn}_{certificateArn}"),
    # ecs
    "aws:ecs/cluster:Cluster": _named("ecs:{region}:{account}:cluster/{name}", id="{arn}"),
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": _part_of("clusterName"),
    "aws:ecs/service:Service": _named("ecs:{region}:{account}:service/{cluster_name}/{name}", id="{arn}"),
    "aws:ecs/taskDefinition:TaskDefinition": Shape(
        "{family}",
        "ecs:{region}:{account}:task-definition/{family}:1",
        computed={
            "arnWithoutRevision": "arn:aws:ecs:{region}:{account}:task-definition/{family}",
            "revision": 1,
        },
    ),
    # ecr
    "aws:ecr/repository:Repository": _named(
        "ecr:{region}:{account}:repository/{name}",
        registryId="{account}",
        repositoryUrl="{account}.dkr.ecr.{region}.amazonaws.com/{name}",
    ),
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": _part_of("repository", registryId="{account}"),
    "aws:ecr/repositoryPolicy:RepositoryPolicy": _part_of("repository", registryId="{account}"),
    # application-autoscaling
    "aws:appautoscaling/target:Target": Shape(
        "{resourceId}", "application-autoscaling:{region}:{account}:scalable-target/{uuid}"
    ),
    "aws:appautoscaling/policy:Policy": _named(
        "autoscaling:{region}:{account}:scalingPolicy:{uuid}:resource/{serviceNamespace}/{resourceId}:policyName/{name}",
        alarmArns=(),
    ),
    "aws:appautoscaling/scheduledAction:ScheduledAction": _named(
        "autoscaling:{region}:{account}:scheduledAction:{uuid}:resource/{serviceNamespace}/{resourceId}"
        ":scheduledActionName/{name}",
        id="{name}-{serviceNamespace}-{resourceId}",
    ),
    # logs
    "aws:cloudwatch/logGroup:LogGroup": _named("logs:{region}:{account}:log-group:{name}"),
}
