"""Texts that AWS never changes: they are no reason to replace what carries them.

The description of a security group or of a parameter group is fixed when it is made. What somebody made by hand has
another one than ours, and is adopted with it (`python -m ops adopt`).
"""

FIXED_TEXTS = ["description"]
"""For `ignore_changes` of a resource whose description AWS cannot change."""
