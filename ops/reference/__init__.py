"""`python -m ops settings` and `… components`: what can be written, and what is made of it, read from the code."""
