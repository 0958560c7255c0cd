"""What auditors read: the results of the policy pack, with all that makes them evidence."""
