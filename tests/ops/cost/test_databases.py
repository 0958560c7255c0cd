"""Databases and caches: each figure beside the one worked out by hand, from the prices of Seoul."""

import pulumi_aws as aws
from pulumi import ResourceOptions

from ops.cost.estimate import monthly
from tests.ops.cost.conftest import assumptions, by_key, priced, recording, resource


def database(opts: ResourceOptions, *, multi_az: bool = False, days: int = 0) -> None:
    aws.rds.Instance(
        "db", identifier="db", engine="postgres", instance_class="db.t4g.micro", allocated_storage=20,
        storage_type="gp3", port=5432, multi_az=multi_az, backup_retention_period=days, skip_final_snapshot=True,
        opts=opts,
    )  # fmt: skip


def test_a_database_is_its_hours_and_its_storage() -> None:
    found = priced(database)

    assert found == {"rds db.t4g.micro": round(730 * 0.025, 2), "rds-gp3-gb": round(20 * 0.131, 2)}
    assert found == {"rds db.t4g.micro": 18.25, "rds-gp3-gb": 2.62}


def test_multi_az_doubles_instance_and_storage() -> None:
    assert priced(lambda opts: database(opts, multi_az=True)) == {"rds db.t4g.micro": 36.5, "rds-gp3-gb": 5.24}


def test_backups_cost_what_they_are_larger_than_the_storage() -> None:
    few = priced(lambda opts: database(opts, days=7), database_fill=1, change_per_day=0)
    many = priced(lambda opts: database(opts, days=10), database_fill=1, change_per_day=0.05)

    assert "rds-backup-gb" not in few
    assert many["rds-backup-gb"] == round(20 * 10 * 0.05 * 0.095, 2) == 0.95


def test_a_replica_has_the_storage_of_its_source() -> None:
    def replicated(opts: ResourceOptions) -> None:
        database(opts)
        aws.rds.Instance(
            "reports", identifier="reports", replicate_source_db="db", instance_class="db.t4g.small",
            storage_type="gp3", port=5432, skip_final_snapshot=True, opts=opts,
        )  # fmt: skip

    assert priced(replicated) == {
        "rds db.t4g.micro": 18.25,
        "rds db.t4g.small": round(730 * 0.051, 2),
        "rds-gp3-gb": round(2 * 20 * 0.131, 2),
    }


def test_a_replica_of_another_region_pays_the_way_of_its_changes_there() -> None:
    source = "arn:aws:rds:ap-northeast-1:123456789012:db:db"
    found = monthly(
        recording(resource("aws:rds/instance:Instance", "copy", instanceClass="db.t4g.micro", storageType="gp3",
                           replicateSourceDb=source)),
        assumptions(replication_gb=10, replica_gb=50),
    )  # fmt: skip

    assert by_key(found)["region-gb"] == round(10 * 0.09, 2)
    assert by_key(found)["rds-gp3-gb"] == round(50 * 0.131, 2)


def test_a_proxy_and_insights_are_charged_by_the_instances_vcpus() -> None:
    found = by_key(
        monthly(
            recording(
                resource("aws:rds/instance:Instance", "db", identifier="db", instanceClass="db.m7g.xlarge",
                         databaseInsightsMode="advanced", multiAz=True),
                resource("aws:rds/proxy:Proxy", "proxy", name="proxy"),
                resource("aws:rds/proxyTarget:ProxyTarget", "t", dbProxyName="proxy", dbInstanceIdentifier="db"),
            ),
            assumptions(),
        )
    )  # fmt: skip

    assert found["rds-proxy-vcpu"] == round(4 * 730 * 0.018, 2)
    assert found["database-insights-vcpu"] == round(2 * 4 * 730 * 0.0125, 2)


def test_a_cache_is_all_of_its_nodes_by_its_engine() -> None:
    kind = "aws:elasticache/replicationGroup:ReplicationGroup"
    nodes = {"nodeType": "cache.t4g.micro", "numCacheClusters": 2, "snapshotRetentionLimit": 3}

    valkey = by_key(monthly(recording(resource(kind, "redis", engine="valkey", **nodes)), assumptions()))
    redis = by_key(monthly(recording(resource(kind, "redis", engine="redis", **nodes)), assumptions()))

    assert valkey == {"valkey cache.t4g.micro": round(2 * 730 * 0.0192, 2), "cache-backup-gb": round(2 * 0.085, 2)}
    assert redis["redis cache.t4g.micro"] == round(2 * 730 * 0.024, 2)


def test_shards_have_a_primary_and_replicas_each() -> None:
    cache = resource("aws:elasticache/replicationGroup:ReplicationGroup", "redis", engine="valkey",
                     nodeType="cache.t4g.micro", numNodeGroups=3, replicasPerNodeGroup=1)  # fmt: skip

    assert by_key(monthly(recording(cache), assumptions())) == {"valkey cache.t4g.micro": round(6 * 730 * 0.0192, 2)}


def test_a_serverless_cache_costs_its_least_amounts_at_least() -> None:
    limits = {"dataStorage": {"minimum": 2}, "ecpuPerSeconds": [{"minimum": 1000}]}
    cache = resource("aws:elasticache/serverlessCache:ServerlessCache", "s", engine="valkey", cacheUsageLimits=limits)
    found = by_key(monthly(recording(cache), assumptions(serverless_gb=0, serverless_million_ecpus=0)))

    assert found["valkey serverless-gb"] == round(2 * 730 * 0.101, 2)
    assert found["valkey serverless-ecpu"] == round(1000 * 3600 * 730 / 1e6 * 0.0027, 2)


def test_a_schedule_that_stops_a_database_leaves_it_its_working_hours_and_its_storage() -> None:
    target = {"arn": "arn:aws:scheduler:::aws-sdk:rds:stopDBInstance", "input": '{"DbInstanceIdentifier": "db"}'}
    found = by_key(
        monthly(
            recording(
                resource("aws:rds/instance:Instance", "db", identifier="db", instanceClass="db.t4g.micro",
                         allocatedStorage=20, storageType="gp3"),
                resource("aws:scheduler/schedule:Schedule", "off", target=target),
            ),
            assumptions(working_hours=100),
        )
    )  # fmt: skip

    assert found == {"rds db.t4g.micro": 2.5, "rds-gp3-gb": 2.62}
