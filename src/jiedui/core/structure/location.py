"""Who is specialised in what, and how unlike two structures are."""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jiedui.core.frames import Floats
from jiedui.core.structure._tables import (
    fail_if_shapes_differ,
    industry_table,
    structure_vector,
)

Bools = NDArray[np.bool_]


def shares(values: ArrayLike) -> Floats:
    """Share of each industry in its region; every row sums to 1.

    >>> shares([[1, 3], [2, 2]]).tolist()
    [[0.25, 0.75], [0.5, 0.5]]
    """
    table = industry_table(values)
    return cast(Floats, table / table.sum(axis=1, keepdims=True))


def location_quotients(values: ArrayLike, *, reference: ArrayLike | None = None) -> Floats:
    """LQ_ik = (E_ik / E_i) / (E_k / E): above 1, the region holds more than its share of k.

    Parameters
    ----------
    values
        Regions × industries: output, value added or employment, in any one unit.
    reference
        Industries of the larger economy that the regions are held against, in the same unit.
        Without it: the sum of the regions given. Whichever is taken changes the result: name it.

    Returns
    -------
    Regions × industries, without unit. NaN in an industry that the reference does not have.

    Source: Isard 1960, Methods of Regional Analysis, ch. 7.

    >>> location_quotients([[30, 70], [10, 90]]).round(3).tolist()
    [[1.5, 0.875], [0.5, 1.125]]
    """
    table = industry_table(values)
    base = table.sum(axis=0) if reference is None else structure_vector(reference, what="reference")
    fail_if_shapes_differ(table[0], base, what="reference")
    expected = base / base.sum()
    quotient = np.full(table.shape, np.nan)
    np.divide(
        shares(table), expected, out=quotient, where=np.broadcast_to(expected > 0, table.shape)
    )
    return quotient


def specialised(
    values: ArrayLike,
    *,
    reference: ArrayLike | None = None,
    quotient_above: float = 1.0,
    share_in_region_min: float = 0.0,
    share_of_industry_min: float = 0.0,
) -> Bools:
    """Where a location quotient above the bound also has size behind it.

    A small region with one workshop of a rare industry has a huge quotient. So an industry counts
    as a specialisation only if it also makes up `share_in_region_min` of its region and the
    region holds `share_of_industry_min` of the industry's total among the reference.

    >>> specialised([[1, 99], [0, 900]], share_in_region_min=0.02).tolist()
    [[False, False], [False, True]]
    """
    table = industry_table(values)
    base = table.sum(axis=0) if reference is None else structure_vector(reference, what="reference")
    of_industry = np.divide(table, base, out=np.zeros_like(table), where=base > 0)
    quotient = np.nan_to_num(location_quotients(table, reference=base), nan=0.0)
    return cast(
        Bools,
        (quotient > quotient_above)
        & (shares(table) >= share_in_region_min)
        & (of_industry >= share_of_industry_min),
    )


def krugman_index(first: ArrayLike, second: ArrayLike) -> float:
    """K_ab = Σ_k |s_ak − s_bk|: 0 for equal structures, 2 for structures that share no industry.

    The classification must be stated with the figure: at three sectors it is nearly blind
    (see `resolution`). Source: Krugman 1991, Geography and Trade.

    >>> krugman_index([50, 50], [25, 75]), krugman_index([1, 0], [0, 7])
    (0.5, 2.0)
    """
    a, b = _two_structures(first, second)
    return float(min(np.abs(a - b).sum(), 2.0))


def unido_similarity(first: ArrayLike, second: ArrayLike) -> float:
    """S_ab = Σ s_ak s_bk / √(Σ s_ak² Σ s_bk²): 1 for equal structures, 0 for none in common.

    It compares shares, so size does not matter. Source: UNIDO 1979, World Industry since 1960.

    >>> round(unido_similarity([1, 1], [1, 0]), 4)
    0.7071
    """
    a, b = _two_structures(first, second)
    return float(np.clip(a @ b / np.sqrt((a @ a) * (b @ b)), 0.0, 1.0))


def _two_structures(first: ArrayLike, second: ArrayLike) -> tuple[Floats, Floats]:
    a, b = structure_vector(first, what="first region"), structure_vector(second, what="second")
    fail_if_shapes_differ(a, b, what="structures")
    return a / a.sum(), b / b.sum()
