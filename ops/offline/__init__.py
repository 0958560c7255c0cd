"""Runs the real program and the real policy pack with no AWS account and no Pulumi CLI."""
