"""What each rule says of which resources: a table for each service."""
