"""Which CloudFormation properties say what AWS accepts of what the program registers: one or more rows for each type.

A row names only what AWS restricts to values, formats or pairs; that a resource is complete the provider says.
"""

from collections.abc import Mapping

from tests.contract.row import Row, actions, always, document, inside, nested, row, spelled, text
from tests.contract.table_of_account import OF_ACCOUNT
from tests.contract.table_of_hosts import OF_HOSTS
from tests.contract.table_of_watch import OF_WATCH
from tests.contract.versions import newest_minor

TABLE: Mapping[str, tuple[Row, ...]] = {
    **OF_WATCH,
    **OF_ACCOUNT,
    **OF_HOSTS,
    "aws:acm/certificate:Certificate": (
        row(
            "AWS::CertificateManager::Certificate",
            DomainName="domainName",
            SubjectAlternativeNames="subjectAlternativeNames",
            ValidationMethod="validationMethod",
        ),
    ),
    "aws:appautoscaling/policy:Policy": (
        row(
            "AWS::ApplicationAutoScaling::ScalingPolicy",
            PolicyType="policyType",
            ScalableDimension="scalableDimension",
            ServiceNamespace="serviceNamespace",
            TargetTrackingScalingPolicyConfiguration=nested("targetTrackingScalingPolicyConfiguration"),
        ),
    ),
    # Both write schedules in six fields; only EventBridge's are read by cfn-lint.
    "aws:appautoscaling/scheduledAction:ScheduledAction": (row("AWS::Events::Rule", ScheduleExpression="schedule"),),
    "aws:appautoscaling/target:Target": (
        row(
            "AWS::ApplicationAutoScaling::ScalableTarget",
            MinCapacity="minCapacity",
            MaxCapacity="maxCapacity",
            ScalableDimension="scalableDimension",
            ServiceNamespace="serviceNamespace",
        ),
    ),
    "aws:cloudfront/distribution:Distribution": (
        row(
            "AWS::CloudFront::Distribution",
            is_global=True,
            DistributionConfig=lambda inputs: {
                "Enabled": inputs["enabled"],
                "HttpVersion": inputs["httpVersion"],
                "PriceClass": inputs["priceClass"],
                "DefaultRootObject": inputs["defaultRootObject"],
                "DefaultCacheBehavior": spelled(
                    {
                        key: inputs["defaultCacheBehavior"][key]
                        for key in ("allowedMethods", "cachedMethods", "targetOriginId", "viewerProtocolPolicy")
                    },
                    {},
                ),
                "ViewerCertificate": spelled(inputs["viewerCertificate"], {}),
            },
        ),
    ),
    "aws:cloudfront/function:Function": (
        row(
            "AWS::CloudFront::Function",
            is_global=True,
            Name="name",
            FunctionConfig=lambda inputs: {"Comment": "", "Runtime": inputs["runtime"]},
        ),
    ),
    "aws:cloudfront/originAccessControl:OriginAccessControl": (
        row(
            "AWS::CloudFront::OriginAccessControl",
            is_global=True,
            OriginAccessControlConfig=lambda inputs: {
                "Name": inputs["name"],
                "OriginAccessControlOriginType": inputs["originAccessControlOriginType"],
                "SigningBehavior": inputs["signingBehavior"],
                "SigningProtocol": inputs["signingProtocol"],
            },
        ),
    ),
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": (
        row(
            "AWS::CloudFront::ResponseHeadersPolicy",
            is_global=True,
            ResponseHeadersPolicyConfig=lambda inputs: {
                "Name": inputs["name"],
                "SecurityHeadersConfig": spelled(inputs["securityHeadersConfig"], {}),
            },
        ),
    ),
    "aws:ec2/flowLog:FlowLog": (
        row(
            "AWS::EC2::FlowLog",
            LogDestinationType="logDestinationType",
            MaxAggregationInterval="maxAggregationInterval",
            TrafficType="trafficType",
        ),
    ),
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection": (
        row("AWS::EC2::VPCPeeringConnection", PeerRegion="peerRegion", PeerVpcId="peerVpcId"),
    ),
    "aws:ec2/vpcEndpoint:VpcEndpoint": (
        row("AWS::EC2::VPCEndpoint", PolicyDocument=document("policy"), VpcEndpointType="vpcEndpointType"),
        row("AWS::IAM::Policy", PolicyDocument=actions("policy")),
    ),
    "aws:ecr/repository:Repository": (
        row(
            "AWS::ECR::Repository",
            RepositoryName="name",
            ImageTagMutability="imageTagMutability",
            ImageTagMutabilityExclusionFilters=lambda inputs: [
                {
                    "ImageTagMutabilityExclusionFilterType": one["filterType"],
                    "ImageTagMutabilityExclusionFilterValue": one["filter"],
                }
                for one in inputs["imageTagMutabilityExclusionFilters"]
            ],
        ),
    ),
    "aws:ecs/cluster:Cluster": (row("AWS::ECS::Cluster", ClusterName="name", ClusterSettings=nested("settings")),),
    "aws:ecs/service:Service": (
        row(
            "AWS::ECS::Service",
            AvailabilityZoneRebalancing="availabilityZoneRebalancing",
            CapacityProviderStrategy=nested("capacityProviderStrategies"),
            DeploymentConfiguration=nested("deploymentConfiguration"),
            LoadBalancers=nested("loadBalancers"),
            PlatformVersion="platformVersion",
            PropagateTags="propagateTags",
        ),
    ),
    "aws:ecs/taskDefinition:TaskDefinition": (
        row(
            "AWS::ECS::TaskDefinition",
            Cpu="cpu",
            Memory="memory",
            EphemeralStorage=nested("ephemeralStorage", sizeInGib="SizeInGiB"),
            NetworkMode="networkMode",
            RequiresCompatibilities="requiresCompatibilities",
            RuntimePlatform=nested("runtimePlatform"),
        ),
    ),
    "aws:elasticache/parameterGroup:ParameterGroup": (
        row("AWS::ElastiCache::ParameterGroup", CacheParameterGroupFamily="family"),
    ),
    # What Seoul sells is known of clusters alone; the nodes of a replication group are the same ones.
    "aws:elasticache/replicationGroup:ReplicationGroup": (
        row(
            "AWS::ElastiCache::CacheCluster",
            CacheNodeType="nodeType",
            Engine="engine",
            EngineVersion="engineVersion",
            NumCacheNodes=always(1),
        ),
        row(
            "AWS::ElastiCache::ReplicationGroup",
            Engine="engine",
            LogDeliveryConfigurations=lambda inputs: [
                {
                    "DestinationDetails": {"CloudWatchLogsDetails": {"LogGroup": one["destination"]}},
                    "DestinationType": one["destinationType"],
                    "LogFormat": one["logFormat"],
                    "LogType": one["logType"],
                }
                for one in inputs.get("logDeliveryConfigurations", ())
            ],
            SnapshotRetentionLimit="snapshotRetentionLimit",
            TransitEncryptionEnabled="transitEncryptionEnabled",
            TransitEncryptionMode="transitEncryptionMode",
        ),
    ),
    "aws:elasticache/serverlessCache:ServerlessCache": (
        row("AWS::ElastiCache::ServerlessCache", Engine="engine", ServerlessCacheName="name"),
    ),
    "aws:elasticache/user:User": (
        row(
            "AWS::ElastiCache::User", AccessString="accessString", Engine="engine", UserId="userId", UserName="userName"
        ),
    ),
    "aws:elasticache/userGroup:UserGroup": (
        row("AWS::ElastiCache::UserGroup", Engine="engine", UserGroupId="userGroupId", UserIds="userIds"),
    ),
    "aws:iam/role:Role": (
        row("AWS::IAM::Role", AssumeRolePolicyDocument=document("assumeRolePolicy"), Description="description"),
    ),
    "aws:iam/rolePolicy:RolePolicy": (row("AWS::IAM::Policy", PolicyDocument=document("policy")),),
    "aws:kms/key:Key": (
        row(
            "AWS::KMS::Key",
            KeyPolicy=document("policy"),
            PendingWindowInDays="deletionWindowInDays",
            RotationPeriodInDays="rotationPeriodInDays",
        ),
    ),
    "aws:kms/replicaKey:ReplicaKey": (
        row("AWS::KMS::ReplicaKey", KeyPolicy=document("policy"), PendingWindowInDays="deletionWindowInDays"),
        row("AWS::IAM::Policy", PolicyDocument=actions("policy")),
    ),
    "aws:lb/listener:Listener": (
        row("AWS::ElasticLoadBalancingV2::Listener", Port="port", Protocol="protocol", SslPolicy="sslPolicy"),
    ),
    "aws:lb/listenerRule:ListenerRule": (row("AWS::ElasticLoadBalancingV2::ListenerRule", Priority="priority"),),
    "aws:lb/loadBalancer:LoadBalancer": (
        row("AWS::ElasticLoadBalancingV2::LoadBalancer", Name="name", Type="loadBalancerType"),
    ),
    "aws:lb/targetGroup:TargetGroup": (
        row(
            "AWS::ElasticLoadBalancingV2::TargetGroup",
            HealthCheckIntervalSeconds=inside("healthCheck", "interval"),
            HealthCheckProtocol=inside("healthCheck", "protocol"),
            HealthCheckTimeoutSeconds=inside("healthCheck", "timeout"),
            HealthyThresholdCount=inside("healthCheck", "healthyThreshold"),
            Name="name",
            Port="port",
            Protocol="protocol",
            TargetType="targetType",
            UnhealthyThresholdCount=inside("healthCheck", "unhealthyThreshold"),
        ),
    ),
    "aws:rds/instance:Instance": (
        row(
            "AWS::RDS::DBInstance",
            AllocatedStorage=text("allocatedStorage"),
            BackupRetentionPeriod="backupRetentionPeriod",
            CACertificateIdentifier="caCertIdentifier",
            DBInstanceClass="instanceClass",
            DatabaseInsightsMode="databaseInsightsMode",
            EnableCloudwatchLogsExports="enabledCloudwatchLogsExports",
            Engine="engine",
            # A major version takes RDS's newest minor one; a replica takes its source's.
            EngineVersion=lambda inputs: (
                newest_minor(inputs["engine"], inputs["engineVersion"]) if "engine" in inputs else None
            ),
            MaxAllocatedStorage="maxAllocatedStorage",
            MonitoringInterval="monitoringInterval",
            PerformanceInsightsRetentionPeriod="performanceInsightsRetentionPeriod",
            PreferredBackupWindow="backupWindow",
            PreferredMaintenanceWindow="maintenanceWindow",
            StorageEncrypted="storageEncrypted",
            StorageType="storageType",
        ),
    ),
    "aws:rds/parameterGroup:ParameterGroup": (row("AWS::RDS::DBParameterGroup", Family="family"),),
    "aws:rds/proxy:Proxy": (row("AWS::RDS::DBProxy", DBProxyName="name", EngineFamily="engineFamily"),),
    "aws:route53/healthCheck:HealthCheck": (
        row(
            "AWS::Route53::HealthCheck",
            is_global=True,
            HealthCheckConfig=lambda inputs: spelled(
                {key: inputs[key] for key in ("type", "port", "resourcePath", "requestInterval", "failureThreshold")},
                {},
            ),
        ),
    ),
    "aws:route53/record:Record": (row("AWS::Route53::RecordSet", Name="name", Type="type"),),
    "aws:s3/bucket:Bucket": (row("AWS::S3::Bucket", BucketName="bucket"),),
    "aws:s3/bucketPolicy:BucketPolicy": (row("AWS::S3::BucketPolicy", PolicyDocument=document("policy")),),
    "aws:secretsmanager/secret:Secret": (
        row("AWS::SecretsManager::Secret", Name="name", Description="description", ReplicaRegions=nested("replicas")),
    ),
    "aws:secretsmanager/secretRotation:SecretRotation": (
        row("AWS::SecretsManager::RotationSchedule", RotationRules=nested("rotationRules")),
    ),
    "aws:ssm/document:Document": (
        row(
            "AWS::SSM::Document",
            Content=document("content"),
            DocumentFormat="documentFormat",
            DocumentType="documentType",
        ),
    ),
    "aws:secretsmanager/secretPolicy:SecretPolicy": (
        row("AWS::SecretsManager::ResourcePolicy", ResourcePolicy=document("policy")),
        row("AWS::IAM::Policy", PolicyDocument=actions("policy")),
    ),
    "aws:wafv2/webAcl:WebAcl": (
        row(
            "AWS::WAFv2::WebACL",
            DataProtectionConfig=nested("dataProtectionConfig"),
            DefaultAction=nested("defaultAction"),
            Description="description",
            Name="name",
            Rules=nested(
                "rules",
                cloudwatchMetricsEnabled="CloudWatchMetricsEnabled",
                forwardedIpConfig="ForwardedIPConfig",
            ),
            Scope="scope",
            VisibilityConfig=nested("visibilityConfig", cloudwatchMetricsEnabled="CloudWatchMetricsEnabled"),
        ),
    ),
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": (
        row("AWS::WAFv2::LoggingConfiguration", RedactedFields=nested("redactedFields")),
    ),
}
