"""`python -m ops policies`: every rule of the pack, for a terminal and as docs/policies.md."""
