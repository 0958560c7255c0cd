"""Single hosts, for what must cost almost nothing."""
