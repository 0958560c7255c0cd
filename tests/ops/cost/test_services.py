"""Services and their cluster: each figure beside the one worked out by hand, from the prices of Seoul."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ops.cost.estimate import monthly
from tests.ops.cost.conftest import HOURS, assumptions, by_key, recording, resource, service


def test_tasks_cost_their_vcpus_and_memory() -> None:
    assert by_key(monthly(service(tasks=2), assumptions())) == {
        "fargate-arm-vcpu": round(2 * 730 * 0.03725, 2),
        "fargate-arm-gb": round(2 * 2 * 730 * 0.00409, 2),
    }


def test_a_scaled_service_runs_between_its_limits() -> None:
    found = monthly(service(least=2, most=10), assumptions(scaling_share=0.25))

    assert by_key(found)["fargate-arm-vcpu"] == round(4 * 730 * 0.03725, 2)
    assert found.lines[0].why == "4 tasks of 1"


def test_tasks_are_split_between_providers_by_weight() -> None:
    found = monthly(service(tasks=4, spot=3), assumptions())
    hours = {line.price.key: line.quantity for line in found.lines}

    assert hours["fargate-arm-vcpu"] == HOURS
    assert hours["fargate-spot-arm-vcpu"] == 3 * HOURS


def test_the_base_runs_first_and_only_the_others_by_weight() -> None:
    both = service(tasks=5)
    base = [{"capacityProvider": "FARGATE", "base": 2, "weight": 0}, {"capacityProvider": "FARGATE_SPOT", "weight": 1}]
    (definition, own) = both.resources[1:]
    split = resource(own.type, "api", **{**own.inputs, "capacityProviderStrategies": base})
    hours = {one.price.key: one.quantity for one in monthly(recording(definition, split), assumptions()).lines}

    assert (hours["fargate-arm-vcpu"], hours["fargate-spot-arm-vcpu"]) == (2 * HOURS, 3 * HOURS)


def test_a_calendar_that_stops_a_service_leaves_it_its_working_hours() -> None:
    calm = service(least=1, most=1)
    action = resource("aws:appautoscaling/scheduledAction:ScheduledAction", "off", resourceId="service/c/api",
                      scalableTargetAction={"minCapacity": 0, "maxCapacity": 0})  # fmt: skip
    found = monthly(recording(*calm.resources[1:], action), assumptions(working_hours=100))

    assert by_key(found)["fargate-arm-vcpu"] == round(100 * 0.03725, 2)


def test_container_insights_costs_more_metrics_where_it_is_enhanced() -> None:
    def watched(value: str) -> dict[str, float]:
        cluster = resource("aws:ecs/cluster:Cluster", "c", arn="arn:cluster/c",
                           settings=[{"name": "containerInsights", "value": value}])  # fmt: skip
        counts = assumptions(insights_cluster_metrics=10, insights_service_metrics=20, insights_task_metrics=30)
        found = by_key(monthly(recording(cluster, *service(tasks=2).resources[1:]), counts))
        return {key: usd for key, usd in found.items() if not key.startswith("fargate")}

    assert watched("disabled") == {}
    assert watched("enabled") == {"custom-metric": round(30 * 0.3, 2)}
    assert watched("enhanced") == {"insights-metric": round((10 + 20 + 2 * 30) * 0.07, 2)}


def test_images_copied_to_other_regions_pay_the_way() -> None:
    copies = {"rules": [{"destinations": [{"region": "eu-central-1"}, {"region": "ap-southeast-2"}]}]}
    replication = resource("aws:ecr/replicationConfiguration:ReplicationConfiguration", "r",
                           replicationConfiguration=copies)  # fmt: skip

    assert by_key(monthly(recording(replication), assumptions(image_replication_gb=5))) == {"region-gb": 0.8}


@settings(deadline=None, max_examples=100)
@given(fewer=st.floats(0, 50), more=st.floats(0, 50), spot=st.floats(0, 5))
def test_more_tasks_never_cost_less(fewer: float, more: float, spot: float) -> None:
    few = monthly(service(tasks=fewer, spot=spot), assumptions()).total
    many = monthly(service(tasks=fewer + more, spot=spot), assumptions()).total

    assert many >= few - 1e-9


@settings(deadline=None, max_examples=100)
@given(least=st.integers(0, 20), beyond=st.integers(1, 20), share=st.floats(0, 1))
def test_a_scaled_service_costs_between_its_fewest_and_its_most_tasks(least: int, beyond: int, share: float) -> None:
    scaled = monthly(service(least=least, most=least + beyond), assumptions(scaling_share=share)).total
    fewest, most = (monthly(service(tasks=tasks), assumptions()).total for tasks in (least, least + beyond))

    assert fewest - 1e-9 <= scaled <= most + 1e-9
