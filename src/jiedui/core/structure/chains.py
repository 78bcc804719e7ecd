"""Gaps in the industry chain of a pair: what to strengthen, fill and extend (强链、补链、延链).

Mission C3, C6: not only what is higher or lower on the ladder, but which link is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from jiedui.core.errors import Problem, Refusal
from jiedui.core.frames import Floats
from jiedui.core.structure._tables import fail_if_shapes_differ, square, structure_vector
from jiedui.core.structure.location import Bools

GapKind = Literal["strengthen", "fill", "extend"]
GAP_NAMES_ZH = {"strengthen": "强链", "fill": "补链", "extend": "延链"}


@dataclass(frozen=True)
class ChainGraph:
    """Who supplies whom: `links[i, j]` is true when i is an upstream neighbour of j.

    `threshold` is the input coefficient from which a delivery counts as a link.
    """

    industries: tuple[str, ...]
    links: Bools
    threshold: float

    def upstream(self, industry: int) -> tuple[int, ...]:
        return tuple(int(i) for i in np.flatnonzero(self.links[:, industry]))

    def downstream(self, industry: int) -> tuple[int, ...]:
        return tuple(int(i) for i in np.flatnonzero(self.links[industry, :]))


@dataclass(frozen=True)
class Neighbours:
    """Neighbours of an industry on one side of the chain, by who has them."""

    here: tuple[str, ...]
    partner_only: tuple[str, ...]

    def any(self) -> bool:
        return bool(self.here or self.partner_only)


@dataclass(frozen=True)
class ChainGap:
    """An industry of region b that is missing or small, and the links it would join.

    `share` is the industry's share in b; `quotient` that share over its share in the reference.
    """

    industry: str
    kind: GapKind
    share: float
    quotient: float
    upstream: Neighbours
    downstream: Neighbours


def chain_graph(
    coefficients: ArrayLike, industries: Sequence[str], *, threshold: float = 0.02
) -> ChainGraph:
    """The chain of industries: a link where a_ij, the input of i per unit of j, reaches a bound.

    The default of 0.02 is our choice: it keeps deliveries worth at least 2 % of the buyer's
    output. Every result names it. An industry is not its own neighbour.

    >>> chain_graph([[0.3, 0.2], [0.01, 0.1]], ["01", "13"]).downstream(0)
    (1,)
    """
    a = square(coefficients, what="input coefficients")
    if len(industries) != a.shape[0]:
        raise Refusal(Problem("one industry name per row of the coefficients"))
    if not 0 < threshold < 1:
        raise Refusal(Problem("a threshold lies between 0 and 1", value=str(threshold)))
    links = a >= threshold
    np.fill_diagonal(links, False)
    return ChainGraph(tuple(industries), links, threshold)


def chain_gaps(
    graph: ChainGraph,
    *,
    region: ArrayLike,
    partner: ArrayLike,
    reference: ArrayLike,
    tau: float = 0.01,
    small_below: float = 1.0,
) -> tuple[ChainGap, ...]:
    """What region b should strengthen, fill or extend, given its partner a.

    An industry is missing in b when its share of b's value added is below τ. A missing industry
    with a neighbour present on both sides of the chain, in b or in a, is to be filled (补链);
    with a neighbour on one side only it would extend the chain at its end (延链); without any it
    is no gap of this chain. An industry that is present but has a location quotient below
    `small_below`, and a neighbour, is to be strengthened (强链).

    Parameters
    ----------
    region, partner, reference
        Value added by industry of b, of a, and of the larger economy of both.

    The neighbours are listed by who has them, since a gap whose two neighbours are both at
    home is nearer than one that rests on the partner alone.
    """
    here, there, base = (
        structure_vector(v, what="value added") for v in (region, partner, reference)
    )
    fail_if_shapes_differ(here, there, what="partner")
    fail_if_shapes_differ(here, base, what="reference")
    if here.size != len(graph.industries):
        raise Refusal(Problem("value added by the industries of the chain graph, in their order"))
    if not 0 < tau < 1:
        raise Refusal(Problem("tau lies between 0 and 1", value=str(tau)))
    share, base_share = here / here.sum(), base / base.sum()
    quotient = np.divide(share, base_share, out=np.zeros_like(share), where=base_share > 0)
    present, by_partner = share >= tau, there / there.sum() >= tau
    found = []
    for k in range(here.size):
        up = _neighbours(graph, graph.upstream(k), present, by_partner)
        down = _neighbours(graph, graph.downstream(k), present, by_partner)
        kind = _kind(bool(present[k]), float(quotient[k]) < small_below, up, down)
        if kind:
            found.append(
                ChainGap(graph.industries[k], kind, float(share[k]), float(quotient[k]), up, down)
            )
    return tuple(found)


def _neighbours(
    graph: ChainGraph, around: tuple[int, ...], present: Bools, by_partner: Bools
) -> Neighbours:
    return Neighbours(
        here=tuple(graph.industries[i] for i in around if present[i]),
        partner_only=tuple(graph.industries[i] for i in around if by_partner[i] and not present[i]),
    )


def _kind(present: bool, small: bool, up: Neighbours, down: Neighbours) -> GapKind | None:
    if present:
        return "strengthen" if small and (up.any() or down.any()) else None
    if up.any() and down.any():
        return "fill"
    return "extend" if up.any() or down.any() else None


def neighbour_amount(amounts: Floats, neighbours: Sequence[int]) -> float:
    """Sum of a region's amounts over some industries; 0 for none."""
    return float(amounts[list(neighbours)].sum()) if neighbours else 0.0
