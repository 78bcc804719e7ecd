"""Made-up records of a year of work, for those who want to try the joint record."""
