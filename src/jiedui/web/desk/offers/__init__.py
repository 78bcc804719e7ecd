"""Pages of offers and of the list of who does what."""
