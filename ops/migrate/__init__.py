"""Migrations of a database: run once, in a task of their own, before the service changes (standard G-26)."""
