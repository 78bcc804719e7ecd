"""Parks and enclaves: what they are, what was published of them, how they came about."""
