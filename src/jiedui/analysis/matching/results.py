"""A match as it is kept: who goes where, what limits, who was refused by which clause, what lacks.

Everything a reader needs stands in the record, by name, so that it reads the same when the tables
it was made from have changed since.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from jiedui.analysis.matching.columns import codes_of
from jiedui.analysis.matching.run import MatchRun, demand_of
from jiedui.analysis.matching.summary import MatchSummary, summary_of
from jiedui.analysis.provenance import Provenance
from jiedui.core.errors import Problem
from jiedui.core.matching.candidates import Candidates
from jiedui.core.matching.certificate import gap_of, lower_of
from jiedui.core.matching.fits import GAP_KINDS
from jiedui.core.matching.instance import NO_EDGE
from jiedui.core.rules import Clause, Force
from jiedui.data.industries import division_names
from jiedui.schemes.matching import Assumption

if TYPE_CHECKING:
    from jiedui.analysis.matching.placement import Placement

ROUNDED = 1e-6
NO_ROOM, TOO_LARGE, TOO_LOW, REFUSED = "no_room", "too_large", "too_low", "refused"
REFUSED_OR_LOW = "refused_or_low"


@dataclass(frozen=True)
class PlacedFirm:
    """A firm in its park. `rank` is the park's among the firm's own offers, from 1.

    `gap` is what the firm does to the chain of the park: `strengthen`, `fill`, `extend` or "".
    `needs` are the resources that it takes, in the order of the result's resources.
    """

    firm: str
    name: str
    industry: str
    home: str
    park: str
    rank: int
    score: float
    gap: str
    needs: tuple[float, ...]


@dataclass(frozen=True)
class UnplacedFirm:
    """A firm without a park, and why.

    `no_room`: it has offers, but every one went to others. `too_large`: it needs more than any park
    among its offers has. `refused`: rules refuse it everywhere, `rules` says how many parks each.
    `too_low`: no rule does, but no score is above the floor. `refused_or_low`: rules refuse it at
    some parks, at the others no score is above the floor. `needs` is of each resource.
    """

    firm: str
    name: str
    industry: str
    home: str
    why: str
    rules: tuple[tuple[str, int], ...] = ()
    needs: tuple[float, ...] = ()


@dataclass(frozen=True)
class ParkLine:
    """A park of the run, with how many firms were placed in it."""

    park: str
    name: str
    region: str
    supporter: str
    leading_industries: str
    firms: int


@dataclass(frozen=True)
class Limit:
    """What a park has of a resource, what is used of it, and its price in score per unit.

    `turns_away`: a firm that would rather come needs more of it than is left. `counted` is what the
    bound counts of the capacity, None in what an earlier program kept; see `instance.counted`.
    """

    park: str
    resource: str
    used: float
    capacity: float
    price: float
    turns_away: bool = True
    counted: float | None = None

    @property
    def worth(self) -> float:
        """Its price times what the bound counts of it: what all of it costs."""
        return self.price * (self.capacity if self.counted is None else self.counted)

    @property
    def left(self) -> float:
        return max(0.0, self.capacity - self.used)

    def is_enough(self, need: float) -> bool:
        """Whether the whole of it is as much as somebody needs."""
        return is_as_much(self.capacity, need)

    def has_left(self, need: float) -> bool:
        """Whether what is left of it is."""
        return is_as_much(self.left, need)


def is_as_much(amount: float, need: float) -> bool:
    """But for rounding."""
    return need <= amount * (1 + ROUNDED)


@dataclass(frozen=True)
class RuleFacts:
    """What a rule did in the run: how often it refused a firm a park, and of the firms that have no
    park to go to, how many it refused somewhere.

    `lacks` names the column without which it could not be checked at all.
    """

    rule: str
    name_zh: str
    name_en: str
    clause: Clause
    force: Force
    refuses: bool
    why_refuses: str
    is_lifted: bool
    refused: int
    firms: int
    unchecked: int
    lacks: str


@dataclass(frozen=True)
class TermWeight:
    """A term's weight with its reason."""

    term: str
    value: float
    reason_zh: str
    reason_en: str


@dataclass(frozen=True)
class LeftOut:
    """A firm or a park of the source that is not in the run."""

    id: str
    name: str
    reason: str


@dataclass(frozen=True)
class MatchResult:
    """A match with its certificate.

    `value` is the score reached, `bound` what no placement can beat by the prices, `gap` how far
    apart they are as a share of the bound; `searched` is the lower bound of a search through the
    offers, where there was one. `remarks` are those of `MatchRun`; they name the table, not its
    file.
    """

    programme: str
    weights: str
    weights_version: str
    floor: float
    terms: tuple[TermWeight, ...]
    assumptions: tuple[Assumption, ...]
    day: date | None
    top: int
    value: float
    bound: float
    gap: float
    is_feasible: bool
    passes: int
    seed: int
    engine: str
    resources: tuple[str, ...]
    placed: tuple[PlacedFirm, ...]
    unplaced: tuple[UnplacedFirm, ...]
    parks: tuple[ParkLine, ...]
    limits: tuple[Limit, ...]
    rules: tuple[RuleFacts, ...]
    summary: MatchSummary
    left_out_firms: tuple[LeftOut, ...]
    left_out_parks: tuple[LeftOut, ...]
    provenance: Provenance
    remarks: tuple[Problem, ...] = ()
    searched: float | None = None

    @property
    def known_bound(self) -> float:
        """The lower of both bounds."""
        return lower_of(self.bound, self.searched)

    @property
    def known_gap(self) -> float:
        """How far at most the score is from the best there is, as a share of that bound."""
        return gap_of(self.value, self.known_bound)

    @cached_property
    def bound_by(self) -> frozenset[Limit]:
        """The limits that bind."""
        return frozenset(self.binding())

    def binding(self, least: float = 1e-9) -> tuple[Limit, ...]:
        """Limits that cost something and turn somebody away, dearest first by what all of it costs.

        What is below `least` of the dearest of its resource is none.
        """
        dearest: dict[str, float] = {}
        for one in self.limits:
            dearest[one.resource] = max(dearest.get(one.resource, 0.0), one.price)
        found = (
            one
            for one in self.limits
            if one.turns_away and one.price > least * dearest[one.resource]
        )
        return tuple(sorted(found, key=lambda one: -one.worth))

    @cached_property
    def firms(self) -> dict[str, PlacedFirm | UnplacedFirm]:
        """Every firm of the run by its id."""
        found: dict[str, PlacedFirm | UnplacedFirm] = {one.firm: one for one in self.placed}
        return found | {one.firm: one for one in self.unplaced}

    @cached_property
    def limits_of(self) -> dict[str, tuple[Limit, ...]]:
        """What each park has, in the order of the resources."""
        found: dict[str, tuple[Limit, ...]] = {}
        for one in self.limits:
            found[one.park] = (*found.get(one.park, ()), one)
        return found

    def holds(self, park: str, firm: str) -> bool:
        """Whether a park as a whole has as much of every resource as a firm needs.

        True of a firm whose needs an earlier program did not keep.
        """
        pairs = zip(self.limits_of[park], self.firms[firm].needs, strict=False)
        return all(limit.is_enough(need) for limit, need in pairs)

    def park_names(self) -> dict[str, str]:
        return {line.park: line.name for line in self.parks}


def result_of(run: MatchRun, found: Candidates, made: Placement) -> MatchResult:
    """The record of a run, its candidates and the placement of its firms."""
    from jiedui.core.matching import judge

    answer, weights = made.answer, run.scoring.weights
    return MatchResult(
        programme=run.request.programme,
        weights=weights.id,
        weights_version=weights.version,
        floor=weights.floor,
        terms=tuple(
            TermWeight(one.term, one.value, one.reason_zh, one.reason_en) for one in weights.weights
        ),
        assumptions=run.assumptions,
        day=run.request.day,
        top=found.top,
        value=answer.value,
        bound=answer.bound,
        gap=answer.gap,
        is_feasible=judge(made.instance, answer.slot).feasible,
        passes=answer.passes,
        seed=answer.seed,
        engine=answer.engine,
        resources=made.instance.resources,
        placed=tuple(_placed(run, found, made)),
        unplaced=tuple(_unplaced(run, found, made)),
        parks=tuple(_parks(run, made)),
        limits=tuple(_limits(made)),
        rules=tuple(_rules(run, found)),
        summary=summary_of(run, found),
        left_out_firms=_left(run.left_out_firms),
        left_out_parks=_left(run.left_out_parks),
        provenance=made.provenance,
        remarks=tuple(one.inside(name) for name, found in run.remarks.items() for one in found),
        searched=answer.searched,
    )


def _firms(run: MatchRun) -> list[dict[str, Any]]:
    """Who each firm is, in the order of the table."""
    keys = ("firm", "name", "industry", "home")
    columns = [run.firms[key].astype(str).tolist() for key in keys]
    return [dict(zip(keys, row, strict=True)) for row in zip(*columns, strict=True)]


def _placed(run: MatchRun, found: Candidates, made: Placement) -> Iterator[PlacedFirm]:
    answer, firms = made.answer, _firms(run)
    needs = demand_of(run, made.instance.resources)
    rows = np.flatnonzero(answer.slot >= 0)
    slots, parks = answer.slot[rows].astype(np.int64), answer.park[rows]
    gaps = _gaps(run, rows, parks)
    for row, slot, park, gap in zip(
        rows.tolist(), slots.tolist(), parks.tolist(), gaps, strict=True
    ):
        yield PlacedFirm(
            **firms[row],
            park=made.parks[park],
            rank=slot + 1,
            score=float(str(found.score[row, slot])),  # 0.9, not 0.89999998
            gap=gap,
            needs=tuple(needs[row].tolist()),
        )


def _gaps(run: MatchRun, rows: np.ndarray, parks: np.ndarray) -> list[str]:
    """What each firm does to the chain of the park it is in."""
    tables = run.tables
    sectors = tables.chain_sector[tables.kinds.industry[rows], parks]
    worth = np.nan_to_num(tables.chain.value[sectors, parks])
    kinds = np.where(worth > 0, tables.chain.kind[sectors, parks], 0)
    return [GAP_KINDS[kind] for kind in kinds.tolist()]


def _unplaced(run: MatchRun, found: Candidates, made: Placement) -> Iterator[UnplacedFirm]:
    without = {int(row): at for at, row in enumerate(found.without)}
    firms, needs = _firms(run), demand_of(run, made.instance.resources)
    fits = np.any(made.instance.score > NO_EDGE, axis=1).tolist()
    for row in np.flatnonzero(made.answer.slot < 0).tolist():
        at, needed = without.get(row), tuple(needs[row].tolist())
        if at is None:
            why = NO_ROOM if fits[row] else TOO_LARGE
            yield UnplacedFirm(**firms[row], why=why, needs=needed)
            continue
        counts = zip(found.rules, found.refused_parks[at].tolist(), strict=True)
        rules = tuple((rule, int(count)) for rule, count in counts if count)
        why = REFUSED
        if int(found.too_low[at]):
            why = REFUSED_OR_LOW if rules else TOO_LOW
        yield UnplacedFirm(**firms[row], why=why, rules=rules, needs=needed)


def _parks(run: MatchRun, made: Placement) -> Iterator[ParkLine]:
    given = run.parks
    for row, park in enumerate(made.parks):
        told = {
            key: str(given[key].iloc[row]) if key in given else ""
            for key in ("name", "region", "supporter", "leading_industries", "industries")
        }
        codes = codes_of(told.pop("industries"))
        told["leading_industries"] = told["leading_industries"] or _divisions(codes)
        yield ParkLine(park=park, firms=int(made.answer.counts[row]), **told)


def _divisions(codes: tuple[str, ...]) -> str:
    """The names of the divisions of these codes, as a catalogue would list them."""
    known = division_names()
    return "、".join(dict.fromkeys(known.get(code[:2], code) for code in codes))


def _limits(made: Placement) -> Iterator[Limit]:
    instance, answer = made.instance, made.answer
    for row, park in enumerate(made.parks):
        for at, resource in enumerate(instance.resources):
            yield Limit(
                park,
                resource,
                used=float(answer.used[row, at]),
                capacity=float(instance.capacity[row, at]),
                price=float(answer.prices[row, at]),
                turns_away=bool(made.facts.turned_away[row, at]),
                counted=float(made.facts.counted[row, at]),
            )


def _rules(run: MatchRun, found: Candidates) -> Iterator[RuleFacts]:
    """Every rule of the scheme on that day: what was checked, what lacks, what was lifted."""
    at = {rule: place for place, rule in enumerate(found.rules)}
    lacks = {one.rule: f"{one.side}.{one.column}" for one in found.not_checked}
    used = {rule.id: rule for rule in run.rules}
    lifted = [one for one in run.scheme.rules_on(run.request.day) if one.id not in used]
    for one in (*run.rules, *lifted):
        place = at.get(one.id)
        yield RuleFacts(
            rule=one.id,
            name_zh=one.rule.name_zh,
            name_en=one.rule.name_en,
            clause=one.rule.clause,
            force=one.rule.force,
            refuses=one.refuses,
            why_refuses=one.why_refuses,
            is_lifted=one.id not in used,
            refused=0 if place is None else int(found.refused[place]),
            firms=0 if place is None else int((found.refused_parks[:, place] > 0).sum()),
            unchecked=0 if place is None else int(found.unchecked[place]),
            lacks=lacks.get(one.id, ""),
        )


def _left(frame: pd.DataFrame) -> tuple[LeftOut, ...]:
    return tuple(LeftOut(*map(str, row)) for row in frame[["id", "name", "reason"]].to_numpy())
