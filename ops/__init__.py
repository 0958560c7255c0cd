"""What people and pipelines run around `pulumi`: `python -m ops …`."""
