"""`python -m ops doctor`: whether this machine can work on a stack."""
