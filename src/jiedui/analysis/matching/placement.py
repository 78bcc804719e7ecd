"""Everybody placed: what `jiedui match` prints, and all that is needed to check it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jiedui.analysis.matching.edges import Scored
from jiedui.analysis.matching.keeping import kept
from jiedui.analysis.matching.run import MatchRun, instance_of
from jiedui.analysis.provenance import Provenance
from jiedui.core.matching import Assignment, Instance, assign, judge
from jiedui.core.matching.assign.lookups import Lookups
from jiedui.core.matching.assign.solve import parks_of
from jiedui.core.matching.candidates import Candidates
from jiedui.core.matching.instance import Floats, counted, cuts_of

if TYPE_CHECKING:
    from jiedui.core.matching.assign.spread import SpreadEngine

POLISHED_UP_TO_EDGES = 400_000
"""Beyond, the moves over all edges would take longer than what they still find is worth."""
ROUNDING = 1e-6
"""Scores are added in double precision from single: what is smaller is no difference."""
OnPass = Callable[[int, float], None] | None


@dataclass(frozen=True)
class EdgeFacts:
    """What of a placement only those know who hold all edges.

    `turned_away` (M, R) says where a firm that would rather come finds too little room, `counted`
    (M, R) what capacity the bound counts.
    """

    turned_away: NDArray[np.bool_]
    counted: Floats

    @classmethod
    def of(cls, edges: Lookups | SpreadEngine, answer: Assignment) -> EdgeFacts:
        instance = edges.instance
        away = edges.turned_away(answer.slot, instance.usable - answer.used)
        return cls(away, counted(instance))


@dataclass(frozen=True)
class Placement:
    """A placement with its certificate.

    Attributes
    ----------
    firms, parks : ids, in the order of the instance.
    answer : the placement and its prices.
    provenance : inputs, scheme, parameters and seed.
    park_names : of the parks, in their order; empty where the tables name none.
    given : the facts of its edges, where these lie elsewhere; else they are worked out.
    """

    instance: Instance
    firms: tuple[str, ...]
    parks: tuple[str, ...]
    answer: Assignment
    provenance: Provenance
    park_names: tuple[str, ...] = ()
    given: EdgeFacts | None = None

    @cached_property
    def facts(self) -> EdgeFacts:
        if self.given is not None:
            return self.given
        return EdgeFacts.of(Lookups(self.instance, cuts_of(self.instance.firms)), self.answer)

    def park_name(self, park: str) -> str:
        """The name of a park where its table has one, else its id."""
        return self.park_names[self.parks.index(park)] if self.park_names else park

    def rows(self) -> list[dict[str, Any]]:
        """firm, park, score of every firm that has a place."""
        placed = np.flatnonzero(self.answer.slot >= 0)
        score = self.instance.score[placed, self.answer.slot[placed].astype(np.int64)]
        parks = self.answer.park[placed]
        return [
            {
                "firm": self.firms[i],
                "park": self.parks[j],
                "score": float(str(s)),
            }  # 0.9, not 0.89999998
            for i, j, s in zip(placed.tolist(), parks.tolist(), score, strict=True)
        ]

    def without_place(self) -> list[str]:
        """Ids of the firms that have none."""
        return [self.firms[i] for i in np.flatnonzero(self.answer.slot < 0).tolist()]

    def prices(self) -> list[dict[str, Any]]:
        """The price of every park and resource, zero ones included: the bound follows from them.

        Beside it the capacity that the bound counts: all that may be used, rounding allowed for;
        whole firms where all need the same.
        """
        capacity = self.facts.counted
        return [
            {
                "park": park,
                "resource": name,
                "price": float(self.answer.prices[j, r]),
                "capacity": float(capacity[j, r]),
            }
            for j, park in enumerate(self.parks)
            for r, name in enumerate(self.instance.resources)
        ]

    def binding(self) -> list[dict[str, Any]]:
        """Limits that cost something and turn somebody away, dearest first by what all of it costs.

        A limit may have a price by which the bound is proven and still room for all who would come:
        firms come whole. `worth` is its price times what the bound counts of it.
        """
        capacity, used = self.instance.capacity, self.answer.used
        found = [
            {
                "park": self.parks[j],
                "resource": self.instance.resources[r],
                "price": float(self.answer.prices[j, r]),
                "worth": float(self.answer.prices[j, r] * self.facts.counted[j, r]),
                "used": float(used[j, r]),
                "capacity": float(capacity[j, r]),
            }
            for j, r in self.answer.binding().tolist()
            if self.facts.turned_away[j, r]
        ]
        return sorted(found, key=lambda row: -row["worth"])

    def quotas(self) -> list[dict[str, Any]]:
        """Groups with a quota: how many firms they got, and what the quota costs per firm."""
        quotas = self.instance.quotas
        if quotas is None:
            return []
        return [
            {
                "group": quotas.name(g),
                "of": "parks" if g < quotas.of_parks else "firms",
                "firms": int(self.answer.grouped[g]),
                "quota_min": float(quotas.least[g]),
                "quota_max": float(quotas.most[g]) if np.isfinite(quotas.most[g]) else None,
                "charged": float(self.answer.quota_prices[g, 0]),
                "paid": float(self.answer.quota_prices[g, 1]),
            }
            for g in range(quotas.groups)
        ]

    def document(self) -> dict[str, Any]:
        """The JSON: certificate, prices, limits that bind, provenance."""
        answer = self.answer
        return {
            "value": answer.value,
            "bound": answer.bound,
            "gap": answer.gap,
            "searched": answer.searched,
            "feasible": judge(self.instance, answer.slot).feasible,
            "firms": self.instance.firms,
            "placed": int((answer.slot >= 0).sum()),
            "seed": answer.seed,
            "passes": answer.passes,
            "engine": answer.engine,
            "interrupted": answer.interrupted,
            "binding": self.binding(),
            "quotas": self.quotas(),
            "prices": self.prices(),
            "provenance": self.provenance,
        }


def place_scored(
    scored: Scored, *, gap: float, seed: int, threads: int | None = None, on_pass: OnPass = None
) -> Placement:
    """Place the firms of one's own table of edges."""
    answer = assign(scored.instance, gap=gap, seed=seed, threads=threads, on_pass=on_pass)
    known = Provenance(inputs=scored.inputs, parameters={"gap": gap}, seed=seed)
    return Placement(scored.instance, scored.firms, scored.parks, answer, known)


def polished_answer(
    instance: Instance, answer: Assignment, *, threads: int | None = None
) -> Assignment:
    """The same after every move that raises its score; itself where there is none.

    A what-if goes on from what was shown: nothing may be left to gain without any change.
    """
    slot = kept(instance, answer.slot, answer.prices, threads=threads)
    if judge(instance, slot).value <= answer.value + ROUNDING:
        return answer
    return placed_otherwise(instance, answer, slot)


def placed_otherwise(instance: Instance, answer: Assignment, slot: NDArray[np.int16]) -> Assignment:
    """An answer with other places: judged anew, under the same prices and bound."""
    worth = judge(instance, slot)
    if not worth.feasible:
        raise AssertionError(f"the placement breaks a limit by {worth.excess:g}")
    return replace(
        answer,
        slot=slot,
        park=parks_of(instance, slot),
        value=worth.value,
        used=worth.used,
        counts=worth.counts,
        grouped=worth.grouped,
    )


def place_run(
    run: MatchRun,
    found: Candidates,
    *,
    gap: float,
    seed: int,
    threads: int | None = None,
    on_pass: OnPass = None,
) -> Placement:
    """Place the firms of a run on its candidates."""
    instance = instance_of(run, found)
    answer = assign(instance, gap=gap, seed=seed, threads=threads, on_pass=on_pass)
    if instance.edges <= POLISHED_UP_TO_EDGES and not answer.interrupted:
        answer = polished_answer(instance, answer, threads=threads)
    parameters = {**run.provenance.parameters, "gap": gap, "top": instance.slots}
    known = Provenance(run.provenance.inputs, run.provenance.scheme, parameters, seed)
    firms, parks = map(tuple, (run.firms["firm"].astype(str), run.parks["park"].astype(str)))
    names = tuple(run.parks["name"].astype(str))
    return Placement(instance, firms, parks, answer, known, names)
