"""Draws a stack as people draw environments: Regions, networks, what stands in them, and who may talk to whom."""
