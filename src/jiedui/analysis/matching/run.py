"""One run of matching: tables and rules in; candidates, an instance to solve, explanations out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from jiedui import data
from jiedui.analysis.matching.bundled import Shipped, delta_parks, listed_firms
from jiedui.analysis.matching.columns import CAPACITY, DEMAND, contents, resources_of, written
from jiedui.analysis.matching.knowledge import USED, Knowledge, knowledge
from jiedui.analysis.matching.presence import in_force, without_pairs
from jiedui.analysis.matching.terms import Tables, terms_of
from jiedui.analysis.provenance import Provenance
from jiedui.core.errors import Problem, Refusal, refuse_if_any
from jiedui.core.frames import Floats
from jiedui.core.matching.candidates import Candidates, OnBlock, candidates
from jiedui.core.matching.eligibility import EligibilityRule
from jiedui.core.matching.score import Scoring, Weights
from jiedui.core.matching.sides import Side
from jiedui.schemes.load import programme as programme_of
from jiedui.schemes.load import sha256 as scheme_sha256
from jiedui.schemes.matching import Assumption, MatchScheme, match_scheme, match_scheme_sha256

if TYPE_CHECKING:
    from jiedui.core.matching.instance import Instance

LAND = "land_m2"
EMPTY = pd.DataFrame({"id": [], "name": [], "reason": []}, dtype=object)


@dataclass(frozen=True)
class MatchRequest:
    """What a run is asked for.

    Attributes
    ----------
    programme
        Id of a bundled programme, whose pairs and rules hold; "" for none.
    weights
        A set of weights, or the id of one of the programme's (`chain`, `gradient`); "" its first.
    rules
        Rules beside those of the programme; one of the same id takes its place.
    lifted
        Ids of rules that are left out of this run (what-if).
    pairs_out
        Keys of the programme's pairs that are left out (what-if), as `Pair.key` writes them: their
        bonus goes, and so does what their supporters have as neighbours in the chain.
    assumptions
        Numbers in place of the scheme's assumptions, by id.
    day
        The day on which rules and pairs must be in force; None takes all.
    """

    programme: str = ""
    weights: Weights | str = ""
    rules: tuple[EligibilityRule, ...] = ()
    lifted: tuple[str, ...] = ()
    pairs_out: tuple[str, ...] = ()
    assumptions: Mapping[str, float] | None = None
    day: date | None = None


@dataclass(frozen=True)
class MatchRun:
    """Firms and parks with everything that scores them, in the order of their tables.

    `left_out_firms`, `left_out_parks` are of the source and not in the run: `id, name, reason`.
    """

    request: MatchRequest
    firms: pd.DataFrame
    parks: pd.DataFrame
    scheme: MatchScheme
    rules: tuple[EligibilityRule, ...]
    scoring: Scoring
    tables: Tables
    known: Knowledge
    provenance: Provenance
    left_out_firms: pd.DataFrame
    left_out_parks: pd.DataFrame

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        return tuple(self.scheme.assumptions.values())

    @property
    def resources(self) -> tuple[str, ...]:
        """Resources that limit: those of which the parks' table names a capacity."""
        return resources_of(self.parks, CAPACITY)

    @property
    def remarks(self) -> Mapping[str, tuple[Problem, ...]]:
        """By table, what the reader of its file passed over, or doubts and still took."""
        tables = {"firms": self.firms, "parks": self.parks}
        return {name: tuple(table.attrs.get("warnings", ())) for name, table in tables.items()}

    @cached_property
    def place_of_firm(self) -> dict[str, int]:
        return {str(firm): place for place, firm in enumerate(self.firms["firm"])}

    @cached_property
    def place_of_park(self) -> dict[str, int]:
        return {str(park): place for place, park in enumerate(self.parks["park"])}

    def rule(self, rule_id: str) -> EligibilityRule:
        return next(rule for rule in self.rules if rule.id == rule_id)

    def firm_at(self, firm: str) -> int:
        """The row of a firm by id; refused where there is none."""
        return _place(self.place_of_firm, firm, "firm")

    def park_at(self, park: str) -> int:
        return _place(self.place_of_park, park, "park")


def shipped_run(request: MatchRequest | None = None) -> MatchRun:
    """The listed firms against the development zones of the delta and the co-built parks."""
    return run_over(None, None, request)


def run_over(
    firms: pd.DataFrame | None, parks: pd.DataFrame | None, request: MatchRequest | None = None
) -> MatchRun:
    """A run over tables of one's own (as `prepare` takes them); None stands for the shipped one."""
    request = request or MatchRequest(programme="jiangsu-2022")
    scheme = _scheme(request)
    shipped_firms = listed_firms() if firms is None else None
    shipped_parks = None
    if parks is None:
        shipped_parks = delta_parks(open_share=scheme.assumed("open_share_of_area"))
    run = prepare(_table(firms, shipped_firms), _table(parks, shipped_parks), request)
    shipped = [one for one in (shipped_firms, shipped_parks) if one is not None]
    used = {name: data.sha256(name) for one in shipped for name in one.inputs}
    return replace(
        run,
        provenance=replace(run.provenance, inputs={**used, **dict(run.provenance.inputs)}),
        left_out_firms=shipped_firms.left_out if shipped_firms else EMPTY,
        left_out_parks=shipped_parks.left_out if shipped_parks else EMPTY,
    )


def _table(own: pd.DataFrame | None, shipped: Shipped | None) -> pd.DataFrame:
    if own is not None:
        return own
    assert shipped is not None
    return shipped.table


def prepare(
    firms: pd.DataFrame, parks: pd.DataFrame, request: MatchRequest | None = None
) -> MatchRun:
    """Make a run of checked tables (`checked_firms`, `checked_parks`, `read_firms`, `read_parks`).

    Its provenance holds the fingerprint of each table's file, or of what a table made here holds.
    """
    request = request or MatchRequest()
    inputs = {"firms": _fingerprint(firms), "parks": _fingerprint(parks)}
    scheme, known = _scheme(request), knowledge()
    firms, parks = firms.reset_index(drop=True), parks.reset_index(drop=True)
    programme = programme_of(request.programme) if request.programme else None
    if programme is not None and request.day is not None:
        programme = in_force(programme, request.day)
    if request.pairs_out:
        programme, parks = without_pairs(programme, parks, request.pairs_out)
    terms, tables = terms_of(firms, parks, known, scheme, programme)
    weights = _weights(request, scheme)
    return MatchRun(
        request=request,
        firms=firms,
        parks=parks,
        scheme=scheme,
        rules=_rules(request, scheme),
        scoring=Scoring(terms, weights, len(parks), tuple(map(str, parks["region"]))),
        tables=tables,
        known=known,
        provenance=_provenance(request, scheme, weights, inputs),
        left_out_firms=EMPTY,
        left_out_parks=EMPTY,
    )


def rerun(run: MatchRun, request: MatchRequest) -> MatchRun:
    """The same firms and parks under another request (what-if)."""
    found = prepare(run.firms, run.parks, request)
    return replace(
        found,
        provenance=replace(found.provenance, inputs=run.provenance.inputs),
        left_out_firms=run.left_out_firms,
        left_out_parks=run.left_out_parks,
    )


def candidates_of(
    run: MatchRun,
    *,
    top: int = 20,
    parks: Sequence[int] | None = None,
    block: int | None = None,
    on_block: OnBlock | None = None,
) -> Candidates:
    """The best parks of each firm; `Candidates` says what was refused, unchecked and missing.

    `parks` limits the run to some rows of its table of parks; park numbers then count among them.
    """
    kept = run.parks if parks is None else run.parks.iloc[list(parks)]
    scoring = run.scoring if parks is None else run.scoring.of_parks(parks)
    return candidates(
        Side.of({str(name): run.firms[name].to_numpy() for name in run.firms}, what="firms"),
        Side.of({str(name): kept[name].to_numpy() for name in kept}, what="parks"),
        run.rules,
        scoring,
        top=top,
        block=block,
        on_block=on_block,
    )


def demand_of(run: MatchRun, resources: Sequence[str] | None = None) -> Floats:
    """(N, R) what each firm needs of each resource, in the unit of the resource's name.

    A `demand_<resource>` column is taken as it is. Land without one is employees × the share that
    one project has of them (but a most) × land per employee, all assumptions of the run; any other
    resource without a figure is refused, because nothing may stand in for it.
    """
    names = run.resources if resources is None else tuple(resources)
    columns = [_demand(run, name) for name in names]
    return np.stack(columns, axis=1) if columns else np.zeros((len(run.firms), 0))


def capacity_of(run: MatchRun, resources: Sequence[str] | None = None) -> Floats:
    """(M, R) what each park has of each resource; a resource that no column names is refused."""
    names = run.resources if resources is None else tuple(resources)
    hint = f"the parks' table has {', '.join(run.resources) or 'no capacity at all'}"
    refuse_if_any(
        Problem("no capacity of this resource", column=CAPACITY + name, hint=hint)
        for name in names
        if name not in run.resources
    )
    if not names:
        hint = "add capacity_land_m2 or another capacity_<resource> to the parks"
        raise Refusal(Problem("parks without capacity", file=_file(run.parks, "parks"), hint=hint))
    return run.parks[[CAPACITY + name for name in names]].to_numpy(dtype=float)


def instance_of(
    run: MatchRun, found: Candidates, *, resources: Sequence[str] | None = None
) -> Instance:
    """What is to be solved: candidates against the capacities of the parks."""
    from jiedui.core.matching.instance import Instance

    names = run.resources if resources is None else tuple(resources)
    return Instance.of_candidates(
        found.score,
        found.park,
        demand_of(run, names),
        capacity_of(run, names),
        resources=names,
    )


def _demand(run: MatchRun, resource: str) -> Floats:
    column = DEMAND + resource
    people = run.firms.get("employees", pd.Series(np.nan, index=run.firms.index))
    given = run.firms.get(column, pd.Series(np.nan, index=run.firms.index)).to_numpy(dtype=float)
    if resource == LAND:
        per_head = run.scheme.assumed("land_m2_per_employee")
        project = people.to_numpy(dtype=float) * run.scheme.assumed("project_share_of_employees")
        project = np.minimum(project, run.scheme.assumed("project_employees_most"))
        given = np.where(np.isnan(given), project * per_head, given)
    lacking = np.flatnonzero(np.isnan(given))
    if lacking.size:
        first = str(run.firms["firm"].iloc[lacking[0]])
        needed = written(run.firms, column)
        offered = written(run.parks, CAPACITY + resource)
        hint = f"give {needed} for every firm, or leave {offered} out of the parks"
        reason = f"{lacking.size} firms have no figure here"
        raise Refusal(
            Problem(reason, file=_file(run.firms, "firms"), column=needed, value=first, hint=hint)
        )
    return np.asarray(given, dtype=np.float64)


def _file(frame: pd.DataFrame, what: str) -> str:
    """The file of a table as messages call it."""
    return str(frame.attrs.get("file", what))


def _scheme(request: MatchRequest) -> MatchScheme:
    if request.programme:
        programme_of(request.programme)
    scheme = match_scheme(request.programme)
    changed = dict(scheme.assumptions)
    for key, value in (request.assumptions or {}).items():
        if key not in changed:
            hint = f"there is: {', '.join(changed)}"
            raise Refusal(Problem("no such assumption", column=key, value=str(value), hint=hint))
        if problem := changed[key].problem_with(value):
            raise Refusal(problem)
        changed[key] = replace(changed[key], value=value)
    return replace(scheme, assumptions=changed)


def _weights(request: MatchRequest, scheme: MatchScheme) -> Weights:
    chosen = request.weights
    return scheme.weighing(chosen) if isinstance(chosen, str) else chosen


def _rules(request: MatchRequest, scheme: MatchScheme) -> tuple[EligibilityRule, ...]:
    own = {rule.id: rule for rule in request.rules}
    base = [own.pop(rule.id, rule) for rule in scheme.rules_on(request.day)]
    every = (*base, *own.values())
    known = [rule.id for rule in every]
    refuse_if_any(
        Problem("no such rule to lift", value=lifted, hint=f"there is: {', '.join(known)}")
        for lifted in request.lifted
        if lifted not in known
    )
    return tuple(rule for rule in every if rule.id not in request.lifted)


def _provenance(
    request: MatchRequest, scheme: MatchScheme, weights: Weights, inputs: Mapping[str, str]
) -> Provenance:
    schemes = {"matching": match_scheme_sha256(request.programme)}
    if request.programme:
        schemes[request.programme] = scheme_sha256(request.programme)
    parameters: dict[str, Any] = {
        "programme": request.programme,
        "weights": weights,
        "rules": request.rules,
        "lifted": request.lifted,
        "day": request.day,
        "assumptions": {key: found.value for key, found in scheme.assumptions.items()},
    }
    if request.pairs_out:
        parameters["pairs_out"] = request.pairs_out
    used = {name: data.sha256(name) for name in USED}
    return Provenance(inputs={**used, **inputs}, scheme=schemes, parameters=parameters)


def _fingerprint(frame: pd.DataFrame) -> str:
    """That of its file where the table still holds what was read: pandas hands attributes on."""
    found = contents(frame)
    is_as_read = "sha256" in frame.attrs and frame.attrs.get("contents") == found
    return str(frame.attrs["sha256"]) if is_as_read else found


def _place(places: Mapping[str, int], key: str, what: str) -> int:
    if key not in places:
        raise Refusal(Problem(f"no such {what} in this run", value=key, hint="check its id"))
    return places[key]
