"""`python -m ops wake`."""
