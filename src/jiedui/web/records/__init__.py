"""What is kept. Order of knowing: regions, runs, programmes; a later one may know an earlier."""
