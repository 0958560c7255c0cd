"""Releases of services: what was asked for, whether it runs, and the way back."""
