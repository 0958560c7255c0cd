"""Rules of alerts: their names fit, and what they and hosts need of `platform:secrets` is there and nothing else."""

from collections.abc import Collection, Iterator

from settings.secrets import SECRETS
from settings.stack import StackSettings

ALERTS = "platform:stack.alerts"


def alert_problems(stack: StackSettings, secrets: Collection[str], stack_name: str) -> Iterator[str]:
    """Secrets that a receiver or a host waits for, and those that nobody reads; `secrets` are names, never values."""
    needed = dict.fromkeys(stack.alerts.secrets, f"{ALERTS}.pagerduty") | {
        secret.secret: f"platform:stack.hosts.{role}.secrets.{variable}"
        for role, host in stack.hosts.items()
        for variable, secret in host.secrets.items()
        if secret.secret is not None
    }
    for name, path in needed.items():
        if name not in secrets:
            yield (
                f"{SECRETS}.{name} is missing, and {path} needs it; set it with "
                f"`pulumi config set --secret --path '{SECRETS}.{name}' --stack {stack_name}`, which asks for its value"
            )
    for name in secrets:
        if name not in needed:
            yield (
                f"{SECRETS}.{name} is read by nothing; those that are read are {', '.join(needed) or 'none'}: "
                f"remove it with `pulumi config rm --path '{SECRETS}.{name}' --stack {stack_name}`"
            )


def alert_names(stack: StackSettings) -> Iterator[tuple[str, str, str | None, dict[str, str]]]:
    """The names of topics, and of what is named after them: path, kind, override, parts."""
    yield ALERTS, "alerts", stack.alerts.name, {}
    if stack.alerts.name is not None:
        yield ALERTS, "alerts_dead_letters", None, {"topic": stack.alerts.name}
