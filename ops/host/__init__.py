"""Deploying to a host: what is sent to it by Systems Manager, and what came of it."""
