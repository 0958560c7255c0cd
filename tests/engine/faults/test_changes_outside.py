"""What somebody changed or deleted beside Pulumi: what a deployment makes of it, and what `up --refresh` does."""

from collections.abc import Callable

from tests.engine.changing import lost
from tests.engine.deployment import Deployment
from tests.engine.provider.account import Live

CopyOf = Callable[[str], Deployment]
INSTANCE = "aws:rds/instance:Instance"
GROUP, RULE = "aws:ec2/securityGroup:SecurityGroup", "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
BUCKET = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"


def one(deployment: Deployment, token: str, name: str) -> Live:
    """What was made for a logical name."""
    [found] = [live for live in deployment.account.of_type(token) if live.urn.endswith(f"::{name}")]
    return found


def test_what_was_changed_by_hand_stays_so_until_an_up_that_looks(copy_of: CopyOf) -> None:
    deployment = copy_of("dev")
    database = one(deployment, INSTANCE, "db")
    declared = database.inputs["backupRetentionPeriod"]
    database.inputs["backupRetentionPeriod"] = 0

    blind = deployment.up()
    overlooked = database.inputs["backupRetentionPeriod"]
    healing = deployment.up(refresh=True)

    assert (blind.error, blind.touched, overlooked) == ("", set(), 0)
    assert healing.error == ""
    assert healing.did("update") == {f"{INSTANCE}::db"}
    assert lost(healing) == set()
    assert database.inputs["backupRetentionPeriod"] == declared
    assert deployment.strays() == set()


def test_what_was_deleted_by_hand_is_made_again_by_an_up_that_looks(copy_of: CopyOf) -> None:
    deployment = copy_of("dev")
    rule = one(deployment, RULE, "db-from-api")
    del deployment.account.live[deployment.account.key(rule.type, rule.id, rule.outputs)]

    blind = deployment.up()
    healing = deployment.up(refresh=True)

    assert (blind.error, blind.touched) == ("", set())
    assert healing.error == ""
    assert healing.did("create") == {f"{RULE}::db-from-api"}
    assert healing.replaced == set()
    assert deployment.strays() == set()
    assert deployment.preview().touched == set()
