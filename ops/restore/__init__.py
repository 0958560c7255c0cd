"""Going back to an earlier moment of a database: a new one beside it (standards G-27, M-06)."""
