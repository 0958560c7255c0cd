"""What is watched of a load balancer itself; what reaches a service is watched with the service.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
"""

from collections.abc import Sequence

from pulumi import Input

from components._watched import Alarm, AlarmKind, Anomaly, Count, Metric, Watched, Widget, limits, wanted
from components.edge.certificate_watch import CertificateAlarms, certificate_alarms, certificate_widget

NAMESPACE = "AWS/ApplicationELB"

ELB_ERRORS = AlarmKind(
    key="elb-errors",
    comparison=">",
    severity="critical",
    period=300,
    periods=2,
    why="The load balancer answers 5xx itself, because no task does: none is healthy, or they hang or break off.",
    todo="See which code it is: 503 is no healthy task, 504 one that hangs, 502 one that breaks off; then its service.",
)
REJECTED = AlarmKind(
    key="rejected-connections",
    comparison=">",
    severity="warning",
    period=300,
    periods=1,
    why="The load balancer has as many connections as it can have, and turns clients away.",
    todo="See whether this is an attack, then slow it down in the firewall; else ask AWS to scale the load balancer.",
)
CONNECTION_ERRORS = AlarmKind(
    key="target-connection-errors",
    comparison=">",
    severity="warning",
    period=300,
    periods=2,
    why="The load balancer cannot connect to tasks that it takes for healthy.",
    todo="See whether tasks are busy or just stopped, then the security groups and the port of the service.",
)
TLS_ERRORS = AlarmKind(
    key="tls-errors",
    comparison=">",
    severity="warning",
    why="Many clients cannot agree on TLS with the load balancer: an old protocol, or a certificate that they refuse.",
    todo="See in the connection log which protocol and cipher they offer, and whether `tls_policy` just changed.",
)


class LoadBalancerAlarms(CertificateAlarms):
    """Thresholds; null leaves an alarm out, and `{anomaly: 2}` lets CloudWatch learn what is usual."""

    elb_errors: Count | Anomaly | None = 10
    """Answers 5xx of the load balancer's own in 5 minutes, twice."""
    rejected_connections: Count | Anomaly | None = 0
    """Connections that were turned away in 5 minutes."""
    target_connection_errors: Count | Anomaly | None = 10
    """Connections to tasks that failed in 5 minutes, twice."""
    tls_errors: Count | Anomaly | None = 100
    """Connections without TLS in 5 minutes, for 15 minutes; whoever scans the internet makes some all the time."""


def load_balancer_watch(
    role: str, settings: LoadBalancerAlarms, arn_suffix: Input[str], certificate_arn: Input[str]
) -> Watched:
    """The alarms and graphs of a load balancer."""
    by_load_balancer = {"LoadBalancer": arn_suffix}

    def metric(name: str, label: str, statistic: str = "Sum") -> Metric:
        return Metric(NAMESPACE, name, by_load_balancer, statistic, label)

    errors = metric("HTTPCode_ELB_5XX_Count", "5xx of its own")
    rejected = metric("RejectedConnectionCount", "Turned away")
    unconnected = metric("TargetConnectionErrorCount", "No connection to a task")
    tls = metric("ClientTLSNegotiationErrorCount", "No TLS with a client")
    alarms: Sequence[Alarm] = [
        *wanted(
            (ELB_ERRORS, errors, settings.elb_errors),
            (REJECTED, rejected, settings.rejected_connections),
            (CONNECTION_ERRORS, unconnected, settings.target_connection_errors),
            (TLS_ERRORS, tls, settings.tls_errors),
        ),
        *certificate_alarms(settings, certificate_arn),
    ]
    answers = [
        metric("HTTPCode_Target_4XX_Count", "4xx of tasks"),
        metric("HTTPCode_Target_5XX_Count", "5xx of tasks"),
        metric("HTTPCode_ELB_4XX_Count", "4xx of its own"),
        errors,
    ]
    times = [metric("TargetResponseTime", percentile, percentile) for percentile in ("p50", "p95", "p99")]
    connections = [metric("NewConnectionCount", "New"), rejected, unconnected, tls]
    return Watched(
        title=f"Load balancer {role}",
        stem=f"{role}-alb",
        alarms=alarms,
        widgets=[
            Widget("Requests", [metric("RequestCount", "Requests")], "requests"),
            Widget("Response time", times, "seconds"),
            Widget("Answers 4xx and 5xx", answers, "answers", limits=limits(alarms, ELB_ERRORS.key)),
            Widget(
                "Connections",
                connections,
                "connections",
                limits=limits(alarms, REJECTED.key, CONNECTION_ERRORS.key, TLS_ERRORS.key),
            ),
            certificate_widget(alarms, certificate_arn),
        ],
        rests=True,
    )
