"""The pages of parks and enclaves."""
