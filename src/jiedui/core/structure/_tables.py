"""What every measure of structure asks of its input before it computes anything."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from jiedui.core.errors import Problem, Refusal
from jiedui.core.frames import Floats


def industry_table(values: ArrayLike, *, what: str = "industry table") -> Floats:
    """Regions × industries as floats; a gap, a negative or a region without industry is refused."""
    table = np.array(values, dtype=float)
    if table.ndim != 2 or 0 in table.shape:
        raise Refusal(
            Problem(
                "needs one row per region and one column per industry",
                column=what,
                value=f"shape {table.shape}",
            )
        )
    fail_if_not_amounts(table, what=what)
    empty = np.flatnonzero(table.sum(axis=1) == 0)
    if empty.size:
        raise Refusal(
            Problem(
                "a region has no industry at all, so it has no structure",
                column=what,
                value=f"row {int(empty[0])}",
                hint="leave the region out or give its figures",
            )
        )
    return table


def structure_vector(values: ArrayLike, *, what: str = "structure") -> Floats:
    """One region's industries as floats, not all of them zero."""
    vector = np.array(values, dtype=float)
    if vector.ndim != 1:
        raise Refusal(Problem("needs one figure per industry", column=what))
    table: Floats = industry_table(vector[np.newaxis, :], what=what)[0]
    return table


def square(values: ArrayLike, *, what: str) -> Floats:
    """A square matrix of amounts: who supplies (row) what to whom (column)."""
    matrix = np.array(values, dtype=float)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        raise Refusal(
            Problem("needs as many rows as columns", column=what, value=f"shape {matrix.shape}")
        )
    fail_if_not_amounts(matrix, what=what)
    return matrix


def fail_if_not_amounts(values: Floats, *, what: str) -> None:
    bad = np.argwhere(~np.isfinite(values) | (values < 0))
    if bad.size:
        place = tuple(int(i) for i in bad[0])
        raise Refusal(
            Problem(
                "a figure is missing, not finite or negative",
                column=what,
                value=f"{values[place]} at {place}",
                hint="give amounts of zero or more; leave out industries that have gaps",
            )
        )


def fail_if_shapes_differ(left: Floats, right: Floats, *, what: str) -> None:
    if left.shape != right.shape:
        raise Refusal(
            Problem(
                "the tables do not have the same regions and industries",
                column=what,
                value=f"{left.shape} and {right.shape}",
            )
        )
