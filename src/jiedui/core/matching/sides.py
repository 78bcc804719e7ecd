"""The two sides of a match as columns: firms with their facts, parks with theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from jiedui.core.errors import Problem, Refusal

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Side:
    """Firms or parks: how many, and an array of that length for each fact known of them.

    Numbers are float64 with NaN for what is not known, words are text with "" for it. A fact that
    nobody has given is no column at all, and a rule that needs it says so.
    """

    size: int
    columns: Mapping[str, NDArray[Any]]

    @classmethod
    def of(cls, columns: Mapping[str, Any], *, what: str) -> Side:
        """From arrays of one length; `what` (firms, parks) names them in refusals.

        >>> Side.of({"industry": ["36", ""]}, what="firms").size
        2
        """
        arrays = {name: np.asarray(values) for name, values in columns.items()}
        sizes = {len(values) for values in arrays.values()}
        if len(sizes) != 1:
            hint = ", ".join(f"{name}: {len(values)}" for name, values in arrays.items())
            raise Refusal(Problem(f"the columns of {what} differ in length", hint=hint))
        return cls(sizes.pop(), arrays)

    def has(self, *names: str) -> bool:
        return all(name in self.columns for name in names)

    def words(self, name: str) -> NDArray[np.str_]:
        return self.columns[name].astype(str)

    def numbers(self, name: str) -> Floats:
        return self.columns[name].astype(np.float64)


def states(values: NDArray[Any]) -> tuple[NDArray[Any], Ints]:
    """The different values, sorted, and which of them each row has. NaN is one value.

    >>> different, which = states(np.array(["36", "39", "36"]))
    >>> different.tolist(), which.tolist()
    (['36', '39'], [0, 1, 0])
    """
    different, which = np.unique(values, return_inverse=True)
    return different, which.reshape(-1).astype(np.int64)


def begins_with(codes: NDArray[np.str_], prefixes: Sequence[str]) -> Bools:
    """Which codes lie in one of some classes, each named by the beginning of its codes.

    >>> begins_with(np.array(["2614", "27", ""]), ["26"]).tolist()
    [True, False, False]
    """
    found = np.zeros(codes.shape, dtype=bool)
    for prefix in prefixes:
        found |= np.char.startswith(codes, prefix) & (codes != "")
    return found


def within(codes: NDArray[np.str_], region: str) -> tuple[Bools, Bools]:
    """Which GB/T 2260 codes lie in a region, and for which that cannot be told.

    `320583` lies in `320500` and `320000`. Of `320500` it cannot be told whether it lies in
    `320583`: the code says less than the region asks. Nor can it of a blank.

    >>> yes, unknown = within(np.array(["320583", "320500", "330100", ""]), "320583")
    >>> yes.tolist(), unknown.tolist()
    ([True, False, False, False], [False, True, False, True])
    """
    codes = codes.astype(str)
    yes = np.char.startswith(codes, _stem(region)) & (codes != "")
    coarser = np.array([region.startswith(_stem(str(code))) for code in codes.ravel()], dtype=bool)
    unknown = (codes == "") | (coarser.reshape(codes.shape) & ~yes)
    return yes, cast(Bools, unknown)


def _stem(code: str) -> str:
    """A code without the zeros of levels that it does not name: 320500 is 3205, 320000 is 32."""
    for zeros in ("0000", "00"):
        if len(code) == 6 and code.endswith(zeros):
            return code.removesuffix(zeros)
    return code
