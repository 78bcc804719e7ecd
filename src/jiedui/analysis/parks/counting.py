"""Sums over parks in which a park within a park is not counted twice (E6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jiedui.core.errors import Problem, Refusal


@dataclass(frozen=True)
class Total:
    """A sum, what went into it, what was left out since its parent holds it, what has no figure."""

    value: float
    counted: tuple[str, ...]
    inside_another: tuple[str, ...]
    missing: tuple[str, ...]


def total_without_double_counting(
    parents: Mapping[str, str | None], values: Mapping[str, float]
) -> Total:
    """Add the figures of parks; a park whose parent already has a figure is left out.

    Parameters
    ----------
    parents
        Every park by its code, with the code of the park that it lies in, or None.
    values
        The figure of each park that has one, in one unit.

    >>> total_without_double_counting({"a": None, "b": "a", "c": None}, {"a": 10, "b": 4, "c": 1})
    Total(value=11.0, counted=('a', 'c'), inside_another=('b',), missing=())
    """
    inside, counted, missing = [], [], []
    for code in sorted(parents):
        chain = _ancestors(code, parents)
        if code not in values:
            missing.append(code)
        elif any(ancestor in values for ancestor in chain):
            inside.append(code)
        else:
            counted.append(code)
    value = float(sum(values[code] for code in counted))
    return Total(value, tuple(counted), tuple(inside), tuple(missing))


def _ancestors(code: str, parents: Mapping[str, str | None]) -> Sequence[str]:
    chain: list[str] = []
    parent = parents.get(code)
    while parent is not None:
        if parent in chain or parent == code:
            hint = "one of them must stand in no other park"
            raise Refusal(Problem("parks lie in one another in a circle", value=code, hint=hint))
        chain.append(parent)
        parent = parents.get(parent)
    return chain
