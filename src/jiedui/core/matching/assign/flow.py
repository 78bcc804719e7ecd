"""Firms that all need the same of one resource: the best placement there is, by shortest paths.

Every firm starts at its best park at the prices found; parks are then too full or, at a price, not
full. Firms are passed on from park to park along the path that loses least, and prices follow, so
that every firm always stands where it is best off at the prices of the moment. When no park is too
full and none with a price has room left, the placement is optimal and the prices prove it: each
firm adds its best reduced score, each priced place is taken, and the bound equals the value.

J. Edmonds and R. M. Karp, Theoretical improvements in algorithmic efficiency for network flow
problems, Journal of the ACM 19 (1972) 248–264; the graph is that of the parks, not of the firms.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiedui.core.matching.assign import paths
from jiedui.core.matching.assign.active import Active, Whole
from jiedui.core.matching.assign.duals import Duals
from jiedui.core.matching.assign.levels import BAND, Priced, Progress, certify
from jiedui.core.matching.assign.newton import Engine
from jiedui.core.matching.assign.paths import NOBODY, Net
from jiedui.core.matching.assign.rounding import Settled
from jiedui.core.matching.instance import Floats, need_of_all

PARKS_MAX = 4096
"""A table from every park to every other: beyond, it would fill the memory."""
EXACT = 1e-9
CLOSE = 1e-13
WIDER = 4.0
TRIES = 5
SPREADS = 8

Slots = NDArray[np.int16]


def placed_exactly(
    engine: Engine, duals: Duals, priced: Priced, progress: Progress
) -> tuple[Priced, Slots] | None:
    """The optimum with the prices that prove it; None where this method has no answer.

    Only edges near a firm's best are looked at; where the certificate, which looks at all, says
    that others matter, it is done again from the new prices with more of them.
    """
    need, width = need_of_all(engine.instance), 1.0
    if need <= 0 or engine.instance.parks > PARKS_MAX:
        return None
    rows = np.arange(engine.instance.firms, dtype=np.int32)
    for _ in range(TRIES):
        slot, x = routed(engine, duals, priced, need)
        proven = engine.bound(duals.prices(x), None)
        progress.seen(Priced(x, proven, priced.active))
        if proven - engine.judge(slot).value <= EXACT * abs(proven):
            break
        width *= WIDER
        priced = certify(engine, duals, x, rows, width * BAND)
    return progress.best or priced, slot


def routed(engine: Engine, duals: Duals, priced: Priced, need: float) -> tuple[Slots, Floats]:
    """The best placement by the edges of `priced`, and the prices that go with it."""
    settled = Settled.of(engine, duals, priced.active, duals.record(priced.x))
    slot, active = settled.slot, settled.active
    places = np.minimum(np.floor(engine.instance.usable[:, 0] / need), engine.instance.firms)
    places -= settled.load[:, 1]
    routing = Routing.of(engine, active, places, np.maximum(priced.x, 0.0) * need)
    routing.run()
    held = np.asarray(routing.net.held, dtype=np.int64)
    slot[active.rows] = np.where(held >= 0, active.slot[np.maximum(held, 0)], np.int16(-1))
    return slot, np.asarray(routing.net.price, float)[:-1] / need


@dataclass(frozen=True)
class Routing:
    """A placement on its way to the optimum; `net` is in the form that the engine's loops read."""

    loops: Any
    net: Net
    outside: int

    @classmethod
    def of(cls, engine: Engine, active: Active, places: Floats, price: Floats) -> Routing:
        """Every firm at its best, whatever the room."""
        native, M = engine.native, len(places)
        price = np.append(price, 0.0)
        held = best_edges(active, price, places)
        home = np.where(held >= 0, active.door[np.maximum(held, 0)], M) if len(held) else held
        room = np.append(places, 0.0) - np.bincount(home, minlength=M + 1)
        short = (room > 0) & (price > 0)
        head, after, before = linked(home, M + 1)
        arrays = {
            "start": active.start,
            "park": active.door.astype(np.int64),
            "score": active.score.astype(float),
            "firm": np.repeat(np.arange(active.firms), active.sizes),
            "held": held,
            "room": room.astype(np.int64),
            "price": price,
            "short": short.astype(np.int64),
            "head": head,
            "after": after,
            "before": before,
            **queues(active, M),
            "loss": np.empty((M + 1) ** 2),
            "via": np.empty((M + 1) ** 2, np.int64),
            "away": np.empty(M + 1),
            **{name: np.zeros(M + 1, np.int64) for name in ("source", "done", "path")},
        }
        close = CLOSE * float(active.scale.max(initial=0.0))
        net = Net(close=close, **{name: native(array) for name, array in arrays.items()})
        return cls(loops_of(engine), net, M)

    def run(self) -> None:
        """Empty the parks that are too full, then fill those that have a price and room."""
        net, outside, loops = self.net, self.outside, self.loops
        loops.scan(net, self._all_nodes(), outside + 1)
        for park in range(outside):
            while net.room[park] < 0:
                loops.scan(net, net.path, loops.advance(net, park, 1))
        for park in range(outside):
            while net.short[park]:
                loops.scan(net, net.path, loops.advance(net, park, -1))

    def _all_nodes(self) -> Any:
        for node in range(self.outside + 1):
            self.net.path[node] = node
        return self.net.path


def queues(active: Active, parks: int) -> dict[str, Whole]:
    """The edges into each park, the highest score first; see `Net`."""
    queue = np.lexsort((-active.score, active.door))
    rank = np.empty(len(queue), np.int64)
    rank[queue] = np.arange(len(queue))
    first = np.concatenate([[0], np.cumsum(np.bincount(active.door, minlength=parks))])
    return {"queue": queue, "first": first, "rank": rank, "turn": first[:-1].copy()}


def loops_of(engine: Engine) -> Any:
    """As they stand, or compiled where the engine is."""
    if engine.name == "plain":
        return paths
    from jiedui.core.matching.assign import paths_kernel

    return paths_kernel


def best_edges(active: Active, price: Floats, places: Floats) -> Whole:
    """An edge with the highest reduced score of each firm, -1 where none is worth its price.

    Firms with several such edges are spread over them, a few times anew where there are too many.
    """
    held = np.full(active.firms, NOBODY, np.int64)
    if not active.firms:
        return held
    value = active.score.astype(float) - price[active.door]
    most = np.maximum(np.maximum.reduceat(value, active.start[:-1]), 0.0)
    firm = np.repeat(np.arange(active.firms), active.sizes)
    best = np.flatnonzero((value == most[firm]) & (value > 0))
    choices = np.bincount(firm[best], minlength=active.firms)
    inside = np.flatnonzero(choices)
    choices, first = choices[inside], (np.cumsum(choices) - choices)[inside]
    turn = inside.copy()
    for _ in range(SPREADS):
        held[inside] = best[first + turn % choices]
        home = active.door[held[inside]].astype(np.int64)
        over = rank_within(home) >= places[home]
        if not (over & (choices > 1)).any():
            break
        turn += over
    return held


def rank_within(home: Whole) -> Whole:
    """How many firms of the same park stand before each."""
    order = np.argsort(home, kind="stable")
    rank = np.empty(len(home), np.int64)
    count = np.bincount(home)
    rank[order] = np.arange(len(home)) - np.repeat(np.cumsum(count) - count, count)
    return rank


def linked(home: Whole, nodes: int) -> tuple[Whole, Whole, Whole]:
    """The firms of each node as a list linked both ways: first of each node, next, one before."""
    order = np.argsort(home, kind="stable")
    head = np.full(nodes, NOBODY, np.int64)
    after, before = np.full(len(home), NOBODY), np.full(len(home), NOBODY)
    same = home[order[1:]] == home[order[:-1]]
    after[order[:-1][same]] = order[1:][same]
    before[order[1:][same]] = order[:-1][same]
    lists = order[np.concatenate([[True], ~same])] if len(order) else order
    head[home[lists]] = lists
    return head, after, before
