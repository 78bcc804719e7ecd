"""The smallest instances: exact prices by linear programming, then branch and bound.

The fewer firms a limit has, the less a smoothed dual can tell; HiGHS answers at once.
At prices with bound D, an edge whose reduced score lies more than D − V below its firm's best
cannot be in any assignment worth more than V. Leaving such edges out loses nothing, so where the
search ends by itself its answer is the optimum.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiedui.core.errors import Problem, Refusal
from jiedui.core.matching.assign.active import Active, joined, segment_max
from jiedui.core.matching.assign.doors import groups_at, parks_behind
from jiedui.core.matching.assign.duals import Duals
from jiedui.core.matching.assign.levels import Priced
from jiedui.core.matching.assign.newton import Engine
from jiedui.core.matching.assign.rounding import everything_of
from jiedui.core.matching.instance import Floats, Outline
from jiedui.core.solver import Programme, maximise_linear, search

LINEAR_EDGES_MAX = 10_000
SEARCH_EDGES_MAX = 2_000
"""Beyond, the search of HiGHS takes longer than anyone would wait for what it still finds."""
NODES_MAX = 10

Slots = NDArray[np.int16]


def exact_prices(engine: Engine, duals: Duals) -> Floats:
    """The price vector of the linear relaxation."""
    instance = engine.instance
    active = every_edge(engine, duals.record(np.zeros(duals.size)))
    firm = active.rows[np.repeat(np.arange(active.firms), active.sizes)]
    units = Units.of(instance, active.score)
    demand, score = units.needs(active.needs), units.scores(active.score)
    given = (instance, firm, active.door, demand, score, units)
    programme = programme_of(*given, instance.usable)
    matrix, upper = one_sided(programme)
    found = maximise_linear(score, matrix, upper, programme.low, programme.high)
    if found.status != "optimal":
        raise Refusal(unreachable(instance))
    M, R = instance.capacity.shape
    firms, priced = instance.firms, M * R
    main = found.multipliers[firms : firms + priced].reshape(R, M).T / units.amounts
    prices = np.concatenate([main.ravel(), found.multipliers[firms + priced :]]) * units.score
    return np.asarray(np.maximum(prices, 0))


@dataclass(frozen=True)
class Units:
    """What scores and amounts are divided by: HiGHS takes 1e-6 for nothing and 1e15 for no limit.

    `score` is the largest score, `amounts` (R,) the largest capacities.
    """

    score: float
    amounts: Floats

    @classmethod
    def of(cls, instance: Outline, score: Any) -> Units:
        most = instance.usable.max(axis=0)
        best = float(score.max(initial=0.0))
        return cls(best if best > 0 else 1.0, np.where(most > 0, most, 1.0))

    def scores(self, score: Any) -> Floats:
        return np.asarray(score.astype(float) / self.score)

    def needs(self, needs: Any) -> Floats:
        """As they were written: 0.1 is not 0.10000000149, with which HiGHS may lose an answer."""
        written = needs[:, : len(self.amounts)].astype(str).astype(float)
        return np.asarray(written / self.amounts)


def one_sided(programme: Programme) -> tuple[Any, Floats]:
    """All rows as `<=`: upper sides that limit, in the order of the price vector, then lower."""
    from scipy.sparse import vstack

    above, below = (
        np.isfinite(programme.upper),
        np.isfinite(programme.lower) & (programme.lower > 0),
    )
    rows = programme.matrix.tocsr()
    matrix = vstack([rows[above], -rows[below]], format="csr")
    return matrix, np.concatenate([programme.upper[above], -programme.lower[below]])


def unreachable(instance: Outline) -> Problem:
    quotas = instance.quotas
    assert quotas is not None
    asked = [
        f"{quotas.name(int(g))} at least {quotas.least[g]:g}"
        for g in np.flatnonzero(quotas.least > 0)
    ]
    hint = "the candidates and capacities allow no such placement; lower one, raise K or capacity"
    return Problem("quotas cannot be met together", "", value=", ".join(asked), hint=hint)


def every_edge(engine: Engine, record: Any) -> Active:
    """All edges of all firms, those too of firms whose only edge has no score: a pass settles
    these."""
    instance = engine.instance
    active = everything_of(engine, np.arange(instance.firms, dtype=np.int32), record)
    settled = active.settled
    rows = np.flatnonzero((settled.count == 0) & (settled.best >= 0))
    slot = np.full(instance.firms, -1, np.int16)
    slot[rows] = settled.best[rows]
    taken = engine.taken(slot)
    n, R = len(rows), instance.capacity.shape[1]
    needs = np.zeros((n, active.needs.shape[1]), np.float32)
    needs[:, :R], needs[:, R] = taken.need[rows], 1
    alone = Active(
        rows=rows.astype(np.int32),
        start=np.arange(n + 1),
        door=engine.doors_at(slot)[rows].astype(active.door.dtype),
        score=taken.score[rows].astype(np.float32),
        needs=needs,
        slot=slot[rows],
        scale=engine.scale[rows],
        settled=settled,
    )
    return joined(active, alone) if n else active


def improved(
    engine: Engine, priced: Priced, record: Any, *, value: float, gap: float
) -> tuple[Slots | None, float]:
    """An answer worth more than `value`, None where the search finds none, and what none is worth.

    HiGHS keeps limits to its own tolerance: the answer is to be judged, and the bound, lower than
    any that prices prove, is HiGHS's word.
    """
    instance = engine.instance
    active = every_edge(engine, record)
    reduced = active.values(record)
    firm = np.repeat(np.arange(active.firms), active.sizes)
    lost = segment_max(reduced, active.start)[firm] - reduced
    keep = np.flatnonzero(lost <= (priced.bound - value) * (1 + 1e-6) + 1e-6 * abs(value))
    rows, door = active.rows[firm[keep]], active.door[keep]
    units = Units.of(instance, active.score)
    demand, score = units.needs(active.needs[keep]), units.scores(active.score[keep])
    # What is allowed: sums of decimals that fill a park come out above what is `usable`.
    programme = programme_of(instance, rows, door, demand, score, units, instance.allowed)
    found = search(programme, gap=gap, nodes_max=NODES_MAX)
    if found is None:
        return None, priced.bound
    most = min(max(found.bound * units.score, value), priced.bound)
    if found.value * units.score <= value:
        return None, most
    slot = np.full(instance.firms, -1, np.int16)
    taken = np.flatnonzero(found.x > 0.5)
    slot[rows[taken]] = active.slot[keep[taken]]
    return slot, most


def programme_of(
    instance: Outline,
    firm: Any,
    door: Any,
    demand: Floats,
    score: Floats,
    units: Units,
    capacity: Floats,
) -> Programme:
    """Each firm at most once, no park above its capacity, quotas between their ends."""
    from scipy.sparse import coo_array, vstack

    E, (M, R) = len(firm), instance.capacity.shape
    edge, park = np.arange(E), parks_behind(instance, door)
    blocks = [coo_array((np.ones(E), (firm, edge)), shape=(instance.firms, E))]
    blocks += [coo_array((demand[:, r], (park, edge)), shape=(M, E)) for r in range(R)]
    upper = [np.ones(instance.firms), *(capacity / units.amounts).T]
    lower = [np.full(instance.firms + M * R, -np.inf)]
    quotas = instance.quotas
    if quotas is not None:
        group = np.concatenate([quotas.group[park], groups_at(instance, door)])
        inside = np.flatnonzero(group >= 0)
        counted = (np.ones(len(inside)), (group[inside], inside % E))
        blocks.append(coo_array(counted, shape=(quotas.groups, E)))
        upper.append(quotas.most)
        lower.append(quotas.least)
    return Programme(
        score,
        vstack(blocks, format="csc"),
        np.concatenate(lower),
        np.concatenate(upper),
        np.zeros(E),
        np.ones(E),
        np.ones(E, np.int8),
    )
