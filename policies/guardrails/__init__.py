"""The platform's rules as data and pure predicates, and the machinery that judges resources by them."""
