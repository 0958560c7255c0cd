"""`python -m ops checklist`: before and after a deployment, as far as a machine can check it (standard G-29)."""
