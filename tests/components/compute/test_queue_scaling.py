"""As many tasks as the work that waits needs, and no task that is stopped while it works."""

from typing import Any

from tests.components.compute.stand_ins import Built, service
from tests.components.iam_documents import by_sid
from tests.harness import inputs_by_name, json_of

POLICY = "aws:appautoscaling/policy:Policy"
QUEUE = {"pattern": "{ $.queue_length = * }", "value": "$.queue_length"}
SQS = {"namespace": "AWS/SQS", "name": "ApproximateNumberOfMessagesVisible", "dimensions": {"QueueName": "jobs"}}


def worker(queue: dict[str, Any], **scaling: Any) -> Built:
    limits = {"min": 1, "max": 10, "cpu": None, "memory": None} | scaling
    return service(scaling={**limits, "queue": queue}, metrics={"queue-length": QUEUE})


def followed(built: Built) -> Any:
    (inputs,) = inputs_by_name(built.recording, POLICY).values()
    return inputs["targetTrackingScalingPolicyConfiguration"]


def metrics(built: Built) -> dict[str, Any]:
    return {one["id"]: one for one in followed(built)["customizedMetricSpecification"]["metrics"]}


def test_what_waits_is_shared_out_between_the_tasks_that_run() -> None:
    found = metrics(worker({"metric": "queue-length", "per_task": 50}))
    assert {key: one["returnData"] for key, one in found.items()} == {"waiting": False, "tasks": False, "each": True}
    assert found["each"]["expression"] == "waiting / tasks"
    assert found["tasks"]["metricStat"] == {
        "metric": {
            "namespace": "ECS/ContainerInsights",
            "metricName": "RunningTaskCount",
            "dimensions": [
                {"name": "ClusterName", "value": "production-gli-cluster"},
                {"name": "ServiceName", "value": "production-api-service"},
            ],
        },
        "stat": "Average",
    }


def test_the_length_comes_from_the_log_of_the_service_or_of_another() -> None:
    own = metrics(worker({"metric": "queue-length", "per_task": 50}))["waiting"]["metricStat"]
    assert own == {
        "metric": {"namespace": "GLI/Production", "metricName": "api/queue-length", "dimensions": []},
        "stat": "Average",
    }
    another = metrics(worker({"metric": "queue-length", "of": "scheduler", "per_task": 50}))["waiting"]["metricStat"]
    assert another["metric"]["metricName"] == "scheduler/queue-length"


def test_or_it_is_any_metric_of_cloudwatch() -> None:
    waiting = metrics(worker({"metric": {**SQS, "statistic": "Maximum"}, "per_task": 2.5}))["waiting"]["metricStat"]
    assert waiting == {
        "metric": {
            "namespace": "AWS/SQS",
            "metricName": "ApproximateNumberOfMessagesVisible",
            "dimensions": [{"name": "QueueName", "value": "jobs"}],
        },
        "stat": "Maximum",
    }


def test_tasks_come_fast_and_leave_slowly_around_what_one_of_them_does() -> None:
    configuration = followed(worker({"metric": SQS, "per_task": 2.5}))
    assert configuration["targetValue"] == 2.5
    assert (configuration["scaleOutCooldown"], configuration["scaleInCooldown"]) == (60, 300)
    assert "predefinedMetricSpecification" not in configuration


def test_beside_the_load_it_is_one_measure_more() -> None:
    built = worker({"metric": SQS, "per_task": 2}, cpu=60)
    assert set(inputs_by_name(built.recording, POLICY)) == {"api-cpu", "api-queue"}


def test_code_that_works_for_long_may_protect_its_task_and_no_other_cluster_s() -> None:
    built = worker({"metric": SQS, "per_task": 2}, protection=True)
    document = json_of(built.one("aws:iam/rolePolicy:RolePolicy", "api-task"), "policy")
    assert by_sid(document)["ProtectTasks"] == {
        "Sid": "ProtectTasks",
        "Effect": "Allow",
        "Action": ["ecs:GetTaskProtection", "ecs:UpdateTaskProtection"],
        "Resource": ["arn:aws:ecs:ap-northeast-2:123456789012:task/production-gli-cluster/*"],
    }


def test_code_that_was_not_given_that_may_not() -> None:
    built = worker({"metric": SQS, "per_task": 2})
    names = {one.name for one in built.recording.of_type("aws:iam/rolePolicy:RolePolicy")}
    assert "api-task" not in names
