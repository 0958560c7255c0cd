"""Which Pulumi properties replace a resource: CloudFormation's create-only ones, and where the provider differs.

One row for each type that the program registers. CloudFormation's names become Pulumi's by their first letter; a row
says where that is not so, and why the provider replaces more or less than CloudFormation does.
"""

from collections.abc import Iterable, Mapping

from tests.engine.provider.counterpart import FORCE_NEW, Counterpart, Properties
from tests.engine.provider.counterparts_of_account import OF_ACCOUNT
from tests.engine.provider.counterparts_of_data import OF_DATA
from tests.engine.provider.counterparts_of_edge import OF_EDGE
from tests.engine.provider.counterparts_of_hosts import OF_HOSTS
from tests.engine.provider.counterparts_of_watch import OF_WATCH

RULE_SOURCES = ("cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId")
MODIFIED = "ModifySecurityGroupRules in internal/service/ec2/vpc_security_group_ingress_rule.go"


def another_kind_of_source(old: Properties, new: Properties) -> Iterable[str]:
    """A security group rule can change its source, but not from a CIDR to a group (ModifyPlan, same file)."""
    before, after = ({name for name in RULE_SOURCES if name in side} for side in (old, new))
    return before ^ after


def strategies_without_deployment(old: Properties, new: Properties) -> Iterable[str]:
    """capacityProviderStrategyCustomizeDiff in internal/service/ecs/service.go: in place only with a new deployment."""
    both = old.get("capacityProviderStrategies") and new.get("capacityProviderStrategies")
    return () if new.get("forceNewDeployment") and both else ("capacityProviderStrategies",)


def _security_group_rule(cloudformation: str, named: Mapping[str, tuple[str, ...]]) -> Counterpart:
    return Counterpart(
        cloudformation,
        named={"GroupId": ("securityGroupId",), "CidrIp": ("cidrIpv4",), **named},
        stays=dict.fromkeys(("ipProtocol", "fromPort", "toPort", *RULE_SOURCES), MODIFIED),
        conditional=another_kind_of_source,
    )


COUNTERPARTS: Mapping[str, Counterpart] = {
    **OF_DATA,
    **OF_EDGE,
    **OF_WATCH,
    **OF_ACCOUNT,
    **OF_HOSTS,
    "aws:appautoscaling/policy:Policy": Counterpart(
        "AWS::ApplicationAutoScaling::ScalingPolicy", named={"PolicyName": ("name",), "ScalingTargetId": ()}
    ),
    "aws:appautoscaling/scheduledAction:ScheduledAction": Counterpart(
        "AWS::ApplicationAutoScaling::ScalableTarget", replaces_too={"name": FORCE_NEW}
    ),
    "aws:appautoscaling/target:Target": Counterpart("AWS::ApplicationAutoScaling::ScalableTarget"),
    "aws:scheduler/schedule:Schedule": Counterpart("AWS::Scheduler::Schedule", replaces_too={"groupName": FORCE_NEW}),
    "aws:scheduler/scheduleGroup:ScheduleGroup": Counterpart("AWS::Scheduler::ScheduleGroup"),
    "aws:cloudwatch/logGroup:LogGroup": Counterpart(
        "AWS::Logs::LogGroup", named={"LogGroupName": ("name",)}, replaces_too={"logGroupClass": FORCE_NEW}
    ),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": Counterpart(
        "AWS::EC2::SecurityGroup", named={"GroupDescription": (), "GroupName": ()}
    ),
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection": Counterpart("AWS::EC2::VPCPeeringConnection"),
    "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter": Counterpart(
        "", replaces_too={"vpcPeeringConnectionId": FORCE_NEW}
    ),
    "aws:ec2/eip:Eip": Counterpart(
        "AWS::EC2::EIP",
        named={"TransferAddress": ()},
        replaces_too=dict.fromkeys(("customerOwnedIpv4Pool", "domain", "publicIpv4Pool"), FORCE_NEW),
    ),
    "aws:ec2/flowLog:FlowLog": Counterpart(
        "AWS::EC2::FlowLog",
        named={
            "DeliverLogsPermissionArn": ("iamRoleArn",),
            "LogGroupName": (),
            "ResourceId": ("eniId", "subnetId", "transitGatewayAttachmentId", "transitGatewayId", "vpcId"),
            "ResourceType": (),
        },
    ),
    "aws:ec2/internetGateway:InternetGateway": Counterpart("AWS::EC2::InternetGateway"),
    "aws:ec2/natGateway:NatGateway": Counterpart(
        "AWS::EC2::NatGateway",
        named={"PrivateIpAddress": ("privateIp",)},
        replaces_too={"secondaryPrivateIpAddressCount": FORCE_NEW},
    ),
    "aws:ec2/route:Route": Counterpart("AWS::EC2::Route"),
    "aws:ec2/routeTable:RouteTable": Counterpart("AWS::EC2::RouteTable"),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": Counterpart(
        "AWS::EC2::SubnetRouteTableAssociation",
        replaces_too={"gatewayId": FORCE_NEW},
        stays={"routeTableId": "ReplaceRouteTableAssociation in internal/service/ec2/vpc_route_table_association.go"},
    ),
    "aws:ec2/securityGroup:SecurityGroup": Counterpart(
        "AWS::EC2::SecurityGroup", named={"GroupDescription": ("description",), "GroupName": ("name",)}
    ),
    "aws:ec2/subnet:Subnet": Counterpart("AWS::EC2::Subnet"),
    "aws:ec2/vpc:Vpc": Counterpart(
        "AWS::EC2::VPC",
        named={"VpcEncryptionControl": ()},
        replaces_too={"instanceTenancy": "conditionalCreateOnlyProperties of the same schema"},
    ),
    "aws:ec2/vpcEndpoint:VpcEndpoint": Counterpart("AWS::EC2::VPCEndpoint"),
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": Counterpart(
        "AWS::ECR::Repository",
        named={"RepositoryName": ("repository",), "EncryptionConfiguration": ()},
        replaces_too={"policy": "https://github.com/hashicorp/terraform-provider-aws/issues/49624"},
        delete_first=True,  # https://github.com/pulumi/pulumi-aws/pull/2085
    ),
    "aws:ecr/repository:Repository": Counterpart(
        "AWS::ECR::Repository",
        named={"RepositoryName": ("name",), "EncryptionConfiguration": ("encryptionConfigurations",)},
    ),
    "aws:ecs/cluster:Cluster": Counterpart("AWS::ECS::Cluster", named={"ClusterName": ("name",)}),
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": Counterpart(
        "AWS::ECS::ClusterCapacityProviderAssociations", named={"Cluster": ("clusterName",)}
    ),
    "aws:ecs/service:Service": Counterpart(
        "AWS::ECS::Service",
        named={"Role": ("iamRole",), "ServiceName": ("name",)},
        replaces_too={"launchType": "conditionalCreateOnlyProperties of the same schema"},
        conditional=strategies_without_deployment,
    ),
    "aws:ecs/taskDefinition:TaskDefinition": Counterpart(
        "AWS::ECS::TaskDefinition", named={"InferenceAccelerators": ()}
    ),
    "aws:iam/policy:Policy": Counterpart("AWS::IAM::ManagedPolicy", named={"ManagedPolicyName": ("name",)}),
    "aws:iam/role:Role": Counterpart("AWS::IAM::Role", named={"RoleName": ("name",)}),
    "aws:iam/rolePolicy:RolePolicy": Counterpart(
        "AWS::IAM::RolePolicy", named={"PolicyName": ("name",), "RoleName": ("role",)}
    ),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": Counterpart(
        "", replaces_too=dict.fromkeys(("policyArn", "role"), FORCE_NEW)
    ),
    "aws:kms/alias:Alias": Counterpart("AWS::KMS::Alias", named={"AliasName": ("name",)}),
    "aws:kms/key:Key": Counterpart(
        "AWS::KMS::Key",
        replaces_too=dict.fromkeys(
            ("customKeyStoreId", "customerMasterKeySpec", "keyUsage", "multiRegion", "xksKeyId"), FORCE_NEW
        ),
    ),
    "aws:lb/listener:Listener": Counterpart("AWS::ElasticLoadBalancingV2::Listener"),
    "aws:lb/listenerRule:ListenerRule": Counterpart("AWS::ElasticLoadBalancingV2::ListenerRule"),
    "aws:lb/loadBalancer:LoadBalancer": Counterpart(
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        named={"Type": ("loadBalancerType",), "Scheme": ("internal",)},
        replaces_too={"customerOwnedIpv4Pool": FORCE_NEW},
    ),
    "aws:lb/targetGroup:TargetGroup": Counterpart("AWS::ElasticLoadBalancingV2::TargetGroup"),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _security_group_rule(
        "AWS::EC2::SecurityGroupEgress",
        {
            "DestinationPrefixListId": ("prefixListId",),
            "DestinationSecurityGroupId": ("referencedSecurityGroupId",),
        },
    ),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _security_group_rule(
        "AWS::EC2::SecurityGroupIngress",
        {
            "GroupName": (),
            "SourcePrefixListId": ("prefixListId",),
            "SourceSecurityGroupId": ("referencedSecurityGroupId",),
            "SourceSecurityGroupName": (),
            "SourceSecurityGroupOwnerId": (),
        },
    ),
}
