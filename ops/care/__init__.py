"""Looks after what is deployed: what is wrong with it, what changed by hand, and whether a release may come."""
