"""What an environment remembers: databases, caches and secrets."""
