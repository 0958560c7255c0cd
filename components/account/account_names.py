"""What an account's parts are called: known before they exist, so that keys and log groups can be made first."""

from collections.abc import Mapping, Sequence

from components.account.account_settings import AccountSettings
from naming import Names


def account_log_groups(settings: AccountSettings, names: Names) -> Mapping[str, str]:
    """The log groups of what the account has once, by a key that is unique in the stack.

    RDS would make that of enhanced monitoring by itself, kept for 30 days and without our key.
    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.CloudWatchLogs.html
    """
    groups = {name: names.fill("trail_logs") for name in settings.trails}
    if settings.defaults is not None and settings.defaults.database_metrics_log:
        groups["database-metrics"] = names.fill("database_metrics_logs")
    return groups


def trail_arn(names: Names) -> str:
    """The trail's ARN."""
    return names.arn("cloudtrail", f"trail/{names.fill('trail')}")


def trail_arns(settings: AccountSettings, names: Names) -> Sequence[str]:
    """The ARNs of the trails that the stack makes."""
    return [trail_arn(names) for _ in settings.trails]
