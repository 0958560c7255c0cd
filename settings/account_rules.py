"""Rules about the stack of what an AWS account has once."""

from collections.abc import Iterator

from settings.stack import StackSettings

STACK = "platform:stack"
OF_ENVIRONMENTS = (
    "network",
    "dns",
    "firewalls",
    "websites",
    "load_balancers",
    "databases",
    "caches",
    "secrets",
    "services",
)
"""What stands in one environment of a system."""


def account_problems(stack: StackSettings) -> Iterator[str]:
    """Parts of an environment beside parts of the account: who destroys the one must not destroy the other."""
    besides = [part for part in OF_ENVIRONMENTS if getattr(stack, part)]
    if stack.account and besides:
        yield (
            f"{STACK}.account stands beside {', '.join(besides)}; what an account has once belongs to a stack of its "
            "own, so move it there (Pulumi.account.yaml), or remove it where the account has it already"
        )
