"""RDS among the other resources of its stack: keys, subnets, security groups, parameters, logs and passwords."""

from collections.abc import Iterator

from guardrails.data_stores import has_log_group, peered_ranges, reached_by_address, ways_to_internet, written_out
from guardrails.kms import uses_own_key
from guardrails.rds import only_postgres, only_sources, only_with_a_place
from guardrails.resource import Stack, StackResource
from guardrails.rule import NotApplicableError, UndecidedError, stack_rule
from guardrails.tier import Severity, Tier
from guardrails.tokens import (
    DATABASE,
    DATABASE_CLUSTER,
    DATABASE_CLUSTER_INSTANCE,
    DATABASE_PARAMETERS,
    DATABASE_PROXY,
    DATABASE_SNAPSHOT_COPIES,
    DATABASE_SUBNETS,
)

MIN_INSTANCES = 2
PASSWORDS = {DATABASE: ("password", "passwordWo"), DATABASE_CLUSTER: ("masterPassword", "masterPasswordWo")}
STATEMENTS = frozenset({"ddl", "mod", "all"})
"""Values of log_statement by which changes of the schema, at least, are logged."""


@stack_rule(
    id="rds-own-key",
    on=(DATABASE, DATABASE_CLUSTER, *DATABASE_SNAPSHOT_COPIES),
    severity=Severity.MEDIUM,
    title="Databases and copies of their snapshots are encrypted with a key of our own.",
    why="AWS's key cannot be restricted or revoked, and snapshots under it cannot be shared; it cannot change later.",
    fix="Set kms_key_id before it is created.",
    standard=["M-01"],
    controls={
        "Checkov": ["CKV_AWS_327", "CKV_AWS_266"],
        "compliance-policies": [
            "aws-rds-instance-configure-customer-managed-key",
            "aws-rds-cluster-configure-customer-managed-key",
        ],
    },
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html",
)
def own_key(database: StackResource, _stack: Stack) -> Iterator[str]:
    """A database with AWS's key."""
    only_with_a_place(database)
    if not uses_own_key(database, "kmsKeyId", lambda: database.text("kmsKeyId")):
        yield "kmsKeyId is not set"


@stack_rule(
    id="rds-insights-own-key",
    on=(DATABASE, DATABASE_CLUSTER_INSTANCE),
    severity=Severity.LOW,
    title="What Performance Insights records is encrypted with a key of our own.",
    why="It repeats queries, and AWS's key cannot be restricted or revoked.",
    fix="Set performance_insights_kms_key_id; it cannot be changed later.",
    standard=["M-01"],
    controls={
        "Checkov": ["CKV_AWS_354"],
        "compliance-policies": ["aws-rds-instance-disallow-unencrypted-performance-insights"],
    },
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PerfInsights.access-control.html",
)
def insights_own_key(database: StackResource, _stack: Stack) -> Iterator[str]:
    """Performance Insights with AWS's key."""
    if not database.flag("performanceInsightsEnabled"):
        raise NotApplicableError("it has no Performance Insights")
    key = "performanceInsightsKmsKeyId"
    if not uses_own_key(database, key, lambda: database.text(key)):
        yield f"{key} is not set"


@stack_rule(
    id="rds-subnet-group",
    on=(DATABASE, DATABASE_CLUSTER),
    severity=Severity.MEDIUM,
    title="Databases stand in subnets that somebody chose.",
    why="RDS's default group has every subnet of the default VPC, which are public.",
    fix="Set db_subnet_group_name to an aws.rds.SubnetGroup of isolated subnets.",
    standard=["M-01", "G-10"],
    controls={"SecurityHub": ["RDS.18"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-18",
)
def subnet_group(database: StackResource, _stack: Stack) -> Iterator[str]:
    """A database in RDS's default subnets."""
    only_with_a_place(database)
    if database.depends("dbSubnetGroupName"):
        return
    if database.text("dbSubnetGroupName") in {"", "default"}:
        yield "dbSubnetGroupName is not set"


@stack_rule(
    id="rds-no-internet-route",
    on=(DATABASE, DATABASE_CLUSTER),
    severity=Severity.HIGH,
    title="No database stands in a subnet that routes to an internet gateway.",
    why="A public address, set once by mistake, would be all that is missing to reach it.",
    fix="Set subnet_ids of its aws.rds.SubnetGroup to isolated subnets.",
    standard=["M-01", "G-10"],
    controls={"FSBP": ["RDS.46"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-46",
)
def no_internet_route(database: StackResource, stack: Stack) -> Iterator[str]:
    """A database in a public subnet."""
    only_with_a_place(database)
    groups = database.depends("dbSubnetGroupName", DATABASE_SUBNETS)
    if not groups:
        raise UndecidedError("its subnet group is not in this stack")
    for group in groups:
        yield from ways_to_internet(group, stack)


@stack_rule(
    id="rds-closed",
    on=(DATABASE, DATABASE_CLUSTER, DATABASE_PROXY),
    severity=Severity.HIGH,
    title="Only members of other security groups, and VPCs that are peered, reach a database or its proxy.",
    why="A range of addresses lets in whatever stands there, today or later.",
    fix="Set vpc_security_group_ids, and in their rules referenced_security_group_id in place of ranges.",
    standard=["M-01", "G-10"],
    controls={"cdk-nag": ["AwsSolutions-RDS8"]},
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.RDSSecurityGroups.html",
)
def closed(database: StackResource, stack: Stack) -> Iterator[str]:
    """A database that is open to addresses."""
    return reached_by_address(database, "vpcSecurityGroupIds", stack, peered_ranges(stack))


@stack_rule(
    id="rds-forces-tls",
    on=(DATABASE,),
    severity=Severity.HIGH,
    title="PostgreSQL refuses connections without TLS.",
    why="Passwords and rows would cross the network in clear.",
    fix='Set parameters=[{"name": "rds.force_ssl", "value": "1"}] of its aws.rds.ParameterGroup.',
    standard=["M-01"],
    controls={"SecurityHub": ["RDS.38"], "Checkov": ["CKV2_AWS_69"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-38",
)
def forces_tls(database: StackResource, _stack: Stack) -> Iterator[str]:
    """A database that takes plain connections."""
    if _parameter(database, "rds.force_ssl") != "1":
        yield "rds.force_ssl of its parameter group is not 1"


@stack_rule(
    id="rds-logs-queries",
    on=(DATABASE,),
    severity=Severity.LOW,
    title="PostgreSQL logs changes of the schema, and statements that are slow.",
    why="Who changed a table, and what made the service slow, could not be found out.",
    fix="Set log_statement to ddl, and log_min_duration_statement, in parameters of its aws.rds.ParameterGroup.",
    standard=["M-04"],
    controls={"Checkov": ["CKV2_AWS_30", "CKV2_AWS_27"]},
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Concepts.PostgreSQL.html",
)
def logs_queries(database: StackResource, _stack: Stack) -> Iterator[str]:
    """A database that says nothing of its statements."""
    if _parameter(database, "log_statement") not in STATEMENTS:
        yield "log_statement of its parameter group is neither ddl, mod nor all"
    if not _parameter(database, "log_min_duration_statement").isdigit():
        yield "log_min_duration_statement of its parameter group is not 0 or more"


def _parameter(database: StackResource, name: str) -> str:
    """A parameter's value, empty where RDS's default holds."""
    only_postgres(database)
    groups = database.depends("parameterGroupName", DATABASE_PARAMETERS)
    named = "" if groups else database.text("parameterGroupName")
    if named and not named.startswith("default."):
        raise UndecidedError("its parameter group is not in this stack")
    for group in groups:
        for parameter in group.sections("parameters"):
            if parameter.text("name") == name:
                return parameter.text("value")
    return ""


@stack_rule(
    id="rds-log-groups",
    on=(DATABASE,),
    severity=Severity.LOW,
    title="The log groups that RDS writes to are made by the stack.",
    why="RDS makes what is missing, without retention and without our key.",
    fix="Add an aws.cloudwatch.LogGroup with name /aws/rds/instance/<identifier>/<log> and retention_in_days.",
    standard=["G-20", "M-04"],
    controls={},
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Procedural.UploadtoCloudWatch.html",
)
def log_groups(database: StackResource, stack: Stack) -> Iterator[str]:
    """A database whose log groups RDS would make."""
    exports = list(database.texts("enabledCloudwatchLogsExports"))
    if not exports:
        raise NotApplicableError("it writes no logs to CloudWatch")
    identifier = database.text("identifier")
    if not identifier:
        raise UndecidedError("its name is made by Pulumi")
    for log in exports:
        name = f"/aws/rds/instance/{identifier}/{log}"
        if not has_log_group(name, stack):
            yield f"no log group is named {name}"


@stack_rule(
    id="rds-generated-password",
    on=(DATABASE, DATABASE_CLUSTER),
    severity=Severity.CRITICAL,
    title="The administrator's password is RDS's own or generated.",
    why="What somebody wrote down is in the program, in the repository and in his head.",
    fix="Set manage_master_user_password=True, or password to the result of a random.RandomPassword.",
    standard=["M-02"],
    controls={},
    url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html",
)
def generated_password(database: StackResource, _stack: Stack) -> Iterator[str]:
    """A password that no resource made."""
    keys = PASSWORDS[database.type]
    if any(database.depends(key) for key in keys):
        return
    only_sources(database)
    if not database.flag("manageMasterUserPassword"):
        yield from written_out(database, *keys)
        if all(database.get(key) is None for key in keys):
            if database.text("snapshotIdentifier") or database.section("restoreToPointInTime").names():
                raise NotApplicableError("its password is that of what it was restored from")
            yield "manageMasterUserPassword is not true, and there is no password"


@stack_rule(
    id="rds-cluster-two-instances",
    on=(DATABASE_CLUSTER,),
    severity=Severity.HIGH,
    title="Production clusters have instances in two Availability Zones.",
    why="One zone's failure would stop whatever uses the database.",
    fix="Add a second aws.rds.ClusterInstance with cluster_identifier of this one.",
    standard=["A-03", "G-10"],
    controls={
        "FSBP": ["RDS.15"],
        "compliance-policies": ["aws-rds-cluster-disallow-single-availability-zone"],
    },
    tiers=(Tier.PRODUCTION,),
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-15",
)
def cluster_two_instances(cluster: StackResource, stack: Stack) -> Iterator[str]:
    """A cluster that stands in one zone; RDS spreads the instances of one over its zones by itself."""
    if cluster.text("dbClusterInstanceClass"):
        return
    instances = len(stack.referring(cluster, "clusterIdentifier", DATABASE_CLUSTER_INSTANCE))
    if instances < MIN_INSTANCES:
        yield f"it has {instances} instance(s)"
