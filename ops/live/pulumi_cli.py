"""Calls of the Pulumi CLI."""

from typing import Final

NO_LINK: Final = "--suppress-permalink=true"
"""For each call that could end with a link to the state, signed for whoever reads the log.

The CLI leaves it out by itself while the backend is a bucket (3.260); no log depends on that. Without `=true` the flag
means false. https://www.pulumi.com/docs/iac/cli/commands/pulumi_up/
"""
