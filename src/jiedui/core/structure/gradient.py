"""Which industries stand high enough in a region to be sent on, and which could be received.

Mission A6: the flying-geese view (雁阵理论) of pairing, one coefficient per industry and region.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from jiedui.core.errors import Problem, Refusal
from jiedui.core.frames import Floats
from jiedui.core.structure._tables import fail_if_shapes_differ, industry_table, structure_vector
from jiedui.core.structure.location import location_quotients

Move = Literal["send", "receive", "even", "absent"]

# A coefficient that is 1 but for rounding decides nothing.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Gradient:
    """Gradient coefficients, regions × industries, with the factors they are made of.

    `ccor` is None without capital; `coefficient` is then the plain IGC = LQ × CPOR, else the
    improved LQ × CPOR × CCOR. NaN where the region does not have the industry: an industry that
    is not there stands on no rung of the ladder.
    """

    quotient: Floats
    cpor: Floats
    ccor: Floats | None
    coefficient: Floats

    def moves(self, *, margin: float = 0.0) -> list[list[Move]]:
        """Per region and industry: a candidate to send (above 1), to receive (below 1), or neither.

        Within `margin` of 1 the coefficient decides nothing: `even`.
        """
        return [[move(float(value), margin=margin) for value in row] for row in self.coefficient]


def gradient_coefficients(
    value_added: ArrayLike,
    employment: ArrayLike,
    *,
    capital: ArrayLike | None = None,
    reference_value_added: ArrayLike | None = None,
    reference_employment: ArrayLike | None = None,
    reference_capital: ArrayLike | None = None,
) -> Gradient:
    """Industry gradient coefficients IGC_ik = LQ_ik × CPOR_ik (× CCOR_ik with capital).

    CPOR_ik = (VA_ik / VA_k) / (L_ik / L_k), the comparative productivity of labour;
    CCOR_ik = (VA_ik / VA_k) / (K_ik / K_k), the comparative return on capital. LQ is taken on
    value added.

    Parameters
    ----------
    value_added, employment, capital
        Regions × industries, each in one unit throughout.
    reference_*
        Totals per industry of the larger economy; without them the sum of the regions given.

    Errors
    ------
    Refusal when an industry has value added in a region but no workers (or no capital) there:
    the ratio would be infinite.

    Source: 戴宏伟 2003 (product form); 陈蕊、熊必琳 2007 (the factor for capital).

    >>> found = gradient_coefficients([[60, 40], [20, 80]], [[50, 50], [50, 50]])
    >>> found.coefficient.round(3).tolist()
    [[2.25, 0.444], [0.25, 1.778]]
    """
    va = industry_table(value_added, what="value_added")
    va_total = _totals(va, reference_value_added, "reference value added")
    quotient = location_quotients(va, reference=va_total)
    cpor = _comparative(va, va_total, employment, reference_employment, "employment")
    product, ccor = quotient * cpor, None
    if capital is not None:
        ccor = _comparative(va, va_total, capital, reference_capital, "capital")
        product = product * ccor
    return Gradient(quotient=quotient, cpor=cpor, ccor=ccor, coefficient=product)


def _totals(table: Floats, reference: ArrayLike | None, what: str) -> Floats:
    total = table.sum(axis=0) if reference is None else structure_vector(reference, what=what)
    fail_if_shapes_differ(table[0], total, what=what)
    return total


def _comparative(
    va: Floats, va_total: Floats, factor: ArrayLike, reference: ArrayLike | None, what: str
) -> Floats:
    """Share of an industry's value added over share of its labour or capital."""
    used = industry_table(factor, what=what)
    fail_if_shapes_differ(va, used, what=what)
    _fail_if_made_from_nothing(va, used, what)
    total = _totals(used, reference, f"reference {what}")
    ratio = np.full(va.shape, np.nan)
    there = (va > 0) & (used > 0) & (va_total > 0) & (total > 0)
    np.divide(va * total, used * va_total, out=ratio, where=there)
    return ratio


def _fail_if_made_from_nothing(va: Floats, used: Floats, what: str) -> None:
    places = np.argwhere((va > 0) & (used == 0))
    if places.size:
        region, industry = (int(i) for i in places[0])
        raise Refusal(
            Problem(
                f"value added without {what}",
                column=what,
                value=f"row {region}, industry {industry}",
                hint=f"give the {what} of every industry that has value added, or leave it out",
            )
        )


def move(coefficient: float, *, margin: float = 0.0) -> Move:
    """What one gradient coefficient suggests.

    >>> move(1.2), move(0.9), move(1.0), move(float("nan"))
    ('send', 'receive', 'even', 'absent')
    """
    width = max(margin, ROUNDING)
    if np.isnan(coefficient):
        return "absent"
    if coefficient > 1 + width:
        return "send"
    return "receive" if coefficient < 1 - width else "even"
