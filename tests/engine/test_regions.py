"""A database in one Region and its replica in another: both come up, stay as they are, and the replica is promoted."""

from collections.abc import Callable

import pytest

from tests.engine.changing import DASHBOARD, METRIC_ALARM, change, changed, lost
from tests.engine.conftest import Deployed
from tests.engine.deployment import Deployment

CopyOf = Callable[[str], Deployment]
NRT, FRA = "aut-prod-nrt", "aut-prod-fra"
INSTANCE = "aws:rds/instance:Instance::db"
MADE = {
    "aws:secretsmanager/secret:Secret::db-secret",
    "aws:secretsmanager/secretPolicy:SecretPolicy::db-secret-policy",
    "aws:secretsmanager/secretVersion:SecretVersion::db-secret-value",
    f"{METRIC_ALARM}::db-transaction-ids",
}
GONE = {
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule::db-to-peer-nrt-from-signal",
    f"{METRIC_ALARM}::db-replica-lag",
}


@pytest.mark.parametrize("stack", [NRT, FRA])
def test_each_region_comes_up_and_then_stays_as_it_is(stack: str, deployed: Deployed, copy_of: CopyOf) -> None:
    assert deployed(stack)[1].error == ""
    again = copy_of(stack).up()
    assert (again.error, again.touched) == ("", set())


def test_a_replica_that_is_promoted_is_updated_and_never_replaced(copy_of: CopyOf) -> None:
    run = change(copy_of(FRA), {"databases.db.replica_of": None})
    assert lost(run) == set()
    assert run.replaced == set()
    assert run.did("delete") & run.touched == GONE
    assert run.did("create") & run.touched == MADE
    assert changed(run)[INSTANCE] >= {"replicateSourceDb", "password", "backupRetentionPeriod", "skipFinalSnapshot"}
    assert {"dbName", "engine", "kmsKeyId", "username"}.isdisjoint(changed(run)[INSTANCE])
    assert DASHBOARD.items() <= changed(run).items()
