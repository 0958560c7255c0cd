"""Where containers run, and what they are."""
