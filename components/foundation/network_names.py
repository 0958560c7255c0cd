"""What a network's parts are called: known before they exist, so that their log groups can be made first."""

from collections.abc import Mapping

from naming import Names


def network_log_groups(names: Names) -> Mapping[str, str]:
    """The log group of the flow logs, by a key that is unique in the stack."""
    return {"flow": names.fill("flow_logs")}
