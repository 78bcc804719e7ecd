"""Arrays as the functions of delivery take them, refused where they cannot be what they say."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jiedui.core.errors import Problem, Refusal
from jiedui.core.frames import Floats

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


def days_of(values: ArrayLike, name: str) -> Floats:
    """Days as floats, finite and not below zero; the first that is not so is named."""
    days = np.asarray(values, dtype=float)
    fail_unless(days.ndim == 1, f"{name} is not one row of numbers", column=name)
    wrong = ~(np.isfinite(days) & (days >= 0))
    if wrong.any():
        at = int(np.flatnonzero(wrong)[0])
        raise Refusal(
            Problem(
                f"not a number of days at place {at}",
                column=name,
                value=str(days[at]),
                hint="give days from zero up; leave out what is not dated",
            )
        )
    return days


def amounts_of(values: ArrayLike, name: str) -> Floats:
    """Amounts as floats, not below zero; `nan` where none is known."""
    amounts = np.asarray(values, dtype=float)
    wrong = np.isinf(amounts) | (amounts < 0)
    if wrong.any():
        at = int(np.flatnonzero(wrong)[0])
        hint = "give zero or more, or leave it empty if it is unknown"
        reason = f"not an amount at place {at}"
        raise Refusal(Problem(reason, column=name, value=str(amounts[at]), hint=hint))
    return amounts


def flags_of(values: ArrayLike, name: str) -> Flags:
    """True or false each; anything else is refused, so that no `nan` counts as true."""
    given = np.asarray(values)
    if given.dtype != bool:
        fail_unless(
            bool(np.isin(given, (0, 1)).all()), "not true or false", column=name, hint="use 0 or 1"
        )
    return given.astype(bool)


def fail_unless(
    holds: bool, reason: str, *, column: str = "", value: str = "", hint: str = ""
) -> None:
    """Refuse with one problem unless the condition holds."""
    if not holds:
        raise Refusal(Problem(reason, column=column, value=value, hint=hint))
