"""Draws the dashboard and the alarms of a stack from what is declared, before they exist."""
