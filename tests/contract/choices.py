"""What no schema says: values that AWS takes from a list of its own, and types that have none to check."""

from collections.abc import Mapping

from tests.contract.versions import families

CHOICES: Mapping[tuple[str, str], frozenset[str]] = {
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
    ("aws:lb/listener:Listener", "sslPolicy"): frozenset(
        f"ELBSecurityPolicy-TLS13-{versions}"
        for versions in (
            "1-3-2021-06",
            "1-2-2021-06",
            "1-2-Res-2021-06",
            "1-3-FIPS-2023-04",
            "1-2-Res-FIPS-2023-04",
            "1-3-PQ-2025-09",
            "1-2-PQ-2025-09",
            "1-2-Res-PQ-2025-09",
        )
    ),
    # https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
    ("aws:wafv2/webAcl:WebAcl", "rules.statement.managedRuleGroupStatement.name"): frozenset(
        f"AWSManagedRules{group}"
        for group in (
            "ACFPRuleSet",
            "ATPRuleSet",
            "AdminProtectionRuleSet",
            "AmazonIpReputationList",
            "AnonymousIpList",
            "AntiDDoSRuleSet",
            "BotControlRuleSet",
            "CommonRuleSet",
            "KnownBadInputsRuleSet",
            "LinuxRuleSet",
            "PHPRuleSet",
            "SQLiRuleSet",
            "UnixRuleSet",
            "WindowsRuleSet",
            "WordPressRuleSet",
        )
    ),
    ("aws:elasticache/parameterGroup:ParameterGroup", "family"): families("valkey") | families("redis"),
    ("aws:rds/parameterGroup:ParameterGroup", "family"): families("postgres"),
    # https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html
    ("aws:rds/instance:Instance", "caCertIdentifier"): frozenset(
        {"rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1"}
    ),
    # https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
    ("aws:rds/instance:Instance", "storageType"): frozenset({"gp2", "gp3", "io1", "io2"}),
    ("aws:rds/instance:Instance", "enabledCloudwatchLogsExports"): frozenset(
        {"postgresql", "upgrade", "iam-db-auth-error"}
    ),
    ("aws:rds/instance:Instance", "monitoringInterval"): frozenset({"0", "1", "5", "10", "15", "30", "60"}),
    # https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
    ("aws:sns/topicSubscription:TopicSubscription", "protocol"): frozenset(
        {"http", "https", "email", "email-json", "sms", "sqs", "application", "lambda", "firehose"}
    ),
    ("aws:sns/topicSubscription:TopicSubscription", "filterPolicyScope"): frozenset(
        {"MessageAttributes", "MessageBody"}
    ),
    # https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html
    ("aws:ec2/flowLog:FlowLog", "maxAggregationInterval"): frozenset({"60", "600"}),
}
"""By type and path: reviewed by hand, or made of the versions that cfn-lint knows."""

NOTHING_TO_CHECK = frozenset(
    {
        "aws:acm/certificateValidation:CertificateValidation",
        "aws:cloudfront/cachePolicy:CachePolicy",
        "aws:costexplorer/costAllocationTag:CostAllocationTag",
        "aws:ebs/encryptionByDefault:EncryptionByDefault",
        "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
        "aws:ec2/eip:Eip",
        "aws:ec2/internetGateway:InternetGateway",
        "aws:ec2/natGateway:NatGateway",
        "aws:ec2/route:Route",
        "aws:ec2/routeTable:RouteTable",
        "aws:ec2/routeTableAssociation:RouteTableAssociation",
        "aws:ec2/securityGroup:SecurityGroup",
        "aws:ec2/subnet:Subnet",
        "aws:ec2/vpc:Vpc",
        "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter",
        "aws:ecr/lifecyclePolicy:LifecyclePolicy",
        "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
        "aws:elasticache/subnetGroup:SubnetGroup",
        "aws:iam/instanceProfile:InstanceProfile",
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        "aws:kms/alias:Alias",
        "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup",
        "aws:rds/proxyTarget:ProxyTarget",
        "aws:rds/subnetGroup:SubnetGroup",
        "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        "aws:s3/bucketLogging:BucketLogging",
        "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        "aws:s3/bucketVersioning:BucketVersioning",
        "aws:secretsmanager/secretVersion:SecretVersion",
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        "aws:wafv2/webAclAssociation:WebAclAssociation",
    }
)
"""Types whose inputs are ids, names, switches and numbers that AWS takes as they are."""
