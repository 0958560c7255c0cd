"""`python -m ops diagnose`: the known failures of the guides, with cause and remedy (standard G-28)."""
