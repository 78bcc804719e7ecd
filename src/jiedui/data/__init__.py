"""Bundled real data sets: one folder each, a table and an `about.yaml` that says what it is."""
