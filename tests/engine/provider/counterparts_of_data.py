"""The counterparts of databases, caches, secrets and their passwords."""

from collections.abc import Mapping

from tests.engine.provider.counterpart import FORCE_NEW, Counterpart

INSTANCE = "no ForceNew in terraform-provider-aws, internal/service/rds/instance.go"
OPTIONAL_COMPUTED = "Optional and Computed in terraform-provider-aws, internal/service/rds/instance.go"
REPLICATION_GROUP = "no ForceNew in terraform-provider-aws, internal/service/elasticache/replication_group.go"
FORCE_NEW_IF = "customdiff.ForceNewIf in terraform-provider-aws, internal/service/elasticache/replication_group.go"
SECRET_VERSION = "ForceNew in terraform-provider-aws, internal/service/secretsmanager/secret_version.go"  # noqa: S105 - a source
PASSWORD = "RequiresReplace in terraform-provider-random, internal/provider/resource_password.go"  # noqa: S105 - a source

OF_DATA: Mapping[str, Counterpart] = {
    "aws:cloudwatch/eventRule:EventRule": Counterpart("AWS::Events::Rule", replaces_too={"eventBusName": FORCE_NEW}),
    "aws:cloudwatch/eventTarget:EventTarget": Counterpart(
        "AWS::Events::Rule",
        named={"Name": ("rule",)},
        replaces_too=dict.fromkeys(("eventBusName", "targetId"), FORCE_NEW),
    ),
    "aws:elasticache/parameterGroup:ParameterGroup": Counterpart(
        "AWS::ElastiCache::ParameterGroup",
        named={"CacheParameterGroupFamily": ("family",)},
        replaces_too=dict.fromkeys(("description", "name"), FORCE_NEW),
    ),
    "aws:elasticache/replicationGroup:ReplicationGroup": Counterpart(
        "AWS::ElastiCache::ReplicationGroup",
        named={
            "CacheSubnetGroupName": ("subnetGroupName",),
            "PreferredCacheClusterAZs": ("preferredCacheClusterAzs",),
        },
        replaces_too={"nodeGroupConfigurations": FORCE_NEW_IF, "securityGroupNames": FORCE_NEW},
        stays={"preferredCacheClusterAzs": REPLICATION_GROUP},
    ),
    "aws:elasticache/serverlessCache:ServerlessCache": Counterpart(
        "AWS::ElastiCache::ServerlessCache",
        named={
            "ConnectionType": (),
            "ServerlessCacheName": ("name",),
            "SnapshotArnsToRestore": ("snapshotArnsToRestores",),
        },
    ),
    "aws:elasticache/subnetGroup:SubnetGroup": Counterpart(
        "AWS::ElastiCache::SubnetGroup", named={"CacheSubnetGroupName": ("name",)}
    ),
    "aws:elasticache/user:User": Counterpart("AWS::ElastiCache::User"),
    "aws:elasticache/userGroup:UserGroup": Counterpart("AWS::ElastiCache::UserGroup"),
    "aws:rds/instance:Instance": Counterpart(
        "AWS::RDS::DBInstance",
        named={
            "CustomIAMInstanceProfile": ("customIamInstanceProfile",),
            "DBClusterIdentifier": (),
            "DBInstanceIdentifier": ("identifier",),
            "DBName": ("dbName",),
            "DBSubnetGroupName": ("dbSubnetGroupName",),
            "DBSystemId": (),
            "MasterUsername": ("username",),
            "SourceRegion": (),
        },
        replaces_too=dict.fromkeys(
            (
                "availabilityZone",
                "engine",
                "identifierPrefix",
                "restoreToPointInTime",
                "s3Import",
                "snapshotIdentifier",
            ),
            FORCE_NEW,
        ),
        stays={"dbSubnetGroupName": INSTANCE},
        inherited=dict.fromkeys(("dbName", "engine", "username"), OPTIONAL_COMPUTED),
    ),
    "aws:rds/parameterGroup:ParameterGroup": Counterpart(
        "AWS::RDS::DBParameterGroup", named={"DBParameterGroupName": ("name",)}
    ),
    "aws:rds/proxy:Proxy": Counterpart("AWS::RDS::DBProxy", named={"DBProxyName": ("name",)}),
    "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup": Counterpart(
        "AWS::RDS::DBProxyTargetGroup", named={"DBProxyName": ("dbProxyName",), "TargetGroupName": ()}
    ),
    "aws:rds/proxyTarget:ProxyTarget": Counterpart(
        "AWS::RDS::DBProxyTargetGroup",
        named={"DBProxyName": ("dbProxyName",)},
        replaces_too=dict.fromkeys(("dbClusterIdentifier", "dbInstanceIdentifier"), FORCE_NEW),
    ),
    "aws:rds/subnetGroup:SubnetGroup": Counterpart("AWS::RDS::DBSubnetGroup", named={"DBSubnetGroupName": ("name",)}),
    "aws:secretsmanager/secret:Secret": Counterpart("AWS::SecretsManager::Secret"),
    "aws:secretsmanager/secretPolicy:SecretPolicy": Counterpart(
        "AWS::SecretsManager::ResourcePolicy", named={"SecretId": ("secretArn",)}
    ),
    "aws:secretsmanager/secretRotation:SecretRotation": Counterpart("AWS::SecretsManager::RotationSchedule"),
    "aws:secretsmanager/secretVersion:SecretVersion": Counterpart(
        "AWS::SecretsManager::Secret",
        named={"Name": ()},
        replaces_too=dict.fromkeys(
            ("secretBinary", "secretId", "secretString", "secretStringWoVersion"), SECRET_VERSION
        ),
    ),
    "aws:ssm/document:Document": Counterpart("AWS::SSM::Document"),
    "random:index/randomPassword:RandomPassword": Counterpart(
        "",
        replaces_too=dict.fromkeys(
            (
                "keepers",
                "length",
                "lower",
                "minLower",
                "minNumeric",
                "minSpecial",
                "minUpper",
                "number",
                "numeric",
                "overrideSpecial",
                "special",
                "upper",
            ),
            PASSWORD,
        ),
    ),
}
