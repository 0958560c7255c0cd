"""Before a deployment: is there a backup, a way back, and somebody who hears of what goes wrong? (standard G-29)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from ops.care.alarms import Alarms, live_alarms
from ops.care.checklist.model import Item, State, of_persons, unseen
from ops.care.looking import Looks
from ops.care.scene import Scene
from ops.dashboard.alarms import TOPIC
from ops.dashboard.declared import declared
from ops.failures import WrongInputError
from ops.live.aws import code_of
from ops.live.environment import Service
from ops.live.ledger import history
from ops.offline.recording import Recorded
from ops.release.observer import Observer
from ops.release.registry import find
from ops.release.way_back import previous

INSTANCE: Final = "aws:rds/instance:Instance"
SNAPSHOT_WITHIN: Final = timedelta(hours=26)
"""RDS takes one a day, in a window of an hour; a little more for its duration.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html
"""
RESTORABLE_WITHIN: Final = timedelta(minutes=15)
"""RDS uploads its logs every five minutes, so this is three times too late.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIT.html
"""
WAITS: Final = frozenset({"PendingConfirmation", "Deleted"})
"""What stands in place of a subscription's ARN while it gets nothing.

https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html
"""
PERSONS: Final = (
    "Every test passed on staging",
    "The changes were reviewed, the migrations among them",
    "The team knows when it happens",
    "Whoever is on call knows, and can be reached",
    "Somebody watches for 30 minutes afterwards",
    "Users are told, where they will notice",
)
"""Of the guides' lists (11.1 and 10.1) what no machine can see."""


def before(scene: Scene) -> Iterator[Item]:
    """Every item, in the order of the guides."""
    yield from _backups(scene)
    yield from _ways_back(scene)
    yield from _nothing_under_way(scene)
    yield _dashboard(scene)
    yield from _alarms(scene)
    yield from _receivers(scene)
    yield from of_persons(PERSONS)


def _backups(scene: Scene) -> Iterator[Item]:
    for database in scene.environment.recording.of_type(INSTANCE):
        if not database.inputs.get("replicateSourceDb"):
            yield _backup(scene, database)


def _backup(scene: Scene, database: Recorded) -> Item:
    identifier, looks = str(database.inputs["identifier"]), Looks()
    title = f"Backup of {identifier}"
    found = looks.at(identifier, _instance, scene, identifier)
    snapshots = looks.at(f"snapshots of {identifier}", _snapshots, scene, identifier)
    if found is None or snapshots is None:
        return unseen(title, looks.blind)
    wrong = list(_wrong_with_backup(scene.now, found, snapshots))
    newest = max((one["SnapshotCreateTime"] for one in snapshots), default=None)
    seen = f"snapshot of {newest:%Y-%m-%d %H:%M} UTC" if newest else "no snapshot"
    latest = found.get("LatestRestorableTime")
    seen += f", any moment until {latest:%Y-%m-%d %H:%M} UTC" if latest else ", no moment can be restored"
    if not wrong:
        return Item(title, State.GOOD, seen)
    copy = f"aws rds create-db-snapshot --db-instance-identifier {identifier} --region {scene.region}"
    name = f"--db-snapshot-identifier {identifier}-{scene.now:%Y%m%d-%H%M}"
    return Item(title, State.BAD, f"{seen}: {'; '.join(wrong)}", f"{copy} {name}")


def _instance(scene: Scene, identifier: str) -> Mapping[str, Any]:
    [found] = scene.client("rds").describe_db_instances(DBInstanceIdentifier=identifier)["DBInstances"]
    instance: Mapping[str, Any] = found
    return instance


def _snapshots(scene: Scene, identifier: str) -> Sequence[Mapping[str, Any]]:
    pages = scene.client("rds").get_paginator("describe_db_snapshots").paginate(DBInstanceIdentifier=identifier)
    return [one for page in pages for one in page["DBSnapshots"] if one["Status"] == "available"]


def _wrong_with_backup(
    now: datetime, found: Mapping[str, Any], snapshots: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    if not found.get("BackupRetentionPeriod"):
        yield "automated backups are off"
    times = [one["SnapshotCreateTime"] for one in snapshots]
    if not times or now - max(times) > SNAPSHOT_WITHIN:
        yield f"no snapshot of the last {SNAPSHOT_WITHIN.total_seconds() / 3600:.0f} h"
    latest = found.get("LatestRestorableTime")
    if latest is None or now - latest > RESTORABLE_WITHIN:
        yield f"nothing of the last {RESTORABLE_WITHIN.total_seconds() / 60:.0f} min could be restored"


def _ways_back(scene: Scene) -> Iterator[Item]:
    """One for each image: services that share one go back together."""
    environment = scene.environment
    for service in environment.services.values():
        if service.role != service.image_role:
            continue
        current, looks = environment.images.get(service.role), Looks()
        title = f"Way back of {service.role}"
        entries = looks.at(f"releases of {service.role}", history, scene.aws, environment, service.role)
        if entries is None:
            yield unseen(title, looks.blind)
            continue
        # Before a release the way back is what runs now; after it was asked for, what was before.
        digest = current or previous(entries, None)
        if digest is None:
            yield Item(title, State.GOOD, "first release: nothing serves yet, so there is nothing to go back to")
        else:
            yield _kept(scene, service, digest, previous(entries, current), looks)


def _kept(scene: Scene, service: Service, digest: str, earlier: str | None, looks: Looks) -> Item:
    title = f"Way back of {service.role}"
    kept = looks.at(f"{digest} in ECR", _is_kept, scene, service, digest)
    if kept is None:
        return unseen(title, looks.blind)
    if not kept:
        pushed = f"aws ecr describe-images --repository-name {service.repository} --region {scene.region}"
        return Item(title, State.BAD, f"ECR no longer has {digest}, so nothing leads back to it", pushed)
    more = f"; before it {earlier}" if earlier else "; no earlier release was verified"
    return Item(title, State.GOOD, f"{digest} is asked for and kept in ECR{more}")


def _is_kept(scene: Scene, service: Service, digest: str) -> bool:
    try:
        find(scene.aws, service, digest=digest)
    except WrongInputError:
        return False
    return True


def _nothing_under_way(scene: Scene) -> Iterator[Item]:
    for service in scene.environment.services.values():
        if service.image_role not in scene.environment.images:
            continue
        title, looks = f"No deployment of {service.role} is under way", Looks()
        seen = looks.at(service.name, Observer(scene.aws, scene.environment, service))
        if seen is None:
            yield unseen(title, looks.blind)
        elif seen.under_way:
            wait = scene.ops("verify", "--service", service.role)
            yield Item(title, State.BAD, "ECS is deploying, or taking something back", wait)
        else:
            yield Item(title, State.GOOD)


def _dashboard(scene: Scene) -> Item:
    name, looks = declared(scene.environment.recording).dashboard, Looks()
    if not name:
        return Item("Dashboard", State.BAD, "the stack declares none", "Add `dashboard` to the stack file")
    cloudwatch: Any = scene.client("cloudwatch")

    def there() -> bool:
        try:
            cloudwatch.get_dashboard(DashboardName=name)
        except cloudwatch.exceptions.ClientError as error:
            if code_of(error) in {"ResourceNotFound", "DashboardNotFoundError", "ResourceNotFoundException"}:
                return False
            raise
        return True

    found = looks.at(f"dashboard {name}", there)
    if found is None:
        return unseen(f"Dashboard {name}", looks.blind)
    if not found:
        return Item(f"Dashboard {name}", State.BAD, "it does not exist", scene.up)
    url = f"https://console.aws.amazon.com/cloudwatch/home?region={scene.region}#dashboards/dashboard/{name}"
    return Item(f"Dashboard {name}", State.GOOD, url)


def _alarms(scene: Scene) -> Iterator[Item]:
    looks = Looks()
    found = live_alarms(scene, looks)
    if found is None:
        yield unseen("Alarms", looks.blind)
        return
    yield _there(scene, found)
    yield quiet(scene, found)


def _there(scene: Scene, found: Alarms) -> Item:
    silent = [one.name for one in found.live if not one.definition.get("ActionsEnabled", True)]
    missing = [one.name for one in found.missing]
    if missing:
        return Item("Alarms exist", State.BAD, f"{len(missing)} are missing: {some(missing)}", scene.up)
    if silent:
        return Item("Alarms exist", State.BAD, f"{len(silent)} have their actions off: {some(silent)}", scene.up)
    return Item("Alarms exist", State.GOOD, f"{len(found.live)} with their actions on")


def quiet(scene: Scene, found: Alarms) -> Item:
    """Whether no alarm rings."""
    ringing = [one.name for one in found.ringing]
    if ringing:
        return Item("No alarm rings", State.BAD, f"in ALARM: {some(ringing)}", scene.ops("diagnose"))
    return Item("No alarm rings", State.GOOD)


def _receivers(scene: Scene) -> Iterator[Item]:
    for topic in scene.environment.recording.of_type(TOPIC):
        arn = str(topic.outputs["arn"])
        region, looks = arn.split(":")[3], Looks()
        title = f"Somebody gets what {arn.rpartition(':')[2]} says in {region}"
        answer = looks.at(arn, _subscriptions, scene, region, arn)
        if answer is None:
            yield unseen(title, looks.blind)
            continue
        waiting = [one["Protocol"] for one in answer if one["SubscriptionArn"] in WAITS]
        confirmed = [one["Protocol"] for one in answer if one["SubscriptionArn"] not in WAITS]
        if confirmed:
            more = f"; {len(waiting)} not confirmed" if waiting else ""
            yield Item(title, State.GOOD, f"confirmed: {', '.join(sorted(set(confirmed)))}{more}")
        else:
            said = f"{len(waiting)} subscriptions are not confirmed" if waiting else "it has no subscription"
            yield Item(title, State.BAD, said, "Follow the link in the message of AWS Notifications, or: " + scene.up)


def _subscriptions(scene: Scene, region: str, arn: str) -> Sequence[Mapping[str, Any]]:
    pages = scene.client("sns", region).get_paginator("list_subscriptions_by_topic").paginate(TopicArn=arn)
    return [one for page in pages for one in page["Subscriptions"]]


def some(names: Sequence[str]) -> str:
    """The first three names and how many more there are."""
    shown = 3
    more = f" and {len(names) - shown} more" if len(names) > shown else ""
    return f"{', '.join(names[:shown])}{more}"
