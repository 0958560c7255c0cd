"""`python -m ops adopt`: takes what exists on AWS already into a stack, by a file for `pulumi import`."""
