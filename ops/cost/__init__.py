"""What a stack costs a month, from its resources, a table of prices and assumptions; nothing is looked up."""
