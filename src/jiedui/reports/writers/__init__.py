"""One writer per kind of paper; every one of them writes any `Document`."""
