"""Files in: checked first, then taken in as a whole or not at all."""
