"""The number of a service's tasks: the stack file owns it, and AWS is told the same at once."""
