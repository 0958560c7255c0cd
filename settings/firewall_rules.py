"""Rules of firewalls that span parts: what names one, and where it stands."""

from collections.abc import Iterator

from settings.stack import StackSettings

STACK = "platform:stack"


def firewall_problems(stack: StackSettings) -> Iterator[str]:
    """Every reference to a firewall that is not there, or that cannot stand in front of what names it."""
    for part, scope in (("load_balancers", "regional"), ("websites", "cloudfront")):
        fitting = [role for role, firewall in stack.firewalls.items() if firewall.scope == scope]
        known = ", ".join(fitting) or "none"
        for role, settings in getattr(stack, part).items():
            path = f"{STACK}.{part}.{role}.firewall"
            if settings.firewall is None or settings.firewall in fitting:
                continue
            if settings.firewall not in stack.firewalls:
                yield f"{path} is {settings.firewall!r}, which is not there; the firewalls of scope {scope} are {known}"
            else:
                yield (
                    f"{path} is {settings.firewall!r}, whose scope is {stack.firewalls[settings.firewall].scope}; "
                    f"{part} take one of scope {scope}, which are {known}"
                )
