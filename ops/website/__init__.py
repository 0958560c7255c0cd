"""Releases of a website: kept in its bucket, pointed to one after another."""
