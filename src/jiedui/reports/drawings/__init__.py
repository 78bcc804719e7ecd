"""Results made into charts: what a page and a report both draw, with title, size and note."""
