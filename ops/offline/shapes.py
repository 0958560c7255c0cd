"""What AWS gives back for the resources of this platform: id, ARN and other computed attributes by type."""

import hashlib
from collections.abc import Mapping

from ops.offline.shape import Shape, named, part_of
from ops.offline.shapes_of_account import OF_ACCOUNT
from ops.offline.shapes_of_hosts import OF_HOSTS
from ops.offline.shapes_of_watch import OF_WATCH


def _ec2(prefix: str, resource: str = "", /, named_by: str = "", **computed: object) -> Shape:
    arn = f"ec2:{{region}}:{{account}}:{resource}/{{id}}" if resource else ""
    return Shape(f"{prefix}-{{hex17}}", arn, named_by, computed)


def _master_user_secrets(inputs: Mapping[str, object]) -> object:
    """The secret that RDS keeps when it manages the password, and none when it does not."""
    if not inputs.get("manageMasterUserPassword"):
        return []
    key = {"kmsKeyId": "{masterUserSecretKmsKeyId}"} if inputs.get("masterUserSecretKmsKeyId") else {}
    arn = "arn:aws:secretsmanager:{region}:{account}:secret:rds!db-{uuid}-{alphanum6}"
    return [{**key, "secretArn": arn, "secretStatus": "active"}]


def _validation_options(inputs: Mapping[str, object]) -> object:
    """The record that proves each name; `*.example.com` and `example.com` have one in common."""
    others = inputs.get("subjectAlternativeNames")
    names = [inputs.get("domainName", ""), *(others if isinstance(others, list) else [])]
    return [
        {
            "domainName": name,
            "resourceRecordName": f"_{_token('name', name)}.{_bare(name)}.",
            "resourceRecordType": "CNAME",
            "resourceRecordValue": f"_{_token('value', name)}.acm-validations.aws.",
        }
        for name in names
    ]


def _bare(name: object) -> str:
    return str(name).removeprefix("*.")


def _token(purpose: str, name: object) -> str:
    return hashlib.sha256(f"{purpose} {_bare(name)}".encode()).hexdigest()[:32]


def _of_cloudfront(kind: str, id: str = "{uuid}") -> Shape:  # noqa: A002 - AWS's term
    return Shape(id, f"cloudfront::{{account}}:{kind}/{{id}}", "name", {"etag": "E{HEX13}"})


RANDOM_PASSWORD = "random:index/randomPassword:RandomPassword"  # noqa: S105 - a type
"""What makes passwords: of no cloud, but answered by the same machinery."""

SHAPES: Mapping[str, Shape] = {
    **OF_WATCH,
    **OF_ACCOUNT,
    **OF_HOSTS,
    "pulumi:providers:aws": Shape("{uuid}"),
    # kms
    "aws:kms/key:Key": Shape("{key_id}", "kms:{region}:{account}:key/{id}", computed={"keyId": "{id}"}),
    "aws:kms/alias:Alias": named("kms:{region}:{account}:{name}"),
    "aws:kms/replicaKey:ReplicaKey": Shape(
        "{primary_key_id}", "kms:{region}:{account}:key/{id}", computed={"keyId": "{id}"}
    ),
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
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection": _ec2("pcx", acceptStatus="pending-acceptance"),
    "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter": Shape(
        "{vpcPeeringConnectionId}", computed={"acceptStatus": "active"}
    ),
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
    "aws:iam/role:Role": named("iam::{account}:role/{name}", uniqueId="AROA{HEX17}"),
    "aws:iam/policy:Policy": named("iam::{account}:policy{path}{name}", id="{arn}", policyId="ANPA{HEX17}"),
    "aws:iam/rolePolicy:RolePolicy": named("", id="{role}:{name}"),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": Shape("{role}/{policyArn}"),
    # s3
    "aws:s3/bucket:Bucket": named(
        "s3:::{name}",
        named_by="bucket",
        bucketDomainName="{name}.s3.amazonaws.com",
        bucketRegionalDomainName="{name}.s3.{region}.amazonaws.com",
        bucketRegion="{region}",
        hostedZoneId="Z{HEX17}",
    ),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": part_of("bucket"),
    "aws:s3/bucketLogging:BucketLogging": part_of("bucket"),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": part_of("bucket"),
    "aws:s3/bucketPolicy:BucketPolicy": part_of("bucket"),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": part_of("bucket"),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": part_of("bucket"),
    "aws:s3/bucketVersioning:BucketVersioning": part_of("bucket"),
    # elasticloadbalancing
    "aws:lb/loadBalancer:LoadBalancer": named(
        "elasticloadbalancing:{region}:{account}:loadbalancer/{lb}/{name}/{hex16}",
        id="{arn}",
        arnSuffix="{lb}/{name}/{hex16}",
        dnsName="{name}-{number}.{region}.elb.amazonaws.com",
        zoneId="Z{HEX17}",
    ),
    "aws:lb/targetGroup:TargetGroup": named(
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
    "aws:ecs/cluster:Cluster": named("ecs:{region}:{account}:cluster/{name}", id="{arn}"),
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": part_of("clusterName"),
    "aws:ecs/service:Service": named("ecs:{region}:{account}:service/{cluster_name}/{name}", id="{arn}"),
    "aws:ecs/taskDefinition:TaskDefinition": Shape(
        "{family}",
        "ecs:{region}:{account}:task-definition/{family}:1",
        computed={
            "arnWithoutRevision": "arn:aws:ecs:{region}:{account}:task-definition/{family}",
            "revision": 1,
        },
    ),
    # ecr
    "aws:ecr/repository:Repository": named(
        "ecr:{region}:{account}:repository/{name}",
        registryId="{account}",
        repositoryUrl="{account}.dkr.ecr.{region}.amazonaws.com/{name}",
    ),
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": part_of("repository", registryId="{account}"),
    "aws:ecr/repositoryPolicy:RepositoryPolicy": part_of("repository", registryId="{account}"),
    # application-autoscaling
    "aws:appautoscaling/target:Target": Shape(
        "{resourceId}", "application-autoscaling:{region}:{account}:scalable-target/{uuid}"
    ),
    "aws:appautoscaling/policy:Policy": named(
        "autoscaling:{region}:{account}:scalingPolicy:{uuid}:resource/{serviceNamespace}/{resourceId}:policyName/{name}",
        alarmArns=(),
    ),
    "aws:appautoscaling/scheduledAction:ScheduledAction": named(
        "autoscaling:{region}:{account}:scheduledAction:{uuid}:resource/{serviceNamespace}/{resourceId}"
        ":scheduledActionName/{name}",
        id="{name}-{serviceNamespace}-{resourceId}",
    ),
    # logs
    "aws:cloudwatch/logGroup:LogGroup": named("logs:{region}:{account}:log-group:{name}"),
    "aws:cloudwatch/logDelivery:LogDelivery": Shape("{hex16}", "logs:{region}:{account}:delivery:{id}"),
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": named(
        "logs:{region}:{account}:delivery-destination:{name}"
    ),
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": named(
        "logs:{region}:{account}:delivery-source:{name}", service="cloudfront"
    ),
    # events
    "aws:cloudwatch/eventRule:EventRule": named("events:{region}:{account}:rule/{name}"),
    "aws:cloudwatch/eventTarget:EventTarget": Shape("{rule}-{hex16}", computed={"targetId": "{hex16}"}),
    # scheduler
    "aws:scheduler/schedule:Schedule": named(
        "scheduler:{region}:{account}:schedule/{groupName}/{name}", id="{groupName}/{name}"
    ),
    "aws:scheduler/scheduleGroup:ScheduleGroup": named(
        "scheduler:{region}:{account}:schedule-group/{name}", state="ACTIVE"
    ),
    # ssm
    "aws:ssm/document:Document": named(
        "ssm:{region}:{account}:{ssm_document}/{name}", status="Active", defaultVersion="1", latestVersion="1"
    ),
    # rds
    "aws:rds/instance:Instance": named(
        "rds:{region}:{account}:db:{name}",
        named_by="identifier",
        id="db-{HEX26}",
        resourceId="{id}",
        address="{name}.{hex12}.{region}.rds.amazonaws.com",
        endpoint="{name}.{hex12}.{region}.rds.amazonaws.com:{port}",
        hostedZoneId="Z{HEX17}",
        status="available",
        masterUserSecrets=_master_user_secrets,
    ),
    "aws:rds/parameterGroup:ParameterGroup": named("rds:{region}:{account}:pg:{name}"),
    "aws:rds/subnetGroup:SubnetGroup": named("rds:{region}:{account}:subgrp:{name}", supportedNetworkTypes=("IPV4",)),
    "aws:rds/proxy:Proxy": named(
        "rds:{region}:{account}:db-proxy:prx-{hex17}", endpoint="{name}.proxy-{hex12}.{region}.rds.amazonaws.com"
    ),
    "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup": Shape(
        "{dbProxyName}", "rds:{region}:{account}:target-group:prx-tg-{hex17}", computed={"name": "default"}
    ),
    "aws:rds/proxyTarget:ProxyTarget": Shape(
        "{dbProxyName}/{targetGroupName}/RDS_INSTANCE/{dbInstanceIdentifier}",
        computed={"type": "RDS_INSTANCE", "rdsResourceId": "{dbInstanceIdentifier}"},
    ),
    # elasticache
    "aws:elasticache/parameterGroup:ParameterGroup": named("elasticache:{region}:{account}:parametergroup:{name}"),
    "aws:elasticache/subnetGroup:SubnetGroup": named("elasticache:{region}:{account}:subnetgroup:{name}"),
    "aws:elasticache/replicationGroup:ReplicationGroup": named(
        "elasticache:{region}:{account}:replicationgroup:{name}",
        named_by="replicationGroupId",
        clusterEnabled=False,
        primaryEndpointAddress="master.{name}.{hex6}.{region_code}.cache.amazonaws.com",
        readerEndpointAddress="replica.{name}.{hex6}.{region_code}.cache.amazonaws.com",
    ),
    "aws:elasticache/serverlessCache:ServerlessCache": named(
        "elasticache:{region}:{account}:serverlesscache:{name}",
        endpoints=({"address": "{name}-{hex6}.serverless.{region_code}.cache.amazonaws.com", "port": 6379},),
        readerEndpoints=({"address": "{name}-{hex6}.serverless.{region_code}.cache.amazonaws.com", "port": 6380},),
        status="available",
    ),
    "aws:elasticache/user:User": Shape("{userId}", "elasticache:{region}:{account}:user:{id}"),
    "aws:elasticache/userGroup:UserGroup": Shape("{userGroupId}", "elasticache:{region}:{account}:usergroup:{id}"),
    # secretsmanager
    "aws:secretsmanager/secret:Secret": named(
        "secretsmanager:{region}:{account}:secret:{name}-{alphanum6}", id="{arn}"
    ),
    "aws:secretsmanager/secretPolicy:SecretPolicy": part_of("secretArn"),
    "aws:secretsmanager/secretRotation:SecretRotation": part_of("secretId", rotationEnabled=True),
    "aws:secretsmanager/secretVersion:SecretVersion": Shape(
        "{secretId}|terraform-{hex26}",
        computed={"arn": "{secretId}", "secretArn": "{secretId}", "versionId": "terraform-{hex26}"},
    ),
    # cloudfront
    "aws:cloudfront/distribution:Distribution": Shape(
        "E{HEX13}",
        "cloudfront::{account}:distribution/{id}",
        computed={
            "domainName": "d{hex13}.cloudfront.net",
            "etag": "E{HEX13}",
            "hostedZoneId": "Z2FDTNDATAQYW2",  # of every distribution
            "status": "Deployed",
        },
    ),
    "aws:cloudfront/function:Function": named(
        "cloudfront::{account}:function/{name}", etag="ETV{HEX13}", liveStageEtag="ETV{HEX13}", status="UNASSOCIATED"
    ),
    "aws:cloudfront/originAccessControl:OriginAccessControl": _of_cloudfront("origin-access-control", id="E{HEX13}"),
    "aws:cloudfront/cachePolicy:CachePolicy": _of_cloudfront("cache-policy"),
    "aws:cloudfront/originRequestPolicy:OriginRequestPolicy": _of_cloudfront("origin-request-policy"),
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": _of_cloudfront("response-headers-policy"),
    # wafv2
    "aws:wafv2/webAcl:WebAcl": named(
        "wafv2:{region}:{account}:{acl_scope}/webacl/{name}/{id}", id="{uuid}", lockToken="{uuid}", capacity=0
    ),
    "aws:wafv2/webAclAssociation:WebAclAssociation": Shape("{webAclArn},{resourceArn}"),
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": part_of("resourceArn"),
    # route53
    "aws:route53/healthCheck:HealthCheck": Shape("{uuid}", "route53:::healthcheck/{id}"),
    "aws:route53/record:Record": Shape("{zoneId}_{name}_{type}{routed}", computed={"fqdn": "{name}"}),
    # acm
    "aws:acm/certificate:Certificate": Shape(
        "{arn}",
        "acm:{region}:{account}:certificate/{uuid}",
        computed={"domainValidationOptions": _validation_options, "status": "PENDING_VALIDATION"},
    ),
    "aws:acm/certificateValidation:CertificateValidation": part_of("certificateArn"),
    # random
    RANDOM_PASSWORD: Shape("none", computed={"result": "{password}", "bcryptHash": "$2a$10${password_hash}"}),
}
