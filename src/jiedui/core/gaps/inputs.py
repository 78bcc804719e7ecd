"""What every measure asks of its inputs, so that none returns a doubtful number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jiedui.core.errors import Problem, Refusal
from jiedui.core.frames import Floats

Labels = NDArray[Any]


def vector(values: ArrayLike, name: str) -> Floats:
    """A one-dimensional array of finite numbers, or a refusal that names the places."""
    array = np.asarray(values, dtype=float)
    if array.ndim != 1 or array.size == 0:
        hint = f"{name} is a list with one number per region, at least one"
        raise Refusal(Problem("not a list of numbers", column=name, hint=hint))
    fail_at(~np.isfinite(array), array, name, "missing or not finite", "leave the region out")
    return array


def matrix(values: ArrayLike, name: str) -> Floats:
    """A regions × years array of finite numbers, or a refusal."""
    array = np.asarray(values, dtype=float)
    if array.ndim != 2 or array.size == 0:
        hint = f"{name} has one row per region and one column per year"
        raise Refusal(Problem("not a table of numbers", column=name, hint=hint))
    if not np.isfinite(array).all():
        row, year = (int(i) for i in np.argwhere(~np.isfinite(array))[0])
        reason = f"missing or not finite at row {row}, column {year}"
        raise Refusal(Problem(reason, column=name, hint="leave the region or the year out"))
    return array


def fail_at(bad: NDArray[np.bool_], array: Floats, name: str, reason: str, hint: str) -> None:
    """Refuse naming the first five places where `bad` holds."""
    if bad.any():
        places = np.flatnonzero(bad)[:5].tolist()
        shown = ", ".join(f"[{place}]={array[place]:g}" for place in places)
        raise Refusal(Problem(reason, column=name, value=shown, hint=hint))


def fail_unless_same_length(**arrays: Sequence[Any] | NDArray[Any]) -> None:
    """Refuse lists that belong together and differ in length."""
    lengths = {name: len(array) for name, array in arrays.items()}
    if len(set(lengths.values())) > 1:
        shown = ", ".join(f"{name}: {length}" for name, length in lengths.items())
        hint = "give one entry per region, in the same order"
        raise Refusal(Problem("lists differ in length", value=shown, hint=hint))


def output_and_people(
    output: ArrayLike, people: ArrayLike, *, positive_output: bool = False
) -> tuple[Floats, Floats]:
    """Checked output and people: finite, as long as each other, people above zero.

    Output may be zero in single regions (0·ln 0 counts as 0) unless a logarithm of it is needed.
    """
    Y, N = vector(output, "output"), vector(people, "people")
    fail_unless_same_length(output=Y, people=N)
    fail_at(N <= 0, N, "people", "population is not above zero", "correct it or leave it out")
    fail_at(Y < 0, Y, "output", "output is negative", "correct it or leave the region out")
    if positive_output:
        fail_at(Y == 0, Y, "output", "output is zero and has no logarithm", "leave the region out")
    if Y.sum() <= 0:
        raise Refusal(Problem("total output is zero", column="output", hint="nothing to compare"))
    return Y, N


def group_labels(labels: Sequence[Any] | NDArray[Any], length: int) -> Labels:
    """One label per region; a missing label is refused."""
    array = np.asarray(labels, dtype=object)
    fail_unless_same_length(output=np.empty(length), labels=array)
    empty = [place for place, label in enumerate(array) if label is None or label == ""]
    if empty:
        hint = "a decomposition needs each region in exactly one group"
        raise Refusal(Problem("region in no group", column="labels", value=str(empty), hint=hint))
    return array


def in_order(labels: Labels) -> list[Any]:
    """The different labels, in order of first appearance."""
    return list(dict.fromkeys(labels.tolist()))
