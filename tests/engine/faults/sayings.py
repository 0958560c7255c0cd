"""What the CLI says when a deployment breaks off; tests/docs/test_broken_off.py looks for each in the runbook."""

from typing import Final

LOCKED: Final = "the stack is currently locked by 1 lock(s)"
PENDING: Final = "Attempting to deploy or update resources with 1 pending operations from previous deployment"
PLUGIN_DIED: Final = "error reading from server: EOF"
EXISTS: Final = "AlreadyExists"
FAILED: Final = "update failed"
