"""`python -m ops drift`: what changed outside Pulumi."""
