"""Files in and out, on a page: choose, check, take in; take away."""
