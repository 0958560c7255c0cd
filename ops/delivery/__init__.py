"""How a change gets from a pull request to its environments."""
