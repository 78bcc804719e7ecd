"""What the front page and the health check ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import DatabaseError

from jiedui.analysis.gaps import GapsResult
from jiedui.schemes import load
from jiedui.schemes.records import Pair, Programme
from jiedui.web.desk.gaps import choices
from jiedui.web.desk.gaps import queries as gaps
from jiedui.web.desk.gaps.choices import NoYear
from jiedui.web.desk.pairing import asking, making
from jiedui.web.desk.pairing import queries as pairing
from jiedui.web.records.regions.bundled import BUNDLES
from jiedui.web.records.regions.models import Batch
from jiedui.web.records.runs import queries as runs
from jiedui.web.records.runs.models import Run

RUNS_SHOWN = 5


@dataclass(frozen=True)
class Scored:
    """What the stored default pairing says of one pair; `regret` is zero where it is proposed.

    Otherwise `regret` is what the objective loses when this pair must be; None: it cannot be.
    """

    score: float
    regret: float | None


def gap(programme: Programme, batch: Batch) -> GapsResult | None:
    """The programme's headline gap as the gaps page opens with; None where figures are missing."""
    try:
        return gaps.measured(choices.read({"programme": programme.id}, batch).asked, batch)
    except NoYear:
        return None


def pairs(programme: Programme, year: int | None) -> tuple[Pair, ...]:
    """Pairs of cities at the end of the year, of provinces where it has none.

    Before the programme's start those of its first day, after its end those of its last.
    """
    on = max(date(year or date.max.year, 12, 31), programme.start)
    if programme.end is not None:
        on = min(on, programme.end - timedelta(days=1))
    found = (programme.pairs_in_force(on, level) for level in ("city", "province"))
    return next((some for some in found if some), ())


def last_year(programme: Programme) -> int:
    """The last year of the panel within the programme's time."""
    years = gaps.panel(gaps.batch()).years()
    last = programme.end.year - 1 if programme.end is not None else max(years)
    return max((year for year in years if year <= last), default=max(years))


def per_person(found: tuple[Pair, ...], result: GapsResult | None, year: int) -> dict[str, float]:
    """Output per person in 万元: of the result's regions and of every pair that has figures."""
    panel = gaps.panel(gaps.batch())
    known = set(panel.regions())
    ends = {code for pair in found for code in (pair.supporter, pair.recipient)}
    inside = {region.region: region.per_capita / 1e4 for region in result.regions} if result else {}
    codes = tuple(sorted(code for code in ends if code in known and code not in inside))
    values = pairing.per_person(codes, year) if codes else {}
    return inside | {code: value for code, value in values.items() if value is not None}


def pairing_run(programme: Programme) -> Run | None:
    """The newest stored run of the programme's default pairing."""
    return pairing.latest(asking.default_request(programme.id))


def scored(run: Run | None) -> dict[tuple[str, str], Scored]:
    """Score and regret of every candidate of a stored pairing."""
    if run is None or not making.is_readable(run.result):
        return {}
    result = making.revived(run.result)
    chosen = {(pair.supporter, pair.recipient) for pair in result.pairs}
    costs = {(one.supporter, one.recipient): one.cost_of_forcing for one in result.forced}
    return {
        key: Scored(one.score, 0.0 if key in chosen else costs.get(key))
        for one in result.scores
        for key in [(one.supporter, one.recipient)]
    }


def latest_runs(user: Any) -> list[Run]:
    """Of those within the visitor's reach."""
    return list(runs.runs(user=user)[:RUNS_SHOWN])


def programme_of(chosen: str) -> Programme:
    return load.programme(chosen)


def why_not_ready() -> str:
    """Empty when pages can answer; else what is missing."""
    try:
        here = set(Batch.objects.values_list("data_set", flat=True))
    except DatabaseError as error:
        return f"database: {str(error).splitlines()[0]}"
    missing = [bundle.data_set for bundle in BUNDLES if bundle.data_set not in here]
    return f"not loaded: {', '.join(missing)}; run `jiedui init`" if missing else ""
