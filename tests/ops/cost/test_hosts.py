"""Hosts on EC2: each figure beside the one worked out by hand, from the prices of Seoul."""

from ops.cost.estimate import monthly
from tests.ops.cost.conftest import assumptions, by_key, recording, resource


def test_a_group_of_hosts_costs_instances_volumes_and_addresses() -> None:
    template = resource(
        "aws:ec2/launchTemplate:LaunchTemplate", "host", instanceType="t4g.small",
        blockDeviceMappings=[{"ebs": {"volumeSize": 20, "volumeType": "gp3"}}],
        networkInterfaces=[{"associatePublicIpAddress": "true"}],
    )  # fmt: skip
    group = resource("aws:autoscaling/group:Group", "host", launchTemplate={"id": "host-id"}, minSize=1, maxSize=3)

    assert by_key(monthly(recording(template, group), assumptions())) == {
        "ec2 t4g.small": round(730 * 0.0208, 2),
        "ebs-gp3-gb": round(20 * 0.0912, 2),
        "ipv4-hour": 3.65,
    }


def test_a_host_without_a_group_is_counted_alone() -> None:
    host = resource("aws:ec2/instance:Instance", "h", instanceType="t4g.nano", rootBlockDevice={"volumeSize": 10},
                    associatePublicIpAddress=True)  # fmt: skip

    assert by_key(monthly(recording(host), assumptions())) == {
        "ec2 t4g.nano": round(730 * 0.0052, 2),
        "ebs-gp3-gb": 0.91,
        "ipv4-hour": 3.65,
    }


def test_a_volume_costs_what_is_beyond_the_included_speed_and_its_snapshots_what_changes() -> None:
    volume = resource("aws:ebs/volume:Volume", "v", size=100, type="gp3", iops=4000, throughput=225)
    policy = resource("aws:dlm/lifecyclePolicy:LifecyclePolicy", "s",
                      policyDetails={"schedules": [{"retainRule": {"count": 11}}]})  # fmt: skip
    above = resource("platform:host:Host", "host")
    placed = [resource(one.type, one.name, above.urn, **one.inputs) for one in (volume, policy)]

    assert by_key(monthly(recording(above, *placed), assumptions(change_per_day=0.01))) == {
        "ebs-gp3-gb": 9.12,
        "ebs-gp3-iops": 5.7,
        "ebs-gp3-mbps": 4.56,
        "ebs-snapshot-gb": round(100 * 1.1 * 0.05, 2),
    }
