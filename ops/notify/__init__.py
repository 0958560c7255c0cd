"""Announces deployments: Slack for people, Datadog for counting (standards G-25, T-04)."""
