"""On whom delivery depends: the largest firms, the government's initiative, named chain gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from jiedui.core.delivery.inputs import amounts_of, fail_unless
from jiedui.core.delivery.rates import LandingRates, landing_rates


@dataclass(frozen=True)
class Dependence:
    """Shares of the money and of the projects (C22); None where what they need is not recorded.

    Attributes
    ----------
    top_firms
        The k firms with the most money, largest first.
    top_by_money, top_by_count
        Their share of the money, and of the projects.
    government_by_money, government_by_count
        Share of those the government initiated, among those whose initiator is known.
    concentration
        Sum of squared shares of firms in the money (Herfindahl), 1 for a single firm.
    without_firm, without_amount, without_initiator
        Projects that lack each, left out where it is needed.
    """

    top_firms: tuple[str, ...]
    top_by_money: float | None
    top_by_count: float | None
    government_by_money: float | None
    government_by_count: float | None
    concentration: float | None
    count: int
    without_firm: int
    without_amount: int
    without_initiator: int


def dependence(
    amounts: ArrayLike,
    *,
    firms: Sequence[str],
    initiators: Sequence[str],
    k: int = 5,
    government: str = "government",
) -> Dependence:
    """How much hangs on the k largest firms, and on the government's initiative (C22).

    Parameters
    ----------
    amounts
        Money of each project in one unit, `nan` where unknown.
    firms, initiators
        The firm (credit code or name) and who initiated (`government`, `firm`, `market`); empty
        where unknown.
    """
    money = amounts_of(amounts, "amounts")
    firm, initiator = np.asarray(firms, dtype=str), np.asarray(initiators, dtype=str)
    fail_unless(money.size == firm.size == initiator.size, "arrays differ in length")
    fail_unless(k >= 1, "k is not above zero", value=str(k))
    known = ~np.isnan(money)
    used = known & (firm != "")
    names, own = np.unique(firm[used], return_inverse=True)
    sums = np.bincount(own, money[used], names.size)
    order = np.lexsort((names, -sums))[:k]
    total, named = float(sums.sum()), firm != ""
    by = landing_rates((initiator == government)[initiator != ""], money[initiator != ""])
    return Dependence(
        top_firms=tuple(str(name) for name in names[order]),
        top_by_money=float(sums[order].sum()) / total if total else None,
        top_by_count=float(np.isin(firm[named], names[order]).mean()) if named.any() else None,
        government_by_money=by.by_money,
        government_by_count=by.by_count,
        concentration=float(((sums / total) ** 2).sum()) if total else None,
        count=int(money.size),
        without_firm=int((firm == "").sum()),
        without_amount=int((~known).sum()),
        without_initiator=int((initiator == "").sum()),
    )


@dataclass(frozen=True)
class ChainShare:
    """Projects that fill a named chain gap, by count and by money (C4)."""

    rates: LandingRates

    @property
    def by_count(self) -> float | None:
        return self.rates.by_count

    @property
    def by_money(self) -> float | None:
        return self.rates.by_money


def gap_share(gaps: Sequence[str], amounts: ArrayLike) -> ChainShare:
    """Share of projects whose record names the chain gap they fill; an empty name is none.

    >>> gap_share(["显示面板", "", ""], [30.0, 20.0, 50.0]).by_money
    0.3
    """
    return ChainShare(landing_rates(np.asarray(gaps, dtype=str) != "", amounts))
