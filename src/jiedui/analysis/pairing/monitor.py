"""Watching pairs over years: both sides, need, score and rank, and alarms (missions A2, B3).

An alarm says that figures passed a stated threshold. It says nothing about what caused them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from jiedui.analysis.pairing import participants as taking_part
from jiedui.analysis.pairing.alarms import THRESHOLDS, Alarm, PairYear, Thresholds, alarms_of
from jiedui.analysis.pairing.components import components_of
from jiedui.analysis.pairing.field import Participants
from jiedui.analysis.pairing.records import Refused, Words
from jiedui.analysis.pairing.request import PairingRequest
from jiedui.analysis.pairing.sources import Sources, bundled
from jiedui.analysis.pairing.words import refused as refusal_of
from jiedui.analysis.provenance import Provenance, plain
from jiedui.core.errors import NotSupported, Problem, Refusal
from jiedui.core.frames import Floats
from jiedui.core.pairing import CRITERIA, Candidates, all_candidates
from jiedui.core.pairing.problem import CodePair
from jiedui.core.pairing.scores import score_terms, weighted_score
from jiedui.core.units import unit
from jiedui.schemes import load
from jiedui.schemes.records import Programme, Scheme

# History is left out: it grows with every year of the pair, which would argue for itself.
WATCHED = tuple(name for name in CRITERIA if name != "history")
DEFINITION = {
    "zh": "人均为地区生产总值÷年末常住人口，当年价；倍数=帮扶方÷受帮扶方，差额=帮扶方−受帮扶方；"
    "需要=max(0, ln(全部候选地区合计的人均÷受帮扶方人均))；"
    "得分为不计历史基础、其余有数据的各项等权；"
    "名次为该帮扶方在受帮扶方全部候选帮扶方中的得分名次，并列取同一名次。"
    "预警只说数字过了门槛，不说明原因",
    "en": "per head: GDP over year-end residents at current prices; ratio: supporter over "
    "recipient, difference: supporter less recipient; need: max(0, ln(pooled per head of all "
    "candidates / the recipient's)); score: equal weights over the criteria with data, history "
    "left out; rank: of the supporter among all candidate supporters of the recipient, ties "
    "share a rank. An alarm says that figures passed a threshold, never why",
}


@dataclass(frozen=True)
class MonitoredPair:
    """A pair with its years, the oldest first; `since` counts unbroken terms in predecessors.

    Years before and after the pair are shown and raise no alarm.
    """

    supporter: str
    recipient: str
    supporter_name: str
    recipient_name: str
    since: date
    since_precision: str
    ended: date | None
    programmes: tuple[str, ...]
    years: tuple[PairYear, ...]
    alarms: tuple[Alarm, ...]

    def current(self) -> tuple[Alarm, ...]:
        """Alarms that stand in the last year of the pair with data."""
        return tuple(alarm for alarm in self.alarms if alarm.is_current)


@dataclass(frozen=True)
class MonitorResult:
    """Every pair of a programme over its years, with the thresholds that were used and why."""

    programme: str
    name_zh: str
    name_en: str
    years: tuple[int, ...]
    pairs: tuple[MonitoredPair, ...]
    thresholds: tuple[dict[str, str | float], ...]
    definition_zh: str
    definition_en: str
    refused: tuple[Refused, ...]
    provenance: Provenance


def monitor_pairs(
    programme: Programme,
    *,
    until: int | None = None,
    thresholds: Thresholds = THRESHOLDS,
    scheme: Scheme | None = None,
    sources: Sources | None = None,
) -> MonitorResult:
    """Watch the pairs of a programme over every year with data, up to `until`.

    Parameters
    ----------
    thresholds
        What an alarm is; each carries its reason in the result.

    Raises
    ------
    NotSupported
        No pair has figures for both sides in any year.
    """
    data = sources or bundled(programme)
    rules = scheme or load.scheme(programme.id)
    known = [year for year in data.panel.years() if until is None or year <= until]
    seen: dict[CodePair, list[PairYear]] = {}
    refused: list[Refused] = []
    for year in known:
        try:
            found = _year_of(programme, rules, data, year)
        except Refusal as refusal:
            words = refusal.problems[0].reason
            refused.append(refusal_of(str(year), Words(f"{year}年没有可比的数据", words)))
            continue
        for pair, one in found:
            seen.setdefault(pair, []).append(one)
    if not seen:
        hint = f"years with data: {', '.join(map(str, known)) or 'none'}"
        raise NotSupported(Problem(f"no pair of {programme.id} can be watched", hint=hint))
    pairs = tuple(
        _monitored(pair, years, data.earlier or (programme,), thresholds, programme)
        for pair, years in seen.items()
    )
    return MonitorResult(
        programme.id,
        programme.name_zh,
        programme.name_en,
        tuple(sorted({one.year for pair in pairs for one in pair.years})),
        pairs,
        thresholds.records(),
        DEFINITION["zh"],
        DEFINITION["en"],
        tuple(refused),
        _provenance(programme, data, until, thresholds),
    )


def _year_of(
    programme: Programme, scheme: Scheme, sources: Sources, year: int
) -> list[tuple[CodePair, PairYear]]:
    """Every official pair that has figures in this year."""
    request = PairingRequest(year=year)
    field = taking_part.of_programme(programme, scheme, sources, request)
    candidates = all_candidates(field.supporters, field.recipients)
    parts = components_of(candidates, sources, year=year)
    terms = score_terms(parts.raw)
    used = tuple(name for name in WATCHED if name not in terms.missing)
    weights = np.array([1 / len(used) if name in used else 0.0 for name in CRITERIA])
    score = weighted_score(terms, weights)
    per_head = _per_head(field, sources, year)
    need = parts.raw["need"].to_numpy(dtype=float)
    found = []
    for pair in field.official:
        number = int(candidates.numbers([pair])[0])
        rank, of = _rank(score, candidates, number)
        richer, poorer = (per_head[code] for code in pair)
        one = PairYear(
            year,
            richer,
            poorer,
            richer / poorer,
            richer - poorer,
            float(need[number]),
            float(score[number]),
            rank,
            of,
            used,
        )
        found.append((pair, one))
    return found


def _per_head(field: Participants, sources: Sources, year: int) -> dict[str, float]:
    """GDP in yuan per resident."""
    codes = sorted({*field.supporters, *field.recipients})
    panel = sources.panel
    factor = unit(panel.units.get("gdp", "")).factor
    factor /= unit(panel.units.get(sources.population, "")).factor
    values = panel.complete("gdp", codes, year) / panel.complete(sources.population, codes, year)
    return {code: float(value * factor) for code, value in zip(codes, values, strict=True)}


def _rank(score: Floats, candidates: Candidates, number: int) -> tuple[int, int]:
    """Rank of a candidate among those of its recipient, and how many there are."""
    same: NDArray[np.bool_] = candidates.recipient == candidates.recipient[number]
    better = score[same] > score[number] + 1e-12
    return int(better.sum()) + 1, int(same.sum())


def _monitored(
    pair: CodePair,
    years: Sequence[PairYear],
    lineage: Iterable[Programme],
    thresholds: Thresholds,
    programme: Programme,
) -> MonitoredPair:
    terms = [
        (term, one.id)
        for one in lineage
        for term in one.pairs
        if (term.supporter, term.recipient) == pair
    ]
    first, *later = sorted(terms, key=lambda known: known[0].start)
    unbroken = [first]
    for term in later:
        before = unbroken[-1][0].end
        whole = before is not None and before < term[0].start
        unbroken = [term] if whole else [*unbroken, term]
    start, last = unbroken[0][0], unbroken[-1][0]
    return MonitoredPair(
        *pair,
        last.supporter_name,
        last.recipient_name,
        start.start,
        start.start_precision,
        last.end,
        tuple(dict.fromkeys(name for _, name in unbroken)),
        tuple(years),
        alarms_of(years, thresholds, since=start.start.year, ended=last.end),
    )


def _provenance(
    programme: Programme, sources: Sources, until: int | None, thresholds: Thresholds
) -> Provenance:
    known = programme.id in load.ids()
    return Provenance(
        inputs=dict(sorted(sources.inputs.items())),
        scheme={programme.id: load.sha256(programme.id)} if known else {},
        parameters={"until": until, "thresholds": plain(thresholds)},
    )
