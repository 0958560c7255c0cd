"""What is watched of a certificate: how long it is still good.

https://docs.aws.amazon.com/acm/latest/userguide/cloudwatch-metrics.html
"""

from collections.abc import Sequence
from typing import Annotated

from pulumi import Input
from pydantic import Field

from components._settings import Settings
from components._watched import Alarm, AlarmKind, Metric, Widget, limits, wanted

NAMESPACE = "AWS/CertificateManager"
DAY_SECONDS = 86_400
"""ACM measures twice a day."""
Days = Annotated[float, Field(ge=1, le=60)]

EXPIRY = AlarmKind(
    key="certificate-expiry",
    comparison="<",
    severity="warning",
    period=DAY_SECONDS,
    periods=1,
    why="The certificate runs out and should have been renewed by now.",
    todo="See in ACM why it was not: a DNS record that proves a name is gone, or it was imported and must be again.",
    missing="ignore",
)
END = AlarmKind(
    key="certificate-end",
    comparison="<",
    severity="critical",
    period=DAY_SECONDS,
    periods=1,
    why="The certificate is about to run out: then browsers and clients refuse to connect.",
    todo="Renew it now: restore the DNS records that prove its names, or import a new one under the same ARN.",
    missing="ignore",
)
"""ACM measures nothing once the certificate has run out: what was raised stays raised."""


class CertificateAlarms(Settings):
    """When people are told that a certificate runs out; null leaves an alarm out."""

    certificate_expiry: Days | None = 30
    """Days that are left. ACM renews 60 days before the end, or 45, so this is long after it first failed to.

    https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html
    """
    certificate_end: Days | None = 7
    """Days that are left when somebody is woken up."""


def certificate_alarms(
    settings: CertificateAlarms, certificate_arn: Input[str], region: str | None = None
) -> Sequence[Alarm]:
    """The alarms of one certificate, in the Region that it was issued in."""
    left = _left(certificate_arn, region)
    return wanted((EXPIRY, left, settings.certificate_expiry), (END, left, settings.certificate_end))


def certificate_widget(alarms: Sequence[Alarm], certificate_arn: Input[str], region: str | None = None) -> Widget:
    """How many days are left."""
    lines = limits(alarms, EXPIRY.key, END.key)
    return Widget("Certificate", [_left(certificate_arn, region)], "days left", limits=lines)


def _left(certificate_arn: Input[str], region: str | None) -> Metric:
    dimensions = {"CertificateArn": certificate_arn}
    return Metric(NAMESPACE, "DaysToExpiry", dimensions, "Minimum", "Days left", region)
