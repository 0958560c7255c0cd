"""What a cluster's parts are called: known before they exist, so that their log groups can be made first."""

from collections.abc import Mapping

from components.compute.cluster import ClusterSettings
from naming import Names


def cluster_log_groups(settings: ClusterSettings, names: Names) -> Mapping[str, str]:
    """The log groups of ECS Exec and of container insights, by a key that is unique in the stack.

    AWS makes that of container insights by itself where it is missing, kept for a day and without our key.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/ContainerInsights.html
    """
    cluster = names.fill("cluster", override=settings.name)
    groups = {"exec": names.fill("exec_logs")}
    if settings.container_insights != "disabled":
        groups["insights"] = names.fill("insights_logs", cluster=cluster)
    return groups
