"""How fast the platform is, and how much memory it takes; never part of a test."""
