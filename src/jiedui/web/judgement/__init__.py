"""What offices decide on the ground of the records: offers, and the list of who does what."""
