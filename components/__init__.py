"""The parts of an environment, one room per concern; see docs/adr/0001 for the house."""
