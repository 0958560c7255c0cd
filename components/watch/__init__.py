"""What is seen of an environment while it runs."""
