"""What everything else stands on: the key and the network."""
