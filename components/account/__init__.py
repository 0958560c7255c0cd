"""What an AWS account has once: the audit trail, defaults for everybody, and who is told of its costs."""
