"""Benchmarks: ratios against a peer or a hardware limit, measured in one run.

One file per subject with a function `run(size: str) -> list[Row]`; `make bench` runs them all and
prints one table. A timing is never asserted in a test: it is read here.
"""
