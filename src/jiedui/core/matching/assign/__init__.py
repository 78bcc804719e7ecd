"""The solver: prices by a smoothed dual, a placement by regret, a certificate by other code."""

from jiedui.core.matching.assign.solve import Assignment, assign

__all__ = ["Assignment", "assign"]
